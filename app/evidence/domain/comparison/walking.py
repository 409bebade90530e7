"""Walks one family through the pathway of a regime, step by step, by the machine that decides real cases."""

from collections.abc import Callable
from datetime import date, timedelta
from enum import IntEnum, StrEnum
from typing import Any, NamedTuple

from app.cases.domain import commands
from app.cases.domain.facts import CaseFacts
from app.cases.domain.law import Law
from app.cases.domain.machine import Pathway
from app.kernel.errors import Refusal
from app.kernel.machine import apply
from app.kernel.terms import (
    AppealBasis,
    AppellantKind,
    CertificateGround,
    DecisionKind,
    OrganisationKind,
    PlanSection,
    SessionOutcome,
    TermKind,
)
from app.law.domain.chronology import Term
from app.law.domain.matters import Remits
from app.law.domain.regime_values import ExemptionMode, Exemptions
from app.law.domain.regimes import Regime

LA, PROVIDER = OrganisationKind.LOCAL_AUTHORITY, OrganisationKind.MEDIATION_PROVIDER
TRIBUNAL = OrganisationKind.TRIBUNAL
PLACEMENT_ONLY, EDUCATION = frozenset({PlanSection.I}), frozenset({PlanSection.B, PlanSection.F})


class Way(IntEnum):
    """What a family does after its decision."""

    STRAIGHT = 0  # it goes to no adviser: an appeal about the placement alone needs no certificate
    DECLINES = 1
    MEDIATES = 2
    CLAIMS = 3  # it claims an exemption from attending


class Said(IntEnum):
    """What the tribunal said to a claim for an exemption."""

    NOTHING = 0
    GRANTED = 1
    REFUSED = 2


class Shut(StrEnum):
    """Why a family that meant to appeal has no way to the tribunal as of right."""

    FAMILY_CONTACT_TOO_LATE = "family_contact_too_late"
    FAMILY_DECLINED = "family_declined"
    FAMILY_DID_NOT_ATTEND = "family_did_not_attend"
    EXEMPTION_REFUSED = "exemption_refused"
    TRIBUNAL_UNDECIDED = "tribunal_undecided"
    NOT_ARRANGED = "not_arranged"
    AUTHORITY_ABSENT = "authority_absent"
    NOT_APPEALABLE = "not_appealable"


class Life(NamedTuple):
    """What one family and the others do, in days. Families with equal lives end alike, and are walked once.

    `notice` counts from the first day of the population, `contact` and `decides` from the notice, `missed` and
    `session` from the request. `certificate` are the adviser's days. `lodges` says how many hundredths of the time to
    appeal pass first; above 100, the appeal comes as many days too late. A family that mediates and that the tribunal
    has refused an exemption asks for its session on the day of the refusal. `placement` says that the dispute is about
    the placement alone, `reported` when the authority says that it cannot arrange mediation, from the request.
    A family without `certified` asks for no certificate.
    """

    kind: int
    notice: int
    way: Way
    contact: int = 0
    decides: int = 0
    session: int | None = None
    outcome: int = 0
    certificate: int = 0
    says: Said = Said.NOTHING
    appeals: bool = False
    lodges: int = 50
    permitted: bool = False
    missed: int | None = None
    placement: bool = False
    reported: int | None = None
    certified: bool = True


class Ended(NamedTuple):
    """How a family fared."""

    ground: str | None = None
    certified: int | None = None
    """Days from the notice to the certificate."""
    appealed: int | None = None
    """Days from the notice to the registered appeal."""
    late: bool = False
    shut: str | None = None
    held: bool = False
    settled: bool = False
    sent_back: bool = False
    """The tribunal can only send some of the decision back to the authority."""


OUTCOMES = (
    SessionOutcome.FULL_AGREEMENT,
    SessionOutcome.PARTIAL_AGREEMENT,
    SessionOutcome.NO_AGREEMENT,
    SessionOutcome.AUTHORITY_DID_NOT_ATTEND,
    SessionOutcome.AUTHORITY_WITHOUT_POWER_TO_DECIDE,
    SessionOutcome.FAMILY_DID_NOT_ATTEND,
)
KINDS = tuple(DecisionKind)
_AGREES = 2
_ABSENT = len(OUTCOMES) - 1


IN_TIME, LATE = 3, 14
"""Days in which an adviser issues a certificate: as the law asks, and too late."""
UNTIMED = 42
"""Days after which a claim is decided, where the regime gives the decider no time. Assumed: six weeks."""
LIVES = 150_000
"""The most lives that a walker remembers: about 100 MB."""


def days_to_decide(regime: Regime) -> int:
    """Return the days from a claim for an exemption to its decision. Zero where there are no exemptions."""
    if regime.exemptions is None:
        return 0
    return UNTIMED if regime.exemptions.decision_days is None else regime.exemptions.decision_days


def after_a_claim(adviser_days: int) -> int:
    """Return the days in which an adviser certifies an exempt family: one of two. So no own case shows its days."""
    return IN_TIME if adviser_days <= IN_TIME else LATE


def is_decided_first(regime: Regime, adviser_days: int) -> bool:
    """Whether a claim is decided before the adviser can issue a certificate because of it."""
    exemptions = regime.exemptions
    waits = exemptions is not None and exemptions.mode is ExemptionMode.DECIDED_FIRST
    return waits or days_to_decide(regime) <= after_a_claim(adviser_days)


class Walker:
    """The pathway of one regime. It remembers what it walked."""

    def __init__(self, law: Law, regime: Regime, first_day: date) -> None:
        self.regime = regime
        self._law = law
        self._pathway = Pathway(law)
        self._first_day = first_day
        self._known: dict[Life, Ended] = {}

    def walk(self, life: Life) -> Ended:
        """Return how a family with this life fares."""
        found = self._known.get(life)
        if found is None:
            if len(self._known) >= LIVES:
                self._known.clear()
            found = self._known[life] = _Walk(self._pathway, self._law, self.regime, self._first_day).of(life)
        return found


class _Walk:
    """One family on its way."""

    def __init__(self, pathway: Pathway, law: Law, regime: Regime, first_day: date) -> None:
        self._pathway, self._law, self._regime = pathway, law, regime
        self._notice = first_day
        self._shut: str | None = None
        self._wanted = True

    def of(self, life: Life) -> Ended:
        self._notice = self._notice + timedelta(days=life.notice)
        self._wanted = life.certified
        kind = KINDS[life.kind]
        about = kind is DecisionKind.PLAN_CONTENT
        self.facts = CaseFacts(
            regime=self._regime.id,
            kind=kind,
            notice_sent_on=self._notice,
            appellant_kind=AppellantKind.PARENT,
            sections=PLACEMENT_ONLY if life.placement else EDUCATION if about else frozenset(),
        )
        held = False
        if life.way is Way.STRAIGHT:
            self._shut = None if life.placement else Shut.FAMILY_CONTACT_TOO_LATE
        else:
            self._does(commands.ContactAdviser, life.contact)
            if life.way is Way.DECLINES:
                self._declines(life, life.decides, Shut.FAMILY_DECLINED)
            elif life.way is Way.CLAIMS:
                self._claims(life)
            else:
                held = self._mediates(life, self._refused(life) if life.says is Said.REFUSED else life.decides)
        return self._ends(life, held)

    def _on(self, day: int) -> date:
        return self._notice + timedelta(days=day)

    def _does(
        self, command: Callable[..., commands.Command], day: int, by: OrganisationKind = PROVIDER, **said: Any
    ) -> str | None:
        """Record a step. Return the rule that refuses it; None if none does."""
        on = self._on(day)
        try:
            event = self._pathway.decide(self.facts, command(by=by, occurred_on=on, **said), on)
        except Refusal as refused:
            return refused.rule_id
        self.facts = apply(self.facts, event)
        return None

    def _certified(self, ground: CertificateGround, day: int, why: Shut) -> None:
        """Have the certificate issued, or remember why it is not."""
        if not self._wanted:
            return
        refused = self._does(commands.IssueCertificate, day, ground=ground, number="-")
        if refused is not None:
            late = refused == "permission-without-certificate"
            self._shut = Shut.FAMILY_CONTACT_TOO_LATE if late else why

    def _declines(self, life: Life, day: int, why: Shut) -> None:
        self._does(commands.DeclineMediation, day)
        self._certified(CertificateGround.DECLINED, day + life.certificate, why)

    def _claims(self, life: Life) -> None:
        """A family claims an exemption: it is freed, or it is shut out. Where it may, it then declines."""
        exemptions = self._regime.exemptions
        if exemptions is None or not self._claimed(exemptions, life):
            return self._declines(life, life.decides, Shut.FAMILY_DECLINED)
        decided, day, why = life.decides + days_to_decide(self._regime), life.decides, Shut.TRIBUNAL_UNDECIDED
        answered = bool(life.says) and is_decided_first(self._regime, life.certificate)
        if answered:
            self._does(commands.DecideExemption, decided, exemptions.decided_by, granted=life.says is Said.GRANTED)
            why = Shut.EXEMPTION_REFUSED
        if exemptions.mode is ExemptionMode.DECIDED_FIRST:
            day = decided if answered else decided + 1
        self._certified(CertificateGround.EXEMPT, day + after_a_claim(life.certificate), why)
        if self.facts.certificate is None and not self._regime.declining_bars:
            self._declines(life, max(day, decided), why)
        return None

    def _claimed(self, exemptions: Exemptions, life: Life) -> bool:
        """Claim an exemption on the first ground that the regime lists. Return whether the claim was taken."""
        return self._does(commands.ClaimExemption, life.decides, LA, ground=exemptions.grounds[0]) is None

    def _refused(self, life: Life) -> int:
        """The tribunal refuses an exemption. Return the day."""
        exemptions = self._regime.exemptions
        day = life.decides + days_to_decide(self._regime)
        if exemptions is not None and self._claimed(exemptions, life):
            self._does(commands.DecideExemption, day, exemptions.decided_by, granted=False)
        return day

    def _mediates(self, life: Life, asked: int) -> bool:
        """Return whether a session was held."""
        self._does(commands.RequestMediation, asked)
        since = asked
        if life.missed is not None:
            self._fixed(asked, asked + life.missed)
            self._does(commands.RecordSessionOutcome, asked + life.missed, outcome=OUTCOMES[_ABSENT])
            since = asked + life.missed
        if life.session is None:
            day = self._given_up(life, asked, since)
            self._certified(CertificateGround.NOT_ARRANGED, day + life.certificate, Shut.NOT_ARRANGED)
            return False
        on = asked + life.session
        self._fixed(since, on)
        if life.outcome == _ABSENT:
            self._absent(life, asked, on)
            return False
        self._does(commands.RecordSessionOutcome, on, outcome=OUTCOMES[life.outcome])
        if life.outcome < _AGREES:
            self._does(commands.RecordAgreement, on, LA, terms=(Term(TermKind.OTHER_ACTION, self._on(on + 30)),))
        absent = life.outcome > _AGREES
        why = Shut.AUTHORITY_ABSENT if absent else Shut.NOT_ARRANGED
        self._certified(CertificateGround.TOOK_PART, on + life.certificate, why)
        return not absent

    def _fixed(self, since: int, on: int) -> None:
        self._does(commands.ArrangeMediation, min(since + 5, on), LA, session_on=self._on(on))

    def _given_up(self, life: Life, asked: int, since: int) -> int:
        """Return the day from which mediation counts as not arranged: reported, or the days for it are over."""
        if life.reported is not None and self._does(commands.ReportCannotArrange, asked + life.reported, LA) is None:
            return asked + life.reported
        again = since > asked and self._regime.absence_renews_days
        days = self._regime.days_to_arrange(again=again)
        days = min(days, self._regime.session_window_days or days)
        return max((since if again else asked) + days + 1, since)

    def _absent(self, life: Life, asked: int, on: int) -> None:
        """The family did not come. Where it may, it declines instead. Else it waits, unless it had to attend."""
        self._does(commands.RecordSessionOutcome, on, outcome=OUTCOMES[_ABSENT])
        if self._does(commands.DeclineMediation, on) is None or self._regime.declining_bars:
            return self._certified(CertificateGround.DECLINED, on + life.certificate, Shut.FAMILY_DID_NOT_ATTEND)
        day = self._given_up(life, asked, on)
        return self._certified(CertificateGround.NOT_ARRANGED, day + life.certificate, Shut.FAMILY_DID_NOT_ATTEND)

    def _ends(self, life: Life, held: bool) -> Ended:
        facts = self.facts
        certificate = facts.certificate
        certified = (certificate.issued_on - self._notice).days if certificate else None
        ground = certificate.ground.value if certificate else None
        settled = facts.resolved_on is not None
        if not life.appeals:
            return Ended(ground, certified, None, False, None, held, settled)
        free = life.placement and self._regime.frees_placement and certificate is None
        basis = AppealBasis.PLACEMENT_ONLY if free else AppealBasis.CERTIFICATE
        if basis is AppealBasis.CERTIFICATE and certificate is None and not self._regime.asks_certificate:
            basis = AppealBasis.NOT_REQUIRED
        elif basis is AppealBasis.CERTIFICATE and certificate is None:
            if not life.permitted:
                return Ended(ground, certified, None, False, self._shut or Shut.NOT_ARRANGED, held, settled)
            basis = AppealBasis.PERMISSION
        day = self._lodged(life, life.contact if certified is None else certified)
        by = TRIBUNAL if basis is AppealBasis.PERMISSION else LA
        if self._does(commands.RegisterAppeal, day, by, basis=basis) is not None:
            shut = self._shut or Shut.NOT_APPEALABLE
            return Ended(ground, certified, None, False, shut, held, settled)
        appeal = self.facts.appeal
        late = appeal is not None and appeal.late
        sent_back = self._regime.remits(facts.kind, facts.sections) is not Remits.NOTHING
        return Ended(ground, certified, day, late, None, held, settled, sent_back)

    def _lodged(self, life: Life, since: int) -> int:
        """Return the day on which the appeal reaches the tribunal: a part of the time that is left, or after it."""
        window = self._law.appeal_window(self.facts)
        due = (window.due_on - self._notice).days if window else since + 30
        since = since if self._regime.asks_certificate else min(since, due)
        left = max(due - since, 0)
        return since + left * life.lodges // 100 if life.lodges <= 100 else max(due, since) + life.lodges - 100
