"""What a state of a Salesforce Task means for our part: what to set here, what is still owed,
what is contested. Pure: the store is read before and written after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from cockpit_sync.fields import BY_API_NAME, REF_FIELD, TASK_FIELDS, Translation, Unmapped
from cockpit_sync.merging.merge import Merged, merge
from cockpit_sync.objects.streams import related_name
from cockpit_sync.salesforce.api import Record
from cockpit_sync.values import Value, canonical, to_instant, without_marker
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror.conflicts import NewConflict
from cockpit_tui.store.mirror.mirror_links import Base, MirroredPart
from cockpit_tui.store.mirror.mirror_queue import ASK, WHOLE_RECORD, Operation, Plain


class RemoteTask(Struct, frozen=True):
    """A Salesforce Task as it was read; only the mirrored fields, canonical."""

    salesforce_id: str
    fields: Mapping[str, Value]
    system_modstamp: datetime
    last_modified: datetime
    last_modified_by: str | None
    last_modified_by_name: str
    is_deleted: bool
    ref: str | None

    @property
    def base(self) -> Base:
        """This state as the one that both sides agree on."""
        return Base(
            salesforce_id=self.salesforce_id,
            fields=self.fields,
            system_modstamp=self.system_modstamp,
            last_modified=self.last_modified,
            last_modified_by=self.last_modified_by,
        )


class Reconciled(Struct, frozen=True):
    """What to do about one state of one record."""

    part: MirroredPart
    remote: RemoteTask
    changes: Mapping[str, Plain] = {}
    """Domain fields to set here."""
    reduced: Mapping[int, Mapping[str, tuple[Plain, Plain]]] = {}
    """Operation → the fields that are still to be sent; none: the operation is done."""
    conflicts: tuple[NewConflict, ...] = ()
    link_state: str | None = None
    """A new state for the link, or None."""

    @property
    def is_idle(self) -> bool:
        """Nothing but the base moves."""
        return not (self.changes or self.reduced or self.conflicts or self.link_state)


def to_remote(record: Record) -> RemoteTask:
    """The mirrored view of a record that was queried."""
    stamp = to_instant(record.get("SystemModstamp")) or datetime(1970, 1, 1, tzinfo=UTC)
    return RemoteTask(
        salesforce_id=to_salesforce_id(record["Id"]),
        fields={
            entry.api_name: (
                without_marker(record[entry.api_name])
                if entry.api_name == "Description"
                else canonical(record[entry.api_name])
            )
            for entry in TASK_FIELDS
            if entry.api_name in record
        },
        system_modstamp=stamp,
        last_modified=to_instant(record.get("LastModifiedDate")) or stamp,
        last_modified_by=record.get("LastModifiedById"),
        last_modified_by_name=related_name(record, "LastModifiedBy"),
        is_deleted=bool(record.get("IsDeleted")),
        ref=canonical(record.get(REF_FIELD)),
    )


def edited_values(
    operations: Sequence[Operation], translation: Translation
) -> dict[str, tuple[Value, Plain]]:
    """What unsent operations want: Salesforce field → its value and ours, the latest winning.

    Values without a translation are left out: they wait in their operation.
    """
    wanted: dict[str, tuple[Value, Plain]] = {}
    for operation in operations:
        if not operation.is_unsent:
            continue
        for entry in TASK_FIELDS:
            if entry.name in operation.fields:
                ours = operation.fields[entry.name][1]
                try:
                    wanted[entry.api_name] = (entry.to_salesforce(ours, translation), ours)
                except Unmapped:
                    wanted.pop(entry.api_name, None)
    return wanted


def reconcile(
    part: MirroredPart,
    base: Mapping[str, Value] | None,
    operations: Sequence[Operation],
    remote: RemoteTask,
    translation: Translation,
    asked: frozenset[str] = frozenset(),
) -> Reconciled:
    """Merges a state of Salesforce with what was edited here since `base`; `asked` are the fields
    of ours that wait for a person's answer."""
    if remote.is_deleted:
        return _deleted(part, operations, remote)
    edited = edited_values(operations, translation)
    merged = merge(
        TASK_FIELDS,
        _with_own_values(base, operations, remote, translation),
        {name: value for name, (value, _) in edited.items()},
        remote.fields,
        translation.closed_statuses,
        frozenset(entry.api_name for entry in TASK_FIELDS if entry.name in asked),
    )
    changes: dict[str, Plain] = {}
    for api_name, value in {**merged.take, **merged.blended}.items():
        entry = BY_API_NAME[api_name]
        try:
            ours = entry.from_salesforce(value, translation)
        except Unmapped:
            continue
        # The value both sides had may be one of several that mean the same to us.
        if ours != part.values[entry.name] and not (
            base is None and entry.says(value, part.values[entry.name], translation)
        ):
            changes[entry.name] = ours
    is_back = part.link_state in ("deleted", "hidden")
    return Reconciled(
        part=part,
        remote=remote,
        changes=changes,
        reduced=_reduced(operations, merged, edited, translation),
        conflicts=_conflicts(part, remote, merged, edited, translation),
        link_state="active" if is_back else None,
    )


def _with_own_values(
    base: Mapping[str, Value] | None,
    operations: Sequence[Operation],
    remote: RemoteTask,
    translation: Translation,
) -> Mapping[str, Value] | None:
    """The base, with what waiting operations want where Salesforce has just that: a request that
    was thought lost may land late, and a later edit is no quarrel with it."""
    if base is None:
        return None
    own: dict[str, Value] = {}
    for operation in operations:
        for api_name, (value, _) in edited_values([operation], translation).items():
            if api_name in remote.fields and remote.fields[api_name] == value:
                own[api_name] = value
    return {**base, **own}


def _deleted(part: MirroredPart, operations: Sequence[Operation], remote: RemoteTask) -> Reconciled:
    """Gone there: kept here, and asked about when there is an edit that was not sent."""
    unsent = [entry for entry in operations if entry.is_unsent and entry.kind == "update"]
    conflicts: tuple[NewConflict, ...] = ()
    if unsent:
        words = ", ".join(
            entry.label for entry in TASK_FIELDS if any(entry.name in op.fields for op in unsent)
        )
        conflicts = (
            NewConflict(
                part_id=part.part_id,
                salesforce_id=remote.salesforce_id,
                field=WHOLE_RECORD,
                base=None,
                mine=f"changed: {words}",
                theirs="deleted",
                theirs_by=remote.last_modified_by_name,
                chosen=ASK,
                rule="delete-vs-edit",
            ),
        )
    is_known = part.link_state == "deleted"
    return Reconciled(
        part=part,
        remote=remote,
        conflicts=() if is_known else conflicts,
        link_state=None if is_known else "deleted",
    )


def _reduced(
    operations: Sequence[Operation],
    merged: Merged,
    edited: Mapping[str, tuple[Value, Plain]],
    translation: Translation,
) -> dict[int, Mapping[str, tuple[Plain, Plain]]]:
    """The operations that the merge changed: fields that are settled leave, blended texts stay
    with their new value."""
    settled = merged.agreed | (merged.take.keys() & edited.keys())
    names = {BY_API_NAME[api_name].name for api_name in settled}
    blended = {
        BY_API_NAME[api_name].name: to_ours(api_name, text, translation)
        for api_name, text in merged.blended.items()
    }
    found: dict[int, Mapping[str, tuple[Plain, Plain]]] = {}
    for operation in operations:
        if not operation.is_unsent or operation.kind != "update":
            continue
        if not (names | blended.keys()) & operation.fields.keys():
            continue
        found[operation.id] = {
            name: (pair[0], blended.get(name, pair[1]))
            for name, pair in operation.fields.items()
            if name not in names
        }
    return found


def _conflicts(
    part: MirroredPart,
    remote: RemoteTask,
    merged: Merged,
    edited: Mapping[str, tuple[Value, Plain]],
    translation: Translation,
) -> tuple[NewConflict, ...]:
    found = []
    for contested in merged.contested:
        entry = BY_API_NAME[contested.field]
        mine = edited[contested.field][1] if contested.field in edited else None
        found.append(
            NewConflict(
                part_id=part.part_id,
                salesforce_id=remote.salesforce_id,
                field=entry.name,
                base=to_ours(contested.field, contested.base, translation),
                mine=mine,
                theirs=to_ours(contested.field, contested.theirs, translation),
                theirs_by=remote.last_modified_by_name,
                chosen=contested.chosen,
                rule=contested.rule.value,
            )
        )
    return tuple(found)


def to_ours(api_name: str, value: Value, translation: Translation) -> Plain:
    """A Salesforce value in our terms for a conflict; raw where it has none."""
    try:
        return BY_API_NAME[api_name].from_salesforce(value, translation)
    except Unmapped:
        return value
