-- Cases: each party sees its own, and the tribunal sees what has come before it.

ALTER TABLE cases ENABLE ROW LEVEL SECURITY;

-- The provider that mediates is a party beside the provider that advised. The tribunal sees a case with a
-- certificate, a placement appeal, an exemption or an appeal. Where it records something (app_acts) it may open any
-- case whose number it was given: a family may ask it for permission to appeal when nothing else has happened yet.
CREATE POLICY parties ON cases TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN (SELECT app_organisation()) IN (provider_id, mediating_provider_id)
        WHEN 'commissioning_body' THEN body_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN (SELECT app_acts()) OR before_tribunal OR placement_only OR exemption_claimed
            OR certificate_number IS NOT NULL OR appeal_basis IS NOT NULL
        ELSE false
    END
);
GRANT SELECT, INSERT, UPDATE ON cases TO mediation_app;

-- Whether advisers may record notices of every registered authority: the service says so with each such request, if its
-- operator has set it (ADVISERS_RECORD_FOR).
CREATE FUNCTION app_any_authority() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT current_setting('app.any_authority', true) = 'on' $$;

-- An authority opens its own cases. A mediation provider opens cases of the authorities that instruct it, advises the
-- family itself, and does not answer for the authority.
CREATE POLICY opened_by ON cases AS RESTRICTIVE FOR INSERT TO mediation_app WITH CHECK (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN notice_status = 'confirmed'
        WHEN 'mediation_provider' THEN notice_status = 'provisional' AND provider_id = (SELECT app_organisation())
            AND (app_works_with(la_id, provider_id) OR (SELECT app_any_authority())
                AND EXISTS (SELECT FROM organisations o WHERE o.id = la_id AND o.kind = 'local_authority'))
        ELSE false
    END
);

-- A case that has come before the tribunal stays in its sight, for instance a dispute about the placement alone that is
-- widened. Without this, the act of widening would hide the case from the tribunal that records it.
CREATE FUNCTION app_stay_before_tribunal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.before_tribunal := OLD.before_tribunal OR OLD.placement_only OR OLD.exemption_claimed
        OR OLD.certificate_number IS NOT NULL OR OLD.appeal_basis IS NOT NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER stays_before_tribunal BEFORE UPDATE ON cases FOR EACH ROW
    WHEN (NEW.before_tribunal IS DISTINCT FROM (OLD.before_tribunal OR OLD.placement_only OR OLD.exemption_claimed
        OR OLD.certificate_number IS NOT NULL OR OLD.appeal_basis IS NOT NULL))
    EXECUTE FUNCTION app_stay_before_tribunal();

-- A registered appeal stays before the tribunal, though a correction takes away what it rested on. Nothing else passes
-- the gate without a basis: an appeal must have been registered with one first.
CREATE FUNCTION app_appeal_had_a_basis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR OLD.appeal_basis IS NULL THEN
        RAISE EXCEPTION 'an appeal is registered with a basis' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER appeal_had_a_basis BEFORE INSERT OR UPDATE ON cases FOR EACH ROW
    WHEN (NEW.appeal_basis IS NOT NULL AND coalesce(NEW.facts->'appeal'->>'basis_stands', '') = 'false')
    EXECUTE FUNCTION app_appeal_had_a_basis();

-- The plain form of a reference: compatibility characters, word processors' dashes, runs of spaces and capitals do not
-- make another reference. In PL/pgSQL, which is compiled once in a session: each change of a case runs it.
CREATE FUNCTION app_reference(p_reference text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN pg_catalog.lower(pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(
    normalize(p_reference, NFKC), U&'[\2010-\2015\2043\2212\02D7]', '-', 'g'), '\s+', ' ', 'g')));
END $$;

-- A certificate that was issued elsewhere opens the gate to the tribunal. The authority alone tells of such a
-- certificate.
CREATE FUNCTION app_must_be_told_by_authority() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the authority alone tells of a certificate that was issued elsewhere'
        USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER tells_when_opened BEFORE INSERT ON cases FOR EACH ROW
    WHEN (NEW.certificate_told AND current_user = 'mediation_app' AND app_kind() IS DISTINCT FROM 'local_authority')
    EXECUTE FUNCTION app_must_be_told_by_authority();
CREATE TRIGGER tells_later BEFORE UPDATE ON cases FOR EACH ROW
    WHEN (NEW.certificate_told AND NOT OLD.certificate_told AND current_user = 'mediation_app'
        AND app_kind() IS DISTINCT FROM 'local_authority')
    EXECUTE FUNCTION app_must_be_told_by_authority();

-- How many days after its printed date a letter is still sent: a week passes over each weekend and bank holiday.
CREATE FUNCTION app_sent_within() RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 7 $$;

-- Whether a letter with this date may have been sent on this day.
CREATE FUNCTION app_may_be_sent(p_letter date, p_sent date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT p_sent BETWEEN p_letter AND p_letter + app_sent_within() $$;

-- The cases that may stand for a notice already, the surest first, and at most 20. Cases of one authority and kind
-- are compared if they share a day, of sending or printed. The family's letter may have an earlier date than the day on
-- which the authority sent it. So a letter that an adviser recorded is also compared with what the authority sent in
-- the week from that date.
--
-- Sure: both have the same reference. Otherwise a notice without a reference may be the same as another. An adviser is
-- told of its own cases alone, except where its own pseudonyms tell two families apart. The authority is told of each
-- notice that an adviser recorded without a reference and that it has not answered. If no day is the same, the person
-- who holds the right must be the same, and the authority must not have told another printed date.
--
-- A notice whose case has another authority now has a case too. The successor of an authority that ended may have given
-- the case a reference of its own: the notice of the ended authority still has that case.
--
-- It looks at every case of the authority, and gives out the id of none that the caller may not see. Plans are kept: a
-- plan that was made while there were few cases must not read them all once there are many. While there are few, every
-- index costs the same. So each part below asks for the order of the one index that finds its cases, and a plan that
-- sorts instead is forbidden.
CREATE FUNCTION app_same_notice(p_la uuid, p_kind text, p_days date[], p_reference text, p_appellant text, p_but uuid,
    p_holder text DEFAULT NULL)
RETURNS TABLE (id uuid, sure boolean) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_sort = off AS $$
#variable_conflict use_column
DECLARE
    plain text := app_reference(p_reference);
    asks uuid := app_organisation();
    advises boolean := coalesce(app_kind() = 'mediation_provider', false);
    first date := (SELECT min(told) FROM unnest(p_days) told);
    last date := (SELECT max(told) FROM unnest(p_days) told);
    letter boolean := advises
        OR EXISTS (SELECT FROM cases k WHERE k.id = p_but AND k.facts->>'notice_told_on' IS NOT NULL);
BEGIN
    RETURN QUERY SELECT CASE WHEN told.seen THEN found.id END, told.sure
    FROM (
        (SELECT c.* FROM cases c WHERE c.la_id = p_la AND c.plain_reference ~>=~ plain AND c.plain_reference ~<=~ plain
            AND c.kind = p_kind AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days)
                OR letter AND c.notice_status = 'confirmed' AND app_may_be_sent(first, c.notice_sent_on)
                OR NOT advises AND c.notice_status <> 'confirmed'
                    AND app_may_be_sent(least(c.notice_sent_on, c.notice_printed_on), last))
        ORDER BY c.plain_reference USING ~<~)
        UNION ALL
        (SELECT c.* FROM cases c WHERE c.la_id = p_la AND c.plain_ended_reference ~>=~ plain
            AND c.plain_ended_reference ~<=~ plain AND c.plain_reference IS DISTINCT FROM plain
            AND c.facts->>'transferred' IS NULL
            AND c.kind = p_kind AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days)
                OR letter AND c.notice_status = 'confirmed' AND app_may_be_sent(first, c.notice_sent_on)
                OR NOT advises AND c.notice_status <> 'confirmed'
                    AND app_may_be_sent(least(c.notice_sent_on, c.notice_printed_on), last))
        ORDER BY c.plain_ended_reference USING ~<~)
        UNION ALL
        (SELECT c.* FROM cases c WHERE c.la_id = p_la AND c.notice_status <> 'confirmed' AND c.kind = p_kind
            AND c.plain_reference IS NULL AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days)
                OR NOT advises AND first = last AND (c.facts->>'appellant_kind' <> p_holder) IS NOT TRUE
                    AND app_may_be_sent(least(c.notice_sent_on, c.notice_printed_on), last))
            AND CASE WHEN advises
                THEN c.provider_id = asks AND (c.appellant_reference <> p_appellant) IS NOT TRUE
                ELSE c.notice_status = 'provisional' END
        ORDER BY c.updated_at DESC, c.id DESC)
        UNION ALL
        (SELECT c.* FROM cases c WHERE advises AND plain IS NULL AND c.la_id = p_la AND c.kind = p_kind
            AND c.notice_sent_on BETWEEN first AND greatest(last, first + app_sent_within())
            AND (c.notice_sent_on = ANY(p_days) OR c.notice_status = 'confirmed' AND c.notice_printed_on IS NULL
                AND (c.facts->>'appellant_kind' <> p_holder) IS NOT TRUE AND app_may_be_sent(first, c.notice_sent_on))
            AND NOT c.not_a_duplicate AND c.plain_reference IS NOT NULL AND c.provider_id = asks
            AND (c.facts->>'notice_told_on' IS NOT NULL AND c.appellant_reference <> p_appellant) IS NOT TRUE
        ORDER BY c.notice_sent_on, c.plain_reference)
        UNION ALL
        (SELECT c.* FROM cases c WHERE advises AND plain IS NULL AND c.la_id = p_la AND c.kind = p_kind
            AND c.notice_printed_on = ANY(p_days)
            AND NOT c.not_a_duplicate AND c.plain_reference IS NOT NULL AND c.provider_id = asks
            AND (c.facts->>'notice_told_on' IS NOT NULL AND c.appellant_reference <> p_appellant) IS NOT TRUE
        ORDER BY c.notice_printed_on)
        UNION ALL
        (SELECT c.* FROM (
            SELECT t.case_id, t.plain_reference FROM transfers t WHERE t.from_la_id = p_la
                AND (plain IS NULL OR t.plain_reference ~>=~ plain AND t.plain_reference ~<=~ plain)
            ORDER BY t.plain_reference USING ~<~
        ) gone, LATERAL (SELECT k.* FROM cases k WHERE k.id >= gone.case_id AND k.id <= gone.case_id ORDER BY k.id) c
        WHERE c.la_id <> p_la AND c.kind = p_kind
            AND (c.notice_sent_on = ANY(p_days) OR c.notice_printed_on = ANY(p_days)
                OR advises AND c.notice_status = 'confirmed' AND app_may_be_sent(first, c.notice_sent_on)
                    AND (plain IS NOT NULL OR c.notice_printed_on IS NULL
                        AND (c.facts->>'appellant_kind' <> p_holder) IS NOT TRUE)
                OR NOT advises AND c.notice_status <> 'confirmed'
                    AND app_may_be_sent(least(c.notice_sent_on, c.notice_printed_on), last))
            AND (SELECT o.la_code FROM organisations o WHERE o.id = p_la)
                IN (c.facts->'transferred'->>'notice_la_code', c.facts->'reorganised'->>'notice_la_code')
            AND (plain IS NOT NULL OR advises AND NOT c.not_a_duplicate AND c.provider_id = asks
                AND (c.facts->>'notice_told_on' IS NOT NULL AND c.appellant_reference <> p_appellant) IS NOT TRUE))
    ) found, LATERAL (
        SELECT coalesce(asks IN (found.la_id, found.provider_id, found.mediating_provider_id), false) AS seen,
            coalesce(plain IN (found.plain_reference, found.plain_ended_reference), false)
                OR found.la_id <> p_la AND plain IS NOT NULL AS sure,
            coalesce(found.notice_sent_on = ANY(p_days) OR found.notice_printed_on = ANY(p_days), false) AS one_day
    ) told
    WHERE found.id IS DISTINCT FROM p_but
    ORDER BY told.sure DESC, told.seen DESC, told.one_day DESC, found.not_a_duplicate, found.opened_at, found.id LIMIT 20;
END $$;

-- Two that may be one notice are opened one after the other, so that neither misses the other: each then sees what was
-- opened before it. The authority locks the weeks of its days. An adviser locks the week of its letter and the week
-- after it, in which the authority may have sent the letter: the two always meet. Weeks are locked in their order, so
-- that two callers never wait for each other for ever.
CREATE FUNCTION app_lock_notice(p_la uuid, p_kind text, p_first date, p_last date, p_letter boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    week integer;
BEGIN
    FOR week IN SELECT DISTINCT (told - DATE '2001-01-01') / 7 FROM unnest(ARRAY[p_first, p_last,
        CASE WHEN p_letter THEN p_first + public.app_sent_within() END]) told WHERE told IS NOT NULL ORDER BY 1
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', p_la, p_kind, week), 11));
    END LOOP;
END $$;

-- The same notice makes no second case.
CREATE FUNCTION app_refuse_same_notice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first date := least(NEW.notice_sent_on, NEW.notice_printed_on);
    last date := greatest(NEW.notice_sent_on, NEW.notice_printed_on);
BEGIN
    PERFORM public.app_lock_notice(NEW.la_id, NEW.kind, first, last,
        NEW.notice_status <> 'confirmed' OR NEW.facts->>'notice_told_on' IS NOT NULL);
    IF EXISTS (
        SELECT FROM public.app_same_notice(NEW.la_id, NEW.kind, ARRAY[first, last], NEW.la_reference,
            NEW.appellant_reference, NEW.id, NEW.facts->>'appellant_kind') same
        WHERE same.sure OR TG_OP = 'INSERT'
    ) THEN
        RAISE EXCEPTION 'this notice has a case' USING ERRCODE = 'unique_violation', CONSTRAINT = 'cases_one_notice_idx';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER opened_once BEFORE INSERT ON cases FOR EACH ROW WHEN (NOT NEW.not_a_duplicate)
    EXECUTE FUNCTION app_refuse_same_notice();
CREATE TRIGGER confirmed_once BEFORE UPDATE ON cases FOR EACH ROW
    WHEN (NOT NEW.not_a_duplicate AND (NEW.la_reference IS DISTINCT FROM OLD.la_reference
        OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.notice_sent_on IS DISTINCT FROM OLD.notice_sent_on
        OR NEW.notice_printed_on IS DISTINCT FROM OLD.notice_printed_on))
    EXECUTE FUNCTION app_refuse_same_notice();

REVOKE ALL ON FUNCTION app_stay_before_tribunal, app_must_be_told_by_authority, app_refuse_same_notice, app_same_notice,
    app_any_authority, app_appeal_had_a_basis, app_sent_within, app_may_be_sent, app_lock_notice FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_same_notice, app_any_authority, app_sent_within, app_lock_notice TO mediation_app;
