"""What became of one operation, as data between sending and settling."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from msgspec import Struct

from cockpit_sync.fields import BY_API_NAME
from cockpit_sync.values import Value
from cockpit_tui.store.mirror.mirror_queue import Failure, Operation


class Outcome(Struct, frozen=True):
    """What became of one operation. Without any mark it goes back to the queue as it was."""

    operation: Operation
    is_done: bool = False
    is_gone: bool = False
    """The record is not there any more, or not for us to see."""
    is_contested: bool = False
    """To be deleted here, changed there: not deleted."""
    is_stale: bool = False
    """Not written: the record is newer than our base. `after` is what it is now."""
    is_unsent: bool = False
    """It certainly did not arrive."""
    salesforce_id: str | None = None
    sent: Mapping[str, Value] | None = None
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    failure: Failure | None = None
    retry_in: timedelta | None = None
    refused_fields: tuple[str, ...] = ()
    """Salesforce's names of the fields that it refused."""

    @property
    def sent_fields(self) -> dict[str, Value]:
        """The mirrored fields that were sent."""
        return {name: value for name, value in (self.sent or {}).items() if name in BY_API_NAME}

    @property
    def is_known_deleted(self) -> bool:
        """Salesforce showed the record as deleted; else it may only be out of our sight."""
        seen = (self.before, self.after)
        return any(record is not None and record.get("IsDeleted") for record in seen)
