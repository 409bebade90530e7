"""The steps of the stories. Each step sends a request, checks the answer, and prints the parts that matter."""

import secrets
import time
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import httpx2

from app.demo.caller import LA, PUBLIC, Caller, Unexpected
from app.demo.page import Page

Json = dict[str, Any]


class Steps:
    """Walks one case after another. Paths and words are the published ones."""

    def __init__(self, caller: Caller, page: Page, today: date) -> None:
        self.page = page
        self.today = today
        self.number = f"{secrets.randbelow(10**8):08}"
        """Tells this walk's references from those of earlier ones: a notice with the same reference is refused."""
        self._caller = caller
        self._dates_shown: dict[str, Json] = {}

    def opens(self, reference: str, decision: Mapping[str, object], name: str, **said: object) -> str:
        """Record a notice of decision, and return its case's path."""
        holder = {"kind": "parent", "name": name}
        body: Json = {"la_reference": reference, "decision": decision, "appellant": holder, **said}
        case = self.asks(LA, "POST", "/v1/cases", body, 201, "id", "state")
        self._dates_shown = {}
        return f"/v1/cases/{case['id']}"

    def records(self, who: str, case: str, action: str, *shown: str, **said: object) -> Json:
        """Record what happened, and return the case as it then stands. `shown` names members besides its state."""
        return self.asks(who, "POST", f"{case}/actions/{action}", _body(said), 200, "state", *shown)

    def is_refused(self, who: str, case: str, action: str, rule: str, **said: object) -> Json:
        """Try what the law does not allow; return the refusal, which must name the rule expected."""
        response = self._sends(who, "POST", f"{case}/actions/{action}", _body(said), 409)
        refusal: Json = response.json()
        rows = {name: refusal[name] for name in ("reason", "rule", "citation")}
        rows |= {"link": refusal["legislation_url"], "unlock": ", then ".join(refusal["unlock"] or ["nothing"])}
        if not refusal["unlock"]:
            rows["allowed_now"] = ", ".join(refusal["allowed_now"])
        self._shows(response, rows)
        if refusal["rule"] != rule:
            raise Unexpected(f"{action} should have been refused by the rule {rule}, and was by {refusal['rule']}.")
        return refusal

    def dates(self, case: str) -> None:
        """Show a case's dates with their working, and of those shown before only what has become of them."""
        for deadline in self.asks(LA, "GET", f"{case}/deadlines", None, 200)["deadlines"]:
            before = self._dates_shown.get(deadline["code"])
            if before is None or before["working"] != deadline["working"]:
                self.page.due(deadline, with_working=True)
            elif before["status"] != deadline["status"]:
                self.page.due(deadline, with_working=False)
            self._dates_shown[deadline["code"]] = deadline

    def variants(self, case: str, action: str) -> Json:
        """Show in which ways an action is allowed today and in which not; return that by variant."""
        response = self._sends(LA, "GET", f"{case}/actions", None, 200)
        (choice,) = (one for one in response.json()["actions"] if one["action"] == action)
        allowed: Json = {variant["variant"]: variant["allowed"] for variant in choice["variants"]}
        self._shows(response, {name: "allowed" if yes else "refused" for name, yes in allowed.items()})
        return allowed

    def verifies(self, number: str, expected: str, *shown: str) -> None:
        """Check a certificate as anybody may, without a token."""
        path = f"/v1/certificates/{number}/verification"
        answer = self.asks(PUBLIC, "GET", path, None, 200, "result", *shown)
        if answer["result"] != expected:
            raise Unexpected(f"{path} should have said {expected}, and said {answer['result']}.")

    def reads_pdf(self, who: str, number: str) -> None:
        """Fetch a certificate as a PDF, and say its size."""
        path = f"/v1/certificates/{number}/pdf"
        response = self._sends(who, "GET", path, None, 200)
        if not response.content.startswith(b"%PDF-"):
            raise Unexpected(f"{path} is no PDF.")
        self._shows(response, {"size": f"{len(response.content):,} bytes of {response.headers['content-type']}"})

    def reads_calendar(self, address: str, session_id: str) -> None:
        """Read a calendar as a calendar program does, without a token, and find a session in it."""
        path = urlsplit(address).path
        response = self._sends(PUBLIC, "GET", path, None, 200)
        lines = response.text.splitlines()
        if f"UID:{session_id}@mediation" not in lines:
            raise Unexpected(f"{path} should show the session {session_id}, and does not.")
        shown = {line.partition(":")[0].partition(";")[0].lower(): line.partition(":")[2] for line in lines}
        self._shows(response, {name: shown[name] for name in ("summary", "dtstart", "dtend")})

    def answers_page(self, address: str, form: dict[str, str], thanks: str) -> None:
        """Answer the questions behind a family's link, without a token, and find what the page says then."""
        path = urlsplit(address).path
        self.page.request(PUBLIC, "POST", f"{path[:20]}...", dict(form))
        response = self._caller.send_form(path, form, expect=200)
        if thanks not in response.text:
            raise Unexpected(f"The page should have said {thanks!r}, and did not.")
        self._shows(response, {"page": thanks})

    def checks_trail(self, case: str) -> None:
        """Have the case's chain of events recomputed."""
        verdict = self.asks(LA, "GET", f"{case}/events/verification", None, 200, "length", "intact")
        if verdict["intact"] is not True:
            raise Unexpected(f"The chain of events of {case} is broken at event {verdict['broken_at']}.")

    def asks(self, who: str, method: str, path: str, body: Json | None, expect: int, *shown: str) -> Json:
        """Send any request, show the named members of its answer, and return all of it."""
        response = self._sends(who, method, path, body, expect)
        answer: Json = response.json()
        self._shows(response, _flat({name: answer[name] for name in shown}))
        return answer

    def sends_file(self, who: str, path: str, lines: Sequence[str], *shown: str) -> Json:
        """Send a file of a spreadsheet, show the named members of the answer, and return all of it."""
        self.page.request(who, "POST", path, None)
        self.page.file(lines)
        response = self._caller.upload(who, path, "\r\n".join(lines).encode(), "text/csv", expect=202)
        answer: Json = response.json()
        self._shows(response, {name: answer[name] for name in shown})
        return answer

    def waits_for(self, who: str, path: str, status: Collection[str], patience: float) -> Json:
        """Read something until it has one of these statuses, and return it. Raises Unexpected if it takes too long."""
        until = time.monotonic() + patience
        while (answer := self._caller.ask(who, "GET", path).json())["status"] not in status:
            if time.monotonic() > until:
                raise Unexpected(f"{path} is still {answer['status']} after {patience:.0f} seconds.")
            time.sleep(0.1)
        found: Json = self.asks(who, "GET", path, None, 200, "status")
        return found

    def _sends(self, who: str, method: str, path: str, body: Json | None, expect: int) -> httpx2.Response:
        self.page.request(who, method, path, body)
        return self._caller.ask(who, method, path, body, expect=expect)

    def _shows(self, response: httpx2.Response, rows: Json) -> None:
        self.page.answer(response.status_code, response.reason_phrase, rows)


def _body(said: Mapping[str, object]) -> Json:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}


def _flat(rows: Mapping[str, Any]) -> Json:
    """Lift the members of a member (the certificate's, the appeal's) that say something."""
    flat: Json = {}
    for name, value in rows.items():
        inner = value.items() if isinstance(value, dict) else [(name, value)]
        flat |= {key: one for key, one in inner if one is not None}
    return flat
