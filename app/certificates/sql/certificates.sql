-- Certificates: issued by an independent adviser, read by the parties, checked by anybody.

ALTER TABLE certificates ENABLE ROW LEVEL SECURITY;

-- An authority that handed the case over reads the certificates of its own time.
-- The provider that handles the case now reads the certificates of the provider before, and may replace them.
CREATE POLICY parties ON certificates FOR SELECT TO mediation_app USING (
    CASE (SELECT app_kind())
        WHEN 'local_authority' THEN la_id = (SELECT app_organisation())
            OR EXISTS (SELECT FROM transfers t WHERE t.case_id = certificates.case_id
                AND t.from_la_id = (SELECT app_organisation()) AND certificates.recorded_at <= t.recorded_at)
        WHEN 'mediation_provider' THEN issuer_id = (SELECT app_organisation())
            OR EXISTS (SELECT FROM cases c WHERE c.id = case_id AND c.provider_id = (SELECT app_organisation()))
        WHEN 'tribunal' THEN true
        ELSE false
    END
);
CREATE POLICY issued ON certificates FOR INSERT TO mediation_app
    WITH CHECK ((SELECT app_kind()) = 'mediation_provider' AND issuer_id = (SELECT app_organisation()));
CREATE POLICY replaced ON certificates FOR UPDATE TO mediation_app USING (
    (SELECT app_kind()) = 'mediation_provider' AND (issuer_id = (SELECT app_organisation())
        OR EXISTS (SELECT FROM cases c WHERE c.id = case_id AND c.provider_id = (SELECT app_organisation())))
);

-- Of a certificate nothing changes but its status, with the reason if it is revoked.
GRANT SELECT, INSERT, UPDATE (status, revoked_because) ON certificates TO mediation_app;

-- What counts of a certificate now. A certificate that was replaced counts no more than the last certificate in its
-- place: if that one was revoked, no certificate is left, and the first is told as revoked for the same reason.
CREATE FUNCTION app_certificate_now(p_number text) RETURNS TABLE (status varchar, revoked_because varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH RECURSIVE line AS (
        SELECT c.number, c.status, c.revoked_because, 0 AS place FROM certificates c WHERE c.number = p_number
        UNION ALL
        SELECT c.number, c.status, c.revoked_because, line.place + 1
        FROM line JOIN certificates c ON c.replaces = line.number
    )
    SELECT CASE WHEN asked.status = 'superseded' AND latest.status = 'revoked' THEN 'revoked' ELSE asked.status END,
        CASE WHEN asked.status = 'superseded' THEN latest.revoked_because ELSE asked.revoked_because END
    FROM (SELECT * FROM line WHERE place = 0) asked, (SELECT * FROM line ORDER BY place DESC LIMIT 1) latest
$$;

-- Anybody may ask whether a certificate is valid. The answer comes from the signed text, which is sealed, so that it
-- cannot be changed in the database. A certificate is in force while its case names it. Each look-up leaves a trace.
-- A number without a certificate leaves none: otherwise anybody could fill the table.
CREATE FUNCTION app_verify_certificate(p_number text, p_asked_by text, p_at timestamptz) RETURNS TABLE (
    status varchar, sealed_token bytea, in_force boolean, revoked_because varchar
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
    INSERT INTO certificate_lookups (number, answer, asked_by, recorded_at)
    SELECT p_number, n.status, p_asked_by, p_at FROM app_certificate_now(p_number) n;
    RETURN QUERY
    SELECT n.status, c.sealed_token, coalesce(k.facts->'certificate'->>'number' = c.number, false), n.revoked_because
    FROM certificates c JOIN cases k ON k.id = c.case_id, app_certificate_now(p_number) n WHERE c.number = p_number;
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

-- An authority corrects its notice, which the certificate repeats. The certificate is then written again, in its
-- issuer's name and with the ground and the day that the issuer gave it: those are not the authority's to change.
CREATE FUNCTION app_write_certificate_again(
    p_case uuid, p_old varchar, p_new varchar, p_holder varchar, p_sealed_token bytea, p_at timestamptz
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF app_kind() <> 'local_authority'
        OR NOT EXISTS (SELECT FROM cases c WHERE c.id = p_case AND c.la_id = app_organisation()) THEN
        RETURN false;
    END IF;
    UPDATE certificates SET status = 'superseded' WHERE number = p_old AND case_id = p_case AND status = 'active';
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO certificates (
        number, case_id, la_id, issuer_id, issuer_kind, ground, holder_kind, issued_on, status, sealed_token,
        recorded_at, replaces
    )
    SELECT p_new, t.case_id, t.la_id, t.issuer_id, t.issuer_kind, t.ground, p_holder, t.issued_on, 'active',
        p_sealed_token, p_at, p_old
    FROM certificates t WHERE t.number = p_old;
    RETURN true;
END $$;

-- An authority erases the name on the certificates of its case, which has ended and which it does not hold. The signed
-- texts are written again without the name. Nothing else of a certificate changes. Returns how many were written.
CREATE FUNCTION app_erase_names(p_case uuid, p_numbers text[], p_tokens bytea[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    written integer := 0;
BEGIN
    IF app_kind() = 'local_authority' AND EXISTS (
        SELECT FROM cases c WHERE c.id = p_case AND c.la_id = app_organisation() AND c.state IN ('resolved', 'closed')
    ) AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.case_id = p_case AND h.lifted_at IS NULL) THEN
        UPDATE certificates t SET sealed_token = again.token
        FROM unnest(p_numbers, p_tokens) AS again(number, token)
        WHERE t.number = again.number AND t.case_id = p_case;
        GET DIAGNOSTICS written = ROW_COUNT;
    END IF;
    RETURN written;
END $$;

REVOKE ALL ON FUNCTION app_certificate_now, app_verify_certificate, app_certificates_of, app_write_certificate_again,
    app_erase_names FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_certificate_now, app_verify_certificate, app_certificates_of, app_write_certificate_again,
    app_erase_names TO mediation_app;
