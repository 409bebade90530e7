"""The demo: it takes nine families' cases and a caseload through a running sandbox over HTTP, and asks what the record
shows and what other rules would do.

It is a smoke test too. The demo is a client like any other. The demo knows the published addresses of the service, its
name and version, and nothing else of its code.
"""

import os
import sys

from app.demo.advised import fifth_family
from app.demo.appealed import eighth_family
from app.demo.caller import Caller, Unexpected
from app.demo.compared import a_comparison
from app.demo.evidenced import the_evidence
from app.demo.families import first_family, second_family
from app.demo.mediated import third_family
from app.demo.page import Page
from app.demo.proposed import ninth_family
from app.demo.recorded import a_caseload, seventh_family, sixth_family
from app.demo.steps import Steps


def walk(url: str) -> int:
    """Walk the cases through the sandbox at `url` and print them.

    Returns 0 if every answer was as expected, 1 at the first that was not, 130 if stopped by Ctrl-C.
    """
    page = Page.on(sys.stdout)
    try:
        with Caller(url) as caller:
            _walk(caller, page)
    except Unexpected as fault:
        page.fault(str(fault))
    except (KeyError, TypeError, ValueError) as fault:
        page.fault(f"An answer has another shape than the demo expects: {fault!r}")
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `python -m app demo | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    else:
        return 0
    return 1


def _walk(caller: Caller, page: Page) -> None:
    caller.wait_until_ready(lambda: page.say(f"Waiting for {caller.url} ..."))
    today = caller.sandbox_day()
    page.heading("Mediation before tribunal")
    page.say(f"Nine invented families at {caller.url}, where today is {today:%A} {today.day} {today:%B %Y}.")
    page.say(
        "Each party uses its own token (POST /oauth/token). Each POST carries an Idempotency-Key, so that a party can "
        "send it again and nothing is recorded twice."
    )
    steps = Steps(caller, page, today)
    case = first_family(steps)
    second_family(steps)
    third_family(steps)
    fifth_family(steps)
    sixth_family(steps)
    seventh_family(steps)
    eighth_family(steps)
    ninth_family(steps)
    a_caseload(steps)
    the_evidence(steps, case)
    a_comparison(steps)
    page.heading("Done")
    page.say(f"{caller.asked} requests, each answered as expected. Try the rest at {caller.url}/docs")
