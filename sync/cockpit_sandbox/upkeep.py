"""What happens to records besides create, change and delete: merge, undelete, archive, purge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from cockpit_sandbox import last_activity
from cockpit_sandbox.errors import RecordRefused
from cockpit_sandbox.records import Records
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.storage import Storage
from cockpit_sandbox.values import moment_text

MOST_LOSERS = 2
"""Salesforce: a merge takes the winner and up to two others."""
BIN_LIFE = timedelta(days=15)
"""Salesforce: the recycle bin keeps a record for about fifteen days."""
LOG_STARTS = "delete_log_starts"
"""Setting: before this moment the log of deletions was cut off."""


def merge(
    records: Records,
    sobject: SObject,
    winner_id: str,
    loser_ids: Sequence[str],
    user_id: str,
    *,
    stamps_children: bool = False,
) -> int:
    """Merge records: losers are deleted and name their winner, their children move to it.

    Whether the stamps of children move is not documented, so a caller says which it wants.

    Returns:
        How many children moved.

    Raises:
        RecordRefused: the object cannot be merged, or a record is gone.
    """
    if not sobject.has("MasterRecordId") or not 1 <= len(set(loser_ids)) <= MOST_LOSERS:
        raise RecordRefused("INVALID_INPUT", f"a merge takes up to {MOST_LOSERS} losers")
    storage, modified = records.storage, records.modified(user_id)
    moved = 0
    with storage.transaction():
        records.living(sobject, winner_id, user_id)
        for loser_id in loser_ids:
            records.living(sobject, loser_id, user_id)
            for child, reference in records.schema.references_to(sobject.name):
                if reference.name == "MasterRecordId":
                    continue
                stamps = ", ".join(f"{name} = ?" for name in modified) if stamps_children else ""
                moved += storage.run(
                    f'UPDATE "{child.name}" SET {reference.name} = ?'  # noqa: S608 schema's names
                    f"{', ' if stamps else ''}{stamps} WHERE {reference.name} = ?",
                    (winner_id, *(modified.values() if stamps else ()), loser_id),
                )
            storage.update(
                sobject, loser_id, {"IsDeleted": 1, "MasterRecordId": winner_id, **modified}
            )
            _log_deletion(storage, sobject, loser_id, str(modified["SystemModstamp"]))
        storage.update(sobject, winner_id, modified)
        last_activity.keep(storage, [winner_id], records.clock.now().date())
    return moved


def undelete(records: Records, sobject: SObject, record_id: str, user_id: str) -> int:
    """Bring a record back from the bin with what went in beside it; how many came back."""
    storage, modified = records.storage, records.modified(user_id)
    row = storage.record(sobject, record_id)
    if row is None or not row.get("IsDeleted"):
        raise RecordRefused("UNDELETE_FAILED", "Entity is not in the recycle bin")
    with storage.transaction():
        found = storage.first("SELECT deleted FROM delete_log WHERE record_id = ?", (record_id,))
        deleted = found[0] if found else row["SystemModstamp"]
        count = 1
        storage.update(sobject, record_id, {"IsDeleted": 0, **modified})
        storage.run("DELETE FROM delete_log WHERE record_id = ?", (record_id,))
        for child, reference in records.schema.references_to(sobject.name):
            if reference.on_parent_delete != "cascade":
                continue
            for (child_id,) in storage.rows(
                f'SELECT Id FROM "{child.name}" JOIN delete_log ON record_id = Id'  # noqa: S608
                f" WHERE {reference.name} = ? AND deleted = ? AND IsDeleted = 1",
                (record_id, deleted),
            ):
                count += undelete(records, child, str(child_id), user_id)
    return count


def archive(records: Records, sobject: SObject, record_id: str, *, is_archived: bool) -> bool:
    """Set what only the nightly job sets; stamps do not move. Whether there was such a row."""
    if not sobject.has("IsArchived"):
        raise ValueError(f"{sobject.name} is not archived")
    found = records.storage.run(
        f'UPDATE "{sobject.name}" SET IsArchived = ? WHERE Id = ?',  # noqa: S608 schema's name
        (int(is_archived), record_id),
    )
    return found > 0


def empty_bin(records: Records, *, all_of_it: bool) -> int:
    """Purge what is deleted, all of it or what lay there for fifteen days; how many rows.

    The log of deletions is another thing and keeps its entries.
    """
    before = "9999" if all_of_it else moment_text(records.clock.now() - BIN_LIFE)
    purged = 0
    with records.storage.transaction():
        for sobject in records.schema:
            if sobject.has("IsDeleted"):
                purged += records.storage.run(
                    f'DELETE FROM "{sobject.name}" WHERE IsDeleted = 1 AND Id IN'  # noqa: S608
                    " (SELECT record_id FROM delete_log WHERE object = ? AND deleted < ?)",
                    (sobject.name, before),
                )
    return purged


def cut_delete_log(records: Records) -> None:
    """Forget every deletion so far, as Salesforce does when the log grows too long."""
    records.storage.run("DELETE FROM delete_log")
    records.storage.remember(LOG_STARTS, moment_text(records.clock.now()))


def _log_deletion(storage: Storage, sobject: SObject, record_id: str, moment: str) -> None:
    storage.run(
        "INSERT OR REPLACE INTO delete_log VALUES (?, ?, ?)", (record_id, sobject.name, moment)
    )
