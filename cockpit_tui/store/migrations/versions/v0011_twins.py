"""An index that finds CTAs of one customer, type and reason."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Takes the place of the index by customer, which it begins with."""
    op.drop_index("ix_cta_by_account", "cta")
    op.create_index("ix_cta_twins", "cta", ["account_id", "type_id", "reason_id", "state"])
