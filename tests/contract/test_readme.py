"""The README is true: its commands run as they stand, its excerpts are the code's own, its links lead somewhere."""

import asyncio
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from app.cases.domain.diagram import mermaid
from app.law.domain.model import Verified
from app.law.domain.regimes import REGIMES, RegimeId
from app.law.domain.rulebook import RULEBOOK
from tests.contract.serving import serving

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(language: str, *, marked: str | None = None, page: str = README) -> list[str]:
    """The fenced blocks of a language; where a mark is named, those with that mark (a comment) before them."""
    mark = rf"<!-- {marked} -->\n" if marked else ""
    return re.findall(rf"{mark}```{language}\n(.*?)```", page, re.DOTALL)


async def runs(commands: list[str], app: FastAPI) -> str:
    """What the commands print, one after the other in one shell, against the service."""
    async with serving(app) as address:
        script = "\n".join(commands).replace("http://127.0.0.1:8000", address)
        shell = await asyncio.create_subprocess_exec(
            "bash", "-euo", "pipefail", "-c", script, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = (stream.decode() for stream in await shell.communicate())
    assert shell.returncode == 0, out + err
    return out


has_shell = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="the commands are for bash and curl"
)


@pytest.fixture(autouse=True)
def silent_log() -> Iterator[None]:
    with capture_logs():
        yield


@has_shell
async def test_the_commands_do_as_they_stand_what_the_readme_says(app: FastAPI) -> None:
    commands = blocks("sh", marked="run")
    assert len(commands) == 5
    out = await runs(commands, app)
    assert '"due_on": "2026-04-02"' in out
    assert '"status":409' in out
    assert '"unlock":["contact-adviser","decline-mediation","issue-certificate"]' in out
    *_, contacted, declined, certificate, appeal, burden, groups = out.splitlines()
    assert (contacted, declined) == ("adviser_contacted", "mediation_declined")
    assert "'number': 'MC-" in certificate
    assert "'basis': 'certificate'" in appeal
    assert "'late': False" in appeal
    assert "The certificate came 2 days after the first contact." in burden
    assert groups.startswith("[")


@has_shell
async def test_an_integrator_gets_to_a_verified_certificate(app: FastAPI) -> None:
    page = (ROOT / "docs/integrating.md").read_text("utf-8")
    commands = blocks("sh", marked="run", page=page)
    assert len(commands) == 7
    out = await runs(commands, app)
    assert "2026-11-16 lodge-appeal owed by family" in out
    assert "yes request-mediation" in out
    assert re.search(r"^adviser_contacted\nmediation_declined\ncertificate MC-\S+\nfound$", out, re.MULTILINE)
    assert len(re.findall(r"^\d{4}-\d\d-\d\d [a-z-]+$", out, re.MULTILINE)) == 5


def test_an_integrator_finds_every_call_that_the_page_names() -> None:
    page = (ROOT / "docs/integrating.md").read_text("utf-8")
    paths = json.loads((ROOT / "openapi/openapi.json").read_text())["paths"]
    table = page.partition("## Your system's events")[2].partition("\n## ")[0]
    named = re.findall(r"`(GET|POST) ([^`?]+)", table)
    assert len(named) > 10
    for method, path in named:
        assert method.lower() in paths[path.replace("...", "/v1/cases/{case_id}")], path


def test_the_picture_says_in_words_what_it_shows() -> None:
    [(told, file)] = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    drawn = ElementTree.parse(ROOT / file).getroot()  # noqa: S314 - our own picture
    words = " ".join(text for one in drawn.iter() if (text := one.text) and one.tag.endswith("text"))
    described = drawn.findtext("{http://www.w3.org/2000/svg}desc") or ""
    for name in ("Decision", "Advice", "Mediation", "Certificate", "Agreement", "Appeal", "Dates", "Duties", "Figures"):
        assert name in words
        assert name.lower() in described.lower()
    assert len(told.split()) > 20


def test_the_diagram_is_the_machines() -> None:
    (diagram,) = blocks("mermaid")
    assert diagram.rstrip("\n") == mermaid(REGIMES[RegimeId.CFA_2014])


def test_the_rule_shown_is_a_rule() -> None:
    (shown,) = blocks("python")
    source = (ROOT / "app/law/domain/rules/regulations.py").read_text("utf-8")
    assert "".join(f"    {line}\n" for line in shown.splitlines()) in source


def test_the_count_of_rules_is_right() -> None:
    of = Counter(row.verified for row in RULEBOOK.rows)
    said = " ".join(README.split())
    assert f"We checked {of[Verified.PRIMARY]} of the {of.total()} rules against their source" in said
    assert (
        f"{of[Verified.SECONDARY]} against a trustworthy account of the source. The remaining {of[Verified.INFERRED]} "
        f"of the {of.total()} rules are"
    ) in said


def test_the_map_names_what_is_there() -> None:
    named = re.findall(r"^\| `([a-z_/.]+)` \|", README, re.MULTILINE)
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_make_knows_the_commands() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test", "demo"} <= named <= {*targets}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, heading = target.partition("#")
        if path.startswith(("http://", "https://")):
            continue
        there = page if not path else page.parent / path
        assert there.exists(), target
        if heading:
            assert heading in _headings(there.read_text("utf-8")), target


def _headings(text: str) -> list[str]:
    """The addresses that a page's headings have on GitHub."""
    found = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found]
