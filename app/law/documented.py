"""Answers about the law for the OpenAPI document, worked out from the rules."""

from datetime import date
from typing import Any

from app.law.authority_schemas import AuthoritiesAnswer, AuthorityAnswer
from app.law.domain.authorities import AUTHORITIES, ENDED
from app.law.domain.deadlines import work_out
from app.law.domain.regime import IN_FORCE
from app.law.domain.regimes import REGIMES
from app.law.domain.rulebook import RULEBOOK
from app.law.regime_schemas import RegimeAnswer, RegimesAnswer, RulesAnswer
from app.law.routes import EXAMPLES as QUESTIONS
from app.law.routes import (
    get_authorities,
    get_law_versions,
    get_regime,
    get_regimes,
    get_rules,
    work_out_deadlines,
)
from app.law.schemas import DeadlineQuestion, DeadlinesAnswer, RuleAnswer
from app.law.version_schemas import VersionsAnswer
from app.platform.http.examples import Examples

EXAMPLES: Examples[Any] = Examples()
DAY, LAW = date(2026, 2, 2), IN_FORCE


@EXAMPLES.of(work_out_deadlines)
def _dates(service: Any) -> dict[str, DeadlinesAnswer]:
    law = service.pathway.law
    asked = {name: DeadlineQuestion.model_validate(example["value"]) for name, example in QUESTIONS.items()}
    return {
        name: DeadlinesAnswer.of(work_out(one.chronology(), law.england, law.readings)) for name, one in asked.items()
    }


@EXAMPLES.of(get_rules)
def _rules(_: Any) -> RulesAnswer:
    rows = RULEBOOK.in_force(DAY)
    return RulesAnswer(on=DAY, regime=LAW, rules=[RuleAnswer.of(row) for row in rows[:2]])


@EXAMPLES.of(get_regimes)
def _regimes(service: Any) -> RegimesAnswer:
    return RegimesAnswer.of(REGIMES.values(), service.pathway.law.readings)


@EXAMPLES.of(get_regime)
def _regime(_: Any) -> RegimeAnswer:
    return RegimeAnswer.of(REGIMES[LAW])


@EXAMPLES.of(get_law_versions)
def _versions(service: Any) -> VersionsAnswer:
    law = service.pathway.law
    return VersionsAnswer.of(law.england, law.readings, law.rulebook)


@EXAMPLES.of(get_authorities)
def _authorities(_: Any) -> AuthoritiesAnswer:
    shown = [AuthorityAnswer.of("202", AUTHORITIES["202"]), AuthorityAnswer.of("909", ENDED["909"][0])]
    return AuthoritiesAnswer.on_day(date(2021, 4, 1)).model_copy(update={"authorities": shown})
