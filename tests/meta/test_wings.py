"""Every wing hands over all that it has: nothing stands beside the loops over the wings."""

from pathlib import Path

import pytest
from sqlalchemy import LargeBinary

import app
from app.platform.wing import Wing
from app.schema import TABLES, metadata
from app.wings import NAMES, WHOLE, WINGS


def test_every_folder_with_a_wing_is_in_the_house() -> None:
    folders = {path.parent.name for path in Path(app.__path__[0]).glob("*/wing.py")}
    assert folders - {"platform", "sandbox"} == set(NAMES)
    assert [wing.name for wing in WINGS] == list(NAMES)


def test_every_table_is_handed_over_once() -> None:
    assert len(TABLES) == len(set(TABLES))
    assert set(TABLES) == set(metadata.tables.values())


def test_everything_sealed_is_sealed_again_when_a_key_changes() -> None:
    sealed = {str(one.column) for wing in WHOLE for one in wing.sealed()}
    bytes_kept = {str(column) for table in TABLES for column in table.columns if isinstance(column.type, LargeBinary)}
    assert sealed == bytes_kept


@pytest.mark.parametrize("wing", WHOLE, ids=lambda wing: wing.name)
def test_what_is_sealed_forgotten_and_renewed_is_the_wings_own(wing: Wing) -> None:
    own = set(wing.tables())
    assert {one.column.table for one in wing.sealed()} <= own
    assert {one.rows.table for one in wing.forgets()} <= own
    assert all(one.key.table is one.column.table for one in wing.sealed())


def test_each_kind_that_is_forgotten_or_renewed_has_a_name_of_its_own() -> None:
    told = [one.what for wing in WHOLE for one in wing.forgets()] + [
        one.what for wing in WHOLE for one in wing.renews()
    ]
    assert len(told) == len(set(told))
