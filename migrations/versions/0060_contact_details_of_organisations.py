"""Contact details of organisations, and documents that go with a transferred case

Revision: 0060, after 0059
"""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from textwrap import dedent

revision = '0060'
down_revision = '0059'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organisation_contacts',
    sa.Column('organisation_id', sa.UUID(), nullable=False),
    sa.Column('organisation_kind', sa.String(length=40), nullable=False),
    sa.Column('team', sa.String(length=200), nullable=True),
    sa.Column('telephone', sa.String(length=40), nullable=True),
    sa.Column('email', sa.String(length=200), nullable=True),
    sa.Column('address', postgresql.ARRAY(sa.String(length=200)), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('web', sa.String(length=1000), nullable=True),
    sa.Column('hours', sa.String(length=200), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("organisation_kind IN ('local_authority', 'mediation_provider')", name=op.f('organisation_contacts_organisation_kind_check')),
    sa.CheckConstraint('cardinality(address) <= 6', name=op.f('organisation_contacts_address_check')),
    sa.CheckConstraint('telephone IS NOT NULL OR email IS NOT NULL OR cardinality(address) > 0', name=op.f('organisation_contacts_reachable_check')),
    sa.CheckConstraint('version > 0', name=op.f('organisation_contacts_version_check')),
    sa.ForeignKeyConstraint(['organisation_id', 'organisation_kind'], ['organisations.id', 'organisations.kind'], name=op.f('organisation_contacts_organisation_id_fkey')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('organisation_contacts_pkey')),
    comment="How families reach an organisation, as its letters say. A team's details, and no person's own."
    )
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'notice', 'offers', 'record', 'session', 'verification')))")
    op.execute('ALTER TABLE organisation_contacts ENABLE ROW LEVEL SECURITY')
    op.execute('GRANT INSERT ON TABLE organisation_contacts TO mediation_app')
    op.execute('GRANT SELECT ON TABLE organisation_contacts TO mediation_app')
    op.execute('GRANT UPDATE ON TABLE organisation_contacts TO mediation_app')
    op.execute(dedent(r"""
    CREATE POLICY parties ON organisation_contacts AS PERMISSIVE FOR SELECT TO mediation_app USING (((organisation_id = ( SELECT app_organisation() AS app_organisation)) OR ((( SELECT app_kind() AS app_kind) = ANY (ARRAY['local_authority'::text, 'mediation_provider'::text])) AND ((EXISTS ( SELECT
       FROM cases c
      WHERE (c.la_id = organisation_contacts.organisation_id))) OR (EXISTS ( SELECT
       FROM cases c
      WHERE (c.provider_id = organisation_contacts.organisation_id)))))))
    """))
    op.execute('CREATE POLICY written ON organisation_contacts AS PERMISSIVE FOR INSERT TO mediation_app WITH CHECK (((organisation_id = ( SELECT app_organisation() AS app_organisation)) AND ((organisation_kind)::text = ( SELECT app_kind() AS app_kind))))')
    op.execute('CREATE POLICY changed ON organisation_contacts AS PERMISSIVE FOR UPDATE TO mediation_app USING ((organisation_id = ( SELECT app_organisation() AS app_organisation)))')
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_transfer_case(p_case uuid, p_version integer, p_to uuid, p_provider uuid, p_mediating uuid, p_body uuid, p_because text, p_client text, p_on_behalf_of text, p_on date, p_at timestamp with time zone, p_about jsonb, p_previous text, p_head text, p_salt text)
     RETURNS boolean
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    DECLARE
        c cases;
        to_code text;
        day date;
    BEGIN
        SELECT * INTO c FROM cases k WHERE k.id = p_case AND k.la_id = app_organisation()
            AND app_kind() = 'local_authority' AND k.version = p_version - 1 AND k.head = p_previous FOR UPDATE;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        SELECT o.la_code INTO to_code FROM organisations o
        WHERE o.id = p_to AND o.kind = 'local_authority' AND NOT o.disabled AND o.id <> c.la_id;
        IF NOT FOUND OR EXISTS (
            SELECT FROM unnest(ARRAY[p_provider, p_mediating, p_body]) party
            WHERE party IS NOT NULL AND NOT app_works_with(p_to, party)
                AND NOT (p_because = 'reorganised' AND party IN (c.provider_id, c.mediating_provider_id, c.body_id))
        ) THEN
            RAISE EXCEPTION 'a case goes to another authority, and to partners of that authority'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        FOR day IN SELECT DISTINCT unnest(ARRAY[least(c.notice_sent_on, c.notice_printed_on),
            greatest(c.notice_sent_on, c.notice_printed_on)]) ORDER BY 1
        LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', p_to, c.kind, day), 11));
        END LOOP;
        -- A case of the other authority may have the same reference by chance. Each notice was another authority's.
        UPDATE cases k SET la_id = p_to, la_code = to_code, provider_id = p_provider, mediating_provider_id = p_mediating,
            body_id = p_body, version = p_version, head = p_head, updated_at = p_at,
            not_a_duplicate = k.not_a_duplicate OR EXISTS (SELECT FROM cases o WHERE o.la_id = p_to AND o.kind = k.kind
                AND o.notice_sent_on = k.notice_sent_on AND o.plain_reference = k.plain_reference)
        WHERE k.id = p_case;
        INSERT INTO events (
            case_id, seq, la_id, provider_id, mediating_provider_id, body_id, type, by_kind, organisation_id, client_id,
            on_behalf_of, occurred_on, recorded_at, changes, about, command, previous, hash, salt
        ) VALUES (
            p_case, p_version, p_to, p_provider, p_mediating, p_body, 'case-received', 'local_authority', c.la_id, p_client,
            p_on_behalf_of, p_on, p_at, '{}', p_about, '{}', p_previous, p_head, p_salt
        );
        INSERT INTO transfers (
            case_id, version, head, from_la_id, to_la_id, because, la_code, la_reference, appellant_reference,
            notice_contents, recorded_at
        ) VALUES (
            p_case, c.version, c.head, c.la_id, p_to, p_because, c.la_code, c.la_reference, c.appellant_reference,
            c.notice_contents, p_at
        );
        UPDATE contacts SET written_by = p_to WHERE case_id = p_case AND written_by = c.la_id;
        UPDATE documents SET owner_id = p_to WHERE case_id = p_case AND owner_id = c.la_id;
        UPDATE families SET child_reference = NULL, family_reference = NULL WHERE case_id = p_case AND p_because = 'moved';
        UPDATE imported_cases SET la_id = p_to WHERE case_id = p_case AND p_because = 'reorganised';
        RETURN true;
    END $function$
    """))


def downgrade() -> None:
    op.execute(dedent(r"""
    CREATE OR REPLACE FUNCTION public.app_transfer_case(p_case uuid, p_version integer, p_to uuid, p_provider uuid, p_mediating uuid, p_body uuid, p_because text, p_client text, p_on_behalf_of text, p_on date, p_at timestamp with time zone, p_about jsonb, p_previous text, p_head text, p_salt text)
     RETURNS boolean
     LANGUAGE plpgsql
     SECURITY DEFINER
     SET search_path TO 'public', 'pg_temp'
    AS $function$
    DECLARE
        c cases;
        to_code text;
        day date;
    BEGIN
        SELECT * INTO c FROM cases k WHERE k.id = p_case AND k.la_id = app_organisation()
            AND app_kind() = 'local_authority' AND k.version = p_version - 1 AND k.head = p_previous FOR UPDATE;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        SELECT o.la_code INTO to_code FROM organisations o
        WHERE o.id = p_to AND o.kind = 'local_authority' AND NOT o.disabled AND o.id <> c.la_id;
        IF NOT FOUND OR EXISTS (
            SELECT FROM unnest(ARRAY[p_provider, p_mediating, p_body]) party
            WHERE party IS NOT NULL AND NOT app_works_with(p_to, party)
                AND NOT (p_because = 'reorganised' AND party IN (c.provider_id, c.mediating_provider_id, c.body_id))
        ) THEN
            RAISE EXCEPTION 'a case goes to another authority, and to partners of that authority'
                USING ERRCODE = 'insufficient_privilege';
        END IF;
        FOR day IN SELECT DISTINCT unnest(ARRAY[least(c.notice_sent_on, c.notice_printed_on),
            greatest(c.notice_sent_on, c.notice_printed_on)]) ORDER BY 1
        LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', p_to, c.kind, day), 11));
        END LOOP;
        -- A case of the other authority may have the same reference by chance. Each notice was another authority's.
        UPDATE cases k SET la_id = p_to, la_code = to_code, provider_id = p_provider, mediating_provider_id = p_mediating,
            body_id = p_body, version = p_version, head = p_head, updated_at = p_at,
            not_a_duplicate = k.not_a_duplicate OR EXISTS (SELECT FROM cases o WHERE o.la_id = p_to AND o.kind = k.kind
                AND o.notice_sent_on = k.notice_sent_on AND o.plain_reference = k.plain_reference)
        WHERE k.id = p_case;
        INSERT INTO events (
            case_id, seq, la_id, provider_id, mediating_provider_id, body_id, type, by_kind, organisation_id, client_id,
            on_behalf_of, occurred_on, recorded_at, changes, about, command, previous, hash, salt
        ) VALUES (
            p_case, p_version, p_to, p_provider, p_mediating, p_body, 'case-received', 'local_authority', c.la_id, p_client,
            p_on_behalf_of, p_on, p_at, '{}', p_about, '{}', p_previous, p_head, p_salt
        );
        INSERT INTO transfers (
            case_id, version, head, from_la_id, to_la_id, because, la_code, la_reference, appellant_reference,
            notice_contents, recorded_at
        ) VALUES (
            p_case, c.version, c.head, c.la_id, p_to, p_because, c.la_code, c.la_reference, c.appellant_reference,
            c.notice_contents, p_at
        );
        UPDATE contacts SET written_by = p_to WHERE case_id = p_case AND written_by = c.la_id;
        UPDATE families SET child_reference = NULL, family_reference = NULL WHERE case_id = p_case AND p_because = 'moved';
        UPDATE imported_cases SET la_id = p_to WHERE case_id = p_case AND p_because = 'reorganised';
        RETURN true;
    END $function$
    """))
    op.execute('DROP POLICY parties ON organisation_contacts')
    op.execute('DROP POLICY written ON organisation_contacts')
    op.execute('DROP POLICY changed ON organisation_contacts')
    op.execute('REVOKE INSERT ON TABLE organisation_contacts FROM mediation_app')
    op.execute('REVOKE SELECT ON TABLE organisation_contacts FROM mediation_app')
    op.execute('REVOKE UPDATE ON TABLE organisation_contacts FROM mediation_app')
    op.execute('ALTER TABLE organisation_contacts DISABLE ROW LEVEL SECURITY')
    op.execute('ALTER TABLE case_reads DROP CONSTRAINT case_reads_surface_check')
    op.execute("ALTER TABLE case_reads ADD CONSTRAINT case_reads_surface_check CHECK ((surface IN ('actions', 'case', 'contact', 'deadlines', 'documents', 'events', 'mediation', 'offers', 'record', 'session', 'verification')))")
    op.drop_table('organisation_contacts')
