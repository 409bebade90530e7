"""Who ends a case: an appeal is ended by the tribunal alone, a dispute by the family alone; and appeals reinstated.

Revision: 0020, after 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_BEFORE = (
    "contact-adviser", "decline-mediation", "request-mediation", "notify-commissioning-body", "arrange-mediation",
    "report-cannot-arrange", "record-session-outcome", "issue-certificate", "reissue-certificate", "record-agreement",
    "concede", "register-appeal", "widen-grounds", "record-appeal-outcome", "complete-duty", "claim-exemption",
    "decide-exemption", "record-panel-review", "withdraw", "close", "cancel-session",
)
_AFTER = (*_BEFORE, "reinstate-appeal")


def _actions(words: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute("ALTER TABLE events DROP CONSTRAINT events_action_check")
    op.execute(f"ALTER TABLE events ADD CONSTRAINT events_action_check CHECK (action IN ({listed}))")


# A trigger and no CHECK: events of before are as they were recorded, and it asks of new ones only.
_ENDS = """
CREATE FUNCTION app_must_be_told_by_whose_end_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.type IN ('appeal-decided', 'appeal-withdrawn', 'appeal-reinstated') AND NEW.by_kind <> 'tribunal'
        AND coalesce(NEW.changes->'appeal'->>'decision_reference', '') = '' THEN
        RAISE EXCEPTION 'the tribunal alone ends an appeal, or reinstates it' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.type = 'dispute-withdrawn' AND NEW.changes->'closed_by_family' IS DISTINCT FROM 'true'::jsonb THEN
        RAISE EXCEPTION 'the family alone gives its dispute up' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$
"""
_ASKED = """
CREATE TRIGGER events_ends BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION app_must_be_told_by_whose_end_it_is()
"""
# A case that was closed while its appeal was before the tribunal is open: its state says so from now on.
_REOPEN = """
UPDATE cases SET state = 'appeal_registered'
WHERE state = 'closed' AND appeal_basis IS NOT NULL AND facts->>'resolved_on' IS NULL
"""
_OPEN = """
ALTER TABLE cases ADD CONSTRAINT cases_an_appeal_keeps_it_open_check CHECK (
    state <> 'closed' OR appeal_basis IS NULL OR facts->>'resolved_on' IS NOT NULL)
"""
# What the advice service is told besides: the dates that the tribunal directed, when health was added to a request,
# and that an appeal is over (never on which day).
_SEEN = """
CREATE FUNCTION app_facts_seen(p_facts jsonb, p_state text, p_mediation boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT app_facts_seen_before(p_facts, p_state, p_mediation)
        || jsonb_build_object(
            'directed', coalesce(p_facts->'directed', '[]'::jsonb),
            'resolved_on', CASE WHEN p_state IN ('resolved', 'closed') AND jsonb_typeof(p_facts->'appeal') = 'object'
                THEN p_facts->'notice_sent_on' END)
        || CASE WHEN p_mediation THEN jsonb_build_object('health_raised_on', p_facts->'health_raised_on')
            ELSE '{}'::jsonb END
$$
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("SET LOCAL row_security = off")  # a role that the policies bind fails, instead of finding nothing to do
    _actions(_AFTER)
    op.execute(_ENDS)
    op.execute("REVOKE ALL ON FUNCTION app_must_be_told_by_whose_end_it_is FROM PUBLIC, mediation_app")
    op.execute(_ASKED)
    op.execute(_REOPEN)
    op.execute(_OPEN)
    op.execute("ALTER FUNCTION app_facts_seen(jsonb, text, boolean) RENAME TO app_facts_seen_before")
    op.execute(_SEEN)
    op.execute("REVOKE ALL ON FUNCTION app_facts_seen FROM PUBLIC, mediation_app")
    op.execute("GRANT EXECUTE ON FUNCTION app_facts_seen TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP FUNCTION app_facts_seen(jsonb, text, boolean)")
    op.execute("ALTER FUNCTION app_facts_seen_before(jsonb, text, boolean) RENAME TO app_facts_seen")
    op.execute("ALTER TABLE cases DROP CONSTRAINT cases_an_appeal_keeps_it_open_check")
    op.execute("DROP TRIGGER events_ends ON events")
    op.execute("DROP FUNCTION app_must_be_told_by_whose_end_it_is")
    _actions(_BEFORE)
