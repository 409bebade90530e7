"""The use cases of evidence: figures of an authority's own cases, for one year of notices."""

from collections.abc import Mapping
from datetime import date

from app.cases.ports import Unit
from app.evidence.domain.panels import PanelFigures, Seats, panel_figures
from app.evidence.domain.settings import SettingFigures, setting_figures
from app.evidence.ports import CasesCounted
from app.kernel.terms import OrganisationKind


class NotCounted(Exception):
    """Figures are for the authority whose cases are counted."""


async def figures_of_panels(work: Unit, cases: CasesCounted, year: int) -> Mapping[Seats, PanelFigures]:
    """Return the figures of reviews by panels.

    Raises:
        NotCounted: the caller is no authority.
    """
    must_be_authority(work)
    return panel_figures(await cases.reviewed(*_days(year)))


async def figures_of_settings(work: Unit, cases: CasesCounted, year: int) -> SettingFigures:
    """Return the figures of disputes about a setting.

    Raises:
        NotCounted: the caller is no authority.
    """
    must_be_authority(work)
    return setting_figures(await cases.about_settings(*_days(year)))


def must_be_authority(work: Unit) -> None:
    """Raise NotCounted if the caller is no authority."""
    if work.actor.kind is not OrganisationKind.LOCAL_AUTHORITY:
        raise NotCounted


def _days(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)
