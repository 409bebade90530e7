"""The routes of certificates: the record, its PDF and its look-ups for the parties, and the public check."""

from ipaddress import ip_address, ip_network
from typing import Annotated

from fastapi import Body, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.models import Example
from pydantic import Field

from app.cases.stories import NUMBER
from app.cases.unit import Service, TheService
from app.certificates import number as numbers
from app.certificates import statements
from app.certificates.certified import signed_text, statement_of
from app.certificates.page import told
from app.certificates.schemas import CertificateRecord, Lookup, Numbers, Verification, Verifications
from app.certificates.signing import statement_in
from app.kernel.london import LONDON
from app.law.domain.regimes import REGIMES, RegimeId, RegimeStatus
from app.platform.access.principal import Principal
from app.platform.access.scopes import Scope
from app.platform.db.connections import Connection
from app.platform.http.auth.verifier import requires
from app.platform.http.cursors import Page, SealedCursors, Turn
from app.platform.http.middleware import address_of
from app.platform.http.pages import A_PAGE_TOO, wants_page
from app.platform.http.pages import page as people_page
from app.platform.http.platform import platform_of
from app.platform.http.problems import NotFound, TooManyRequests, problem_responses
from app.platform.http.request_state import exchange_of
from app.platform.http.router import Router
from app.platform.http.unit_of_work import actor_of

router = Router(prefix="/v1/certificates", tags=["Certificates"])

Reader = Annotated[Principal, requires(Scope.CERTIFICATES_READ)]
Number = Annotated[
    str,
    Path(
        max_length=numbers.LONGEST_INPUT,
        description="The certificate number, as printed on the certificate. Capitals, spaces and the kind of dash do "
        "not matter.",
    ),
]
CAN_FAIL = problem_responses("not-found", "invalid-input", "unauthenticated", "scope-missing", "too-many-requests")

_LOOKUPS: SealedCursors[int] = SealedCursors("lookups", Annotated[int, Field(ge=0, lt=2**63)])
"""A number counted over the look-ups of every certificate."""


TWO_NUMBERS: dict[str, Example] = {"Two at once": {"value": {"numbers": [NUMBER, "MC-2222"]}}}


@router.post(
    "/verification",
    summary="Check several certificates",
    responses=problem_responses("malformed-json", "invalid-input", "too-many-requests"),
)
async def verify_batch(
    request: Request, service: TheService, body: Annotated[Numbers, Body(openapi_examples=TWO_NUMBERS)]
) -> Verifications:
    """Check up to 100 certificate numbers. The answer has one result for each number, in the order in which you sent
    the numbers. The check is public: you need no token. Each certificate number counts as one request towards your
    limit of requests. We log each check that finds a certificate.
    """
    standing = platform_of(request).for_addresses.spend(address_of(request.scope), len(body.numbers) - 1)
    if not standing.allowed and len(body.numbers) > 1:
        raise TooManyRequests(standing.resets_in)
    return Verifications(results=await _verify(request, service, body.numbers))


@router.get(
    "/{number}/verification",
    summary="Check a certificate",
    response_model=Verification,
    responses={
        200: {
            **A_PAGE_TOO,
            "description": "Whether the certificate number is valid, and what the certificate confirms",
        },
        **problem_responses("invalid-input", "too-many-requests"),
    },
)
async def verify_one(request: Request, service: TheService, number: Number) -> Response:
    """Check whether a certificate number is valid, and what the certificate confirms. The check is public: you need no
    token, and the answer contains no name. We log the check.

    The QR code on a certificate leads to this address. For a web browser (header `Accept: text/html`), the answer is a
    web page with the same facts.
    """
    [answer] = await _verify(request, service, [number])
    if not wants_page(request):
        return Response(answer.model_dump_json(), media_type="application/json", headers={"Vary": "Accept"})
    name = service.organisations.authority_name(answer.la_code) if answer.la_code else None
    today = (await service.database.now()).astimezone(LONDON).date()
    return people_page(request, "certificate.html", **told(answer, name, today))


async def _verify(request: Request, service: Service, asked: list[str]) -> list[Verification]:
    now = await service.database.now()
    who = _asked_by(request)
    async with service.database.transaction() as connection:
        # In one order, for each counts on its certificate until the end: two batches must not wait for each other.
        trace = {"asked_by": who, "at": now}
        answers = {one: await _look_up(service, connection, one, trace) for one in sorted(set(asked))}
        await connection.commit()
    return [answers[one] for one in asked]


async def _look_up(service: Service, connection: Connection, asked: str, trace: dict[str, object]) -> Verification:
    """Answer from the signed text. A row without readable signed text confirms nothing: the answer is `not_found`."""
    try:
        number = numbers.normalise(asked)
    except numbers.InvalidNumber:
        return Verification(number=asked[:60], result="invalid_format")
    found = await connection.run(statements.VERIFY, {"number": number, **trace})
    says = statement_of(service.seal, found[0].sealed_token, number) if found else None
    if says is None:
        return Verification(number=number, result="not_found")
    [row] = found
    regime = RegimeId(says.regime)
    status = row.status if row.status != "active" or row.in_force else "superseded"
    return Verification(
        number=number,
        result="found" if status == "active" else status,
        revoked_because=row.revoked_because,
        ground=says.ground,
        issued_on=says.issued_on,
        la_code=says.la_code,
        decision_kind=says.decision_kind,
        notice_sent_on=says.notice_sent_on,
        notice_printed_on=says.notice_printed_on,
        regime=regime,
        illustrative=REGIMES[regime].status is RegimeStatus.ILLUSTRATIVE,
    )


def _asked_by(request: Request) -> str:
    """Name the client, or only the network of anybody else: an address is personal data, and the network is enough to
    show abuse."""
    principal = exchange_of(request.scope).principal
    if principal is not None:
        return principal.client_id
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return "public"
    return f"public {ip_network((address, 24 if address.version == 4 else 48), strict=False)}"


async def _record(service: Service, caller: Principal, asked: str) -> CertificateRecord:
    number = _number(asked)
    async with service.database.work(actor_of(caller)) as work:
        found = await work.connection.run(statements.CERTIFICATE, {"number": number})
        if not found:
            raise NotFound
        [row] = found
        text = signed_text(service.seal, row.sealed_token, number)
        if text is None:
            raise NotFound
        trace = {"number": number, "answer": "read", "asked_by": caller.client_id, "at": work.now}
        await work.connection.run(statements.TRACE, trace)
        await work.connection.commit()
    await service.organisations.known(row.issuer_id)
    path, says = f"/v1/certificates/{number}", statement_in(text)
    return CertificateRecord(
        number=number,
        case_id=row.case_id,
        status=row.status,
        revoked_because=row.revoked_because,
        replaces=row.replaces,
        ground=says.ground,
        holder_kind=says.holder_kind,
        issued_on=says.issued_on,
        issuer=says.issuer,
        token=text,
        verification_url=f"{path}/verification",
        pdf_url=f"{path}/pdf",
        recorded_at=row.recorded_at,
    )


def _number(asked: str) -> str:
    try:
        return numbers.normalise(asked)
    except numbers.InvalidNumber:
        raise NotFound from None


@router.get("/{number}", summary="Read a certificate", responses=CAN_FAIL)
async def get_certificate(service: TheService, caller: Reader, number: Number) -> CertificateRecord:
    """The answer gives the certificate and its signed text. Only the authority, the mediation adviser and the tribunal
    can read the certificate. We log every time that an organisation reads the certificate.
    """
    return await _record(service, caller, number)


@router.get(
    "/{number}/pdf",
    summary="Get the certificate as a PDF",
    response_class=Response,
    responses={
        **CAN_FAIL,
        200: {
            "content": {"application/pdf": {}},
            "description": "The certificate as a PDF (A4), with a QR code to check it",
        },
    },
)
async def get_pdf(request: Request, service: TheService, caller: Reader, number: Number) -> Response:
    """The answer is the certificate as a PDF. The PDF shows the number of the certificate, what the certificate means,
    and a QR code that leads to the public check.

    If the certificate was revoked or replaced, the top of the PDF says so.
    """
    from app.certificates.document import render  # a third of the start, needed by few requests

    record = await _record(service, caller, number)
    statement = statement_in(record.token)
    url = platform_of(request).deployment.public_url.rstrip("/") + record.verification_url
    document = await run_in_threadpool(render, statement, record.token, url, record.status)
    headers = {"Content-Disposition": f'inline; filename="{record.number}.pdf"'}
    return Response(document, media_type="application/pdf", headers=headers)


@router.get("/{number}/lookups", summary="List who has looked up a certificate", responses=CAN_FAIL)
async def get_lookups(
    turn: Turn,
    service: TheService,
    caller: Reader,
    number: Number,
) -> Page[Lookup]:
    """The list shows each time that an organisation read the certificate, or that somebody checked the number of the
    certificate, oldest first.
    """
    record = await _record(service, caller, number)
    after = _LOOKUPS.decode(turn.cursor, service.seal, caller.organisation_id) or 0
    async with service.database.work(actor_of(caller)) as work:
        values = {"number": record.number, "after": after, "limit": turn.limit + 1}
        rows = await work.connection.run(statements.LOOKUPS, values)
    more = None
    if len(rows) > turn.limit:
        more = _LOOKUPS.encode(rows[turn.limit - 1].id, service.seal, caller.organisation_id)
    return turn.page([Lookup.model_validate(row) for row in rows[: turn.limit]], more)
