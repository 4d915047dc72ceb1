"""What may stand before the colon of a query, after `is:`, and in an aggregate; all as data."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from cockpit_tui.domain.query.conditions import (
    Column,
    DaySource,
    IdColumn,
    Measure,
    TaskColumn,
    TextPart,
)
from cockpit_tui.domain.values import Outcome, Picklist, SyncState


class Kind(StrEnum):
    """How the values of a field are written."""

    YES_NO = "yes or no"
    FLAG = "flag"
    PERSON = "person"
    VALUE = "value of a set"
    ACCOUNT = "customer"
    TEXT = "text that an account or CTA carries"
    WORDS = "words"
    ID = "id"
    NUMBER = "number"
    MONEY = "amount"
    DAY = "day"
    AGE = "day in the past, or how long ago"
    SYNC = "state of the mirror"
    OUTCOME = "outcome of a closed CTA"


COMPARED = frozenset({Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.AGE})
"""Kinds that take `<`, `<=`, `>`, `>=` and ranges."""
CAN_BE_ABSENT = frozenset({Kind.NUMBER, Kind.MONEY, Kind.DAY, Kind.AGE, Kind.TEXT})
"""Kinds of which `none` finds the records without one."""


class Field(StrEnum):
    """What may stand before the colon."""

    MINE = "mine"
    OWNER = "owner"
    ASSIGNEE = "assignee"
    TYPE = "type"
    PRIORITY = "priority"
    REASON = "reason"
    STATUS = "status"
    OUTCOME = "outcome"
    DUE = "due"
    CREATED = "created"
    TOUCHED = "touched"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    NAME = "name"
    COMMENT = "comment"
    ID = "id"
    PLAYBOOK = "playbook"
    SOURCE = "source"
    SYNC = "sync"
    IS = "is"
    ACCOUNT = "account"
    ACCOUNT_OWNER = "account-owner"
    ARR = "arr"
    HEALTH = "health"
    NPS = "nps"
    USAGE = "usage"
    RENEWAL = "renewal"
    SEGMENT = "segment"
    STAGE = "stage"
    INDUSTRY = "industry"
    TASK = "task"
    TASKS = "tasks"
    ALL_TASKS = "all-tasks"
    TASK_DUE = "task-due"
    TASK_STATUS = "task-status"
    TASK_PRIORITY = "task-priority"
    LAST_ACTIVITY = "last-activity"
    NEXT_ACTIVITY = "next-activity"

    @property
    def spec(self) -> FieldSpec:
        return FIELDS[self]

    @property
    def example(self) -> str:
        """What the field means, by examples with a comma and a space between."""
        return FIELDS[self].example


class Flag(StrEnum):
    """What may stand after `is:`."""

    OPEN = "open"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    ANY = "any"
    MINE = "mine"
    FLAGGED = "flagged"
    MILESTONE = "milestone"
    OVERDUE = "overdue"
    STALE = "stale"
    ORPHANED = "orphaned"
    TWIN = "twin"
    ARCHIVED = "archived"
    LINKED = "linked"
    SYNCED = "synced"
    MIRRORED = "mirrored"
    CONFLICT = "conflict"


ALIASES: Mapping[str, Field] = {"customer": Field.ACCOUNT}
"""Other words for a field."""
YES_NO = ("yes", "no")
NONE = "none"
STALE_DAYS = 90
"""Past due, or untouched, for longer than this is stale (D10)."""


class FieldSpec(Struct, frozen=True):
    """One field: how its values are written, what it asks, and how it is explained."""

    kind: Kind
    help: str
    example: str
    column: IdColumn | Column | TaskColumn | TextPart | DaySource | None = None
    picklist: Picklist | None = None
    is_percent: bool = False
    """Its numbers are per cent, and may be written so."""


_S, _K = FieldSpec, Kind
FIELDS: Mapping[Field, FieldSpec] = {
    Field.MINE: _S(
        _K.YES_NO,
        "I own it, or an open task of it is mine; beside `owner` or `assignee` the owner alone "
        "counts",
        "mine:yes, mine:no",
    ),
    Field.OWNER: _S(
        _K.PERSON,
        "who owns it: name or a part of it, e-mail, Salesforce id, or `me`",
        "owner:me, owner:ana, owner:ana@example.com",
        IdColumn.OWNER,
    ),
    Field.ASSIGNEE: _S(
        _K.PERSON, "whose open task it has", "assignee:me, assignee:ana,leo", TaskColumn.ASSIGNEE
    ),
    Field.TYPE: _S(_K.VALUE, "its type", "type:risk,event", IdColumn.TYPE, Picklist.CTA_TYPE),
    Field.PRIORITY: _S(
        _K.VALUE,
        "its priority",
        "priority:high, priority!=low",
        IdColumn.PRIORITY,
        Picklist.PRIORITY,
    ),
    Field.REASON: _S(
        _K.VALUE,
        "its reason",
        'reason:renewal, reason:"low usage"',
        IdColumn.REASON,
        Picklist.REASON,
    ),
    Field.STATUS: _S(
        _K.VALUE,
        "its status; a closed one finds closed CTAs",
        'status:new, status:"closed lost"',
        IdColumn.STATUS,
        Picklist.CTA_STATUS,
    ),
    Field.OUTCOME: _S(
        _K.OUTCOME,
        "how it was closed: success, lost or invalid",
        "outcome:lost, outcome:lost,invalid",
        IdColumn.STATUS,
        Picklist.CTA_STATUS,
    ),
    Field.DUE: _S(
        _K.DAY,
        "when it is due",
        "due<7d, due:overdue, due>=2026-11-30, due:2026-11-01..2026-11-30, due:none",
    ),
    Field.CREATED: _S(
        _K.AGE,
        "when it was made, or how long ago",
        "created<2w, created:this-month",
        Column.CREATED,
    ),
    Field.TOUCHED: _S(
        _K.AGE, "when anything of it last changed", "touched>30d, touched:today", Column.TOUCHED
    ),
    Field.CLOSED: _S(_K.AGE, "when it was closed", "closed<7d, closed:last-month", Column.CLOSED),
    Field.SNOOZED: _S(
        _K.DAY, "the last day it sleeps through", "snoozed<=7d", Column.SNOOZED_UNTIL
    ),
    Field.NAME: _S(_K.WORDS, "words of its name", 'name:renewal, name:"usage down"', TextPart.NAME),
    Field.COMMENT: _S(_K.WORDS, "words of its comment", "comment:sponsor", TextPart.COMMENT),
    Field.ID: _S(_K.ID, "its own id", "id:CTA-27, CTA-27, id:27,28"),
    Field.PLAYBOOK: _S(_K.TEXT, "the playbook that was applied", "playbook:none", Column.PLAYBOOK),
    Field.SOURCE: _S(_K.TEXT, "who made it: person, rule, import", "source:person", Column.SOURCE),
    Field.SYNC: _S(_K.SYNC, "how one of its tasks stands to Salesforce", "sync:pending,in-doubt"),
    Field.IS: _S(_K.FLAG, "see below", "is:closed, is:snoozed, is:flagged, is:overdue, is:any"),
    Field.ACCOUNT: _S(
        _K.ACCOUNT,
        "the customer: beginnings of the words of its name, `ACC-12`, or a Salesforce id",
        'account:globex, account:"Globex Corp", account:ACC-12',
        IdColumn.ACCOUNT,
    ),
    Field.ACCOUNT_OWNER: _S(
        _K.PERSON, "who owns the customer", "account-owner:me", Column.ACCOUNT_OWNER
    ),
    Field.ARR: _S(
        _K.MONEY, "its customer's yearly revenue", "arr>50k, arr:50k..200k, arr:none", Column.ARR
    ),
    Field.HEALTH: _S(
        _K.NUMBER, "its customer's health, 0 to 100", "health<50, health:40..60", Column.HEALTH
    ),
    Field.NPS: _S(_K.NUMBER, "its customer's net promoter score", "nps<0", Column.NPS),
    Field.USAGE: _S(
        _K.NUMBER,
        "its customer's usage, in per cent",
        "usage<30%, usage<30, usage:none",
        Column.USAGE,
        is_percent=True,
    ),
    Field.RENEWAL: _S(
        _K.DAY,
        "its customer's next renewal",
        "renewal<90d, renewal:next-quarter, renewal:none",
        Column.RENEWAL,
    ),
    Field.SEGMENT: _S(_K.TEXT, "its customer's segment", "segment:none", Column.SEGMENT),
    Field.STAGE: _S(_K.TEXT, "its customer's stage", "stage:none", Column.STAGE),
    Field.INDUSTRY: _S(_K.TEXT, "its customer's industry", "industry:none", Column.INDUSTRY),
    Field.TASK: _S(
        _K.WORDS, "words of its tasks' titles and comments", "task:call", TextPart.TASKS
    ),
    Field.TASKS: _S(_K.NUMBER, "how many open tasks it has", "tasks>0, tasks:0", Column.TASKS_OPEN),
    Field.ALL_TASKS: _S(
        _K.NUMBER, "how many tasks it has, done ones too", "all-tasks>=5", Column.TASKS_TOTAL
    ),
    Field.TASK_DUE: _S(_K.DAY, "when one of its open tasks is due", "task-due<7d"),
    Field.TASK_STATUS: _S(
        _K.VALUE,
        "the status of one of its tasks",
        'task-status:"in progress"',
        TaskColumn.STATUS,
        Picklist.TASK_STATUS,
    ),
    Field.TASK_PRIORITY: _S(
        _K.VALUE,
        "the priority of one of its tasks",
        "task-priority:high",
        TaskColumn.PRIORITY,
        Picklist.PRIORITY,
    ),
    Field.LAST_ACTIVITY: _S(
        _K.AGE,
        "the customer's latest activity that is done",
        "last-activity>45d, last-activity:none",
        DaySource.LAST_ACTIVITY,
    ),
    Field.NEXT_ACTIVITY: _S(
        _K.DAY,
        "the customer's next open activity, from today on",
        "next-activity<7d, next-activity:none",
        DaySource.NEXT_ACTIVITY,
    ),
}

FLAGS: Mapping[Flag, str] = {
    Flag.OPEN: "open, asleep or awake, when something else lets sleepers in; alone: open and awake",
    Flag.CLOSED: "closed",
    Flag.SNOOZED: "asleep",
    Flag.ANY: "all of them: open, asleep and closed; not what is archived",
    Flag.MINE: "the same as `mine:yes`",
    Flag.FLAGGED: "flagged",
    Flag.MILESTONE: "marked as a milestone",
    Flag.OVERDUE: "not closed, and due before today",
    Flag.STALE: f"not closed, and more than {STALE_DAYS} days past due or untouched, orphaned, or "
    "a twin",
    Flag.ORPHANED: "its owner is no longer active",
    Flag.TWIN: "not closed, like another one of the same customer, type and reason",
    Flag.ARCHIVED: "closed and archived: in no other list",
    Flag.LINKED: "linked to an opportunity",
    Flag.SYNCED: "with a task that is mirrored",
    Flag.MIRRORED: "the same as `is:synced`",
    Flag.CONFLICT: "with a task in conflict",
}

SYNC_WORDS = tuple(state.value for state in SyncState)
OUTCOME_WORDS = tuple(outcome.value for outcome in Outcome)


class Function(StrEnum):
    """What may stand before the bracket of an aggregate."""

    COUNT = "count"
    CHANGE = "change"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


class Counted(StrEnum):
    """What `count` counts, of the CTA's customer, within the window."""

    ACTIVITIES = "activities"
    CALLS = "calls"
    EMAILS = "emails"
    MEETINGS = "meetings"
    CASES = "cases"
    CTAS = "ctas"
    TASKS = "tasks"


FUNCTIONS: Mapping[Function, tuple[str, str]] = {
    Function.COUNT: (
        "how many the customer had in the last days; without days, ever",
        "count(activities, 45d)=0",
    ),
    Function.CHANGE: (
        "from the value so long ago to the value now, in points or in per cent",
        "change(usage, 30d)<-40%",
    ),
    Function.AVG: ("the mean of the days' values", "avg(health, 90d)<50"),
    Function.MIN: ("the lowest of the days' values", "min(nps, 1y)<0"),
    Function.MAX: ("the highest of the days' values", "max(usage, 30d)<10"),
}
COUNTED: Mapping[Counted, str] = {
    Counted.ACTIVITIES: "activities that are done, by the day on which they happened",
    Counted.CALLS: "of these, calls",
    Counted.EMAILS: "of these, e-mails",
    Counted.MEETINGS: "of these, events",
    Counted.CASES: "support cases, by the day they were opened",
    Counted.CTAS: "CTAs, by the day they were made",
    Counted.TASKS: "tasks of its CTAs that are done, by the day they were done",
}


def subjects(function: Function) -> tuple[str, ...]:
    """What may stand in the brackets of the function."""
    return tuple(Counted) if function is Function.COUNT else tuple(Measure)
