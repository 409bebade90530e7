"""What partners' developers point at the published document reads it without an error; and the pages read well.

The programs are pinned in tests/contract/tools and installed by `make test` where node is there.
"""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from structlog.testing import capture_logs

from tests.contract.serving import serving
from tests.support.parties import Party, declines
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
TOOLS = Path(__file__).with_name("tools")
DOCUMENT = ROOT / "openapi/openapi.json"
NODE = shutil.which("node")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

with_node = pytest.mark.skipif(
    NODE is None or not (TOOLS / "node_modules").exists(), reason="node and npm are not installed on this machine"
)
with_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed on this machine")


def run(*command: str | Path, cwd: Path = TOOLS, **environment: str) -> str:
    ran = subprocess.run(  # noqa: S603 - programs that this project pins
        [str(part) for part in command],
        cwd=cwd, env=os.environ | environment, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-4000:]
    return ran.stdout + ran.stderr


def tool(name: str) -> Path:
    return TOOLS / "node_modules/.bin" / name


def each_shared_part_once(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document with each shared answer and header at one place of use, beside where it is shared.

    Spectral fills in every reference, and compiles the schemas of what it filled in again at every place: of 1,400 such
    places all but some fifty would tell it the same again.
    """
    used: set[str] = set()

    def seen(part: dict[str, Any]) -> bool:
        before = part.get("$ref", "") in used
        used.update(part.get("$ref", "").split())
        return before

    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if seen(response):
                    operation["responses"][status] = {"description": "As where it is shared."}
                elif "headers" in response:
                    headers = response["headers"].items()
                    response["headers"] = {name: header for name, header in headers if not seen(header)}
    return document


@with_node
def test_spectral_finds_nothing(tmp_path: Path) -> None:
    shortened = tmp_path / "openapi.json"
    shortened.write_text(json.dumps(each_shared_part_once(json.loads(DOCUMENT.read_bytes()))))
    said = run(tool("spectral"), "lint", "--ruleset", TOOLS / "spectral.yaml", "--fail-severity", "hint", shortened)
    assert "No results" in said


@with_node
def test_redocly_finds_no_error_and_bundles(tmp_path: Path) -> None:
    assert "is valid" in run(tool("redocly"), "lint", DOCUMENT)
    run(tool("redocly"), "bundle", DOCUMENT, "--output", tmp_path / "bundle.json")
    assert json.loads((tmp_path / "bundle.json").read_text())["openapi"].startswith("3.1")


@with_node
def test_openapi_typescript_writes_types_that_compile(tmp_path: Path) -> None:
    types = tmp_path / "api.ts"  # by this name it is checked, while the compiler's own libraries are taken on trust
    run(tool("openapi-typescript"), DOCUMENT, "--output", types)
    asks = tmp_path / "asks.ts"
    asks.write_text(
        'import type { components } from "./api";\n'
        # What may be left out of a request may be left out here, too.
        'const hold: components["schemas"]["HoldIn"] = { case_id: "67434d52-f26f-5e26-b813-ebaa978dcb51" };\n'
        "export default hold;\n"
    )
    run(tool("tsc"), "--noEmit", "--strict", "--skipLibCheck", "--lib", "es2022", asks)


LANGUAGES = ("java", "typescript-fetch")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the clients in these languages, and what their generator said: one run, for it starts slowly."""
    folder = tmp_path_factory.mktemp("generated")
    for language in LANGUAGES:
        asked = {"generatorName": language, "inputSpec": str(DOCUMENT), "outputDir": str(folder / language)}
        (folder / f"{language}.json").write_text(json.dumps(asked))
    generator = Path(sys.executable).with_name("openapi-generator-cli")
    orders = [f"{language}.json" for language in LANGUAGES]
    # A run this short is over before a better compiler and a second collector have earned their start.
    quick = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    return folder, run(generator, "batch", "--threads", "1", *orders, cwd=folder, JAVA_TOOL_OPTIONS=quick)


@pytest.mark.parametrize("language", LANGUAGES)
def test_openapi_generator_writes_a_client_without_invented_names(language: str, generated: tuple[Path, str]) -> None:
    folder, said = generated
    assert "[error]" not in said
    written = [path for path in (folder / language).rglob("*") if path.is_file()]
    assert len(written) > 200
    invented = [
        path.name
        for path in written
        if path.stem.startswith(("Inline", "inline", "Model200", "ModelCase")) or path.stem.endswith("Inner")
    ]
    assert invented == []


@pytest.fixture(autouse=True)
def silent_log() -> Iterator[None]:
    with capture_logs():
        yield


SWAGGERS_OWN = {
    "nested-interactive",  # a button to copy the path, inside the button that opens the operation
    "region",  # the introduction stands outside its landmarks
}


@with_node
@with_browser
async def test_axe_finds_nothing_of_ours_in_any_page_and_none_is_wider_than_a_telephone(
    app: FastAPI, la: Party, provider: Party
) -> None:
    number = await declines(provider, await la.opens())
    opened = "#operations-tag-Cases>>>#operations-Cases-{} .opblock-summary-control"
    async with serving(app) as address:
        visits = [
            (f"{address}/", "-"),
            (f"{address}/problems", "-"),
            (f"{address}/problems/refused", "-"),
            (f"{address}/v1/certificates/{number}/verification", "-"),
            (f"{address}/docs", "-"),
            (f"{address}/docs", opened.format("open_case")),
            (f"{address}/docs", opened.format("get_cases")),
        ]
        said = await asyncio.to_thread(
            run, str(NODE), TOOLS / "axe.mjs", str(BROWSER), *(part for visit in visits for part in visit)
        )
    found = json.loads(said)
    assert len(found) == len(visits)
    for page in found:
        assert page["width"] <= 390, page["page"]
        passed_over = SWAGGERS_OWN if page["page"].endswith("/docs") else set()
        assert [one for one in page["violations"] if one["id"] not in passed_over] == [], page["page"]
