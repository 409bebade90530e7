"""Whose consent: what a withdrawal ends of all that one organisation arranged on it.

Revision: 0010, after 0007
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
    since referrals;
BEGIN
    PERFORM app_one_at_a_time(NEW.service_id, NEW.case_id, NEW.person);
    SELECT * INTO since FROM referrals o WHERE {within}
    ORDER BY o.consent_withdrawn_on DESC LIMIT 1;
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
WHOEVER_WAS_TOLD = """o.case_id = NEW.case_id
        AND o.person = NEW.person AND o.consent_withdrawn_on > NEW.consent_given_on
        AND (o.withdrawal_told_to = NEW.source_organisation_id
            OR (o.withdrawal_told_to = NEW.service_id AND o.service_id = NEW.service_id))"""
AT_THAT_SERVICE = """o.service_id = NEW.service_id AND o.case_id = NEW.case_id
        AND o.person = NEW.person AND o.consent_withdrawn_on > NEW.consent_given_on
        AND o.withdrawal_told_to IN (NEW.service_id, NEW.source_organisation_id)"""

def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(ONE_AT_A_TIME.format(of_whom=OF_A_PERSON))
    op.execute(WITHDRAW.format(**ALL_IT_ARRANGED))
    op.execute(MEET.format(within=WHOEVER_WAS_TOLD))


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(MEET.format(within=AT_THAT_SERVICE))
    op.execute(WITHDRAW.format(**THE_ONE_TOLD))
    op.execute(ONE_AT_A_TIME.format(of_whom=OF_A_PERSON_AT_A_SERVICE))
