-- Offers of independent help: what a family answered is told to the organisation that heard it, and to no other.

ALTER TABLE advice_offers ENABLE ROW LEVEL SECURITY;

-- No policy lets anybody read this table: app_advice_offers tells what its caller may know.
CREATE POLICY offers ON advice_offers FOR INSERT TO mediation_app WITH CHECK (
    organisation_id = (SELECT app_organisation()) AND organisation_kind = (SELECT app_kind())
    AND coalesce(answered_to = organisation_id, true)
    AND EXISTS (SELECT FROM cases c WHERE c.id = case_id)
);
GRANT SELECT, INSERT ON advice_offers TO mediation_app;

-- Whether the caller offers help on a case.
CREATE FUNCTION app_offers_help(p_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND CASE app_kind()
        WHEN 'local_authority' THEN c.la_id = app_organisation()
        WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
        ELSE false
    END)
$$;

-- Whether the person who holds the right said yes to the caller and the caller has not referred that person yet.
-- Referrals by other organisations play no part, nor does what became of the caller's own. The function reads with
-- the caller's rights.
CREATE FUNCTION app_is_to_refer(o advice_offers) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT o.answer = 'accepted' AND o.answered_to = app_organisation()
        AND EXISTS (SELECT FROM cases c WHERE c.id = o.case_id AND c.facts->>'appellant_kind' = o.answered_for)
        AND NOT EXISTS (SELECT FROM referrals r WHERE r.case_id = o.case_id AND r.person = o.answered_for
            AND r.source_organisation_id = app_organisation())
$$;

-- Everybody who offers help on the case sees that an offer was made. Only the organisation that heard the answer
-- sees the answer: to others, acceptance and refusal look the same. `answered` means an answer by the present holder
-- of the right, `answered_before` an answer by an earlier holder.
CREATE FUNCTION app_advice_offers(p_case uuid) RETURNS TABLE (
    moment varchar, due_on date, made_on date, made_by varchar, own boolean, answered boolean, answer varchar,
    reason varchar, to_refer boolean, answered_before boolean
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.moment, o.due_on, o.made_on, o.organisation_kind, o.organisation_id = app_organisation(),
        o.answer <> 'no_answer' AND o.answered_for = c.facts->>'appellant_kind', CASE WHEN o.answered_to = app_organisation() THEN o.answer END,
        CASE WHEN o.answered_to = app_organisation() THEN o.reason END, coalesce(app_is_to_refer(o), false),
        o.answer <> 'no_answer' AND o.answered_for <> c.facts->>'appellant_kind'
    FROM advice_offers o JOIN cases c ON c.id = o.case_id
    WHERE o.case_id = p_case AND app_offers_help(p_case) ORDER BY o.made_on, o.recorded_at
$$;

-- Lists the families that said yes to the caller and that the caller has not referred yet, the oldest first.
CREATE FUNCTION app_to_refer(p_made_on date, p_after uuid, p_limit integer) RETURNS TABLE (
    id uuid, case_id uuid, moment varchar, made_on date, person varchar
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.case_id, o.moment, o.made_on, o.answered_for FROM advice_offers o
    WHERE o.answer = 'accepted' AND o.answered_to = app_organisation() AND app_offers_help(o.case_id)
        AND app_is_to_refer(o) AND (p_made_on IS NULL OR (o.made_on, o.id) > (p_made_on, p_after))
    ORDER BY o.made_on, o.id LIMIT p_limit
$$;

-- Records an answer to the last open offer. The answer may come later, and to another organisation than the one that
-- made the offer.
CREATE FUNCTION app_answer_offer(p_case uuid, p_moment text, p_on date, p_answer text, p_reason text) RETURNS varchar
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE advice_offers SET answer = p_answer, reason = p_reason, answered_to = app_organisation()
    WHERE id = (
        SELECT o.id FROM advice_offers o
        WHERE o.case_id = p_case AND app_offers_help(p_case) AND o.answer = 'no_answer'
            AND (p_moment IS NULL OR o.moment = p_moment) AND o.made_on <= p_on
        ORDER BY o.made_on DESC, o.recorded_at DESC LIMIT 1
    ) RETURNING moment
$$;

-- Turns a yes into a refusal, where a family changes its mind before it was referred. Only the organisation that
-- heard the yes may do this. No other organisation can see that anything changed.
CREATE FUNCTION app_correct_answer(p_case uuid, p_moment text, p_reason text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH corrected AS (
        UPDATE advice_offers o SET answer = 'declined', reason = p_reason
        WHERE o.case_id = p_case AND app_offers_help(p_case) AND app_is_to_refer(o)
            AND (p_moment IS NULL OR o.moment = p_moment) RETURNING 1)
    SELECT EXISTS (SELECT FROM corrected)
$$;

-- Whose answer it was: the right to appeal may pass on.
CREATE FUNCTION app_answer_of_holder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.answered_for := (SELECT c.facts->>'appellant_kind' FROM cases c WHERE c.id = NEW.case_id);
    RETURN NEW;
END $$;

CREATE TRIGGER answered_for BEFORE INSERT OR UPDATE OF answer ON advice_offers
    FOR EACH ROW WHEN (NEW.answer <> 'no_answer') EXECUTE FUNCTION app_answer_of_holder();

-- Once a family has answered, no offer is due on its case any more, whoever records the answer.
CREATE FUNCTION app_no_more_offers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE cases SET offer_answered = true WHERE id = NEW.case_id;
    RETURN NULL;
END $$;

CREATE TRIGGER answered AFTER INSERT OR UPDATE OF answer ON advice_offers
    FOR EACH ROW WHEN (NEW.answer <> 'no_answer') EXECUTE FUNCTION app_no_more_offers();

-- If the right to appeal passes on, the new holder is asked. The right may return (s.80) to a person who has
-- answered, and that person is not asked again.
CREATE FUNCTION app_ask_new_holder() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.offer_answered := EXISTS (SELECT FROM advice_offers o WHERE o.case_id = NEW.id AND o.answer <> 'no_answer'
        AND o.answered_for = NEW.facts->>'appellant_kind');
    RETURN NEW;
END $$;

CREATE TRIGGER passes_on BEFORE UPDATE OF facts ON cases FOR EACH ROW
    WHEN (OLD.facts->>'appellant_kind' IS DISTINCT FROM NEW.facts->>'appellant_kind')
    EXECUTE FUNCTION app_ask_new_holder();

REVOKE ALL ON FUNCTION
    app_offers_help, app_is_to_refer, app_advice_offers, app_to_refer, app_answer_offer, app_correct_answer,
    app_answer_of_holder, app_no_more_offers, app_ask_new_holder
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    app_offers_help, app_is_to_refer, app_advice_offers, app_to_refer, app_answer_offer, app_correct_answer
TO mediation_app;
