"""One notice is one case: the same authority, kind, day and reference twice is refused, unless it is said to be meant.

A reference is compared in a plain form, in which a list looks it up by how it begins, too.

Revision: 0016, after 0015
"""

from alembic import op
import sqlalchemy as sa

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Compatibility forms, dashes of word processors, runs of spaces and capitals make no other reference.
PLAIN = """
CREATE FUNCTION app_reference(p_reference text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
SELECT lower(btrim(regexp_replace(regexp_replace(
    normalize(p_reference, NFKC), U&'[\\2010-\\2015\\2043\\2212\\02D7]', '-', 'g'), '\\s+', ' ', 'g')))
$$
"""
TWICE_ALREADY = """
UPDATE cases SET not_a_duplicate = true WHERE id IN (
    SELECT id FROM (SELECT id, row_number() OVER (
        PARTITION BY la_id, kind, notice_sent_on, app_reference(la_reference) ORDER BY opened_at, id) AS nth FROM cases
    ) AS numbered WHERE nth > 1)
"""


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(PLAIN)
    op.add_column(
        "cases", sa.Column("not_a_duplicate", sa.Boolean, nullable=False, server_default=sa.text("false"))
    )
    op.execute(TWICE_ALREADY)
    op.execute(
        "CREATE UNIQUE INDEX cases_one_notice_idx ON cases (la_id, kind, notice_sent_on, app_reference(la_reference))"
        " WHERE NOT not_a_duplicate"
    )
    op.execute("DROP INDEX cases_reference_idx")
    op.execute("CREATE INDEX cases_reference_idx ON cases (la_id, app_reference(la_reference) text_pattern_ops)")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute("DROP INDEX cases_reference_idx")
    op.execute("CREATE INDEX cases_reference_idx ON cases (la_id, la_reference)")
    op.execute("DROP INDEX cases_one_notice_idx")
    op.drop_column("cases", "not_a_duplicate")
    op.execute("DROP FUNCTION app_reference")
