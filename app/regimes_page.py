"""The page that compares the regimes, written from their rows: `docs/regimes.md`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from app.cases.domain.findings import Finding, findings, findings_of_presets
from app.cases.domain.law import Law
from app.law.domain.matters import TribunalPower
from app.law.domain.presets import PRESETS
from app.law.domain.regime import IN_FORCE, Regime
from app.law.domain.regime_rows import EVIDENCE, PARAMETERS, Cite, Parameter, Value, rows
from app.law.domain.regime_values import (
    UNKNOWN,
    Binds,
    ClockEffect,
    CommencementTest,
    NonattendanceEffect,
    RegimeStatus,
)
from app.law.domain.regimes import REGIMES
from app.law.holidays import england

_WORDS: Mapping[Value, str] = {None: "-", True: "yes", False: "no", UNKNOWN: "**unknown**"}
_ANSWERS: Mapping[tuple[str, Value], str] = {
    ("binds", Binds.AUTHORITY): "the authority, if the family asks for mediation",
    ("binds", Binds.FAMILY): "the family",
    ("nonattendance_effect", NonattendanceEffect.NONE): "nothing",
    ("nonattendance_effect", NonattendanceEffect.BARS): "the family gets no certificate, and so cannot appeal",
    ("clock_effect", ClockEffect.FLOOR): "the family has at least one month to appeal after the certificate",
    ("commencement", CommencementTest.NOTICE): "the day on which the notice was sent",
    ("commencement", CommencementTest.DECISION): "the day of the decision",
    ("commencement", CommencementTest.CHOSEN): "none: a case falls under the proposal only if somebody opens it "
    "there, as an illustration",
    ("review", "annual"): "every year",
}
"""The answer to the question of a parameter, for a value that is a code."""
_POWERS: Mapping[TribunalPower, str] = {
    TribunalPower.ORDER: "decide in the authority's place",
    TribunalPower.REVIEW_AND_REMIT: "cancel (quash) the decision, so that the authority must decide again",
    TribunalPower.NONE: "nothing",
    TribunalPower.UNKNOWN: "**unknown**",
}


def regimes_page(by: str) -> str:
    """Return the page. `by` is the line that says who wrote it."""
    return "\n".join(_page(by))


def _page(by: str) -> Iterator[str]:
    regimes = tuple(REGIMES.values())
    yield f"""# Three regimes, side by side
{by}
A regime is a set of rules for mediation before an appeal. One regime is the law in force. The other two are proposals.
They are not the law, and are shown only as illustrations. A live service does not accept a case that names a proposal
as its regime. `GET /v1/law/regimes` returns the same information as JSON.

The table below asks the same questions of each regime. If we found no answer to a question in a proposal, the table
says **unknown**. For an unknown answer, the last column says what the service assumes, because a comparison of the
regimes needs an answer to every question. An assumption is not a prediction.
"""
    for one in regimes:
        standing = "the law" if one.status is RegimeStatus.LAW else "illustrative, not the law"
        yield f"- `{one.id}`: {one.title.lower()} ({standing}). {one.source}."
    yield "\n## What each regime says\n"
    yield from _table("Question", *(f"`{one.id}`" for one in regimes), "If unknown")
    for parameter in PARAMETERS:
        values = [parameter.of(one) for one in regimes]
        assumed = parameter.assumed if UNKNOWN in values else ""
        answers = [_ANSWERS.get((parameter.name, value)) or _said(value) for value in values]
        yield _row(parameter.says, *answers, assumed or "")
    yield "\n## What a case does not record\n"
    yield (
        "The service shows what each set of rules (regime) says on each question about mediation. But some of these "
        "rules depend on a fact that a case does not record. The service cannot fully apply a rule if the case lacks a "
        "fact that the rule needs.\n"
    )
    yield from _table("Question", "What a case does not record", "Does the service apply the rest of the answer?")
    for parameter in PARAMETERS:
        if parameter.limit:
            yield _row(parameter.says, parameter.limit, _WORDS[parameter.obeyed])
    yield "\n## What a family can appeal about\n"
    yield from _table("Regime", "Matter", "Can a family appeal about this?", "What can the tribunal do?")
    for one in regimes:
        for matter in one.matters:
            yield _row(f"`{one.id}`", matter.says, _said(matter.appealable), _POWERS[matter.power])
    yield "\n## Who is exempt\n"
    yield "A family needs an exemption only if the regime makes mediation compulsory.\n"
    yield from _table("Ground", "What the family must show", "Model", "Checked")
    for ground, evidence in EVIDENCE.items():
        yield _row(ground.replace("_", " "), evidence.shows, evidence.cite.source, evidence.cite.verified)
    for one in regimes:
        yield from _sources(one)
    yield from _findings()
    yield "\n## What other laws say\n"
    yield (
        "Laws other than England's law on special educational needs also send people to mediation. A *preset* is a "
        "group of answers, taken from another law, to the questions about mediation at the top of this page. A "
        "comparison can show what would happen to families in England under the rules of another law (a preset).\n"
    )
    yield from _table("Preset", "Source", "What differs from the law in force", "Checked", "Note")
    law = REGIMES[IN_FORCE]
    for preset in PRESETS.values():
        after = preset.on(law)
        differs = [f"{_named(one)}: {_said(one.of(after))}" for one in PARAMETERS if one.of(after) != one.of(law)]
        cells = (preset.title, preset.source, "; ".join(differs), preset.verified, preset.note or "")
        yield _row(f"`{preset.name}`: {cells[0]}", *cells[1:])
    yield (
        "\nFor the next table, we replaced rules of each regime by the rules of another law (a preset). The table "
        "shows what each regime should do for families, but would not do with the rules of the other law:\n"
    )
    yield from _table("Preset", "Regime", "What should happen, but does not", "Steps that lead there")
    for regime in REGIMES:
        for found in findings_of_presets(Law(england()), regime):
            yield _row(f"`{found.preset}`", f"`{regime}`", found.question.says, _way(found))
    yield ""


def _sources(regime: Regime) -> Iterator[str]:
    """List each source once, with the parameters that it is for."""
    yield f"\n## Sources of `{regime.id}`\n"
    yield from _table("Source", "For", "Checked", "Note")
    found: dict[Cite, list[str]] = {}
    for row in rows(regime):
        if row.value is not None:
            found.setdefault(row.cite, []).append(_named(row.parameter))
    for cite, names in found.items():
        yield _row(cite.source, "; ".join(names), cite.verified, cite.note or "")


def _findings() -> Iterator[str]:
    yield "\n## Where each regime fails families\n"
    yield (
        "The service looks at every state that a case can reach, and checks whether the regime fails a family (`GET "
        "/v1/law/assurance`). A set of rules (regime) fails a family if something that should happen for the family "
        "does not happen under these rules. The table below shows where a regime fails a family, and the fewest steps "
        "that lead there. *As it is* means that the regime fails the family although we changed none of the regime's "
        "rules. If the column *Parameters* names a parameter, the regime fails the family only if we change this "
        "parameter to the value in that column.\n"
    )
    yield from _table(
        "Regime", "Parameters", "What should happen, but does not", "Who is harmed", "Steps that lead there"
    )
    law = Law(england())
    for regime in REGIMES:
        for one in findings(law, regime):
            changed = replace(REGIMES[regime], **one.changed)
            differs = [p for p in PARAMETERS if p.of(changed) != p.of(REGIMES[regime])]
            given = "; ".join(f"{_named(p)}: {_said(p.of(changed))}" for p in differs) or "as it is"
            yield _row(f"`{regime}`", given, one.question.says, one.question.hurts, _way(one))


def _named(parameter: Parameter) -> str:
    """Return the name of a parameter with its question, which says in plain words what the parameter is."""
    return f"`{parameter.name}` ({parameter.says.partition('?')[0]}?)"


def _way(finding: Finding) -> str:
    return ", ".join(f"`{step}`" for step in finding.way)


def _said(value: Value) -> str:
    if isinstance(value, bool) or value is None or value == UNKNOWN:
        return _WORDS[value]
    return str(value).replace("_", " ") if " " not in str(value) else str(value)


def _row(*cells: object) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _table(*heads: str) -> list[str]:
    return [_row(*heads), _row(*("---" for _ in heads))]
