"""The mirror's tables: what is to be sent, what was agreed, and how far it has read."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, String, Table, Text

from cockpit_tui.store.tables.schema import metadata, numbered
from cockpit_tui.store.types import UtcDateTime


def _record() -> tuple[Column[str], Column[str]]:
    """One row for each record of Salesforce."""
    kind = Column("sobject", String(40), primary_key=True)
    return kind, Column("salesforce_id", String(18), primary_key=True)


org = Table(
    "org",
    metadata,
    Column("id", String(18), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("is_sandbox", Boolean, nullable=False),
    Column("is_loopback", Boolean, nullable=False, default=False),
    Column("instance_url", String(255), nullable=False),
    Column("time_zone", String(60), nullable=False, default="UTC"),
    Column("currency", String(3), nullable=False, default="USD"),
    Column("user_salesforce_id", String(18), nullable=False),
    Column("is_armed", Boolean, nullable=False, default=False),
    Column("create_mode", String(1), nullable=False, default="A"),
    Column("capabilities", Text, nullable=False, default="{}"),
    Column("clock_offset_seconds", Float, nullable=False, default=0.0),
)
"""The one org that this workspace belongs to; at most one row."""

outbox = numbered(
    "outbox",
    Column("ref", String(36), nullable=False, unique=True),
    Column("sobject", String(40), nullable=False),
    Column("local_id", Integer, nullable=False),
    Column("salesforce_id", String(18)),
    Column("kind", String(6), nullable=False),
    Column("fields", Text, nullable=False, default="{}"),
    Column("author_id", Integer),
    Column("state", String(12), nullable=False, default="pending"),
    Column("push_batch_id", Integer, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", UtcDateTime),
    Column("error_class", String(20)),
    Column("error_code", String(80)),
    Column("error_message", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_outbox_record", "sobject", "local_id"),
    Index("ix_outbox_state", "state", "id"),
)
"""Edits on their way. `kind` create, update or delete; `fields` is JSON {field: [was, new]} of the
domain; state pending, sent, in_doubt or quarantined. Finished operations leave the table.
`ref` is the external id of a create."""

push_batch = numbered(
    "push_batch",
    Column("lease", String(80), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("sent_floor", UtcDateTime),
    Column("request", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
"""A request that is committed before it is sent, so that a crash leaves a trace to settle."""

link = Table(
    "link",
    metadata,
    Column("sobject", String(40), primary_key=True),
    Column("local_id", Integer, primary_key=True),
    Column("salesforce_id", String(18), nullable=False, index=True),
    Column("ref", String(36)),
    Column("state", String(10), nullable=False, default="active"),
)
"""Which of ours is which of theirs. State active, released (desynced, kept there), deleted
(gone there) or hidden (no longer visible to us). Links outlive our record, so undo can re-link."""

mirror_base = Table(
    "mirror_base",
    metadata,
    *_record(),
    Column("fields", Text, nullable=False),
    Column("system_modstamp", UtcDateTime, nullable=False),
    Column("last_modified", UtcDateTime, nullable=False),
    Column("last_modified_by", String(18)),
)
"""The last state of Salesforce that was merged, canonical, mirrored fields only."""

mirror_inbox = Table(
    "mirror_inbox",
    metadata,
    *_record(),
    Column("record", Text, nullable=False),
)
"""Newest state seen of a record that has a request under way; merged when that is settled."""

mirror_cursor = Table(
    "mirror_cursor",
    metadata,
    Column("stream", String(40), primary_key=True),
    Column("modstamp", UtcDateTime),
    Column("salesforce_id", String(18)),
    Column("phase", String(10), nullable=False, default="load"),
    Column("swept_at", UtcDateTime),
    Column("bulk_job", String(18)),
    Column("bulk_locator", String(255)),
    Column("server_floor", UtcDateTime),
)
"""How far each object was read. `phase` is load, bulk or delta; a Bulk load keeps its job, the
place in its results, and Salesforce's time before it began."""

mirror_missing = Table(
    "mirror_missing",
    metadata,
    *_record(),
    Column("missed_at", UtcDateTime, nullable=False),
)
"""Records that the sweep did not find, until they are looked for once more."""

lease = Table(
    "lease",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("holder", String(80), nullable=False),
    Column("host", String(255), nullable=False),
    Column("boot_id", String(64), nullable=False),
    Column("pid", Integer, nullable=False),
    Column("process_start", String(40), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
"""`pull:{org}` and `push:{org}:{user}`; one holder each."""

conflict = numbered(
    "conflict",
    Column("sobject", String(40), nullable=False),
    Column("local_id", Integer, nullable=False),
    Column("salesforce_id", String(18)),
    Column("field", String(40), nullable=False),
    Column("base", Text),
    Column("mine", Text),
    Column("theirs", Text),
    Column("theirs_by", String(255), nullable=False, default=""),
    Column("chosen", String(8), nullable=False),
    Column("rule", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Index("ix_conflict_record", "sobject", "local_id"),
    Index("ix_conflict_open", "is_open"),
)
"""Both sides changed one field. Kept for ever: the value not taken stays readable."""

sync_log = numbered(
    "sync_log",
    Column("at", UtcDateTime, nullable=False),
    Column("level", String(8), nullable=False),
    Column("message", Text, nullable=False),
    Column("record", String(80)),
)

api_ledger = Table(
    "api_ledger",
    metadata,
    Column("hour", UtcDateTime, primary_key=True),
    Column("purpose", String(20), primary_key=True),
    Column("calls", BigInteger, nullable=False),
)

sync_mapping = Table(
    "sync_mapping",
    metadata,
    Column("field", String(20), primary_key=True),
    Column("value_id", Integer, primary_key=True, autoincrement=False),
    Column("salesforce_value", String(255), primary_key=True),
    Column("direction", String(4), nullable=False),
)
"""Which of our values is which of theirs: field status or priority; direction both, in or out."""
