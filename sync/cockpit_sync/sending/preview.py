"""The first writes in words: what the mirror would send to an org, without a call and without
sending. The same plan is made that the push makes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from cockpit_sync.fields import ACCOUNT_FIELD, CONTACT_FIELD, TASK_FIELDS
from cockpit_sync.objects.capabilities import Capabilities
from cockpit_sync.sending.plan import Known, Planned, plan
from cockpit_sync.sending.planning import read_known
from cockpit_sync.translating import read_translation
from cockpit_sync.values import Value
from cockpit_tui.domain.errors import NotFound
from cockpit_tui.domain.ids import PersonId, to_task_word
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_mapping, mirror_queue, mirror_state
from cockpit_tui.store.records import records
from cockpit_tui.store.work import relations, task_contacts

FIRST = 5
MOST_PLANNED = 100_000
LONGEST_SHOWN = 60
"""Characters of a value in a line of words."""
UNCHECKED = (
    "Checked: your rights on the fields, the mapping of values, the customer. Not checked, because "
    "the org decides when it is written: its validation rules, required fields, triggers and flows."
)
LABELS: Mapping[str, str] = {
    **{entry.api_name: entry.label for entry in TASK_FIELDS},
    ACCOUNT_FIELD: "related to",
}


class PlannedWrite(Struct, frozen=True):
    """One request-to-be about one Salesforce Task."""

    kind: str
    """create, update or delete."""
    record: str
    """TASK-12, or empty for a task that is gone here."""
    salesforce_id: str | None
    fields: Mapping[str, Value]
    """What Salesforce's fields would be set to."""
    words: str


class WritePreview(Struct, frozen=True):
    """What would be written, the first of it in words."""

    org_name: str
    is_production: bool
    is_armed: bool
    total: int
    first: tuple[PlannedWrite, ...]
    refused: tuple[str, ...]
    """What could not be sent as it is, in words; it would go into quarantine."""
    unchecked: str = UNCHECKED


def preview_writes(store: Store, first: int = FIRST) -> WritePreview:
    """The plan of everything that waits. Raises NotFound before the first connection."""
    with store.read() as connection:
        org = mirror_state.load_org(connection)
        if org is None:
            raise NotFound("This workspace is not connected to an org yet.", "`cockpit connect`")
        person = mirror_mapping.person_of_user(connection, org.user_salesforce_id)
        operations = mirror_queue.ready_operations(
            connection,
            now=None,
            author_id=None if store.is_sqlite else person or 0,
            limit=MOST_PLANNED,
        )
        names = {row.id: row.name for row in records.read_people(connection, with_inactive=True)}
    capabilities = Capabilities.from_json(org.capabilities)
    translation = read_translation(store, capabilities)
    known = read_known(store, operations)
    planned = plan(operations, known, translation, capabilities.objects["Task"])
    by_user = {user: names[PersonId(key)] for user, key in translation.people.items()}
    entries = [*planned.creates, *planned.updates, *planned.deletes]
    entries.sort(key=lambda entry: entry.operation.id)
    with store.read() as connection:
        for key in {str(entry.fields.get(CONTACT_FIELD)) for entry in entries[:first]}:
            if key in translation.contacts_in:
                contact_id = translation.contacts_in[key]
                by_user[key] = task_contacts.contact_name(connection, contact_id)
        for key in {str(entry.fields.get(ACCOUNT_FIELD)) for entry in entries[:first]}:
            by_user[key] = relations.related_name(connection, key) or key
    refused = [failure.message for _, failure in planned.refused]
    refused += [failure.message for _, _, failure in planned.locked]
    return WritePreview(
        org_name=org.name,
        is_production=org.is_production,
        is_armed=org.is_armed,
        total=len(entries),
        first=tuple(_write(entry, known, by_user) for entry in entries[:first]),
        refused=tuple(dict.fromkeys(refused)),
    )


def _write(entry: Planned, known: Known, by_user: Mapping[str, str]) -> PlannedWrite:
    operation = entry.operation
    part = known.parts.get(operation.part_id)
    base = known.bases.get(entry.salesforce_id or "", {})
    title = str(part.values["title"]) if part else base.get("Subject") or ""
    where = f" ({entry.salesforce_id})" if entry.salesforce_id else ""
    match operation.kind:
        case "create":
            account = part.account if part else ""
            said = _said(entry.fields, {}, by_user)
            words = f"Create a task “{title}” on {account}: {said}"
        case "delete":
            words = f"Delete the task “{title}”{where}"
        case _:
            words = f"Change the task “{title}”{where}: {_said(entry.fields, base, by_user)}"
    return PlannedWrite(
        operation.kind,
        to_task_word(part.task_id) if part else "",
        entry.salesforce_id,
        entry.fields,
        words,
    )


def _said(
    fields: Mapping[str, Value], base: Mapping[str, Value], by_user: Mapping[str, str]
) -> str:
    """The fields in our words; a create names its title and customer before, and no empty ones."""
    named = set() if base else {ACCOUNT_FIELD, "Subject"}
    return ", ".join(
        _field_words(name, value, base, by_user)
        for name, value in fields.items()
        if name not in named and (value or base)
    )


def _field_words(
    name: str, value: Value, base: Mapping[str, Value], by_user: Mapping[str, str]
) -> str:
    label = LABELS.get(name, name)
    if name not in base:
        return f"{label} {_shown(value, by_user)}"
    return f"{label} {_shown(base[name], by_user)} → {_shown(value, by_user)}"


def _shown(value: Value, by_user: Mapping[str, str]) -> str:
    text = " ".join((by_user.get(value or "", value or "") or "nothing").split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
