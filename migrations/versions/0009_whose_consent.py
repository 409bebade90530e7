"""Whose consent, and whose answer: what a withdrawal ends of what one organisation arranged, and who is asked anew.

Revision: 0009, after 0008
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Each function as it is now and as it was before: a step down puts the other one back, word for word.
ONE_AT_A_TIME = """
CREATE OR REPLACE FUNCTION app_one_at_a_time(p_service uuid, p_case uuid, p_person text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT pg_advisory_xact_lock(hashtextextended({of_whom}p_case || '/' || p_person, 7))
$$
"""
# Of a person on a case, whichever service it is about: a withdrawal told to whoever referred goes beyond one service.
OF_A_PERSON, OF_A_PERSON_AT_A_SERVICE = "", "p_service || '/' || "

WITHDRAW = """
CREATE OR REPLACE FUNCTION app_withdraw_consent(p_referral uuid, p_client text, p_on date, p_at text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    told referrals;
    r referrals;
    done boolean := false;
BEGIN
    SELECT * INTO told FROM referrals o WHERE o.id = p_referral AND (o.source_organisation_id = app_organisation()
        OR (app_kind() = 'advice_service' AND o.service_id = app_organisation()));
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    PERFORM app_one_at_a_time(told.service_id, told.case_id, told.person);
    FOR r IN SELECT * FROM referrals o WHERE {found}CASE WHEN told.service_id <> app_organisation() THEN {arranged}
        WHEN o.id = told.id THEN o.consent_withdrawn_on IS NULL OR o.withdrawal_told_to <> o.service_id
        ELSE o.consent_withdrawn_on IS NULL AND o.service_id = told.service_id AND o.case_id = told.case_id
            AND o.person = told.person AND o.consent_given_on <= p_on END ORDER BY o.id FOR UPDATE
    LOOP
        PERFORM app_end_referral(r, p_client, p_on, p_at);
        done := true;
    END LOOP;
    RETURN done;
END $$
"""
# All that the organisation arranged of that person on that case on a consent up to that day, with whichever service. Also
# what has ended by itself: how many there are it knows, and takes as long whatever became of them.
ALL_IT_ARRANGED = {
    "found": "(o.id = told.id OR o.case_id = told.case_id) AND ",
    "arranged": """o.id = told.id
            OR (o.source_organisation_id = app_organisation() AND o.case_id = told.case_id AND o.person = told.person
                AND o.consent_given_on <= p_on)""",
}
THE_ONE_TOLD = {"found": "", "arranged": "o.id = told.id"}

MEET = """
CREATE OR REPLACE FUNCTION app_meet_withdrawal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    since {one_of};
BEGIN
    PERFORM app_one_at_a_time(NEW.service_id, NEW.case_id, NEW.person);
    SELECT * INTO since FROM {told}
    ORDER BY {latest} DESC LIMIT 1;
    IF FOUND THEN
        NEW.state := 'withdrawn';
        NEW.consent_withdrawn_on := since.consent_withdrawn_on;
        NEW.withdrawal_told_to := since.withdrawal_told_to;
        NEW.withdrawn_at := since.withdrawn_at;
        NEW.facts := NEW.facts || jsonb_build_object('stage', 'withdrawn', 'consent',
            NEW.facts->'consent' || jsonb_build_object('withdrawn_on', since.consent_withdrawn_on));
    END IF;
    RETURN NEW;
END $$
"""
# What was told to the service reaches no further than it; what was told to whoever refers again, as far as that one does.
# The row knows one of the two alone, for what is told to the service takes the place of the other: the journal knows both.
WHOEVER_WAS_TOLD = {
    "one_of": "record",
    "told": """(
        SELECT o.consent_withdrawn_on, o.withdrawal_told_to, o.withdrawn_at FROM referrals o
        WHERE o.service_id = NEW.service_id AND o.case_id = NEW.case_id AND o.person = NEW.person
            AND o.withdrawal_told_to = NEW.service_id
        UNION ALL SELECT j.occurred_on, j.organisation_id, j.recorded_at
        FROM referrals o JOIN journal j ON j.record_id = o.id AND j.organisation_id = o.source_organisation_id
            AND j.type IN ('consent-withdrawn', 'withdrawal-told-again')
        WHERE o.source_organisation_id = NEW.source_organisation_id AND o.case_id = NEW.case_id AND o.person = NEW.person
    ) AS o WHERE o.consent_withdrawn_on > NEW.consent_given_on""",
    "latest": "o.consent_withdrawn_on DESC, o.withdrawal_told_to = NEW.service_id",
}
AT_THAT_SERVICE = {
    "one_of": "referrals",
    "told": """referrals o WHERE o.service_id = NEW.service_id AND o.case_id = NEW.case_id
        AND o.person = NEW.person AND o.consent_withdrawn_on > NEW.consent_given_on
        AND o.withdrawal_told_to IN (NEW.service_id, NEW.source_organisation_id)""",
    "latest": "o.consent_withdrawn_on",
}

OFFERS = """
CREATE FUNCTION app_advice_offers(p_case uuid) RETURNS TABLE (
    moment varchar, due_on date, made_on date, made_by varchar, own boolean, answered boolean, answer varchar,
    reason varchar, to_refer boolean{answered_before}
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.moment, o.due_on, o.made_on, o.organisation_kind, o.organisation_id = app_organisation(),
        {answered}, CASE WHEN o.answered_to = app_organisation() THEN o.answer END,
        CASE WHEN o.answered_to = app_organisation() THEN o.reason END, coalesce(app_is_to_refer(o), false){or_before}
    FROM advice_offers o{of_case}
    WHERE o.case_id = p_case AND app_offers_help(p_case) ORDER BY o.made_on, o.recorded_at
$$
"""
# `answered` by whoever holds the right now; `answered_before` by somebody who held it before, and answers for nobody else.
BY_THE_HOLDER = {
    "answered_before": ", answered_before boolean",
    "answered": "o.answer <> 'no_answer' AND o.answered_for = c.facts->>'appellant_kind'",
    "or_before": """,
        o.answer <> 'no_answer' AND o.answered_for <> c.facts->>'appellant_kind'""",
    "of_case": " JOIN cases c ON c.id = o.case_id",
}
BY_ANYBODY = {"answered_before": "", "answered": "o.answer <> 'no_answer'", "or_before": "", "of_case": ""}

ASK_ANEW = """
CREATE FUNCTION app_ask_new_holder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.offer_answered := EXISTS (SELECT FROM advice_offers o WHERE o.case_id = NEW.id AND o.answer <> 'no_answer'
        AND o.answered_for = NEW.facts->>'appellant_kind');
    RETURN NEW;
END $$
"""
# Also where nothing is answered: the right may return (s.80) to somebody who has answered, and is not asked again.
PASSES_ON = """
CREATE TRIGGER passes_on BEFORE UPDATE OF facts ON cases FOR EACH ROW
WHEN (OLD.facts->>'appellant_kind' IS DISTINCT FROM NEW.facts->>'appellant_kind')
EXECUTE FUNCTION app_ask_new_holder()
"""
# Whom the right had passed to before, 0010 finds: to look through all cases takes longer than writers may be kept from them.
ANSWERED_BY_ANYBODY = """
UPDATE cases c SET offer_answered = true WHERE NOT c.offer_answered AND EXISTS (
    SELECT FROM advice_offers o WHERE o.case_id = c.id AND o.answer <> 'no_answer')
"""

MOMENTS = "'notice', 'half_contact_period', 'mediation_chosen', 'mediation_refused', 'session_fixed', 'contact_missed', "
LAST_MOMENTS = "'appeal_registered', 'appeal_late', 'unasked'"


def _moments(more: str) -> None:
    op.execute("ALTER TABLE advice_offers DROP CONSTRAINT advice_offers_moment_check")
    op.execute(
        "ALTER TABLE advice_offers ADD CONSTRAINT advice_offers_moment_check"
        f" CHECK (moment IN ({MOMENTS}{more}{LAST_MOMENTS}))"
    )


def _offers(words: dict[str, str]) -> None:
    op.execute("DROP FUNCTION app_advice_offers")  # what it returns is part of what it is
    op.execute(OFFERS.format(**words))
    _for_the_service("app_advice_offers")


def _for_the_service(function: str) -> None:
    op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
    op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(ONE_AT_A_TIME.format(of_whom=OF_A_PERSON))
    op.execute(WITHDRAW.format(**ALL_IT_ARRANGED))
    op.execute(MEET.format(**WHOEVER_WAS_TOLD))
    _moments("'right_passed', ")
    _offers(BY_THE_HOLDER)
    op.execute(ASK_ANEW)
    _for_the_service("app_ask_new_holder")
    op.execute(PASSES_ON)


def downgrade() -> None:
    # Once somebody was asked because the right had passed on, there is no way back: the constraint refuses that offer.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(ANSWERED_BY_ANYBODY)
    op.execute("DROP TRIGGER passes_on ON cases")
    op.execute("DROP FUNCTION app_ask_new_holder")
    _offers(BY_ANYBODY)
    _moments("")
    op.execute(MEET.format(**AT_THAT_SERVICE))
    op.execute(WITHDRAW.format(**THE_ONE_TOLD))
    op.execute(ONE_AT_A_TIME.format(of_whom=OF_A_PERSON_AT_A_SERVICE))
