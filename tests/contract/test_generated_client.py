"""A client that a machine wrote from the committed OpenAPI document does the main job against the running service."""

import sys
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx  # the generated code calls by it; the service and its own tests use its successor
import pytest
from fastapi import FastAPI
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from app.cases.domain.words import Action
from app.platform.db.migrate import ROOT

PACKAGE = "mediation_client"


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The client, importable; what the generator had to say about the document."""
    folder = tmp_path_factory.mktemp("generated")
    said = generate(
        config=Config.from_sources(
            config_file=ConfigFile(post_hooks=[]),
            meta_type=MetaType.NONE,
            document_source=ROOT / "openapi" / "openapi.json",
            file_encoding="utf-8",
            overwrite=False,
            output_path=folder / PACKAGE,
        )
    )
    sys.path.insert(0, str(folder))
    yield [f"{one.header} {one.detail}" for one in said]
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


class Client:
    """One organisation, calling through the generated package: `call("cases.open_case", ...)`."""

    def __init__(self, app: FastAPI, token: str) -> None:
        made = {"base_url": "http://service.test", "httpx_args": {"transport": httpx.ASGITransport(app=app)}}
        package = import_module(PACKAGE)
        self._client = package.AuthenticatedClient(token=token, raise_on_unexpected_status=True, **made)

    async def call(self, operation: str, *, status: int = 200, **said: Any) -> Any:
        answer = await import_module(f"{PACKAGE}.api.{operation}").asyncio_detailed(client=self._client, **said)
        assert answer.status_code == status, answer.content
        return answer.parsed


def models() -> Any:
    return import_module(f"{PACKAGE}.models")


async def token(app: FastAPI, slug: str) -> str:
    """A token, asked for through the generated package as well."""
    transport = httpx.ASGITransport(app=app)
    client = import_module(PACKAGE).Client(base_url="http://service.test", httpx_args={"transport": transport})
    grant = models().IssueTokenTokenRequestGrantType.CLIENT_CREDENTIALS
    body = models().IssueTokenTokenRequest(grant_type=grant, client_id=slug, client_secret=f"{slug}-secret")
    answer = await import_module(f"{PACKAGE}.api.tokens.issue_token").asyncio(client=client, body=body)
    return str(answer.access_token)


def test_the_generator_understands_the_whole_document(generated: list[str]) -> None:
    """But for what is no JSON: the certificate on paper, the drawing, and calendars."""
    assert [said for said in generated if "Unsupported content" not in said] == []
    files = {path.stem for path in (Path(sys.path[0]) / PACKAGE / "api" / "actions").glob("*.py")}
    assert files >= {action.replace("-", "_") for action in Action}


async def test_it_takes_a_case_from_notice_to_appeal(generated: list[str], app: FastAPI) -> None:
    assert generated is not None
    m = models()
    la, adviser, tribunal = [
        Client(app, await token(app, slug)) for slug in ("sandbox-la-991", "sandbox-provider-a", "sandbox-tribunal")
    ]
    notice = m.NoticeIn(
        la_reference="EHC-GENERATED",
        decision=m.DecisionIn(kind=m.DecisionKind.REFUSAL_TO_ASSESS, notice_sent_on=date(2026, 2, 2)),
        appellant=m.AppellantIn(kind=m.AppellantKind.PARENT, name="Sam Example"),
    )
    case = await la.call("cases.open_case", status=201, body=notice, idempotency_key="generated-1")
    again = await la.call("cases.open_case", status=201, body=notice, idempotency_key="generated-1")
    assert isinstance(case.id, UUID)
    assert again.id == case.id

    early = m.RegisterAppealIn(basis=m.AppealBasis.CERTIFICATE, occurred_on=date(2026, 2, 20))
    refused = await tribunal.call("actions.register_appeal", status=409, case_id=case.id, body=early)
    assert isinstance(refused, m.RefusedProblem)
    assert refused.rule == "certificate-before-appeal"
    assert refused.unlock == ["contact-adviser", "decline-mediation", "issue-certificate"]

    day = date(2026, 2, 10)
    await adviser.call("actions.contact_adviser", case_id=case.id, body=m.ContactAdviserIn(occurred_on=day))
    declined = m.DeclineMediationIn(occurred_on=day)
    await adviser.call("actions.decline_mediation", case_id=case.id, body=declined, if_match='"2"')
    issued = m.IssueCertificateIn(ground=m.CertificateGround.DECLINED, occurred_on=day)
    certified = await adviser.call("actions.issue_certificate", case_id=case.id, body=issued)
    assert certified.state is m.State.CERTIFIED

    number = certified.certificate.number
    checked = await la.call("certificates.verify_one", number=number)
    assert checked.result is m.VerificationResult.FOUND
    appealed = await tribunal.call("actions.register_appeal", case_id=case.id, body=early)
    assert (appealed.state, appealed.appeal.late) == (m.State.APPEAL_REGISTERED, False)

    dates = await la.call("cases.get_deadlines", case_id=case.id)
    assert {deadline.code for deadline in dates.deadlines} >= {m.DeadlineCode.LODGE_APPEAL, m.DeadlineCode.LA_RESPONSE}
    trail = await la.call("cases.get_events", case_id=case.id)
    assert [event.seq for event in trail.items] == [1, 2, 3, 4, 5]
    assert (await la.call("cases.verify_events", case_id=case.id)).intact is True
