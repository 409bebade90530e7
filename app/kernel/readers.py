"""The readers of a case: the columns of every table of who sees what."""

from enum import StrEnum

from app.kernel.terms import OrganisationKind


class Reader(StrEnum):
    """Who reads: each kind of organisation; and the advice service by what the person's consent covers."""

    LOCAL_AUTHORITY = OrganisationKind.LOCAL_AUTHORITY
    MEDIATION_PROVIDER = OrganisationKind.MEDIATION_PROVIDER
    COMMISSIONING_BODY = OrganisationKind.COMMISSIONING_BODY
    TRIBUNAL = OrganisationKind.TRIBUNAL
    ADVICE_SERVICE = OrganisationKind.ADVICE_SERVICE  # without consent
    OPERATOR = OrganisationKind.OPERATOR
    ADVICE_WITH_DATES = "advice_service with case_dates"
    ADVICE_WITH_MEDIATION = "advice_service with case_dates and mediation"


def advice(*, mediation: bool) -> Reader:
    """Return the advice service as a reader of a case whose dates the consent covers."""
    return Reader.ADVICE_WITH_MEDIATION if mediation else Reader.ADVICE_WITH_DATES


Readers = frozenset[Reader]

PARTIES: Readers = frozenset({Reader.LOCAL_AUTHORITY, Reader.MEDIATION_PROVIDER, Reader.COMMISSIONING_BODY})
"""The parties to the mediation."""
AND_THE_TRIBUNAL: Readers = PARTIES | {Reader.TRIBUNAL}
TO_THE_APPEAL: Readers = frozenset({Reader.LOCAL_AUTHORITY, Reader.TRIBUNAL})
"""The authority against which an appeal is brought, and the tribunal. A provider is no party to an appeal."""
AND_ITS_ADVISER: Readers = PARTIES | {Reader.ADVICE_WITH_MEDIATION}
"""The parties, and the advice service that supports the family in its mediation."""
ADVISED: Readers = frozenset({Reader.ADVICE_WITH_DATES, Reader.ADVICE_WITH_MEDIATION})
"""The advice service that the family lets see its dates."""
EVERY_READER: Readers = AND_THE_TRIBUNAL | AND_ITS_ADVISER | {Reader.ADVICE_WITH_DATES}
