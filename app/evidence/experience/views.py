"""Published figures of families' experience as JSON, as CSV, and as a page says them."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from app.evidence.domain.burden import Way
from app.evidence.domain.experience import LABELS, NOT_FOUND, SCALE, STATEMENTS, Answer, Asked, Stage
from app.evidence.domain.experience_figures import AnswerBand, Answers, in_order
from app.evidence.experience.schemas import WHO, PublicExperience
from app.evidence.experience.use_cases import Published
from app.evidence.schemas import CAUTION
from app.kernel.london import london_day
from app.law.domain.quarters import Quarter

HEADINGS: dict[Stage, str] = {
    Stage.AFTER_CONTACT: "After the contact with the mediation adviser",
    Stage.AFTER_SESSION: "After a mediation session",
    Stage.AFTER_END: "After the end of the dispute",
}
ABOUT: dict[Stage, str] = {
    Stage.AFTER_CONTACT: "These questions are about your talk with the mediation adviser.",
    Stage.AFTER_SESSION: "These questions are about your mediation session.",
    Stage.AFTER_END: "These questions are about everything that happened since the council's decision, from your "
    "first contact with the adviser.",
}
"""What the page tells a family at each stage."""
WAYS: dict[Way, str] = {
    Way.MEDIATED: "took part in a session",
    Way.DECLINED: "declined mediation",
    Way.NEVER_OFFERED: "asked for mediation and got no session",
    Way.NOT_HELD: "got a session that was not held",
    Way.UNDECIDED: "had advice and chose nothing",
    Way.NO_CONTACT: "did not speak to the adviser",
}


def public_experience(found: Published, quarter: Quarter) -> PublicExperience:
    """Show published figures as JSON."""
    more = {"la_code": found.la_code, "la_name": found.name, "published_at": found.published_at}
    return PublicExperience.of(quarter, found.counted, **more)


def as_page(found: Published, quarter: Quarter) -> dict[str, Any]:
    """Return what the page says of published figures."""
    return {
        "name": found.name,
        "quarter": in_words(quarter),
        "published": in_full(london_day(found.published_at)),
        "counted": in_full(london_day(found.counted.counted_at)),
        "caution": WHO + CAUTION,
        "standards": NOT_FOUND,
        "scale": ", ".join(f"“{LABELS[one]}”" for one in SCALE),
        "data": f"v1/evidence/experience/{found.la_code}/{quarter}",
        "stages": [
            {
                "heading": HEADINGS[stage.stage],
                "families": stage.families,
                "statements": list(_statements(stage.answers)),
                "groups": [
                    {
                        "ways": _listed([WAYS[way] for way in group.ways]),
                        "families": group.families,
                        "statements": list(_statements(group.answers)),
                    }
                    for group in stage.groups
                ],
            }
            for stage in found.counted.figures.stages
        ],
    }


def in_words(quarter: Quarter) -> str:
    """Write a quarter for people: `January to March 2026`."""
    return f"{quarter.first_day:%B} to {quarter.last_day:%B} {quarter.year}"


def _statements(answers: Answers) -> Iterator[dict[str, Any]]:
    for question, bands in in_order(answers):
        said = STATEMENTS[question]
        yield {
            "text": said.text,
            "measures": said.measures,
            "source": said.source,
            "answers": [(_label(band), band.families) for band in bands],
            "key": question,
        }


def _label(band: AnswerBand) -> str:
    first, *others = (LABELS[part] for part in band.parts)
    return _listed([first, *(other[0].lower() + other[1:] for other in others)])


def _listed(words: Sequence[str]) -> str:
    """Write a list for people: `a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def in_full(day: date) -> str:
    """Write a day for people: `30 November 2026`."""
    return f"{day.day} {day:%B %Y}"


def choices(question: Asked, chosen: Answer | None) -> Sequence[dict[str, Any]]:
    """Return what the page offers as answers to a question. The first choice is what an error leads to."""
    return [
        {
            "id": f"{question}-{number}" if number else question.value,
            "value": answer.value,
            "label": LABELS[answer],
            "chosen": answer is chosen,
        }
        for number, answer in enumerate(SCALE)
    ]
