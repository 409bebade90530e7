"""The pictures of the pathway are those that are published: people read and review them there."""

from pathlib import Path

import pytest

from app.cases.domain.diagram import mermaid
from app.cases.domain.picture import svg
from app.law.domain.regimes import REGIMES, RegimeId

PUBLISHED = Path(__file__).parents[3] / "openapi"


@pytest.mark.parametrize("regime", RegimeId)
def test_the_picture_of_a_regime_is_the_published_one(regime: RegimeId) -> None:
    assert svg(REGIMES[regime]) == (PUBLISHED / f"pathway-{regime}.svg").read_text("utf-8")


@pytest.mark.parametrize("regime", RegimeId)
def test_the_diagram_of_a_regime_is_the_published_one(regime: RegimeId) -> None:
    assert f"{mermaid(REGIMES[regime])}\n" == (PUBLISHED / f"pathway-{regime}.mmd").read_text("utf-8")


def test_without_a_move_that_reopens_a_closed_case_stays_closed() -> None:
    """The picture follows the table that it is given, so that a changed table is seen."""
    law = REGIMES[RegimeId.CFA_2014]
    assert "any next step of the family" in svg(law)
    assert "any next step of the family" not in svg(law, [])
    assert "any next step of the family" not in mermaid(law, [])
