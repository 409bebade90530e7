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

-- The plain form of a reference: compatibility characters, word processors' dashes, runs of spaces and capitals do not
-- make another reference. In PL/pgSQL, which is compiled once in a session: each change of a case runs it.
CREATE FUNCTION app_reference(p_reference text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
    RETURN pg_catalog.lower(pg_catalog.btrim(pg_catalog.regexp_replace(pg_catalog.regexp_replace(
    normalize(p_reference, NFKC), U&'[\2010-\2015\2043\2212\02D7]', '-', 'g'), '\s+', ' ', 'g')));
END $$;

REVOKE ALL ON FUNCTION app_stay_before_tribunal FROM PUBLIC;
