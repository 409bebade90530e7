"""The columns of the extracts, and what each means."""

from typing import Final

from app.platform.http.csv_tables import Column, Datatype, Table

_FLAG = "The answer to this item of the SEN2 return. 1: yes. 0: no. Empty if the item is not about this kind of notice."
_SOURCE = "The case records that the authority keeps in this service."

SEN2: Final = Table(
    path="/v1/exports/sen2.csv",
    title="SEN2 items on mediation and appeals",
    description="One row for each notice of decision of a calendar year, with the items on mediation and appeals of "
    "the SEN2 return (2.5, 2.6 and 3.3 to 3.6). The columns have the names that COLLECT, the Department for "
    "Education's system, uses in its Blade export. The rows are about single children, so do not publish them.",
    source=_SOURCE,
    open=False,
    columns=(
        Column(
            "child_reference",
            "Child",
            "The authority's own reference for the child. Empty if the authority did not send one.",
        ),
        Column("la_reference", "Notice", "The authority's own reference for the notice."),
        Column("case_id", "Case", "The id of the case in this service.", required=True),
        Column(
            "decision",
            "Decision",
            "The kind of decision that the notice is about, as in section 51(2), Children and Families Act 2014.",
            required=True,
        ),
        Column("notice_sent_on", "Sent on", "The day on which the notice was sent.", Datatype.DATE, required=True),
        Column(
            "notice_la_code",
            "Sent by",
            "The three-digit code of the authority that sent the notice, from the Department for Education.",
            required=True,
        ),
        Column(
            "requestoutcomedate",
            "Request outcome date",
            "The day of the refusal to assess, in the date format of COLLECT.",
        ),
        Column(
            "requestoutcome",
            "Request outcome",
            "N for a refusal to assess, whatever happened later. Empty for other decisions.",
        ),
        Column("requestmediation", "Request mediation (2.5)", _FLAG, Datatype.INTEGER),
        Column("requesttribunal", "Request tribunal (2.6)", _FLAG, Datatype.INTEGER),
        Column(
            "assessmentoutcome",
            "Assessment outcome",
            "N for a refusal to issue a plan, whatever happened later. Empty for other decisions.",
        ),
        Column(
            "assessmentoutcomedate",
            "Assessment outcome date",
            "The day of the refusal to issue a plan, in the date format of COLLECT.",
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
            "What this file counts as mediation. held: a session was held. referred: the family asked for mediation.",
            required=True,
        ),
        Column(
            "remarks",
            "Remarks",
            "The reason why the row may not belong in the return: not_confirmed, received, moved_away or unreadable.",
            several=True,
        ),
    ),
)
"""The authority's keys, the columns of COLLECT, and what the record says beside them."""
