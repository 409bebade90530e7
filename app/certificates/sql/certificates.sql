-- Certificates: issued by an independent adviser, read by the parties, checked by anybody.

ALTER TABLE certificates ENABLE ROW LEVEL SECURITY;
CREATE POLICY parties ON certificates TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
        WHEN 'mediation_provider' THEN issuer_id = (SELECT app_organisation())
        WHEN 'tribunal' THEN true
        ELSE false
    END
) WITH CHECK ((SELECT app_kind()) = 'mediation_provider' AND issuer_id = (SELECT app_organisation()));

-- Of a certificate nothing changes but its status.
GRANT SELECT, INSERT, UPDATE (status) ON certificates TO mediation_app;

-- Anybody may ask whether a certificate is valid. The answer comes from the signed text, which is sealed, so that it
-- cannot be changed in the database. A certificate is in force while its case names it. Each look-up leaves a trace.
-- A number without a certificate leaves none: otherwise anybody could fill the table.
CREATE FUNCTION app_verify_certificate(p_number text, p_asked_by text, p_at timestamptz) RETURNS TABLE (
    status varchar, sealed_token bytea, in_force boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)
    SELECT c.number, c.status, p_asked_by, p_at FROM certificates c WHERE c.number = p_number;
    RETURN QUERY
    SELECT c.status, c.sealed_token, coalesce(k.facts->'certificate'->>'number' = c.number, false)
    FROM certificates c JOIN cases k ON k.id = c.case_id WHERE c.number = p_number;
END $$;

-- The certificates of a case, for checking its trail. Everybody who sees the case reads all of them: the verdict
-- must not depend on whose certificates a reader sees.
CREATE FUNCTION app_certificates_of(p_case uuid) RETURNS TABLE (
    number varchar, issuer_id uuid, ground varchar, holder_kind varchar, issued_on date, status varchar,
    sealed_token bytea
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.number, t.issuer_id, t.ground, t.holder_kind, t.issued_on, t.status, t.sealed_token
    FROM certificates t JOIN cases c ON c.id = t.case_id
    WHERE t.case_id = p_case AND CASE app_kind()
        WHEN 'local_authority' THEN c.la_id = app_organisation()
        WHEN 'mediation_provider' THEN app_organisation() IN (c.provider_id, c.mediating_provider_id)
        WHEN 'commissioning_body' THEN c.body_id = app_organisation()
        WHEN 'tribunal' THEN true
        ELSE false
    END
$$;

REVOKE ALL ON FUNCTION app_verify_certificate, app_certificates_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_verify_certificate, app_certificates_of TO mediation_app;
