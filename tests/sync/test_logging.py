"""Calls, notes and meetings logged here become Salesforce's, once, and undo takes them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.errors import NoAnswer
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import AccountId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.logging_activities import LogKind, LogService, NewLog
from tests.sync.bench import Bench

START = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


def log(bench: Bench, kind: LogKind, subject: str, **more: Any) -> int:
    service = LogService(bench.store, bench.actor(), bench.clock, Practice())
    day = bench.clock.today()
    return service.log(NewLog(bench.account(), kind, subject, day, **more)).ids[0]


def made(bench: Bench, sobject: str, subject: str) -> list[dict[str, Any]]:
    more = "StartDateTime, EndDateTime" if sobject == "Event" else "IsClosed, TaskSubtype"
    columns = f"Id, Subject, Description, OwnerId, WhatId, ActivityDate, IsDeleted, {more}"
    return bench.org.query(f"SELECT {columns} FROM {sobject} WHERE Subject = '{subject}'")


def unique(bench: Bench, words: str) -> str:
    return f"{words} on {bench.store.url.get_backend_name()}"


def test_a_call_a_note_and_a_meeting_arrive_once_and_show_among_the_activities(
    bench: Bench,
) -> None:
    subjects = {kind: unique(bench, f"Logged {kind}") for kind in ("call", "note", "meeting")}
    log(bench, "call", subjects["call"], comments="was friendly", minutes=12)
    log(bench, "note", subjects["note"])
    log(bench, "meeting", subjects["meeting"], start=START, minutes=45)
    report = bench.sync()
    assert (report.created, report.exit_code) == (3, 0)
    account = bench.row("account", bench.account())["salesforce_id"]
    (call,) = made(bench, "Task", subjects["call"])
    assert (call["IsClosed"], call["TaskSubtype"], call["WhatId"]) == (True, "Call", account)
    assert (call["Description"], call["OwnerId"]) == ("was friendly", bench.sandbox.user_id)
    (note,) = made(bench, "Task", subjects["note"])
    assert (note["IsClosed"], note["TaskSubtype"]) == (True, "Task")
    (meeting,) = made(bench, "Event", subjects["meeting"])
    assert meeting["StartDateTime"].startswith("2026-11-23T14:30:00")
    assert meeting["EndDateTime"].startswith("2026-11-23T15:15:00")
    for subject in subjects.values():
        (row,) = bench.rows("activity", subject=subject)
        assert row["is_closed"] or row["kind"] == "Event"
    assert bench.sync().created == 0


def test_undo_takes_a_logged_call_back_before_and_after_it_was_sent(bench: Bench) -> None:
    first = unique(bench, "Undone before")
    log(bench, "call", first)
    bench.history().undo()
    assert bench.sync().created == 0
    assert made(bench, "Task", first) == []
    second = unique(bench, "Undone after")
    log(bench, "call", second)
    bench.sync()
    bench.history().undo()
    report = bench.sync()
    assert (report.deleted, report.exit_code) == (1, 0)
    assert [row["IsDeleted"] for row in made(bench, "Task", second)] == [True]
    bench.history().redo()
    bench.sync()
    assert sorted(row["IsDeleted"] for row in made(bench, "Task", second)) == [False, True]


@dataclass
class Lost:
    """Loses the first answer to a push, before or after the work."""

    inner: Transport
    is_done: bool
    times: int = 1

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose != "push" or not self.times:
            return self.inner.call(request)
        self.times -= 1
        if self.is_done:
            self.inner.call(request)
        raise NoAnswer("The connection broke before an answer came.")

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("is_done", [True, False])
def test_a_logged_meeting_whose_answer_is_lost_is_there_once(bench: Bench, is_done: bool) -> None:
    subject = unique(bench, f"Lost meeting {is_done}")
    log(bench, "meeting", subject, start=START)
    cycles = bench.new_cycles(Lost(bench.http(), is_done))
    cycles.run(is_forced=True)
    report = cycles.run(is_forced=True)
    cycles.close()
    assert (report.pending, report.in_doubt) == (0, 0)
    assert len(made(bench, "Event", subject)) == 1
    assert bench.rows("push_batch") == []


def test_a_refused_log_waits_in_quarantine_under_its_subject(bench: Bench) -> None:
    subject = unique(bench, "Refused log")
    bench.sync_rule(f'validation object=Task field=Subject value="{subject}" message="No calls"')
    log(bench, "call", subject)
    report = bench.sync()
    bench.sandbox.control.clear_faults()
    assert report.quarantined == 1
    assert report.errors[0].message == "No calls"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda new: {**new, "kind": "meeting"},
        lambda new: {**new, "subject": " "},
        lambda new: {**new, "comments": "x" * 32_001},
        lambda new: {**new, "minutes": 0},
    ],
)
def test_what_salesforce_would_refuse_is_not_logged(
    bench: Bench, spoil: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    new = {
        "account_id": AccountId(bench.account()),
        "kind": "call",
        "subject": "Fine",
        "day": bench.clock.today(),
    }
    service = LogService(bench.store, bench.actor(), bench.clock, Practice())
    with pytest.raises(InvalidInput):
        service.log(NewLog(**spoil(new)))
    assert bench.rows("outbox") == []
