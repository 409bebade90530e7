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
    ("nonattendance_effect", NonattendanceEffect.BARS): "no certificate, and so no appeal",
    ("clock_effect", ClockEffect.FLOOR): "the time never ends before one month after the certificate",
    ("commencement", CommencementTest.NOTICE): "the day on which the notice was sent",
    ("commencement", CommencementTest.DECISION): "the day of the decision",
    ("commencement", CommencementTest.CHOSEN): "none: somebody opens a case under it to illustrate it",
    ("review", "annual"): "every year",
}
"""The answer to the question of a parameter, for a value that is a code."""
_POWERS: Mapping[TribunalPower, str] = {
    TribunalPower.ORDER: "decide in the authority's place",
    TribunalPower.REVIEW_AND_REMIT: "quash the decision, so that the authority decides again",
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
A regime is a set of rules for mediation before an appeal. One regime is the law in force. The two others are proposals,
and only illustrate. A live service accepts no case under a proposal. `GET /v1/law/regimes` returns all of this as JSON.

If a proposal does not answer a question, or if we found no answer, the answer is **unknown**. The last column then says
what the service assumes, because a comparison needs some answer. An assumption is not a prediction.
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
    yield "\n## What no case holds\n"
    yield "The service shows every parameter. It cannot obey a parameter about something that no case holds.\n"
    yield from _table("Question", "What no case holds", "Is the rest obeyed?")
    for parameter in PARAMETERS:
        if parameter.limit:
            yield _row(parameter.says, parameter.limit, _WORDS[parameter.obeyed])
    yield "\n## What may be appealed\n"
    yield from _table("Regime", "Matter", "May it be appealed?", "What may the tribunal do?")
    for one in regimes:
        for matter in one.matters:
            yield _row(f"`{one.id}`", matter.says, _said(matter.appealable), _POWERS[matter.power])
    yield "\n## Who is exempt\n"
    yield "Only a regime that makes attendance compulsory has exemptions.\n"
    yield from _table("Ground", "What the family shows", "Model", "Checked")
    for ground, evidence in EVIDENCE.items():
        yield _row(ground.replace("_", " "), evidence.shows, evidence.cite.source, evidence.cite.verified)
    for one in regimes:
        yield from _sources(one)
    yield from _findings()
    yield "\n## What other laws say\n"
    yield (
        "Other laws send people to mediation too. A comparison can apply the answers of these laws (their "
        "*parameters*) to families in England, to show what would happen to them.\n"
    )
    yield from _table("Preset", "Source", "What differs from the law in force", "Checked", "Note")
    law = REGIMES[IN_FORCE]
    for preset in PRESETS.values():
        after = preset.on(law)
        differs = [f"{_named(one)}: {_said(one.of(after))}" for one in PARAMETERS if one.of(after) != one.of(law)]
        cells = (preset.title, preset.source, "; ".join(differs), preset.verified, preset.note or "")
        yield _row(f"`{preset.name}`: {cells[0]}", *cells[1:])
    yield "\nIf the answers of another law replace those of a regime, the regime fails families in these ways:\n"
    yield from _table("Preset", "Regime", "What should happen, and does not", "Steps that lead there")
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
        "The service checks every state that a case can reach (`GET /v1/law/assurance`). This table lists where a "
        "regime fails a family, and the fewest steps that lead there. *As it is*: under the regime itself. Otherwise: "
        "if one answer of the regime is changed (one *parameter*).\n"
    )
    yield from _table(
        "Regime", "Parameters", "What should happen, and does not", "Who is harmed", "Steps that lead there"
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
