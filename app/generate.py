"""Writes the generated files: the OpenAPI document, the diagrams, and the pages about the law and the pathway.

A test fails if a file is stale. So the rules in the documents are always the rules in the code.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.advice.domain.diagram import mermaid as draw_referrals
from app.advice.domain.moves import MOVES as REFERRAL_MOVES
from app.advice.domain.words import MEANS, ReferralState
from app.appeals.domain.diagram import mermaid as draw_appeals
from app.appeals.domain.diagram import staying
from app.appeals.domain.moves import TABLE
from app.appeals.domain.properties import PROPERTIES as APPEAL_PROPERTIES
from app.capacity.domain.session_assurance import COVERED as SESSIONS_COVERED
from app.capacity.domain.session_diagram import mermaid as draw_sessions
from app.capacity.domain.session_moves import MOVES as SESSION_MOVES
from app.capacity.domain.session_properties import PROPERTIES as SESSION_PROPERTIES
from app.capacity.domain.words import SessionStatus
from app.cases.domain.assurance import searched_as
from app.cases.domain.diagram import arrows, mermaid
from app.cases.domain.moves import MOVES, AnyMove
from app.cases.domain.offers import OCCASIONS
from app.cases.domain.picture import svg
from app.cases.domain.words import STAGES
from app.kernel.moves import Move
from app.law.domain.model import Calendar, Kind, Rule
from app.law.domain.readings import EXPLAINED, Readings
from app.law.domain.regimes import REGIMES, Regime, RegimeId, RegimeStatus
from app.law.domain.rulebook import RULEBOOK
from app.main import create_app
from app.platform.http.listed import Listed, listed, served
from app.platform.http.listed import write as write_list
from app.regimes_page import regimes_page
from app.sandbox.wing import SANDBOX
from app.settings import Settings
from app.wings import WHOLE

_COUNTED = {
    Calendar.DAYS: "counting all calendar days",
    Calendar.SEND_WORKING_DAYS: "",  # the period says so
    Calendar.TRIBUNAL_STARTING: "if the last day is on a weekend or a bank holiday, in August or at Christmas, it is "
    "put off to a later day",
    Calendar.TRIBUNAL_ACTING: "August and the days around Christmas do not count",
    Calendar.TRIBUNAL_ORDINARY: "if the last day is on a weekend or a bank holiday, it is put off to a later day",
}
_BY = "<!-- Generated from the running code by `make openapi`. Do not edit. -->\n"
_KINDS = {
    Kind.GATE: "Gates: conditions that must be met before an action",
    Kind.CLOCK: "Clocks: time limits that never block an action",
    Kind.DUTY: "Duties: what a party must do",
}


_FOLDERS = ("app", "docs", "openapi")


def write(root: Path) -> list[Path]:
    """Write every generated file below `root`, and return their paths."""
    for folder in _FOLDERS:  # first: the files take many seconds to make, and all would be lost
        (root / folder).mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in _files():
        path = root / name
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written


def stale(root: Path) -> list[Path]:
    """Return the generated files below `root` that are missing or no longer say what the code says."""
    return [path for name, text in _files() if not _says(path := root / name, text)]


def _says(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()


@cache
def _files() -> tuple[tuple[str, str], ...]:
    return tuple(_made())


def _made() -> Iterator[tuple[str, str]]:
    yield "app/routes.txt", write_list(list_of_routes())
    yield "openapi/openapi.json", json.dumps(_openapi(), indent=2, ensure_ascii=False) + "\n"
    for regime in REGIMES.values():
        yield f"openapi/pathway-{regime.id}.mmd", mermaid(regime) + "\n"
        yield f"openapi/pathway-{regime.id}.svg", svg(regime)
    yield "docs/law.md", "\n".join(_law())
    yield "openapi/referral.mmd", draw_referrals() + "\n"
    yield "docs/pathway.md", "\n".join(_pathway())
    yield "docs/regimes.md", regimes_page(_BY)
    yield "docs/referrals.md", "\n".join(_referrals())
    yield "openapi/session.mmd", draw_sessions() + "\n"
    yield "docs/sessions.md", "\n".join(_sessions())
    yield "openapi/appeal.mmd", draw_appeals() + "\n"
    yield "docs/appeal-states.md", "\n".join(_appeals())


def list_of_routes() -> list[Listed]:
    """Return the list of routes, as the routers have them now."""
    return [one for wing in (*WHOLE, SANDBOX) for one in listed(wing.routers())]


def _openapi() -> dict[str, object]:
    """The document of a sandbox with its defaults, whatever the environment of whoever runs this."""
    settings = Settings(
        _env_file=None,
        environment="sandbox",
        database_url="postgresql+asyncpg://nowhere/none",  # never asked
        public_url="http://127.0.0.1:8000",
        oidc_issuer="",
        readings=Readings(),
    )
    return create_app(settings, served(list_of_routes())).openapi()


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _table(*heads: str) -> list[str]:
    return [_row(*heads), _row(*("---" for _ in heads))]


def _words(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


def _law() -> Iterator[str]:
    yield f"""# The law, as this service applies it
{_BY}
Every rule of law is a row in `app/law/domain/rules`. The service uses the rows to work out dates, to check the
conditions for an action, and to say why it refuses an action. This page lists every rule.
`GET /v1/law/rules` returns the rules for any day. `POST /v1/law/deadlines` works out deadlines for any dates. This page
is not legal advice.

The column *Checked* says how and when we compared a row with its source. **Primary** means that we read the statute,
the regulations or other official material. **Secondary** means that we read a trustworthy account of the source.
**Inferred** means that the row is our own reading of the law: check the rule before you rely on it. If a rule has had
two versions, the page lists both.

The column *Time* says how long a time limit is, from which day it runs, how its days count, and which deadline it sets.
"""
    for regime in RegimeId:
        rows = [row for row in RULEBOOK.rows if row.regime == regime]
        if REGIMES[regime].status is RegimeStatus.ILLUSTRATIVE:
            yield f"## A proposal: {REGIMES[regime].title[0].lower()}{REGIMES[regime].title[1:]}\n"
            yield f"These rules are illustrative, not the law. Source: {REGIMES[regime].source}.\n"
            yield from _rules(rows)
            continue
        for kind, heading in _KINDS.items():
            yield f"## {heading}\n"
            yield from _rules([row for row in rows if row.kind is kind])
    yield "## Where the law is unclear\n"
    yield (
        "Each row is an unclear point of law, with the reading that the service uses by default. The organisation that "
        "runs the service can choose another reading (setting `READINGS`).\n"
    )
    yield from _table("Reading", "Default", "Why")
    default = Readings()
    for name, why in EXPLAINED.items():
        yield _row(f"`{name}`", "yes" if getattr(default, name) else "no", why)
    yield ""


def _rules(rows: list[Rule]) -> Iterator[str]:
    yield from _table("Rule", "What it says", "Source", "Who must act", "Time", "In force", "Checked")
    for row in rows:
        time = ""
        if row.clock is not None:
            counted = f", {_COUNTED[row.calendar]}" if _COUNTED[row.calendar] else ""
            time = f"{row.clock.period} `{row.clock.runs_from}`{counted}. This sets the deadline `{row.clock.code}`"
            if not row.clock.period.amount:
                time = f"on the day `{row.clock.runs_from}`. This sets the deadline `{row.clock.code}`"
        ends = f" to {row.in_force_to}" if row.in_force_to else ""
        yield _row(
            f"`{row.id}`",
            row.says,
            f"[{row.citation}]({row.url})",
            row.owed_by.replace("_", " "),
            time,
            f"from {row.in_force_from}{ends}",
            f"{row.verified}, {row.checked_on}",
        )
    yield ""


def _pathway() -> Iterator[str]:
    yield f"""# The pathway
{_BY}
The pathway is one table of moves in `app/cases/domain/moves`. A move is a step that a case can take. A case can take
only the steps (moves) in the table. An appeal or a settlement does not end mediation. So each case has a state, and
also a stage of mediation. You can record an event late: time limits run from the day on which the event happened.
"""
    for regime in REGIMES.values():
        yield from _machine(regime)
    yield "## Gates\n"
    yield (
        "A gate is a condition for a step (move) of a case, written as a question. A case can take a step only if the "
        "answer to every question (gate) of the step is yes. If the answer to a question (gate) is no, the service "
        "refuses to record the step, and gives the reason and the rule of law.\n"
    )
    yield from _table("Gate", "Question", "Reason if not", "Rule")
    gates = {gate.name: gate for move in MOVES for gate in move.gates}
    for gate in sorted(gates.values(), key=lambda gate: gate.name):
        yield _row(f"`{gate.name}`", gate.asks, gate.shut, _cited(gate.rule))
    yield ""


def _machine(regime: Regime) -> Iterator[str]:
    yield f"## {regime.title} (`{regime.id}`)\n"
    status = (
        "This regime is the law in force"
        if regime.status is RegimeStatus.LAW
        else "This regime is illustrative, not the law"
    )
    yield f"Source: {regime.source}. {status}."
    yield f"{regime.explained}\n"
    yield f"![The states and moves under {regime.id}](../openapi/pathway-{regime.id}.svg)\n"
    alike = searched_as(regime, REGIMES)
    if alike is not regime.id:
        yield (
            f"A case under `{regime.id}` can take the same steps (moves) as a case under `{alike}`. The two "
            "sets of rules (regimes) differ only in the orders that the tribunal can make: [regimes](regimes.md).\n"
        )
        return
    yield (
        "The picture leaves out steps (moves) that do not change the state of the case. The table shows every step "
        "(move) that a case can take.\n"
    )
    yield from _table("Action", "What happens", "Recorded by", "From", "To", "Rule", "Gates")
    leads = defaultdict(list)
    for source, target, move in arrows(regime):
        leads[move].append((source, target))
    for move in MOVES:
        if move.exists(regime):
            yield _row(
                f"`{move.action}`" + (f" ({move.variant.replace('_', ' ')})" if move.variant else ""),
                move.says,
                _words(sorted(move.who)),
                *_from_and_to(move, leads[move]),
                _cited(move.rule),
                ", ".join(f"`{gate.name}`" for gate in move.gates),
            )
    yield ""


def _from_and_to(move: AnyMove, leads: list[tuple[str, str]]) -> tuple[str, str]:
    """An ending is drawn from where it matters; a move within mediation leads from each of its stages."""
    stages = [stage for stage in STAGES if stage in move.stages]
    sources = "any stage" if len(stages) == len(STAGES) else _words(stages)
    if move.target or not leads:
        return sources, _words([move.target]) if move.target else "stays"
    return _words(source for source, _ in leads), _words([leads[0][1]])


def _cited(rule_id: str) -> str:
    rule = RULEBOOK.rule(rule_id)
    return f"[`{rule.id}`]({rule.url}), {rule.citation}"


def _moves_and_gates(moves: Sequence[Move[Any, Any, Any]], states: Iterable[StrEnum]) -> Iterator[str]:
    """Show a machine's table. A gate may be asked by several rules."""
    states = tuple(states)
    yield "## Moves\n"
    yield from _table("Action", "What happens", "Recorded by", "From", "To", "Rule", "Gates")
    for move in moves:
        yield _row(
            f"`{move.action}`",
            move.says,
            _words(sorted(move.who)),
            _words(state for state in states if state in move.states),
            _words([move.target]) if move.target else "stays",
            _cited(move.rule),
            ", ".join(f"`{gate.name}`" for gate in (*move.whose, *move.gates)),
        )
    yield "\n## Gates\n"
    yield from _table("Gate", "Question", "Reason if not", "Rule")
    gates = defaultdict(list)
    for gate in sorted({gate for move in moves for gate in (*move.whose, *move.gates)}, key=lambda one: one.rule):
        gates[gate.name].append(gate)
    for name, (gate, *others) in sorted(gates.items()):
        rules = "; ".join(_cited(one.rule) for one in (gate, *others))
        yield _row(f"`{name}`", gate.asks, gate.shut, rules)


def _sessions() -> Iterator[str]:
    yield f"""# A mediation session
{_BY}
One table, `app/capacity/domain/session_moves.py`, lists every action that you can record on a mediation session. A
move is an action on a session: for example, to give the session a new time. No other action on a session is possible.
If you book a session, the service also records on the case that mediation is arranged. A gate is a condition for an
action (move), written as a question. You can record an action only if the answer to every question (gate) of the action
is yes.

```mermaid
{draw_sessions()}
```
"""
    yield from _moves_and_gates(SESSION_MOVES, SessionStatus)
    yield "\n## What is true of every session\n"
    yield "The tests try every possible course of a session, and show that each of these properties is always true.\n"
    yield from _table("Property", "What it says")
    for one in (*SESSION_PROPERTIES, *SESSIONS_COVERED):
        yield _row(f"`{one.name}`", one.says)
    yield ""


def _appeals() -> Iterator[str]:
    yield f"""# The states of an appeal
{_BY}
The page [Appeals](appeals.md) says what may be recorded about an appeal, and by which party. An appeal that has not
ended is `registered`, `responded`, `listed` or `adjourned`. Every step of an appeal is also a step (move) of the
case in [the pathway](pathway.md).

```mermaid
{draw_appeals()}
```

## Where each step leads
"""
    yield from _table("Step", "From", "To", "Rule")
    for led in TABLE:
        states = ", ".join(f"`{state}`" for state in sorted(led.row.states))
        target = f"`{led.row.target}`" if led.row.target else "stays"
        yield _row(f"`{led.move.action}`: {led.move.says}", states, target, f"`{led.move.rule}`")
    yield f"\nThese steps do not change the state of a pending appeal: {', '.join(f'`{one}`' for one in staying())}.\n"
    yield "## What is true of every appeal\n"
    yield "The tests try every possible course of an appeal, and show that each of these properties is always true.\n"
    yield from _table("Property", "What it says")
    for one in APPEAL_PROPERTIES:
        yield _row(f"`{one.name}`", one.says)
    yield ""


def _referrals() -> Iterator[str]:
    yield f"""# A referral to the advice service
{_BY}
This page shows the states of a referral, and the steps between them. `GET /v1/law/referrals` returns the states and
steps of a referral as JSON. `GET /v1/law/referrals/assurance` returns the check of every state that a referral can
reach.

```mermaid
{draw_referrals()}
```
"""
    yield from _moves_and_gates(REFERRAL_MOVES, ReferralState)
    yield "\n## What a consent covers\n"
    yield (
        "The person who is referred for advice gives the consent. A person who does not hold the right to appeal can "
        "consent only to `contact`.\n"
    )
    yield from _table("Purpose", "What it means")
    for purpose, means in MEANS.items():
        yield _row(f"`{purpose}`", means)
    yield "\n## When independent help is offered\n"
    yield (
        "Each row is an occasion on which a party must offer independent help. Only one offer of independent help is "
        "due at a time: the offer for the latest occasion in this table. After the holder of the right to appeal has "
        "answered yes or no, no offer is due any more. If the right to appeal passes to a new person who has not "
        "answered an offer of independent help, a party must offer the help again.\n"
    )
    yield from _table("Occasion", "When", "Who must offer")
    for one in OCCASIONS:
        yield _row(f"`{one.moment}`", one.because, _words([one.owed_by]))
    yield ""
