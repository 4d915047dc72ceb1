"""What the nightly sweep compares and remembers, and where a Bulk load stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cockpit_tui.store.types import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STAMPED = ("account", "activity", "contact", "opportunity", "support_case")


def upgrade() -> None:
    """Adds stamps, the table of missed records, merged accounts and the Bulk job."""
    for name in STAMPED:
        op.add_column(name, sa.Column("system_modstamp", UtcDateTime(), nullable=True))
    op.add_column("account", sa.Column("merged_into", sa.String(length=18), nullable=True))
    op.create_table(
        "mirror_missing",
        sa.Column("sobject", sa.String(length=40), nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=False),
        sa.Column("missed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sobject", "salesforce_id", name=op.f("pk_mirror_missing")),
    )
    op.add_column("mirror_cursor", sa.Column("bulk_job", sa.String(length=18), nullable=True))
    op.add_column("mirror_cursor", sa.Column("bulk_locator", sa.String(length=255), nullable=True))
    op.add_column("mirror_cursor", sa.Column("server_floor", UtcDateTime(), nullable=True))
