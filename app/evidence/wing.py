"""The value that the evidence wing hands to the service."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from app.platform.wing import Forgets, Job, Removes, Seed, Wing, Working

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy import Table

    from app.platform.db.work import Database
    from app.platform.http.examples import Examples
    from app.platform.http.router import Router


COMPARISONS_KEPT = timedelta(days=90)
"""How long a comparison is kept. The same order with the same seed gives it again."""
ANSWERS_KEPT = 1096
"""For how many days from the start of its quarter a count of families' answers is kept."""


def _routers() -> "Sequence[Router]":
    from app.evidence.appeals.routes import router as appeals
    from app.evidence.burden.routes import router as burden
    from app.evidence.comparisons.routes import router as comparisons
    from app.evidence.costs.routes import router as costs
    from app.evidence.experience.page_routes import router as pages
    from app.evidence.experience.routes import router as experience
    from app.evidence.exports.contract_routes import router as contract
    from app.evidence.exports.routes import router as exports
    from app.evidence.mediations.routes import router as mediations
    from app.evidence.open_data import router as open_data
    from app.evidence.routes import router

    return (router, appeals, burden, costs, experience, exports, contract, mediations, open_data, pages, comparisons)


def _explanations() -> Mapping[type[BaseException], Any]:
    from app.evidence.experience.unit import EXPLANATIONS

    return EXPLANATIONS


def _examples() -> "Sequence[Examples[Any]]":
    from app.evidence.appeals import documented as appeals
    from app.evidence.burden import documented as burden
    from app.evidence.comparisons import documented as comparisons
    from app.evidence.costs import documented as costs
    from app.evidence.documented import EXAMPLES
    from app.evidence.experience import documented as experience
    from app.evidence.exports import documented as exports
    from app.evidence.mediations import documented as mediations

    shown = (appeals, burden, comparisons, costs, experience, exports, mediations)
    return (EXAMPLES, *(one.EXAMPLES for one in shown))


def _problems() -> "Sequence[ModuleType]":
    from app.evidence.comparisons import problems as comparisons
    from app.evidence.experience import problems as experience

    return comparisons, experience


def _tables() -> "Sequence[Table]":
    from app.evidence import tables
    from app.evidence.comparisons.tables import evidence_comparisons, evidence_readings

    return (
        tables.evidence_figures,
        tables.evidence_publications,
        tables.feedback_links,
        tables.feedback_spent,
        tables.experience_counts,
        evidence_comparisons,
        evidence_readings,
    )


def _forgets() -> Sequence[Forgets]:
    from sqlalchemy import delete, func

    from app.evidence.comparisons.tables import evidence_comparisons, evidence_readings
    from app.evidence.tables import experience_counts, feedback_spent

    old = evidence_comparisons.c.asked_at < func.now() - COMPARISONS_KEPT
    unused = evidence_readings.c.used_at < func.now() - COMPARISONS_KEPT
    over = feedback_spent.c.ends_on < func.current_date() - 1
    long_ago = func.current_date() - ANSWERS_KEPT
    return (
        Forgets("comparisons older than 90 days", delete(evidence_comparisons).where(old)),
        Forgets("readings of cases that no comparison used for 90 days", delete(evidence_readings).where(unused)),
        Forgets("used links of families", delete(feedback_spent).where(over)),
        Forgets(
            "counts of families' answers that were long ago",
            delete(experience_counts).where(experience_counts.c.first_day < long_ago),
        ),
    )


def _removes() -> Sequence[Removes]:
    from app.evidence.tables import feedback_links
    from app.platform.db.removing import of_case

    return (of_case(feedback_links),)


def _jobs(settings: Any) -> Sequence[Job]:
    def begin() -> Working:
        from app.evidence.comparisons.runner import Runner

        return Runner(settings.comparison_cluster)

    return (Job("comparisons", _wait, begin),)


async def _wait(database: "Database") -> bool:
    from app.evidence.comparisons.statements import WAITING

    return bool(await database.read(WAITING, {}))


def _seeds() -> Sequence[Seed]:
    from app.evidence.comparisons.sandbox import all_compared, keep_example
    from app.evidence.experience.sandbox import all_answered, open_answers
    from app.evidence.sandbox import all_there, open_reviewed

    return Seed(all_there, open_reviewed), Seed(all_compared, keep_example), Seed(all_answered, open_answers)


WING = Wing(
    name="evidence",
    tags=(
        (
            "Evidence",
            "Figures about your own cases that cannot identify a family: what review panels recommend, appeals about a "
            "school or other setting, the time and effort that families need for a certificate, what mediation and "
            "appeals cost, and what families say. Comparisons show what would happen to invented families under other "
            "rules.",
        ),
        (
            "Exports",
            "Extracts from your own cases, for returns that the law or a contract asks for. With your own "
            "references, you can match each extract with the records in your own system.",
        ),
    ),
    routers=_routers,
    problems=_problems,
    explanations=_explanations,
    examples=_examples,
    seeds=_seeds,
    tables=_tables,
    forgets=_forgets,
    removes=_removes,
    jobs=_jobs,
)
