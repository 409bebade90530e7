"""The page about the house says truly which files to change: a toy action, deadline and fact are added to a copy.

Each toy changes only files that its row of the page names, and no more of them than the row says. The service then has
the toy wherever it belongs: in the machine, in the calculator, in who sees what, and in the OpenAPI document.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import app

ROOT = Path(app.__path__[0]).parent
ROWS = re.findall(r"^\| (an? [\w ]+) \| (\d) \| (.+?) \|", (ROOT / "docs/house.md").read_text("utf-8"), re.MULTILINE)


class Edit(NamedTuple):
    """A change in one file: a text goes in before a place, or at the end of the file."""

    file: str
    text: str
    before: str = ""


ACTION = (
    Edit("app/cases/domain/words.py", '    SEND_TOY = "send-toy"\n', "\n\nclass OfferMoment"),
    Edit(
        "app/cases/domain/commands.py",
        '''

@dataclass(frozen=True, slots=True, kw_only=True)
class SendToy(Command):
    """The authority sent a toy."""

    summary: ClassVar = "Send a toy"
    action: ClassVar = Action.SEND_TOY
''',
    ),
    Edit(
        "app/cases/domain/moves/endings.py",
        """

def toy_sent(_facts, command, _law):
    return {"toy_sent_on": command.occurred_on, "says_nothing": True}


MOVES = (
    *MOVES,
    CaseMove(
        commands.SendToy, "toy-sent", "The authority sends a toy.", "panel-review", frozenset({LA}),
        OPEN, None, toy_sent, shown_to=AND_THE_TRIBUNAL,
    ),
)
""",
    ),
    Edit(
        "app/cases/schemas/actions/endings.py",
        '''

class SendToyIn(ActionIn):
    """The authority sent a toy."""

    summary: ClassVar = "Send a toy"
    action: ClassVar = Action.SEND_TOY
    story: ClassVar = Story(action)
    example: ClassVar = {"occurred_on": "2026-02-09"}

    def command(self, recording: Recording) -> commands.Command:
        return commands.SendToy(**self.on(recording))


BODIES = (*BODIES, SendToyIn)
''',
    ),
)
MEDIATION = "app/cases/schemas/mediation.py"
FACT = (
    Edit(
        "app/cases/domain/facts.py",
        "    toy_sent_on: Annotated[date | None, PARTIES] = None\n    says_nothing: bool = False\n",
        "\n    @property\n    def state",
    ),
    ACTION[2],  # the move that sets it
    Edit(MEDIATION, "    toy_sent_on: date | None = None\n", "\n    @classmethod\n    def of(cls, facts"),
    Edit(MEDIATION, "            toy_sent_on=facts.toy_sent_on,\n", "            contacted_on=facts"),
)
DEADLINE = (
    Edit(
        "app/law/domain/kinds.py",
        '    PLAY = "play", _kind(Part.ADVICE, Ends.CASE, KeptBy.COMPLETION, PARTIES)\n',
        '    DECIDE_EXEMPTION = "decide-exemption"',
    ),
    Edit(
        "app/law/domain/rules/regulations.py",
        """
RULES = (
    *RULES,
    Rule(
        "play", "The authority plays.", "reg 99", _REGS + "99", Kind.DUTY, _LA, Calendar.DAYS,
        Clock(Code.PLAY, Fact.NOTICE_SENT, _THIRTY_DAYS, "appeal"),
    ),
)
""",
    ),
)
TOYS = {"an action of a case": ACTION, "a field of a case": FACT, "a deadline": DEADLINE}

NO_DATABASE = "postgresql+asyncpg://nobody@localhost/none"
"""Nothing here asks a database."""

PLAY = """
import json
from datetime import date

from app.cases.domain.commands import SendToy
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.cases.domain.words import Action
from app.cases.records import facts_to_json
from app.cases.who_sees import actions_told, changes_told, date_told, event_told
from app.kernel.readers import Reader
from app.generate import list_of_routes
from app.kernel.terms import AppellantKind, DecisionKind, OrganisationKind
from app.law.domain.regimes import RegimeId
from app.law.holidays import england
from app.main import create_app
from app.platform.http.listed import served
from app.settings import Settings

day = date(2026, 2, 9)
case = CaseFacts(RegimeId.CFA_2014, DecisionKind.REFUSAL_TO_ASSESS, date(2026, 2, 2), AppellantKind.PARENT)
law = Law(england())
sent = Pathway(law).decide(case, SendToy(by=OrganisationKind.LOCAL_AUTHORITY, occurred_on=day), day)
changes = {name: str(value) for name, value in sent.changes.items()}
document = create_app(Settings(_env_file=None), served(list_of_routes())).openapi()
schemas = document["components"]["schemas"]
posted = document["paths"]["/v1/cases/{case_id}/actions/send-toy"]["post"]
asked = posted["requestBody"]["content"]["application/json"]["examples"]
shown = posted["responses"]["200"]["content"]["application/json"]["examples"]
said = [one.code for one in law.deadlines(case)]
print(json.dumps({
    "event": sent.type,
    "hidden": not any("says_nothing" in changes_told(changes, reader) for reader in Reader),
    "kept": "toy_sent_on" in facts_to_json(case),
    "due": "play" in said,
    "told": {
        reader: [
            Action.SEND_TOY in actions_told(reader),
            event_told("toy-sent", None, reader),
            "toy_sent_on" in changes_told(changes, reader),
            date_told("play", reader),
        ]
        for reader in Reader
    },
    "body": asked["as it stands"]["value"],
    "shown": shown["as it stands"]["value"]["mediation"],
    "names": [
        "send-toy" in schemas["Action"]["enum"],
        "play" in schemas["DeadlineCode"]["enum"],
        "toy_sent_on" in schemas["Mediation"]["properties"],
    ],
}))
"""


def named(change: str) -> list[str]:
    """Return the files and folders that a row of the page names."""
    return re.findall(r"`(app/[\w/.]+)`", change)


@pytest.mark.parametrize(("what", "files", "change"), ROWS, ids=[row[0] for row in ROWS])
def test_a_toy_changes_the_files_of_its_row(what: str, files: str, change: str) -> None:
    changed = {edit.file for edit in TOYS[what]}
    assert len(changed) == int(files)
    assert all(any(file.startswith(place) for place in named(change)) for file in changed)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the house with the toys."""
    shutil.copytree(app.__path__[0], tmp_path / "app", ignore=shutil.ignore_patterns("fonts", "__pycache__"))
    for file, text, before in dict.fromkeys((*ACTION, *FACT, *DEADLINE)):
        path = tmp_path / file
        was = path.read_text()
        assert not before or before in was, f"{file} no longer has {before!r}"
        at = was.index(before) if before else len(was)
        path.write_text(was[:at] + text + was[at:])
    return tmp_path


def test_a_toy_is_wherever_it_belongs(house: Path) -> None:
    assert [row[0] for row in ROWS] == list(TOYS), "the page has a row for each toy"
    environment = {**os.environ, "PYTHONPATH": str(house), "ENVIRONMENT": "sandbox", "DATABASE_URL": NO_DATABASE}
    played = subprocess.run(  # noqa: S603 - the script above
        [sys.executable, "-c", PLAY], cwd=house, env=environment, capture_output=True, check=False, text=True
    )
    assert played.returncode == 0, played.stderr
    found: dict[str, Any] = json.loads(played.stdout.splitlines()[-1])
    assert (found["event"], found["kept"], found["due"]) == ("toy-sent", True, True)
    assert found["hidden"], "a fact that names no readers is told to nobody"
    assert found["told"]["local_authority"] == [True, True, True, True]
    assert found["told"]["tribunal"] == [False, True, False, False]
    assert found["told"]["operator"] == found["told"]["advice_service"] == [False, False, False, False]
    assert found["body"] == {"occurred_on": "2026-02-09"}
    assert found["shown"]["toy_sent_on"] == "2026-02-09"
    assert found["names"] == [True, True, True]
