"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cockpit_tui.store.types import DueDate, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Creates every table."""
    op.create_table(
        "api_ledger",
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hour", "purpose", name=op.f("pk_api_ledger")),
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("sobject", sa.String(length=40), nullable=False),
        sa.Column("local_id", sa.Integer(), nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("base", sa.Text(), nullable=True),
        sa.Column("mine", sa.Text(), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=True),
        sa.Column("theirs_by", sa.String(length=255), nullable=False),
        sa.Column("chosen", sa.String(length=8), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_conflict_open", "conflict", ["is_open"], unique=False)
    op.create_index("ix_conflict_record", "conflict", ["sobject", "local_id"], unique=False)
    op.create_table(
        "cta_count",
        sa.Column("dimension", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("dimension", "key", name=op.f("pk_cta_count")),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("holder", sa.String(length=80), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("boot_id", sa.String(length=64), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("process_start", sa.String(length=40), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
    )
    op.create_table(
        "link",
        sa.Column("sobject", sa.String(length=40), nullable=False),
        sa.Column("local_id", sa.Integer(), nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("sobject", "local_id", name=op.f("pk_link")),
    )
    op.create_index(op.f("ix_link_salesforce_id"), "link", ["salesforce_id"], unique=False)
    op.create_table(
        "mirror_base",
        sa.Column("sobject", sa.String(length=40), nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("system_modstamp", UtcDateTime(), nullable=False),
        sa.Column("last_modified", UtcDateTime(), nullable=False),
        sa.Column("last_modified_by", sa.String(length=18), nullable=True),
        sa.PrimaryKeyConstraint("sobject", "salesforce_id", name=op.f("pk_mirror_base")),
    )
    op.create_table(
        "mirror_cursor",
        sa.Column("stream", sa.String(length=40), nullable=False),
        sa.Column("modstamp", UtcDateTime(), nullable=True),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("phase", sa.String(length=10), nullable=False),
        sa.Column("swept_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_mirror_cursor")),
    )
    op.create_table(
        "mirror_inbox",
        sa.Column("sobject", sa.String(length=40), nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sobject", "salesforce_id", name=op.f("pk_mirror_inbox")),
    )
    op.create_table(
        "org",
        sa.Column("id", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("is_sandbox", sa.Boolean(), nullable=False),
        sa.Column("is_loopback", sa.Boolean(), nullable=False),
        sa.Column("instance_url", sa.String(length=255), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("user_salesforce_id", sa.String(length=18), nullable=False),
        sa.Column("is_armed", sa.Boolean(), nullable=False),
        sa.Column("create_mode", sa.String(length=1), nullable=False),
        sa.Column("capabilities", sa.Text(), nullable=False),
        sa.Column("clock_offset_seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_org")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("ref", sa.String(length=36), nullable=False),
        sa.Column("sobject", sa.String(length=40), nullable=False),
        sa.Column("local_id", sa.Integer(), nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("push_batch_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", UtcDateTime(), nullable=True),
        sa.Column("error_class", sa.String(length=20), nullable=True),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("ref", name=op.f("uq_outbox_ref")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_push_batch_id"), "outbox", ["push_batch_id"], unique=False)
    op.create_index("ix_outbox_record", "outbox", ["sobject", "local_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["state", "id"], unique=False)
    op.create_table(
        "picklist_value",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("picklist", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("stage", sa.String(length=12), nullable=True),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["type_id"], ["picklist_value.id"], name=op.f("fk_picklist_value_type_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picklist_value")),
        sa.UniqueConstraint("picklist", "label", name=op.f("uq_picklist_value_picklist_label")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "push_batch",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("lease", sa.String(length=80), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_floor", UtcDateTime(), nullable=True),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_batch")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "role",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_role")),
    )
    op.create_table(
        "sync_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("record", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_log")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sync_mapping",
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("value_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salesforce_value", sa.String(length=255), nullable=False),
        sa.Column("direction", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint(
            "field", "value_id", "salesforce_value", name=op.f("pk_sync_mapping")
        ),
    )
    op.create_table(
        "workspace",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_workspace")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("username", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_person_manager_id")),
        sa.ForeignKeyConstraint(["role"], ["role.name"], name=op.f("fk_person_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("salesforce_id", name=op.f("uq_person_salesforce_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_name"), "person", ["name"], unique=False)
    op.create_table(
        "role_right",
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("right", sa.String(length=12), nullable=False),
        sa.Column("object", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.String(length=4), nullable=False),
        sa.ForeignKeyConstraint(["role"], ["role.name"], name=op.f("fk_role_right_role")),
        sa.PrimaryKeyConstraint("role", "right", "object", name=op.f("pk_role_right")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("industry", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("website", sa.String(length=255), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("arr_cents", sa.BigInteger(), nullable=True),
        sa.Column("renewal_date", sa.Date(), nullable=True),
        sa.Column("health", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=80), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("usage", sa.Integer(), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_account_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("salesforce_id", name=op.f("uq_account_salesforce_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_account_name"), "account", ["name"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("label", sa.String(length=255), nullable=False),
        sa.Column("undo_of", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_batch_actor_id")),
        sa.ForeignKeyConstraint(["undo_of"], ["batch.id"], name=op.f("fk_batch_undo_of")),
        sa.ForeignKeyConstraint(["undone_by"], ["batch.id"], name=op.f("fk_batch_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_batch_actor", "batch", ["actor_id", "id"], unique=False)
    op.create_table(
        "account_snapshot",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("arr_cents", sa.BigInteger(), nullable=True),
        sa.Column("health", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("usage", sa.Integer(), nullable=True),
        sa.Column("open_ctas", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_snapshot_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_account_snapshot")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(length=5), nullable=False),
        sa.Column("subtype", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.String(length=255), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("start_at", UtcDateTime(), nullable=True),
        sa.Column("end_at", UtcDateTime(), nullable=True),
        sa.Column("owner_salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("owner_name", sa.String(length=255), nullable=False),
        sa.Column("who_salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("who_name", sa.String(length=255), nullable=False),
        sa.Column("what_salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("what_name", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_activity_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("salesforce_id", name=op.f("uq_activity_salesforce_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_activity_account",
        "activity",
        ["account_id", "is_deleted", "is_closed", "date"],
        unique=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=80), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_contact_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("salesforce_id", name=op.f("uq_contact_salesforce_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contact_account_id"), "contact", ["account_id"], unique=False)
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("cta_id", sa.Integer(), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("old", sa.Text(), nullable=True),
        sa.Column("new", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_journal_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_journal_batch_id"), "journal", ["batch_id"], unique=False)
    op.create_index("ix_journal_cta", "journal", ["cta_id"], unique=False)
    op.create_index("ix_journal_entity", "journal", ["entity", "entity_id"], unique=False)
    op.create_table(
        "opportunity",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("stage", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=255), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=True),
        sa.Column("next_step", sa.String(length=255), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_won", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_opportunity_account_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_opportunity_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
        sa.UniqueConstraint("salesforce_id", name=op.f("uq_opportunity_salesforce_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_opportunity_account_id"), "opportunity", ["account_id"], unique=False)
    op.create_table(
        "support_case",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("salesforce_id", sa.String(length=18), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=255), nullable=False),
        sa.Column("priority", sa.String(length=255), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_support_case_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_case")),
        sa.UniqueConstraint("salesforce_id", name=op.f("uq_support_case_salesforce_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_support_case_account_id"), "support_case", ["account_id"], unique=False
    )
    op.create_table(
        "cta",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("due", DueDate(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("is_milestone", sa.Boolean(), nullable=False),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snooze_reason_id", sa.Integer(), nullable=True),
        sa.Column("opportunity_id", sa.Integer(), nullable=True),
        sa.Column("playbook", sa.String(length=120), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("tasks_open", sa.Integer(), nullable=False),
        sa.Column("tasks_total", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_cta_account_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_cta_created_by")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_cta_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_cta_owner_id")),
        sa.ForeignKeyConstraint(
            ["priority_id"], ["picklist_value.id"], name=op.f("fk_cta_priority_id")
        ),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["picklist_value.id"], name=op.f("fk_cta_reason_id")
        ),
        sa.ForeignKeyConstraint(
            ["snooze_reason_id"], ["picklist_value.id"], name=op.f("fk_cta_snooze_reason_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_id"], ["picklist_value.id"], name=op.f("fk_cta_status_id")
        ),
        sa.ForeignKeyConstraint(["type_id"], ["picklist_value.id"], name=op.f("fk_cta_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cta")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cta_account", "cta", ["state", "account_id", "due", "id"], unique=False)
    op.create_index("ix_cta_by_account", "cta", ["account_id"], unique=False)
    op.create_index("ix_cta_due", "cta", ["state", "due", "id"], unique=False)
    op.create_index("ix_cta_owner", "cta", ["state", "owner_id", "due", "id"], unique=False)
    op.create_index("ix_cta_priority", "cta", ["state", "priority_id", "due", "id"], unique=False)
    op.create_index("ix_cta_reason", "cta", ["state", "reason_id", "due", "id"], unique=False)
    op.create_index("ix_cta_status", "cta", ["state", "status_id", "due", "id"], unique=False)
    op.create_index("ix_cta_type", "cta", ["state", "type_id", "due", "id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cta_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=255), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("priority_id", sa.Integer(), nullable=False),
        sa.Column("due", DueDate(), nullable=False),
        sa.Column("comments", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["cta_id"], ["cta.id"], name=op.f("fk_task_cta_id")),
        sa.ForeignKeyConstraint(
            ["priority_id"], ["picklist_value.id"], name=op.f("fk_task_priority_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_id"], ["picklist_value.id"], name=op.f("fk_task_status_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_task_cta_id"), "task", ["cta_id"], unique=False)
    op.create_table(
        "task_part",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("assignee_id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("is_synced", sa.Boolean(), nullable=False),
        sa.Column("cta_id", sa.Integer(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("sync_state", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["person.id"], name=op.f("fk_task_part_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["status_id"], ["picklist_value.id"], name=op.f("fk_task_part_status_id")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_task_part_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_part")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_task_part_assignee", "task_part", ["assignee_id", "is_closed", "cta_id"], unique=False
    )
    op.create_index("ix_task_part_cta", "task_part", ["cta_id"], unique=False)
    op.create_index(op.f("ix_task_part_task_id"), "task_part", ["task_id"], unique=False)
