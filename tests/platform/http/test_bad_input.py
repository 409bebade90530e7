"""What cannot be read is answered with where the fault lies, and never repeated back."""

import json
from copy import deepcopy
from typing import Any

import pytest
from fastapi import FastAPI

from tests.support.parties import Party, a_notice
from tests.support.routes import operations

JSON = {"Content-Type": "application/json"}


def changed(at: str, value: Any) -> dict[str, Any]:
    body = deepcopy(a_notice())
    *way, last = at.removeprefix("#/").split("/")
    place = body
    for step in way:
        place = place[step]
    place[last] = value
    return body


NUL = "a\x00b"
FAULTS: dict[str, tuple[str, Any]] = {
    "another kind": ("#/decision/kind", "refusal"),
    "no date": ("#/decision/notice_sent_on", "yesterday"),
    "a number for a date": ("#/decision/notice_sent_on", 20260202.5),
    "seconds since 1970 for a date": ("#/decision/notice_sent_on", 1769990400),
    "the same in words": ("#/decision/notice_sent_on", "1769990400"),
    "a midnight for a date": ("#/decision/notice_sent_on", "2026-02-02T00:00:00"),
    "another section": ("#/decision/sections", ["E"]),
    "sections where there are none": ("#/decision/sections", ["F"]),
    "a word for a list": ("#/decision/sections", "F"),
    "an object for a word": ("#/la_reference", {"is": "EHC-1"}),
    "nothing for something": ("#/la_reference", ""),
    "spaces for something": ("#/la_reference", "   "),
    "too much": ("#/la_reference", "x" * 81),
    "a null byte": ("#/la_reference", NUL),
    "a null byte deep inside": ("#/appellant/name", NUL),
    "half a surrogate pair": ("#/appellant/name", "\ud800"),
    "an unknown member": ("#/reference", "EHC-1"),
    "an unknown member deep inside": ("#/decision/sent_on", "2026-02-02"),
    "another regime": ("#/regime", "cfa-2015"),
    "a provider of nobody": ("#/provider", "sandbox-provider-b"),
    "a list for the whole": ("#/decision", []),
}


@pytest.mark.parametrize(("pointer", "value"), FAULTS.values(), ids=FAULTS)
async def test_the_fault_is_pointed_at(la: Party, pointer: str, value: Any) -> None:
    content = json.dumps(changed(pointer, value)).encode()  # in ASCII, as half a surrogate pair has no other form
    answer = await la.sends("POST", "/v1/cases", content=content, headers=JSON)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    [first, *_] = answer.json()["errors"]
    assert first["where"] == "body"
    assert first["pointer"].startswith(pointer)
    assert first["code"]


@pytest.mark.parametrize("missing", ["la_reference", "decision", "appellant"])
async def test_what_is_missing_is_named(la: Party, missing: str) -> None:
    body = a_notice()
    del body[missing]
    answer = await la.sends("POST", "/v1/cases", json=body)
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [f"#/{missing}"]


@pytest.mark.parametrize("content", [b"{", b"", b"\xff\xfe", b"[1, 2", b"NaN", b'{"a": 1e999}', b"null", b"3", b'"x"'])
async def test_what_is_no_notice_at_all(la: Party, content: bytes) -> None:
    answer = await la.sends("POST", "/v1/cases", content=content, headers=JSON)
    assert answer.status_code in (400, 422)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_depth_that_no_notice_has(la: Party) -> None:
    answer = await la.sends("POST", "/v1/cases", content=b"[" * 30_000 + b"]" * 30_000, headers=JSON)
    assert answer.status_code in (400, 422)


async def test_text_is_json_or_nothing(la: Party) -> None:
    answer = await la.sends("POST", "/v1/cases", content=b"la_reference=1", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415


@pytest.mark.parametrize("case", ["1", "not-a-case", "00000000-0000-0000-0000-00000000000g"])
async def test_what_is_no_id(la: Party, case: str) -> None:
    answer = await la.sends("GET", f"/v1/cases/{case}")
    assert (answer.status_code, answer.json()["errors"][0]["where"]) == (422, "path")


@pytest.mark.parametrize(
    ("action", "body", "pointer"),
    [
        ("issue-certificate", {}, "#/ground"),
        ("issue-certificate", {"ground": "because"}, "#/ground"),
        ("register-appeal", {"basis": "permission", "permission_reference": NUL}, "#/permission_reference"),
        ("register-appeal", {"basis": "certificate", "received_at": "2026-03-02T10:00:00"}, "#/received_at"),
        (
            "register-appeal",
            {"basis": "certificate", "received_at": "2026-03-02T10:00:00Z", "occurred_on": "2026-03-03"},
            "#",
        ),
        ("register-appeal", {"basis": "certificate", "tribunal_reference": "EH991/26/001\n"}, "#/tribunal_reference"),
        ("record-agreement", {"terms": []}, "#/terms"),
        ("record-agreement", {"terms": [{"kind": "amend_plan"}, {"kind": "pay"}]}, "#/terms/1/kind"),
        ("request-mediation", {"issues": ["F"] * 21}, "#/issues"),
        ("decide-exemption", {"granted": "perhaps"}, "#/granted"),
        ("complete-duty", {"code": "be-kind"}, "#/code"),
        ("withdraw", {"reason": "tired"}, "#/reason"),
        ("contact-adviser", {"occurred_on": "2026-13-01"}, "#/occurred_on"),
        ("register-appeal", {"basis": "certificate", "received_at": 1772442000}, "#/received_at"),
        ("register-appeal", {"basis": "certificate", "received_at": "1772442000"}, "#/received_at"),
    ],
)
async def test_an_actions_fault_is_pointed_at(la: Party, action: str, body: dict[str, Any], pointer: str) -> None:
    case = await la.opens()
    answer = await la.tries(case, action, **body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await la.sees(case))["version"] == 1


@pytest.mark.parametrize("headers", [{}, JSON], ids=["without a type", "as JSON"])
async def test_a_body_is_left_out_only_where_it_has_nothing_to_say(
    app: FastAPI, la: Party, headers: dict[str, str]
) -> None:
    case = await la.opens()
    for operation in operations(app):
        if operation.path.startswith("/v1/cases/{case_id}/actions/"):
            answer = await la.sends("POST", operation.path.format(case_id=case), content=b"", headers=headers)
            assert operation.documented is not None
            wanted = operation.documented["requestBody"].get("required", False)
            assert (answer.status_code == 422) == wanted, f"{operation}: {answer.status_code} {answer.text}"
            assert answer.status_code in (200, 403, 409, 422), f"{operation}: {answer.status_code} {answer.text}"


@pytest.mark.parametrize(
    "directed",
    [
        [{"step": "notify", "due_on": "2026-07-01"}, {"step": "notify", "due_on": "2026-07-02"}],
        [{"due_on": "2026-07-01"}, {"step": "notify", "due_on": "2026-07-02"}],
        [{"code": "la-response", "step": "notify", "due_on": "2026-07-01"}],
        [{"code": "la-response", "due_on": "2026-07-01"}] * 2,
        [{"code": "lodge-appeal", "due_on": "2026-07-01"}],
    ],
)
async def test_two_dates_are_not_directed_for_one_step(la: Party, directed: list[dict[str, str]]) -> None:
    asked = {"notice_sent_on": "2026-02-02", "order_made_on": "2026-06-01", "order_kind": "assess"}
    answer = await la.http.post("/v1/law/deadlines", json={**asked, "directed": directed})
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (422, "invalid-input")


async def test_a_choice_is_named_as_it_is_sent(la: Party) -> None:
    """Never by the names that the choices have in this program."""
    asked = {"notice_sent_on": "2026-02-02", "directed": [{"code": "lodge-appeal", "due_on": "2026-03-02"}]}
    (fault,) = (await la.http.post("/v1/law/deadlines", json=asked)).json()["errors"]
    assert fault["pointer"] == "#/directed/0/code"
    assert fault["detail"] == "Input should be 'comply-with-order' or 'la-response'"
