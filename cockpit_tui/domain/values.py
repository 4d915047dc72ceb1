"""The closed sets that code depends on. What an admin may rename is a row, not a name here."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Picklist(StrEnum):
    """Which value set a `picklist_value` row belongs to (AC-1, AC-2)."""

    CTA_TYPE = "cta_type"
    REASON = "reason"
    PRIORITY = "priority"
    CTA_STATUS = "cta_status"
    TASK_STATUS = "task_status"
    SNOOZE_REASON = "snooze_reason"


class Outcome(StrEnum):
    """What a closed CTA status stands for."""

    SUCCESS = "success"
    LOST = "lost"
    INVALID = "invalid"


class PriorityLevel(StrEnum):
    """How a priority is drawn. `CRITICAL` is a fourth, above high."""

    CRITICAL = "critical"
    HIGH = "high"
    MIDDLE = "middle"
    LOW = "low"


class TaskStage(StrEnum):
    """What a task status stands for, whatever its label."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    SKIPPED = "skipped"


EVENT = "event"
"""The stage of the type whose CTAs may repeat (CL-21), whatever its label."""


class CtaState(IntEnum):
    """Where a CTA stands in the lists. Snoozed is open but asleep (CD-5); archived is closed, and
    out of the lists unless asked for."""

    OPEN = 0
    SNOOZED = 1
    CLOSED = 2
    ARCHIVED = 3

    @property
    def is_closed(self) -> bool:
        return self >= CtaState.CLOSED


CLOSED_STATES = frozenset(state for state in CtaState if state.is_closed)


class Origin(StrEnum):
    """Who made a change."""

    PERSON = "person"
    RULE = "rule"
    MIRROR = "mirror"
    SYSTEM = "system"


class SyncState(StrEnum):
    """How a record stands to its twin in Salesforce; the words of the JSON."""

    LOCAL = "local"
    IN_SYNC = "in-sync"
    WOULD_WRITE = "would-write"
    PENDING = "pending"
    HIDDEN = "hidden"
    DELETED_IN_SALESFORCE = "deleted-in-salesforce"
    IN_DOUBT = "in-doubt"
    QUARANTINED = "quarantined"
    CONFLICT = "conflict"

    @property
    def urgency(self) -> int:
        """0 for local, rising to what most needs a person; a CTA shows its most urgent task."""
        return list(SyncState).index(self)


class GroupBy(StrEnum):
    """How the list is grouped (CL-2, CL-3)."""

    DUE = "due"
    OWNER = "owner"
    REASON = "reason"
    PRIORITY = "priority"
    ACCOUNT = "account"
    TYPE = "type"
    STATUS = "status"
    ALL = "all"
    NEW_AND_DUE = "new-and-due"


class SortBy(StrEnum):
    """How rows are ordered within a group (CL-15, CL-16), and each order the other way round."""

    DUE = "due"
    RECOMMENDED = "recommended"
    PRIORITY = "priority"
    NAME = "name"
    ACCOUNT = "account"
    OWNER = "owner"
    TYPE = "type"
    REASON = "reason"
    STATUS = "status"
    ARR = "arr"
    RENEWAL = "renewal"
    HEALTH = "health"
    NPS = "nps"
    USAGE = "usage"
    TASKS = "tasks"
    UNTOUCHED = "untouched"
    CREATED = "created"
    DUE_REVERSED = "-due"
    RECOMMENDED_REVERSED = "-recommended"
    PRIORITY_REVERSED = "-priority"
    NAME_REVERSED = "-name"
    ACCOUNT_REVERSED = "-account"
    OWNER_REVERSED = "-owner"
    TYPE_REVERSED = "-type"
    REASON_REVERSED = "-reason"
    STATUS_REVERSED = "-status"
    ARR_REVERSED = "-arr"
    RENEWAL_REVERSED = "-renewal"
    HEALTH_REVERSED = "-health"
    NPS_REVERSED = "-nps"
    USAGE_REVERSED = "-usage"
    TASKS_REVERSED = "-tasks"
    UNTOUCHED_REVERSED = "-untouched"
    CREATED_REVERSED = "-created"

    @property
    def plain(self) -> SortBy:
        """The order itself, whichever way round."""
        return SortBy(self.value.removeprefix("-"))

    @property
    def is_reversed(self) -> bool:
        return self.value.startswith("-")

    @property
    def turned(self) -> SortBy:
        """The same order the other way round."""
        return self.plain if self.is_reversed else SortBy(f"-{self.value}")


PLAIN_ORDERS = tuple(order for order in SortBy if not order.is_reversed)
"""The orders as they are offered; a minus before one turns it round."""


class LinkKind(StrEnum):
    """What a CTA can be linked to."""

    OPPORTUNITY = "opportunity"
    CASE = "case"
    CONTACT = "contact"


class Scope(StrEnum):
    """Whose records a right holds for."""

    OWN = "own"
    ALL = "all"
