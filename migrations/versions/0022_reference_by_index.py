"""A case's reference in its plain form as a column. Row-level security keeps an index from serving `app_reference`: whether
a notice is new, and a list by reference, looked through every case of the authority.

It writes the table of cases again, under a lock that keeps everybody out: see `docs/operations.md` for how long.

Revision: 0022, after 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# By which an index may be asked, whatever the policies: comparing text tells nothing of rows that are not shown.
PLAIN = """
ALTER TABLE cases ADD COLUMN plain_reference text GENERATED ALWAYS AS (app_reference(la_reference)) STORED
"""


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    _without_indexes()  # first: they would be built twice
    op.execute(PLAIN)
    _with_indexes("plain_reference")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    _without_indexes()
    op.execute("ALTER TABLE cases DROP COLUMN plain_reference")
    _with_indexes("app_reference(la_reference)")


def _without_indexes() -> None:
    op.execute("DROP INDEX cases_one_notice_idx")
    op.execute("DROP INDEX cases_reference_idx")


def _with_indexes(reference: str) -> None:
    op.execute(
        f"CREATE UNIQUE INDEX cases_one_notice_idx ON cases (la_id, kind, notice_sent_on, {reference})"
        " WHERE NOT not_a_duplicate"
    )
    op.execute(f"CREATE INDEX cases_reference_idx ON cases (la_id, {reference} text_pattern_ops)")
