-- Receipts of removed referrals: the owner writes them (`python -m app retain`), and nobody changes one.
-- The advice service of the referral reads its receipt. The authority is told nothing: a receipt says when the advice
-- ended.

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON referral_removals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE referral_removals ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON referral_removals FOR SELECT TO mediation_app USING (
    (SELECT app_kind()) = 'advice_service' AND service_id = (SELECT app_organisation())
);
GRANT SELECT ON referral_removals TO mediation_app;

-- A receipt is for a referral that has ended long enough ago, and whose case is kept no more. So a legal hold on the case
-- keeps the referral too. The owner of the database cannot step over this by mistake.
CREATE FUNCTION app_referral_must_be_over() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM public.referrals r WHERE r.id = NEW.referral_id FOR UPDATE;
    IF NOT EXISTS (
        SELECT FROM public.referrals r
        WHERE r.id = NEW.referral_id AND r.state IN ('declined', 'closed', 'withdrawn') AND r.case_id IS NULL
            AND (r.service_id, r.version, r.head) = (NEW.service_id, NEW.version, NEW.head)
            AND CAST(r.updated_at AT TIME ZONE 'Europe/London' AS date) = NEW.ended_on
            AND NEW.ended_on + NEW.kept_days <= NEW.kept_until AND NEW.kept_until < app_today()
    ) THEN
        RAISE EXCEPTION 'a referral that is open, of a case that is kept, or still within its period is not removed'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER of_a_referral_that_is_over BEFORE INSERT ON referral_removals
    FOR EACH ROW EXECUTE FUNCTION app_referral_must_be_over();
REVOKE ALL ON FUNCTION app_referral_must_be_over FROM PUBLIC;
