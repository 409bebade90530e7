"""A row of the ledger as the JSON that a party reads."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.cases import views as present
from app.cases.domain.corrections import CORRECTIONS
from app.cases.who_sees import WORDS, event_told
from app.duties.domain.words import DutyStatus, Stands, status_on
from app.duties.records import Said
from app.duties.schemas import (
    CauseOut,
    ContestOut,
    CountedByCode,
    CountedByParty,
    CountedByStatus,
    CountedByWeek,
    DutyCounts,
    DutyOut,
    EndedByOut,
    OwedByOut,
)
from app.kernel.readers import PARTIES, Reader
from app.kernel.terms import OrganisationKind, Party
from app.law.domain.rulebook import RULEBOOK
from app.platform.db.connections import Row
from app.platform.db.directory import Organisations

BROKEN = frozenset({DutyStatus.BREACHED, DutyStatus.MET_LATE})


def duty_out(
    row: Row, said: Sequence[Said], organisations: Organisations, today: date, reads: OrganisationKind
) -> DutyOut:
    """Show a duty as a kind of organisation may see it, as of a day."""
    party, stands = Party(row.owed_by), Stands(row.stands)
    status = status_on(stands, party, row.due_on, today)
    owner = None if row.owner_id is None else present.organisation(row.owner_id, organisations)
    return DutyOut(
        **{name: row[name] for name in _AS_THEY_ARE},
        owed_by=OwedByOut(kind=party, organisation=owner),
        status=status,
        still_owed=stands is Stands.OWED,
        breached_on=row.due_on + timedelta(days=1) if status in BROKEN else None,
        ended_by=_ended_by(row, reads),
        cause=_cause(said, reads),
        contests=_contests(said, reads),
        citation=RULEBOOK.rule(row.rule, row.notice_sent_on).citation,
    )


_AS_THEY_ARE = (
    "id", "case_id", "la_code", "la_reference", "code", "term", "term_index", "step", "opened_on", "due_on", "met_on",
    "ended_on", "rule",
)  # fmt: skip


def _ended_by(row: Row, reads: OrganisationKind) -> EndedByOut | None:
    """Name the event that ended a duty, if its reader is told of that event."""
    if row.ended_by is None:
        return None
    reader = Reader(reads)
    told = reader in PARTIES if row.ended_as in CORRECTIONS else event_told(row.ended_as, None, reader)
    return EndedByOut(event=row.ended_by, type=row.ended_as) if told else None


def _cause(said: Sequence[Said], reads: OrganisationKind) -> CauseOut | None:
    given = [one for one in said if one.about == "cause"]
    return CauseOut(cause=given[-1].says, explanation=_words(given[-1], reads), said_at=given[-1].at) if given else None


def _contests(said: Sequence[Said], reads: OrganisationKind) -> list[ContestOut]:
    return [
        ContestOut(disputes=one.says, explanation=_words(one, reads), by=one.by_kind, said_at=one.at)
        for one in said
        if one.about == "contest"
    ]


def _words(one: Said, reads: OrganisationKind) -> str | None:
    return one.explanation if Reader(reads) in WORDS["duty_explanation"] else None


def version_of(row: Row, said: Sequence[Said]) -> int:
    """Return the version of a duty with what is said of it."""
    return max(int(row.version), *(one.seq for one in said), 0)


def counts(rows: Sequence[Row], as_of: date) -> DutyCounts:
    """Sort the rows by what they count. The row of all duties names nothing."""
    by_status = [CountedByStatus(status=row.status, duties=row.duties) for row in rows if row.status is not None]
    by_code = [CountedByCode(code=row.code, duties=row.duties) for row in rows if row.code is not None]
    by_party = [CountedByParty(owed_by=row.owed_by, duties=row.duties) for row in rows if row.owed_by is not None]
    by_week = [CountedByWeek(begins_on=row.week, duties=row.duties) for row in rows if row.week is not None]
    return DutyCounts(
        as_of=as_of,
        duties=sum(one.duties for one in by_status),
        by_code=sorted(by_code, key=lambda one: one.code),
        by_status=sorted(by_status, key=lambda one: one.status),
        by_party=sorted(by_party, key=lambda one: one.owed_by),
        by_week=sorted(by_week, key=lambda one: one.begins_on),
    )
