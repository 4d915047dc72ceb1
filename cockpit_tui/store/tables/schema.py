"""The domain's tables. Those of the mirror: `mirror_schema.py`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.schema import SchemaItem

from cockpit_tui.store.types import DueDate, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _salesforce_id() -> Column[str]:
    """Case-sensitive on both databases; null for records of our own."""
    return Column("salesforce_id", String(18), unique=True)


def numbered(name: str, *columns: SchemaItem) -> Table:
    """A table whose rows have ids. AUTOINCREMENT on SQLite: an id is never used twice, so undo can
    bring a record back."""
    key = Column("id", Integer, primary_key=True, autoincrement=True)
    return Table(name, metadata, key, *columns, sqlite_autoincrement=True)


workspace = Table(
    "workspace",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

picklist_value = numbered(
    "picklist_value",
    Column("picklist", String(20), nullable=False),
    Column("label", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("is_default", Boolean, nullable=False, default=False),
    Column("is_closed", Boolean, nullable=False, default=False),
    Column("outcome", String(10)),
    Column("stage", String(12)),
    Column("letter", String(1), nullable=False, default=""),
    Column("type_id", Integer, ForeignKey("picklist_value.id")),
    UniqueConstraint("picklist", "label"),
)

role = Table(
    "role",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("position", Integer, nullable=False),
)

role_right = Table(
    "role_right",
    metadata,
    Column("role", String(20), ForeignKey("role.name"), primary_key=True),
    Column("right", String(12), primary_key=True),
    Column("object", String(20), primary_key=True),
    Column("scope", String(4), nullable=False),
)

person = numbered(
    "person",
    _salesforce_id(),
    Column("name", String(255), nullable=False),
    Column("email", String(255), nullable=False, default=""),
    Column("username", String(255), nullable=False, default=""),
    Column("title", String(255), nullable=False, default=""),
    Column("is_active", Boolean, nullable=False, default=True),
    Column("manager_id", Integer, ForeignKey("person.id")),
    Column("role", String(20), ForeignKey("role.name"), nullable=False, default="none"),
    Column("time_zone", String(60), nullable=False, default=""),
    Column("holidays", String(10), nullable=False, default="", server_default=""),
    Index(None, "name"),
)
"""`holidays` is the country whose holidays count for the person; empty: as the setting says."""

account = numbered(
    "account",
    _salesforce_id(),
    Column("name", String(255), nullable=False),
    Column("words", Text, nullable=False, default=""),
    Column("industry", String(255), nullable=False, default=""),
    Column("type", String(255), nullable=False, default=""),
    Column("website", String(255), nullable=False, default=""),
    Column("owner_id", Integer, ForeignKey("person.id")),
    Column("arr_cents", BigInteger),
    Column("renewal_date", Date),
    Column("health", Integer),
    Column("nps", Integer),
    Column("stage", String(80), nullable=False, default=""),
    Column("segment", String(80), nullable=False, default=""),
    Column("usage", Integer),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("system_modstamp", UtcDateTime),
    Column("merged_into", String(18)),
    Index(None, "name"),
)

account_snapshot = Table(
    "account_snapshot",
    metadata,
    Column("account_id", Integer, ForeignKey("account.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("arr_cents", BigInteger),
    Column("health", Integer),
    Column("nps", Integer),
    Column("usage", Integer),
    Column("open_ctas", Integer, nullable=False, default=0),
)

contact = numbered(
    "contact",
    _salesforce_id(),
    Column("account_id", Integer, ForeignKey("account.id"), index=True),
    Column("name", String(255), nullable=False),
    Column("title", String(255), nullable=False, default=""),
    Column("email", String(255), nullable=False, default=""),
    Column("phone", String(80), nullable=False, default=""),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("system_modstamp", UtcDateTime),
    Column("merged_into", String(18)),
)

opportunity = numbered(
    "opportunity",
    _salesforce_id(),
    Column("account_id", Integer, ForeignKey("account.id"), index=True),
    Column("name", String(255), nullable=False),
    Column("stage", String(255), nullable=False, default=""),
    Column("type", String(255), nullable=False, default=""),
    Column("amount_cents", BigInteger),
    Column("close_date", Date),
    Column("probability", Integer),
    Column("next_step", String(255), nullable=False, default=""),
    Column("is_closed", Boolean, nullable=False, default=False),
    Column("is_won", Boolean, nullable=False, default=False),
    Column("owner_id", Integer, ForeignKey("person.id")),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("system_modstamp", UtcDateTime),
)

support_case = numbered(
    "support_case",
    _salesforce_id(),
    Column("account_id", Integer, ForeignKey("account.id"), index=True),
    Column("number", String(30), nullable=False, default=""),
    Column("subject", String(255), nullable=False, default=""),
    Column("status", String(255), nullable=False, default=""),
    Column("priority", String(255), nullable=False, default=""),
    Column("is_closed", Boolean, nullable=False, default=False),
    Column("opened_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("system_modstamp", UtcDateTime),
)

cta = numbered(
    "cta",
    Column("name", String(255), nullable=False),
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False),
    Column("type_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("reason_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("priority_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("status_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("owner_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("due", DueDate, nullable=False),
    Column("comment", Text, nullable=False, default=""),
    Column("is_flagged", Boolean, nullable=False, default=False),
    Column("is_milestone", Boolean, nullable=False, default=False),
    Column("is_archived", Boolean, nullable=False, default=False, server_default=false()),
    Column("snoozed_until", Date),
    Column("snooze_reason_id", Integer, ForeignKey("picklist_value.id")),
    Column("opportunity_id", Integer, ForeignKey("opportunity.id")),
    Column("playbook", String(120)),
    Column("source", String(20), nullable=False, default="person"),
    Column("created_by", Integer, ForeignKey("person.id")),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    # Derived in the unit of work, never journaled:
    Column("state", SmallInteger, nullable=False, default=0),
    Column("tasks_open", Integer, nullable=False, default=0),
    Column("tasks_total", Integer, nullable=False, default=0),
    Column("words", Text, nullable=False, default=""),
    Column("touched_at", UtcDateTime),
    Index("ix_cta_due", "state", "due", "id"),
    Index("ix_cta_owner", "state", "owner_id", "due", "id"),
    Index("ix_cta_reason", "state", "reason_id", "due", "id"),
    Index("ix_cta_priority", "state", "priority_id", "due", "id"),
    Index("ix_cta_account", "state", "account_id", "due", "id"),
    Index("ix_cta_type", "state", "type_id", "due", "id"),
    Index("ix_cta_status", "state", "status_id", "due", "id"),
    Index("ix_cta_twins", "account_id", "type_id", "reason_id", "state"),
)

saved_view = numbered(
    "saved_view",
    Column("shipped", String(12), unique=True),
    Column("person_id", Integer, ForeignKey("person.id"), index=True),
    Column("name", String(80), nullable=False),
    Column("query", Text, nullable=False),
    Column("group_by", String(20)),
    Column("sort_by", String(20)),
    Column("columns", String(255), nullable=False, default=""),
    Column("position", Double, nullable=False),
)
"""A tab: of the team where no person is named. `shipped` is the key of one that ships."""

cta_count = Table(
    "cta_count",
    metadata,
    Column("dimension", String(10), primary_key=True),
    Column("key", String(20), primary_key=True),
    Column("n", Integer, nullable=False),
)
"""Open, unsnoozed CTAs by each grouping; kept by the writer in its own transaction."""

task = numbered(
    "task",
    Column("cta_id", Integer, ForeignKey("cta.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("title", String(255), nullable=False),
    Column("status_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("priority_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("due", DueDate, nullable=False),
    Column("comments", Text, nullable=False, default=""),
    Column("source", String(20), nullable=False, default="person"),
    Column("playbook", String(120)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Index(
        "ix_task_open",
        *("due", "position", "id", "cta_id"),
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

task_part = numbered(
    "task_part",
    Column("task_id", Integer, ForeignKey("task.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("assignee_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("status_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("is_synced", Boolean, nullable=False, default=False),
    # Derived, never journaled:
    Column("cta_id", Integer, nullable=False, default=0),
    Column("is_closed", Boolean, nullable=False, default=False),
    Column("sync_state", String(24), nullable=False, default="local"),
    Index("ix_task_part_assignee", "assignee_id", "is_closed", "cta_id"),
    Index("ix_task_part_cta", "cta_id"),
)
"""One assignee's share of a task; mirrored, it is one Salesforce Task (decision 1)."""

field_rule = numbered(
    "field_rule",
    Column("type_id", Integer, ForeignKey("picklist_value.id"), nullable=False),
    Column("field", String(40), nullable=False),
    Column("rule", String(16), nullable=False),
    UniqueConstraint("type_id", "field", "rule"),
)
"""What a type of CTA asks of a field (CD-13); `field` is a column of `cta`, or `contacts`."""

record_link = numbered(
    "record_link",
    Column("cta_id", Integer, ForeignKey("cta.id"), nullable=False, index=True),
    Column("task_id", Integer, ForeignKey("task.id"), index=True),
    Column("contact_id", Integer, ForeignKey("contact.id")),
    Column("case_id", Integer, ForeignKey("support_case.id")),
)
"""A contact or a case that a CTA is linked to, or a contact that a task is about (CD-12)."""

attachment = numbered(
    "attachment",
    Column("cta_id", Integer, ForeignKey("cta.id"), nullable=False, index=True),
    Column("name", String(255), nullable=False),
    Column("address", String(2000), nullable=False),
)
"""A web page or a file that a CTA refers to; its content stays where it is (CD-2)."""

activity = numbered(
    "activity",
    Column("salesforce_id", String(18), nullable=False, unique=True),
    Column("kind", String(5), nullable=False),
    Column("subtype", String(40), nullable=False, default=""),
    Column("subject", String(255), nullable=False, default=""),
    Column("status", String(255), nullable=False, default=""),
    Column("is_closed", Boolean, nullable=False, default=False),
    Column("priority", String(255), nullable=False, default=""),
    Column("date", Date),
    Column("start_at", UtcDateTime),
    Column("end_at", UtcDateTime),
    Column("owner_salesforce_id", String(18)),
    Column("owner_name", String(255), nullable=False, default=""),
    Column("who_salesforce_id", String(18)),
    Column("who_name", String(255), nullable=False, default=""),
    Column("what_salesforce_id", String(18)),
    Column("what_name", String(255), nullable=False, default=""),
    Column("account_id", Integer, ForeignKey("account.id")),
    Column("is_archived", Boolean, nullable=False, default=False),
    Column("is_deleted", Boolean, nullable=False, default=False),
    Column("comments", Text, nullable=False, default=""),
    Column("system_modstamp", UtcDateTime),
    # Derived from what was read:
    Column("happened_on", Date),
    Index(
        "ix_activity_account",
        *("account_id", "is_deleted", "is_closed", "happened_on", "subtype", "kind"),
    ),
)

logged_activity = numbered(
    "logged_activity",
    Column("account_id", Integer, ForeignKey("account.id"), nullable=False, index=True),
    Column("kind", String(7), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("comments", Text, nullable=False, default=""),
    Column("day", Date, nullable=False),
    Column("start_at", UtcDateTime),
    Column("minutes", Integer),
    Column("author_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""A call, note or meeting that somebody logged here; Salesforce gets it as a Task or an Event."""

batch = numbered(
    "batch",
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", Integer, ForeignKey("person.id")),
    Column("origin", String(10), nullable=False),
    Column("kind", String(4), nullable=False, default="act"),
    Column("label", String(255), nullable=False),
    Column("undo_of", Integer, ForeignKey("batch.id")),
    Column("undone_by", Integer, ForeignKey("batch.id")),
    Column("is_closing", Boolean, nullable=False, default=False, server_default=false()),
    Index("ix_batch_actor", "actor_id", "id"),
)
"""One act: everything in it is undone together. Kind act, undo or redo (the undo of an undo);
`is_closing` where it closes CTAs and skips what is open in them (CD-11)."""

journal = numbered(
    "journal",
    Column("batch_id", Integer, ForeignKey("batch.id"), nullable=False, index=True),
    Column("kind", String(6), nullable=False),
    Column("entity", String(20), nullable=False),
    Column("entity_id", Integer, nullable=False),
    Column("cta_id", Integer),
    Column("field", String(40)),
    Column("old", Text),
    Column("new", Text),
    Index("ix_journal_entity", "entity", "entity_id"),
    Index("ix_journal_cta", "cta_id"),
)
"""Kind `insert` holds the whole row in `new`, `delete` in `old`, `update` one field; all JSON."""
