"""Functions read JSON that was changed past the service

Revision: 0030, after 0028
"""

from alembic import op
from textwrap import dedent

revision = '0030'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_day(p_facts jsonb, p_name text)
     RETURNS date
     LANGUAGE sql
     STABLE
    AS $function$
        SELECT (jsonb_path_query_first(p_facts->p_name, 'strict $.datetime("YYYY-MM-DD")', '{}', true) #>> '{}')::date
    $function$
    """))
    op.execute('REVOKE ALL ON FUNCTION app_day(jsonb,text) FROM PUBLIC')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_facts_seen_before(p_facts jsonb, p_state text, p_mediation boolean)
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE
    AS $function$
        SELECT jsonb_build_object('regime', p_facts->'regime', 'kind', p_facts->'kind', 'notice_sent_on', p_facts->'notice_sent_on', 'appellant_kind', p_facts->'appellant_kind', 'sections', p_facts->'sections', 'first_contact_on', p_facts->'first_contact_on', 'unopposed_notified_on', p_facts->'unopposed_notified_on', 'order_made_on', p_facts->'order_made_on', 'order_kind', p_facts->'order_kind',
            'stage', app_stage_seen(p_facts->>'stage', p_mediation),
            'certificate', CASE WHEN jsonb_typeof(p_facts->'certificate') = 'object' THEN
                p_facts->'certificate' || '{"number": "", "ground": "declined"}'::jsonb END,
            'appeal', CASE WHEN jsonb_typeof(p_facts->'appeal') = 'object' THEN jsonb_build_object('basis', 'certificate',
                'registered_on', p_facts->'appeal'->'registered_on', 'late', p_facts->'appeal'->'late') END,
            'completed', CASE WHEN jsonb_typeof(p_facts->'completed') <> 'array' THEN 'null'
                ELSE (SELECT coalesce(jsonb_agg(done ORDER BY place), '[]'::jsonb)
                    FROM jsonb_array_elements(p_facts->'completed') WITH ORDINALITY AS found(done, place)
                    WHERE done->>'code' = ANY(app_codes_told(p_mediation))) END,
            'closed_on', CASE WHEN p_state IN ('resolved', 'closed') THEN p_facts->'notice_sent_on' END)
            || CASE WHEN p_mediation THEN jsonb_build_object('declined_on', p_facts->'declined_on', 'requested_on', p_facts->'requested_on', 'under_way', p_facts->'under_way', 'health_raised', p_facts->'health_raised', 'health_only', p_facts->'health_only', 'body_notified_on', p_facts->'body_notified_on', 'arranged_on', p_facts->'arranged_on', 'session_on', p_facts->'session_on', 'concluded_on', p_facts->'concluded_on', 'cannot_arrange_reported_on', p_facts->'cannot_arrange_reported_on') ELSE '{}'::jsonb END
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_case_for_advice(p_referral uuid)
     RETURNS TABLE(kind character varying, sections jsonb, state character varying, facts jsonb, session_on date)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        SELECT CASE WHEN covers.decision THEN c.kind END,
            CASE WHEN covers.decision THEN c.facts->'sections' END,
            CASE WHEN covers.dates THEN app_stage_seen(c.state, covers.mediation) END,
            CASE WHEN covers.dates THEN app_facts_seen(c.facts, c.state, covers.mediation) END,
            CASE WHEN covers.mediation THEN app_day(c.facts, 'session_on') END
        FROM referrals r JOIN cases c ON c.id = r.case_id, LATERAL (
            SELECT app_opens(r, 'decision') AS decision, app_opens(r, 'case_dates') AS dates,
                app_opens(r, 'mediation') AS mediation) covers
        WHERE app_kind() = 'advice_service' AND r.service_id = app_organisation() AND r.id = p_referral
            AND r.consent_withdrawn_on IS NULL
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_families_helped(p_area uuid, p_first date, p_last date)
     RETURNS TABLE(stage text, offered boolean, reached text, days integer, settled boolean, known boolean, families bigint)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        WITH referred AS (
            SELECT r.case_id, bool_or(r.state = 'waiting') AS waits,
                bool_or(r.facts->>'accepted_on' IS NOT NULL AND r.state <> 'waiting') AS taken_on,
                min(contact.first_on - app_day(r.facts, 'referred_on')) AS days,
                min(contact.helped_on) AS reached_on,
                bool_or(app_organisation() = r.source_organisation_id) AS own,
                bool_or('tell_authority' = ANY(r.consent_covers)) AS told, bool_or(app_opens(r, 'mediation')) AS mediation
            FROM referrals r LEFT JOIN LATERAL (
                SELECT min(app_day(one, 'on')) AS first_on, min(app_day(one, 'on')) FILTER (
                    WHERE r.facts->>'wait_listed_on' IS NULL OR app_day(one, 'on') >= app_day(r.facts, 'started_on')
                ) AS helped_on FROM jsonb_path_query(r.facts, '$.contacts[*]') one
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
                least(app_day(c.facts, 'resolved_on'), app_day(c.facts, 'closed_on')) END AS ended_on
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
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_receipts(p_id uuid, p_at timestamp with time zone, p_after uuid, p_limit integer)
     RETURNS TABLE(id uuid, service_id uuid, case_id uuid, source character varying, person character varying, referred_on date, consent jsonb, help_is_given boolean, referred_at timestamp with time zone)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        SELECT r.id, r.service_id, r.case_id, r.source, r.person, app_day(r.facts, 'referred_on'),
            CASE WHEN jsonb_typeof(r.facts->'consent') = 'object' THEN (r.facts->'consent') - 'withdrawn_on' END,
            CASE WHEN app_kind() = 'local_authority' AND r.state = 'active' AND app_opens(r, 'tell_authority') THEN true END,
            r.referred_at
        FROM referrals r
        WHERE r.source_kind = app_kind() AND r.source_kind <> 'advice_service'
            AND r.source_organisation_id = app_organisation() AND (p_id IS NULL OR r.id = p_id)
            AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
        ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_elsewhere(p_mediators uuid[], p_references text[], p_on date)
     RETURNS TABLE(mediator_id uuid, employed boolean, accredited_until date, conflicts text[])
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        WITH seen AS MATERIALIZED (
            SELECT o.id FROM organisations o WHERE o.kind = 'mediation_provider' AND app_sees_provider(o.id))
        SELECT m.id,
            bool_or(coalesce('true' IN (o.facts->'independence'->'employed_by_local_authority',
                o.facts->'independence'->'employed_by_integrated_care_board',
                o.facts->'independence'->'employed_by_nhs_england'), false)),
            min(o.accredited_until) FILTER (WHERE o.left_on IS NULL OR o.left_on > p_on),
            array_remove(array_agg(DISTINCT c.said->>'party' || ' ' || btrim(c.said->>'reference')), NULL)
        FROM mediators m JOIN seen ON seen.id = m.provider_id
        JOIN mediators o ON o.person = m.person AND o.id <> m.id
        LEFT JOIN LATERAL jsonb_path_query(o.facts, '$.conflicts[*]') c (said)
            ON btrim(c.said->>'reference') = ANY(p_references) OR lower(btrim(c.said->>'reference')) = ANY(p_references)
        WHERE m.id = ANY(p_mediators) GROUP BY m.id
    $function$
    """))


def downgrade() -> None:
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_receipts(p_id uuid, p_at timestamp with time zone, p_after uuid, p_limit integer)
     RETURNS TABLE(id uuid, service_id uuid, case_id uuid, source character varying, person character varying, referred_on date, consent jsonb, help_is_given boolean, referred_at timestamp with time zone)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        SELECT r.id, r.service_id, r.case_id, r.source, r.person, (r.facts->>'referred_on')::date,
            (r.facts->'consent') - 'withdrawn_on',
            CASE WHEN app_kind() = 'local_authority' AND r.state = 'active' AND app_opens(r, 'tell_authority') THEN true END,
            r.referred_at
        FROM referrals r
        WHERE r.source_kind = app_kind() AND r.source_kind <> 'advice_service'
            AND r.source_organisation_id = app_organisation() AND (p_id IS NULL OR r.id = p_id)
            AND (p_at IS NULL OR (r.referred_at, r.id) < (p_at, p_after))
        ORDER BY r.referred_at DESC, r.id DESC LIMIT p_limit
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_case_for_advice(p_referral uuid)
     RETURNS TABLE(kind character varying, sections jsonb, state character varying, facts jsonb, session_on date)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        SELECT CASE WHEN covers.decision THEN c.kind END,
            CASE WHEN covers.decision THEN c.facts->'sections' END,
            CASE WHEN covers.dates THEN app_stage_seen(c.state, covers.mediation) END,
            CASE WHEN covers.dates THEN app_facts_seen(c.facts, c.state, covers.mediation) END,
            CASE WHEN covers.mediation THEN (c.facts->>'session_on')::date END
        FROM referrals r JOIN cases c ON c.id = r.case_id, LATERAL (
            SELECT app_opens(r, 'decision') AS decision, app_opens(r, 'case_dates') AS dates,
                app_opens(r, 'mediation') AS mediation) covers
        WHERE app_kind() = 'advice_service' AND r.service_id = app_organisation() AND r.id = p_referral
            AND r.consent_withdrawn_on IS NULL
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_elsewhere(p_mediators uuid[], p_references text[], p_on date)
     RETURNS TABLE(mediator_id uuid, employed boolean, accredited_until date, conflicts text[])
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
        WITH seen AS MATERIALIZED (
            SELECT o.id FROM organisations o WHERE o.kind = 'mediation_provider' AND app_sees_provider(o.id))
        SELECT m.id,
            bool_or(coalesce((o.facts->'independence'->>'employed_by_local_authority')::boolean
                OR (o.facts->'independence'->>'employed_by_integrated_care_board')::boolean
                OR (o.facts->'independence'->>'employed_by_nhs_england')::boolean, false)),
            min(o.accredited_until) FILTER (WHERE o.left_on IS NULL OR o.left_on > p_on),
            array_remove(array_agg(DISTINCT c.said->>'party' || ' ' || btrim(c.said->>'reference')), NULL)
        FROM mediators m JOIN seen ON seen.id = m.provider_id
        JOIN mediators o ON o.person = m.person AND o.id <> m.id
        LEFT JOIN LATERAL jsonb_array_elements(o.facts->'conflicts') c (said)
            ON btrim(c.said->>'reference') = ANY(p_references) OR lower(btrim(c.said->>'reference')) = ANY(p_references)
        WHERE m.id = ANY(p_mediators) GROUP BY m.id
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_families_helped(p_area uuid, p_first date, p_last date)
     RETURNS TABLE(stage text, offered boolean, reached text, days integer, settled boolean, known boolean, families bigint)
     LANGUAGE sql
     STABLE SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
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
    $function$
    """))
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_facts_seen_before(p_facts jsonb, p_state text, p_mediation boolean)
     RETURNS jsonb
     LANGUAGE sql
     IMMUTABLE
    AS $function$
        SELECT jsonb_build_object('regime', p_facts->'regime', 'kind', p_facts->'kind', 'notice_sent_on', p_facts->'notice_sent_on', 'appellant_kind', p_facts->'appellant_kind', 'sections', p_facts->'sections', 'first_contact_on', p_facts->'first_contact_on', 'unopposed_notified_on', p_facts->'unopposed_notified_on', 'order_made_on', p_facts->'order_made_on', 'order_kind', p_facts->'order_kind',
            'stage', app_stage_seen(p_facts->>'stage', p_mediation),
            'certificate', CASE WHEN jsonb_typeof(p_facts->'certificate') = 'object' THEN
                p_facts->'certificate' || '{"number": "", "ground": "declined"}'::jsonb END,
            'appeal', CASE WHEN jsonb_typeof(p_facts->'appeal') = 'object' THEN jsonb_build_object('basis', 'certificate',
                'registered_on', p_facts->'appeal'->'registered_on', 'late', p_facts->'appeal'->'late') END,
            'completed', (SELECT coalesce(jsonb_agg(done ORDER BY place), '[]'::jsonb)
                FROM jsonb_array_elements(p_facts->'completed') WITH ORDINALITY AS found(done, place)
                WHERE done->>'code' = ANY(app_codes_told(p_mediation))),
            'closed_on', CASE WHEN p_state IN ('resolved', 'closed') THEN p_facts->'notice_sent_on' END)
            || CASE WHEN p_mediation THEN jsonb_build_object('declined_on', p_facts->'declined_on', 'requested_on', p_facts->'requested_on', 'under_way', p_facts->'under_way', 'health_raised', p_facts->'health_raised', 'health_only', p_facts->'health_only', 'body_notified_on', p_facts->'body_notified_on', 'arranged_on', p_facts->'arranged_on', 'session_on', p_facts->'session_on', 'concluded_on', p_facts->'concluded_on', 'cannot_arrange_reported_on', p_facts->'cannot_arrange_reported_on') ELSE '{}'::jsonb END
    $function$
    """))
    op.execute('DROP FUNCTION app_day(jsonb,text)')
