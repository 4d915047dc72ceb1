"""Fields that the org computes when a row is written.

Salesforce object reference: Task, Event, Opportunity, Case, Contact. Every function sets derived
values in the row it is given; `before` is the stored row, or None when the row is new.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from msgspec import Struct

from cockpit_sandbox.errors import RecordRefused
from cockpit_sandbox.storage import Row, Storage
from cockpit_sandbox.values import moment_text, parsed_moment

CASE_NUMBER_DIGITS = 8


class Write(Struct, frozen=True):
    """One write on its way into the store."""

    storage: Storage
    now: str
    """The server's time as it is stamped."""
    row: Row
    """The whole row as it will be stored."""
    sent: frozenset[str]
    """The fields that the client set."""
    before: Row | None

    def changed(self, name: str) -> bool:
        """Whether this write gives the field another value than it had."""
        return self.before is None or self.before[name] != self.row[name]


def derive(object_name: str, write: Write) -> None:
    """Set the derived fields of the row."""
    trigger = _TRIGGERS.get(object_name)
    if trigger is not None:
        trigger(write)


def _person(write: Write) -> None:
    parts = (write.row["FirstName"], write.row["LastName"])
    write.row["Name"] = " ".join(str(part) for part in parts if part)


def _activity(write: Write) -> None:
    row = write.row
    if str(row["WhoId"] or "").startswith("00Q") and row["WhatId"]:
        raise RecordRefused(
            "FIELD_INTEGRITY_EXCEPTION", "Cannot relate to a lead and another record", ["WhatId"]
        )
    row["AccountId"] = _account_of(write.storage, row["WhatId"], row["WhoId"])
    # Moving an archived activity to another record was seen to bring it back.
    if write.before is not None and write.changed("WhatId"):
        row["IsArchived"] = 0


def _account_of(storage: Storage, what_id: object, who_id: object) -> str | None:
    """Salesforce, Task.AccountId: the account that What is or belongs to, else the Contact's."""
    if isinstance(what_id, str):
        if what_id.startswith("001"):
            return what_id
        name = "Opportunity" if what_id.startswith("006") else "Case"
        parent = storage.record(storage.schema[name], what_id)
        if parent and parent["AccountId"]:
            return str(parent["AccountId"])
    if isinstance(who_id, str):
        contact = storage.record(storage.schema["Contact"], who_id)
        if contact and contact["AccountId"]:
            return str(contact["AccountId"])
    return None


def _task(write: Write) -> None:
    _activity(write)
    row, storage = write.row, write.storage
    status = storage.first("SELECT IsClosed FROM TaskStatus WHERE ApiName = ?", (row["Status"],))
    high = storage.first(
        "SELECT IsHighPriority FROM TaskPriority WHERE ApiName = ?", (row["Priority"],)
    )
    row["IsHighPriority"] = high[0] if high else 0
    is_closed = status[0] if status else 0
    was_closed = write.before["IsClosed"] if write.before else 0
    row["IsClosed"] = is_closed
    if not is_closed:
        row["CompletedDateTime"] = None
    elif not was_closed:
        row["CompletedDateTime"] = write.now


def _event(write: Write) -> None:
    _activity(write)
    row = write.row
    if row["IsAllDayEvent"]:
        _all_day(write)
        return
    start_field = "StartDateTime"
    if "ActivityDateTime" in write.sent and "StartDateTime" not in write.sent:
        start_field = "ActivityDateTime"
    start = parsed_moment(str(row[start_field] or ""))
    end = parsed_moment(str(row["EndDateTime"] or ""))
    if start is None:
        raise _missing("StartDateTime")
    moved = write.before is not None and "EndDateTime" not in write.sent
    if row["DurationInMinutes"] is not None and ("DurationInMinutes" in write.sent or moved):
        end = start + timedelta(minutes=int(row["DurationInMinutes"]))
    if end is None:
        raise _missing("DurationInMinutes")
    if end < start:
        raise RecordRefused(
            "FIELD_INTEGRITY_EXCEPTION", "Event end must not be before its start", ["EndDateTime"]
        )
    row["StartDateTime"] = row["ActivityDateTime"] = moment_text(start)
    row["EndDateTime"] = moment_text(end)
    row["ActivityDate"] = start.date().isoformat()
    row["DurationInMinutes"] = int((end - start).total_seconds() // 60)


def _all_day(write: Write) -> None:
    row = write.row
    start = str(row["StartDateTime"] or "")[:10]
    day = row["ActivityDate"] if "ActivityDate" in write.sent or not start else start
    if not day:
        raise _missing("ActivityDate")
    midnight = f"{day}T00:00:00.000+0000"
    row["ActivityDate"], row["ActivityDateTime"] = day, None
    row["StartDateTime"] = midnight
    if "EndDateTime" not in write.sent or not row["EndDateTime"]:
        row["EndDateTime"] = midnight
    row["DurationInMinutes"] = 1_440


def _missing(name: str) -> RecordRefused:
    return RecordRefused("REQUIRED_FIELD_MISSING", f"Required fields are missing: [{name}]", [name])


def _opportunity(write: Write) -> None:
    row = write.row
    stage = write.storage.first(
        "SELECT IsClosed, IsWon, DefaultProbability, ForecastCategoryName FROM OpportunityStage"
        " WHERE ApiName = ?",
        (row["StageName"],),
    )
    row["IsClosed"], row["IsWon"] = (stage[0], stage[1]) if stage else (0, 0)
    if stage is None or not write.changed("StageName"):
        return
    # The stage's defaults apply unless the same write overrides them.
    if "Probability" not in write.sent:
        row["Probability"] = stage[2]
    if "ForecastCategoryName" not in write.sent:
        row["ForecastCategoryName"] = stage[3]


def _case(write: Write) -> None:
    row = write.row
    if write.before is None:
        number = write.storage.next_number("CaseNumber")
        row["CaseNumber"] = f"{number:0{CASE_NUMBER_DIGITS}d}"
        if row["AccountId"] is None:
            row["AccountId"] = _account_of(write.storage, None, row["ContactId"])
    is_closed = int(row["Status"] == "Closed")
    if is_closed and not row["IsClosed"]:
        row["ClosedDate"] = write.now
    elif not is_closed:
        row["ClosedDate"] = None
    row["IsClosed"] = is_closed


def _comment(write: Write) -> None:
    feed = write.storage.schema["FeedItem"]
    post = write.storage.record(feed, str(write.row["FeedItemId"] or ""))
    write.row["ParentId"] = post["ParentId"] if post else None


_TRIGGERS: dict[str, Callable[[Write], None]] = {
    "User": _person,
    "Contact": _person,
    "Lead": _person,
    "FeedComment": _comment,
    "Task": _task,
    "Event": _event,
    "Opportunity": _opportunity,
    "Case": _case,
}
