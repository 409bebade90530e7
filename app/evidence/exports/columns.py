"""The columns of the extracts, and what each means."""

from typing import Final

from app.platform.http.csv_tables import Column, Datatype, Table

_FLAG = "1: yes. 0: no. Empty if the notice says nothing about this item."
_SOURCE = "The case records that the authority keeps in this service."

SEN2: Final = Table(
    path="/v1/exports/sen2.csv",
    title="SEN2 items on mediation and appeals",
    description="One row for each notice of a calendar year. The items are those of the SEN2 return (2.5, 2.6 and 3.3 "
    "to 3.6), in the column names of COLLECT's Blade export. About single children: not for publication.",
    source=_SOURCE,
    open=False,
    columns=(
        Column(
            "child_reference", "Child", "The authority's own reference of the child. Empty if the authority gave none."
        ),
        Column("la_reference", "Notice", "The authority's own reference of the notice."),
        Column("case_id", "Case", "The id of the case in this service.", required=True),
        Column(
            "decision",
            "Decision",
            "The decision that the notice is about: section 51(2), Children and Families Act 2014.",
            required=True,
        ),
        Column("notice_sent_on", "Sent on", "The day on which the notice was sent.", Datatype.DATE, required=True),
        Column(
            "notice_la_code",
            "Sent by",
            "The Department for Education's code of the authority that sent the notice.",
            required=True,
        ),
        Column(
            "requestoutcomedate", "Request outcome date", "The day of the refusal to assess, as COLLECT writes days."
        ),
        Column("requestoutcome", "Request outcome", "N for a refusal to assess, whatever followed. Otherwise empty."),
        Column("requestmediation", "Request mediation (2.5)", _FLAG, Datatype.INTEGER),
        Column("requesttribunal", "Request tribunal (2.6)", _FLAG, Datatype.INTEGER),
        Column(
            "assessmentoutcome",
            "Assessment outcome",
            "N for a refusal to issue a plan, whatever followed. Otherwise empty.",
        ),
        Column(
            "assessmentoutcomedate",
            "Assessment outcome date",
            "The day of the refusal to issue a plan, as COLLECT writes days.",
        ),
        Column("assessmentmediation", "Assessment mediation (3.3)", _FLAG, Datatype.INTEGER),
        Column("assessmenttribunal", "Assessment tribunal (3.4)", _FLAG, Datatype.INTEGER),
        Column("othermediation", "Other mediation (3.5)", _FLAG, Datatype.INTEGER),
        Column("othertribunal", "Other tribunal (3.6)", _FLAG, Datatype.INTEGER),
        Column(
            "mediation_referred",
            "Referred",
            "1 if the family asked for mediation. Empty if the record cannot be read.",
            Datatype.INTEGER,
        ),
        Column(
            "mediation_held",
            "Held",
            "1 if a session was held in which the family and the authority met. Empty if the record cannot be read.",
            Datatype.INTEGER,
        ),
        Column(
            "mediation_means",
            "Reading",
            "What counts as mediation in the items of this file: held or referred.",
            required=True,
        ),
        Column(
            "remarks",
            "Remarks",
            "Why the row may not belong in the return: not_confirmed, received, moved_away or unreadable.",
            several=True,
        ),
    ),
)
"""The authority's keys, the columns of COLLECT, and what the record says beside them."""
