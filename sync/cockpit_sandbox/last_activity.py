"""Account.LastActivityDate, which the org keeps by itself.

Salesforce: the latest day of a closed task or of an event that has begun. It moves no stamp.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from cockpit_sandbox.schema import Scalar
from cockpit_sandbox.storage import Storage

KEPT_BY = frozenset({"Task", "Event"})
_SET = """
UPDATE Account SET LastActivityDate = (
    SELECT MAX(day) FROM (
        SELECT MAX(ActivityDate) AS day FROM Task
        WHERE AccountId = Account.Id AND IsClosed = 1 AND IsDeleted = 0
        UNION ALL
        SELECT MAX(ActivityDate) FROM Event
        WHERE AccountId = Account.Id AND IsDeleted = 0 AND ActivityDate <= ?1
    )
)
"""


def keep_all(storage: Storage, today: date) -> None:
    """Set it on every account."""
    storage.run(_SET, (today.isoformat(),))


def keep(storage: Storage, account_ids: Iterable[Scalar], today: date) -> None:
    """Set it on the accounts whose activities changed."""
    for account_id in {each for each in account_ids if each is not None}:
        storage.run(_SET + " WHERE Id = ?2", (today.isoformat(), account_id))
