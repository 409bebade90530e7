"""Answers about evidence for the OpenAPI document: counted from invented cases by the code that counts real ones."""

from datetime import date
from typing import Any

from app.cases.documented import WHEN
from app.cases.domain.panels import PanelAnswer, PanelMembers, PanelReview, PanelRole, Recommendation
from app.cases.domain.setting import OnList, RefusedBecause, Setting
from app.cases.unit import Service
from app.evidence.burden.columns import TABLE as BURDEN
from app.evidence.domain.outcomes import AfterAppeal, Became, Outcome, WithoutAppeal
from app.evidence.domain.panels import ReviewedCase, panel_figures
from app.evidence.domain.settings import DisputedSetting, setting_figures
from app.evidence.exports.columns import SEN2
from app.evidence.open_data import get_export_metadata, get_figure_metadata
from app.evidence.routes import get_panel_figures, get_setting_figures
from app.evidence.schemas import PanelEvidence, SettingEvidence
from app.law.domain.quarters import latest
from app.platform.http.examples import Examples

EXAMPLES: Examples[Service] = Examples()
YEAR = 2026
WITHOUT, AFTER = tuple(WithoutAppeal), tuple(AfterAppeal)


@EXAMPLES.of(get_panel_figures)
def _panels(_: Service) -> PanelEvidence:
    cases = [_reviewed(number) for number in range(120)]
    return PanelEvidence.of(latest(WHEN.date()), panel_figures(cases), WHEN)


@EXAMPLES.of(get_setting_figures)
def _settings(_: Service) -> SettingEvidence:
    refused = Setting(OnList.NO, RefusedBecause.NOT_ON_LIST)
    cases = [DisputedSetting(refused, _outcome(number)) for number in range(17)]
    return SettingEvidence.of(latest(WHEN.date()), setting_figures(cases), WHEN)


def _reviewed(number: int) -> ReviewedCase:
    review = PanelReview(
        date(YEAR, 2, 10),
        (PanelMembers(PanelRole.PARENT, 1), PanelMembers(PanelRole.AUTHORITY, 1)),
        recommendation=Recommendation.UPHOLD if number % 3 == 0 else Recommendation.CHANGE,
        authority_answer=PanelAnswer.REJECTED if number % 3 == 1 else PanelAnswer.ACCEPTED,
    )
    return ReviewedCase((review,), _became(number))


def _became(number: int) -> Became:
    third, rest = divmod(number, 3)
    return AFTER[third % len(AFTER)] if rest == 2 else WITHOUT[third % len(WITHOUT)]


def _outcome(number: int) -> Outcome:
    return Outcome.APPEALED if number % 3 == 2 else Outcome.NOT_APPEALED


@EXAMPLES.of(get_figure_metadata, name="burden")
def _of_figures(_: Service) -> dict[str, Any]:
    return {"burden": BURDEN.metadata()}


@EXAMPLES.of(get_export_metadata, name="sen2.csv")
def _of_an_export(_: Service) -> dict[str, Any]:
    return {"sen2": SEN2.metadata()}
