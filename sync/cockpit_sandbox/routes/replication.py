"""`/updated` and `/deleted`: ids of what changed in a span of time.

Salesforce: "sObject Get Updated", "sObject Get Deleted". Seconds are cut off, the span must exceed
a minute; updates reach 30 days back, deletions 15.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cockpit_sandbox import upkeep
from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.values import moment_text, parsed_moment

UPDATED_REACH = timedelta(days=30)
DELETED_REACH = timedelta(days=15)
SHORTEST_SPAN = timedelta(minutes=1)
MOST_IDS = 600_000


def updated(call: Call) -> Reply:
    """GET /sobjects/X/updated?start=&end=: ids of living rows."""
    sobject = call.sobject()
    start, end = _span(call, UPDATED_REACH)
    visible = " AND IsDeleted = 0" if sobject.has("IsDeleted") else ""
    condition, values = call.org.access.condition(call.user_id, sobject, "t")
    visible += f" AND {condition}" if condition else ""
    rows = call.org.storage.rows(
        f'SELECT Id FROM "{sobject.name}" t WHERE SystemModstamp >= ? AND SystemModstamp < ?'  # noqa: S608
        f"{visible} ORDER BY SystemModstamp, Id LIMIT ?",
        (moment_text(start), moment_text(end), *values, MOST_IDS + 1),
    )
    _require_countable(len(rows))
    covered = moment_text(_covered(call, end))
    return Reply(200, {"ids": [row[0] for row in rows], "latestDateCovered": covered})


def deleted(call: Call) -> Reply:
    """GET /sobjects/X/deleted?start=&end=: ids of rows put into the bin, with the date."""
    sobject = call.sobject()
    start, end = _span(call, DELETED_REACH)
    rows = call.org.storage.rows(
        "SELECT record_id, deleted FROM delete_log WHERE object = ? AND record_id NOT IN"
        " (SELECT record_id FROM org_share WHERE user_id = ? AND access = 'none')"
        " AND deleted >= ? AND deleted < ? ORDER BY deleted, record_id LIMIT ?",
        (sobject.name, call.user_id, moment_text(start), moment_text(end), MOST_IDS + 1),
    )
    _require_countable(len(rows))
    earliest = moment_text(call.org.clock.now() - DELETED_REACH)
    log_starts = call.org.storage.setting(upkeep.LOG_STARTS) or earliest
    if moment_text(start) < log_starts and log_starts > earliest:
        raise ApiError(
            400, "INVALID_REPLICATION_DATE", "the log of deletions does not reach back to startDate"
        )
    content = {
        "deletedRecords": [{"id": row[0], "deletedDate": row[1]} for row in rows],
        "earliestDateAvailable": max(earliest, log_starts),
        "latestDateCovered": moment_text(_covered(call, end)),
    }
    return Reply(200, content)


def _covered(call: Call, end: datetime) -> datetime:
    """Salesforce: no later than the oldest transaction still open, which may be hours ago."""
    return min(end, call.org.lateness.covered(call.org.clock.now()))


def _span(call: Call, reach: timedelta) -> tuple[datetime, datetime]:
    start, end = (_minute(call, name) for name in ("start", "end"))
    if end - start < SHORTEST_SPAN:
        raise ApiError(
            400,
            "INVALID_REPLICATION_DATE",
            "startDate must be before endDate by more than one minute",
        )
    if start < call.org.clock.now() - reach:
        raise ApiError(
            400,
            "INVALID_REPLICATION_DATE",
            f"startDate cannot be more than {reach.days} days ago",
        )
    return start, end


def _minute(call: Call, name: str) -> datetime:
    # An unescaped + in a URL arrives as a blank.
    text = call.request.query.get(name, "").replace(" ", "+")
    moment = parsed_moment(text)
    if moment is None:
        raise ApiError(400, "INVALID_REPLICATION_DATE", f"{name} is not a date and time: {text}")
    return moment.replace(second=0)


def _require_countable(count: int) -> None:
    if count > MOST_IDS:
        raise ApiError(400, "EXCEEDED_ID_LIMIT", f"more than {MOST_IDS} ids in the span")
