-- Figures of advice: families counted by how far help reached them, and what was published of them.

ALTER TABLE advice_figures ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON advice_figures FOR SELECT TO mediation_app USING (owner_id = (SELECT app_organisation()));

-- An authority counts its own area; a service counts each area that it serves.
CREATE POLICY own_area ON advice_figures FOR INSERT TO mediation_app WITH CHECK (
    owner_id = (SELECT app_organisation()) AND owner_kind = (SELECT app_kind())
    AND (owner_id = la_id OR EXISTS (
        SELECT FROM partnerships p WHERE p.la_id = advice_figures.la_id AND p.partner_id = owner_id))
);
GRANT SELECT, INSERT ON advice_figures TO mediation_app;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advice_figures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Counts the families whose notice was sent within a period. No id is returned. An authority counts all families of
-- its area. A service counts the families that were referred to it and that let it see their case, each at the stage
-- that it may see. `known` marks a family of whom the authority knows more than the case: the authority referred it,
-- heard its answer, or may know that help is given. A family that declined to the caller counts as having declined,
-- whatever it did later. Otherwise an authority could choose which families it learns about, by recording a refusal.
-- A dispute ends on the day its case was resolved or, failing that, closed. Help on that day or later came too late
-- to count, and so did a place on a waiting list and a contact during the wait. If a dispute was agreed or conceded
-- and an order decided it all the same, it was not settled. A family that asked for mediation after it had said no has
-- not declined.
CREATE FUNCTION app_families_supported(p_area uuid, p_first date, p_last date) RETURNS TABLE (
    stage text, offered boolean, reached text, days integer, settled boolean, appealed boolean, declined boolean,
    known boolean, families bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
        SELECT c.id, c.facts, least(app_day(c.facts, 'resolved_on'), app_day(c.facts, 'closed_on')) AS ended_on
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
            END AS settled, jsonb_typeof(n.facts->'appeal') = 'object' AS appealed,
            n.facts->>'declined_on' IS NOT NULL AND coalesce(
                app_day(n.facts, 'declined_on') > app_day(n.facts, 'requested_on'), true) AS declined,
            app_kind() = 'local_authority' AND (coalesce(r.own OR r.told, false) OR coalesce(a.answered, false)) AS known
        FROM notices n LEFT JOIN referred r ON r.case_id = n.id LEFT JOIN asked a ON a.case_id = n.id
        WHERE CASE app_kind()
            WHEN 'local_authority' THEN p_area = app_organisation()
            WHEN 'advice_service' THEN r.case_id IS NOT NULL
            ELSE false
        END
    )
    SELECT f.stage, f.offered, f.reached, f.days, f.settled, coalesce(f.appealed, false), f.declined, f.known, count(*)
    FROM families f GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
$$;

-- The count before the rates of appeals and refusals existed. A service of the version before, which may run on for a
-- while, still calls this function.
CREATE FUNCTION app_families_helped(p_area uuid, p_first date, p_last date) RETURNS TABLE (
    stage text, offered boolean, reached text, days integer, settled boolean, known boolean, families bigint
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
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
$$;

REVOKE ALL ON FUNCTION app_families_supported, app_families_helped FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_families_supported, app_families_helped TO mediation_app;
