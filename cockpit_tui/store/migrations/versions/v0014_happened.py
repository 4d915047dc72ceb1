"""The day on which an activity happened is kept, and indexed; a column that nothing used goes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DONE = {
    "sqlite": "date(system_modstamp)",
    "postgresql": "CAST(system_modstamp AT TIME ZONE 'UTC' AS date)",
}
"""The day of a Task that is closed: when it was last changed, in UTC."""


def upgrade() -> None:
    """Works the day out for activities that are here; the index by it takes the place of the one
    by date, which it is of all that is open."""
    op.add_column("activity", sa.Column("happened_on", sa.Date(), nullable=True))
    planned = sa.column("date", sa.Date())
    done = sa.literal_column(DONE[op.get_bind().dialect.name], sa.Date())
    is_early = sa.text("kind = 'Task' AND is_closed AND system_modstamp IS NOT NULL") & sa.or_(
        planned.is_(None), planned > done
    )
    activity = sa.table("activity", sa.column("happened_on"))
    op.execute(activity.update().values(happened_on=sa.case((is_early, done), else_=planned)))
    op.drop_index("ix_activity_account", "activity")
    op.create_index(
        "ix_activity_account",
        "activity",
        ["account_id", "is_deleted", "is_closed", "happened_on", "subtype", "kind"],
    )
    op.drop_column("mirror_cursor", "read_at")
