"""What help came to, counted anew: supported is whom it reached before the dispute ended, settled what no order ended.

And whom an organisation heard say yes and has not referred yet, over all its cases; and who is asked anew of those to
whom the right to appeal had passed before there was 0009.

Revision: 0010, after 0009
"""

from alembic import op
import sqlalchemy as sa

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# The answer that stands on such a case's row is not the holder's. From 0009 on a trigger sees to it: none is missed, and
# this looks through all cases while the service writes on, for it locks the few alone that it changes.
ANSWERED_FOR_ANOTHER = """
UPDATE cases c SET offer_answered = false WHERE c.offer_answered AND NOT EXISTS (
    SELECT FROM advice_offers o WHERE o.case_id = c.id AND o.answer <> 'no_answer'
        AND o.answered_for = c.facts->>'appellant_kind')
"""

# As app_advice_effect, which stays: a service of the version before, that runs on for a while, still calls it.
# A dispute has ended on the day on which its case was resolved or, without that, closed. Help that came on that day or
# after it did not reach the family before; nor did a place on a list, nor a contact with whoever waited on it, whether
# their turn came later or never. What was agreed or conceded and then decided by an order all the same was not settled.
HELPED = """
CREATE FUNCTION app_families_helped(p_area uuid, p_first date, p_last date) RETURNS TABLE (
    stage text, offered boolean, reached text, days integer, settled boolean, known boolean, families bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH referred AS (
        SELECT r.case_id, bool_or(r.state = 'waiting') AS waits,
            bool_or(r.facts->>'accepted_on' IS NOT NULL AND r.state <> 'waiting') AS taken_on,
            min(contact.first_on - (r.facts->>'referred_on')::date) AS days,
            min(contact.helped_on) AS reached_on,
            bool_or(app_organisation() = r.source_organisation_id) AS own,
            bool_or('tell_authority' = ANY(r.consent_covers)) AS told, bool_or(app_opens(r, 'mediation')) AS mediation
        FROM referrals r LEFT JOIN LATERAL (
            SELECT min((one->>'on')::date) AS first_on, min((one->>'on')::date) FILTER (
                WHERE r.facts->>'wait_listed_on' IS NULL OR (one->>'on')::date >= (r.facts->>'started_on')::date
            ) AS helped_on FROM jsonb_array_elements(r.facts->'contacts') one
        ) contact ON true
        WHERE r.la_id = p_area AND r.case_id IS NOT NULL
            AND (app_kind() = 'local_authority' OR (r.service_id = app_organisation()
                AND app_opens(r, 'case_dates')))
        GROUP BY r.case_id
    ), asked AS (
        SELECT o.case_id, bool_or(o.moment <> 'unasked') AS offered,
            coalesce(bool_or(o.answered_to = app_organisation()), false) AS answered,
            coalesce(bool_or(o.answered_to = app_organisation() AND o.answer = 'declined'), false) AS declined
        FROM advice_offers o WHERE o.la_id = p_area GROUP BY o.case_id
    ), notices AS (
        SELECT c.id, c.facts, CASE WHEN app_kind() = 'local_authority' THEN
            least((c.facts->>'resolved_on')::date, (c.facts->>'closed_on')::date) END AS ended_on
        FROM cases c
        WHERE c.la_id = p_area AND c.notice_sent_on BETWEEN p_first AND p_last
    ), families AS (
        SELECT CASE WHEN app_kind() = 'local_authority' THEN n.facts->>'stage'
                ELSE app_stage_seen(n.facts->>'stage', r.mediation) END AS stage, coalesce(a.offered, false) AS offered,
            CASE WHEN a.declined AND NOT coalesce(r.own, false) THEN NULL
                WHEN r.taken_on AND r.reached_on < n.ended_on THEN 'supported' WHEN r.taken_on THEN 'accepted'
                WHEN r.waits THEN 'waiting' WHEN r.case_id IS NOT NULL THEN 'consented' END AS reached,
            CASE WHEN a.declined AND NOT coalesce(r.own, false) THEN NULL ELSE r.days END AS days,
            CASE WHEN n.ended_on IS NOT NULL THEN n.facts->>'order_made_on' IS NULL AND coalesce(
                n.facts->>'agreement_made_on', n.facts->>'conceded_on', n.facts->>'unopposed_notified_on') IS NOT NULL
            END AS settled,
            app_kind() = 'local_authority' AND (coalesce(r.own OR r.told, false) OR coalesce(a.answered, false)) AS known
        FROM notices n LEFT JOIN referred r ON r.case_id = n.id LEFT JOIN asked a ON a.case_id = n.id
        WHERE CASE app_kind()
            WHEN 'local_authority' THEN p_area = app_organisation()
            WHEN 'advice_service' THEN r.case_id IS NOT NULL
            ELSE false
        END
    )
    SELECT f.stage, f.offered, f.reached, f.days, f.settled, f.known, count(*) FROM families f GROUP BY 1, 2, 3, 4, 5, 6
$$
"""

# Made of what the asking organisation did and heard itself, as `to_refer` of one case is; the longest owed first.
TO_REFER = """
CREATE FUNCTION app_to_refer(p_made_on date, p_after uuid, p_limit integer) RETURNS TABLE (
    id uuid, case_id uuid, moment varchar, made_on date, person varchar
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.case_id, o.moment, o.made_on, o.answered_for FROM advice_offers o
    WHERE o.answer = 'accepted' AND o.answered_to = app_organisation() AND app_offers_help(o.case_id)
        AND app_is_to_refer(o) AND (p_made_on IS NULL OR (o.made_on, o.id) > (p_made_on, p_after))
    ORDER BY o.made_on, o.id LIMIT p_limit
$$
"""
FUNCTIONS = ("app_families_helped", "app_to_refer")


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(ANSWERED_FOR_ANOTHER)
    op.create_index('advice_offers_yes_idx', 'advice_offers', ['answered_to', 'made_on', 'id'], unique=False,
        postgresql_where=sa.text("answer = 'accepted'"))
    for statement in (HELPED, TO_REFER):
        op.execute(statement)
    for function in FUNCTIONS:
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for function in FUNCTIONS:
        op.execute(f"DROP FUNCTION {function}")
    op.drop_index('advice_offers_yes_idx', table_name='advice_offers',
        postgresql_where=sa.text("answer = 'accepted'"))
