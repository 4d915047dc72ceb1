"""What a state of Salesforce means while operations wait; pure."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec.structs import replace

from cockpit_sync.merging.reconcile import RemoteTask, reconcile
from cockpit_tui.domain.ids import PartId, TaskId
from cockpit_tui.store.mirror.mirror_links import MirroredPart
from cockpit_tui.store.mirror.mirror_queue import Operation
from tests.sync.test_plan import BASE, KEY, WORDS

STAMP = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PART = MirroredPart(
    PartId(1), TaskId(1), 1, True, {"title": "Third"}, "001", "Globex", KEY, "active"
)


def remote(**fields: str) -> RemoteTask:
    return RemoteTask(KEY, {**BASE, **fields}, STAMP, STAMP, None, "Rep", False, None)


def retitled(number: int, was: str, new: str) -> Operation:
    fields = {"title": (was, new)}
    return Operation(number, f"r{number}", 1, KEY, "update", fields, 1, "pending", 1, None)


def test_a_request_thought_lost_that_lands_late_is_no_conflict_with_a_later_edit() -> None:
    waiting = [retitled(1, "Call", "Second"), retitled(2, "Second", "Third")]
    result = reconcile(PART, BASE, waiting, remote(Subject="Second"), WORDS)
    assert (result.conflicts, result.changes, result.reduced) == ((), {}, {})


def test_a_strangers_value_still_is_one() -> None:
    waiting = [retitled(1, "Call", "Second"), retitled(2, "Second", "Third")]
    result = reconcile(PART, BASE, waiting, remote(Subject="Somebody else's"), WORDS)
    assert [row.theirs for row in result.conflicts] == ["Somebody else's"]


def test_a_text_that_was_asked_about_is_asked_about_anew_and_not_merged_by_lines() -> None:
    """The answer would be about what Salesforce had when the question was put."""
    part = replace(PART, values={"title": "Call", "comments": "mine"})
    fields = {"comments": ("", "mine")}
    waiting = [Operation(1, "r1", 1, KEY, "update", fields, 1, "pending", 1, None)]
    base = {**BASE, "Description": "theirs"}
    moved = remote(Description="theirs\nand more")
    merged = reconcile(part, base, waiting, moved, WORDS)
    assert merged.changes == {"comments": "mine\nand more"}
    again = reconcile(part, base, waiting, moved, WORDS, frozenset({"comments"}))
    assert (again.changes, again.reduced) == ({}, {})
    assert [(row.mine, row.theirs, row.chosen) for row in again.conflicts] == [
        ("mine", "theirs\nand more", "ask")
    ]
