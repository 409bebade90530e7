"""What the OpenAPI document says about the service as a whole."""

from collections.abc import Sequence
from typing import Any

from app import VERSION
from app.platform.http.deployment import Deployment
from app.platform.sandbox_organisations import ORGANISATIONS
from app.platform.wing import Wing

SUMMARY = (
    "Mediation before an appeal to the SEND Tribunal: the steps and the dates of each case, with the rule of "
    "law behind each of them."
)

INTRODUCTION = """
In England a family may dispute a council's decision about a child's special educational needs. Before most appeals to
the SEND Tribunal, the family must consider mediation and obtain a **mediation certificate**. This service records each
step of a case: the notice of decision, the talk with the adviser, the mediation, the certificate and the appeal. The
service works out every deadline of a case. If the service refuses an action, the answer names the rule of law behind
the refusal.

![State diagram. A notified family contacts an adviser and declines or requests mediation. The family gets its
certificate after it declines, after it takes part, or if mediation is not arranged in time. After the family has a
certificate, the appeal can be registered. GET /v1/law/pathway lists the same steps in words.](v1/law/pathway.svg)

Each arrow in the picture is an action that you can find below. `GET /v1/law/pathway` also says who may record each
action, and when. The government has proposed two changes. A proposal of 2022 would have made mediation compulsory. A
government consultation of 2026 proposes to change what the tribunal can do. `GET /v1/law/regimes` shows the law in
force and both proposals. The proposals are not the law: they are here only to show what they would change.

## Who does what
- A **local authority** (the council) records the notice of decision.
- A **mediation provider** records contacts, sessions, outcomes and certificates. The provider also says who can
  mediate, and when.
- A **commissioning body** arranges mediation about health care.
- The **tribunal** or the local authority records the appeal.
- An **advice service** helps families. The advice service is independent of the local authority that pays for it.

Nobody ever records what was said in mediation.
"""

IN_THE_SANDBOX = """
## Try it
All people and cases here are invented. Every operation has an example that is already filled in.

1. Press **Authorize**, then *Authorize* in the box that opens. The box already contains the name of an
   account (client) and its secret. Press *Close*.
2. Open an operation and press **Execute**. Each action has its own example case, in which the action is possible.
3. If another organisation must record an action, the description of the action names the account of that organisation.
   Press **Authorize**, then *Logout*, and enter the name of that account.

The secret of each account is its name followed by `-secret`. The example case of an action works only once, because the
action changes the case. If you send the same action again, the service refuses it and gives the reason, as with a real
case. You can also take a case of your own through every step: open the case with *Record a notice of decision*. `GET
/v1/cases/{case_id}/actions` then always says what you may record next. For every other action, the answer says why the
action is not possible, and what would make it possible.

| Account (client) | Organisation |
|---|---|
"""

CONVENTIONS = """
## Rules for every operation
- **Every date shows how it was worked out.** Anyone can work out dates with `POST /v1/law/deadlines`, without a token.
- **Error messages (problems)** have the format `application/problem+json` (RFC 9457). If a rule of law forbids an
  action, the message gives the rule, its citation and link, and the fewest actions that would make the action possible.
- **`Idempotency-Key`** is a header of each POST: a value that you choose for one request. If you send the same request
  again with the same value, you get the first answer again, with the header `Idempotent-Replayed: true`. Nothing is
  recorded twice.
- **`ETag`** is a header of each answer about one record: the version of the record. Send this value as `If-Match` with
  a change: the service makes the change only if nobody else has changed the record. Send this value as `If-None-Match`
  with a GET: you get 304 (not modified) if nothing has changed.
- **Lists** come in pages. The field `next` of each page gives the address of the next page.
- **Unknown names** of query parameters and fields are rejected.
"""


def describe(deployment: Deployment, wings: Sequence[Wing]) -> dict[str, Any]:
    """Return what FastAPI wants to know about the API as a whole."""
    clients = "\n".join(f"| `{one.slug}` | {one.name} |" for one in ORGANISATIONS)
    tried = IN_THE_SANDBOX + clients + "\n" if deployment.sandbox else ""
    return {
        "title": "Mediation before tribunal",
        "summary": SUMMARY,
        "description": (INTRODUCTION + tried + CONVENTIONS).strip(),
        "version": VERSION,
        "contact": {"name": "The organisation that runs this service", "url": deployment.public_url},
        "license_info": {"name": "MIT", "identifier": "MIT"},
        "servers": [{"url": "/", "description": "This service"}],
        "openapi_tags": [{"name": name, "description": text} for wing in wings for name, text in wing.tags],
    }
