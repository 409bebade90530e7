"""What the OpenAPI document says about the service as a whole."""

from collections.abc import Sequence
from typing import Any

from app import VERSION
from app.platform.http.deployment import Deployment
from app.platform.sandbox_organisations import ORGANISATIONS
from app.platform.wing import Wing

SUMMARY = "Mediation before the SEND Tribunal: each case's pathway and dates, with the rule behind each."

INTRODUCTION = """
In England a family may dispute a council's decision about a child's special educational needs. Before most appeals to
the SEND Tribunal, the family must consider mediation and hold a **mediation certificate**. This service carries a case
from the notice of decision to the registered appeal: through the adviser, the mediation and the certificate. The
service works out every date. If it refuses an action, it names the rule behind the refusal.

![State diagram. A notified family contacts an adviser and declines or requests mediation. The family gets its
certificate after it declines, after it takes part, or if mediation is not arranged in time. With the certificate the
appeal is registered. The moves are listed by GET /v1/law/pathway.](v1/law/pathway.svg)

Each arrow is an action below. `GET /v1/law/pathway` says what the picture leaves out: who may record each action, and
when. A proposal of 2022 would have made mediation compulsory, and a consultation of 2026 would change what the tribunal
can do. `GET /v1/law/regimes` shows both proposals and the law in force. The proposals are illustrative and not the law.

## Who does what
- An **authority** records the notice of decision.
- A **mediation provider** records contacts, sessions, outcomes and certificates. The provider also says who can
  mediate, and when.
- A **commissioning body** is responsible for health issues.
- The **tribunal**, or the authority, records the appeal.
- An **advice service** helps families. The service is independent of the authority that pays for it.

No party ever records what was said in mediation.
"""

IN_THE_SANDBOX = """
## Try it
All data here is fictional, and every example is filled in.

1. Press **Authorize**, then *Authorize* in the box that opens. The program's account (client) and its secret are
   already there. Press *Close*.
2. Open an operation and press **Execute**. Each action has its own example case, which is ready for that action.
3. If another party records an action, the action names the client to use. Press **Authorize**, then *Logout*, and enter
   that client.

Each client's secret is its name followed by `-secret`. You can use an action's example case once. If you send the same
request a second time, we refuse the request with a reason, as in real life. You can also take a case of your own
through the whole pathway: open the case with *Record a notice of decision*. `GET /v1/cases/{case_id}/actions` then
always says what you may record next. For every other action it says why not, and what would allow the action.

| Client | Who it is |
|---|---|
"""

CONVENTIONS = """
## Rules for every operation
- **Every date shows how it was worked out.** `POST /v1/law/deadlines` works out any date without a token.
- **Errors** are `application/problem+json` (RFC 9457). If the pathway refuses an action, the error message (problem)
  gives the rule, its citation and link, and the shortest lawful way to the action.
- **`Idempotency-Key`** on a POST: if you send the same request again, you get the first answer again, marked
  `Idempotent-Replayed: true`. Nothing is recorded twice.
- **`ETag`** on every record: send it back as `If-Match`, and you change the record only if it is still as you read it.
  Send it as `If-None-Match` with a GET, and you get 304 while nothing has changed.
- **Lists** continue at their `next` link.
- **Unknown** query parameters and unknown members of a body are rejected.
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
