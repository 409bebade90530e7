-- Which provider handles a case: the authority alone says so, and names a provider that it works or worked with.

CREATE FUNCTION app_must_be_instructed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_kind() IS DISTINCT FROM 'local_authority' OR NOT EXISTS (
        SELECT FROM public.partnerships p WHERE p.la_id = NEW.la_id AND p.partner_id = NEW.provider_id
    ) THEN
        RAISE EXCEPTION 'the authority alone hands its case to a provider that it instructs'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER provider_changes BEFORE UPDATE ON cases FOR EACH ROW
    WHEN (NEW.provider_id <> OLD.provider_id AND current_user = 'mediation_app')
    EXECUTE FUNCTION app_must_be_instructed();

REVOKE ALL ON FUNCTION app_must_be_instructed FROM PUBLIC;
