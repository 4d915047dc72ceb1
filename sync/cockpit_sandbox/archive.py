"""The nightly job that archives old activities.

Salesforce, "Archived Activities": events that ended 365 days ago or earlier, closed tasks due then
or earlier, and closed tasks without a due date created then or earlier.
"""

from __future__ import annotations

from datetime import date, timedelta

from cockpit_sandbox.storage import Storage

ARCHIVE_AFTER_DAYS = 365

_TASKS = """
UPDATE Task SET IsArchived = 1 WHERE IsArchived = 0 AND IsClosed = 1
AND (ActivityDate <= ?1 OR (ActivityDate IS NULL AND substr(CreatedDate, 1, 10) <= ?1))
"""
_EVENTS = "UPDATE Event SET IsArchived = 1 WHERE IsArchived = 0 AND substr(EndDateTime, 1, 10) <= ?"
_DONE = "archived_until"


def run(storage: Storage, today: date) -> None:
    """Archive what has become old enough by `today`; stamps do not move."""
    limit = (today - timedelta(days=ARCHIVE_AFTER_DAYS)).isoformat()
    if (storage.setting(_DONE) or "") >= limit:
        return
    with storage.transaction():
        storage.run(_TASKS, (limit,))
        storage.run(_EVENTS, (limit,))
        storage.remember(_DONE, limit)
