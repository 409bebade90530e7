"""The gap that a mediator needs between two sessions, kept by constraint.

Revision: 0017, after 0016
"""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Minutes are the same stretch of time in every time zone, which `timestamptz + interval` is not for other intervals.
KEPT_FREE = """
CREATE FUNCTION app_kept_free(p_during tstzrange, p_before integer, p_after integer) RETURNS tstzrange
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT tstzrange(lower(p_during) - make_interval(mins => p_before), upper(p_during) + make_interval(mins => p_after))
$$
"""

# Time is taken with the gap that its mediator needs at that moment, whatever the writer says.
KEEP_GAP = """
CREATE FUNCTION app_keep_gap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.gap_minutes := (SELECT m.gap_minutes FROM mediators m WHERE m.id = NEW.mediator_id);
    RETURN NEW;
END $$
"""

# Of two sessions one is the earlier. The first constraint keeps the earlier one's gap, the second the later one's: so
# the larger of the two is kept. What was taken before this migration has no gap of its own, and keeps that of others.
CONSTRAINTS = {
    "engagements_gap_after_excl": "app_kept_free(during, 0, gap_minutes)",
    "engagements_gap_before_excl": "app_kept_free(during, gap_minutes, 0)",
}


def upgrade() -> None:
    # A migration that cannot have its lock at once gives up, rather than queue the whole service behind it.
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.execute(
        "ALTER TABLE mediators ADD COLUMN gap_minutes integer"
        " GENERATED ALWAYS AS (coalesce((availability->>'gap_minutes')::integer, 0)) STORED"
    )
    op.execute("ALTER TABLE engagements ADD COLUMN gap_minutes integer NOT NULL DEFAULT 0")
    op.execute("ALTER TABLE engagements ALTER COLUMN gap_minutes DROP DEFAULT")
    op.execute(
        "ALTER TABLE engagements ADD CONSTRAINT engagements_gap_minutes_check CHECK (gap_minutes BETWEEN 0 AND 240)"
    )
    op.execute(KEPT_FREE)
    op.execute(KEEP_GAP)
    for function in ("app_kept_free", "app_keep_gap"):
        op.execute(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC")
        op.execute(f"GRANT EXECUTE ON FUNCTION {function} TO mediation_app")
    op.execute(
        "CREATE TRIGGER keep_gap BEFORE INSERT ON engagements FOR EACH ROW EXECUTE FUNCTION app_keep_gap()"
    )
    for name, range_ in CONSTRAINTS.items():
        op.execute(
            f"ALTER TABLE engagements ADD CONSTRAINT {name} EXCLUDE USING gist (person WITH =, ({range_}) WITH &&)"
        )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for name in CONSTRAINTS:
        op.execute(f"ALTER TABLE engagements DROP CONSTRAINT {name}")
    op.execute("DROP TRIGGER keep_gap ON engagements")
    op.execute("DROP FUNCTION app_keep_gap()")
    op.execute("DROP FUNCTION app_kept_free(tstzrange, integer, integer)")
    op.execute("ALTER TABLE engagements DROP COLUMN gap_minutes")
    op.execute("ALTER TABLE mediators DROP COLUMN gap_minutes")
