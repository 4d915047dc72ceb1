"""The sync screen in each of its states."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert

from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.mirror import conflicts, mirror_state
from cockpit_tui.store.mirror.conflicts import NewConflict
from cockpit_tui.store.mirror.mirror_queue import ASK, WHOLE_RECORD
from cockpit_tui.store.tables import mirror_schema
from tests.screens.bench import Bench
from tests.snapshots.test_looks import MIDDLE, Compare, keys

BASE = "Legal wants clause 9.2\nas in the old contract.\nAsk Tom for the PDF."
MINE = "Legal wants clause 9.2\nas in the old contract.\nTom sent the PDF on Monday."
THEIRS = "Legal wants clause 9.2 and 11\nas in the old contract.\nAsk Tom for the PDF."
RULE = "Due date: a plan for the sponsor has to be sent before the review (rule 12)"


@pytest.fixture(autouse=True)
def universal_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Instants are shown in the machine's zone."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def mirrored(gallery: Bench) -> Bench:
    """Something in each of the mirror's tables."""
    bench = gallery
    now = bench.clock.now()
    parts = {title: bench.task(title)["id"] for title in bench.tasks}
    status = bench.workspace.value(Picklist.TASK_STATUS, "Completed")
    opened = bench.workspace.value(Picklist.TASK_STATUS, "Open")
    started = bench.workspace.value(Picklist.TASK_STATUS, "In progress")

    def found(title: str, field: str, values: tuple[object, object, object], chosen: str) -> None:
        base, mine, theirs = values
        row = NewConflict(
            part_id=int(str(parts[title])),
            salesforce_id="00T000000000001AAA",
            field=field,
            base=base,  # type: ignore[arg-type]
            mine=mine,  # type: ignore[arg-type]
            theirs=theirs,  # type: ignore[arg-type]
            theirs_by="Ana Pires",
            chosen=chosen,
            rule="ask",
        )
        with bench.store.write() as connection:
            conflicts.record_conflicts(connection, [row], now - timedelta(hours=2))

    found("Exec check-in", WHOLE_RECORD, (None, "changed: due date", "deleted"), ASK)
    found("Send recovery plan to sponsor", "comments", (BASE, MINE, THEIRS), ASK)
    days = ("2026-11-20", "2026-11-24", "2026-11-26")
    found("Send recovery plan to sponsor", "due", days, ASK)
    statuses = (opened, started, status)
    found("Send recovery plan to sponsor", "status_id", statuses, "theirs")
    with bench.store.write() as connection:
        for number, (title, state, fields, failure) in enumerate(
            (
                ("Call the champion", "pending", {"due": ["2026-11-24", "2026-11-26"]}, None),
                ("Joint call with sales", "in_doubt", {"title": ["Call", "Joint call"]}, None),
                (
                    "Pull usage report by module",
                    "quarantined",
                    {"due": ["2026-11-17", "2026-12-17"], "status_id": [opened, started]},
                    ("user_fix", "FIELD_CUSTOM_VALIDATION_EXCEPTION", RULE),
                ),
            )
        ):
            kind, code, said = failure or (None, None, None)
            connection.execute(
                insert(mirror_schema.outbox).values(
                    ref=f"{number:032x}",
                    sobject="Task",
                    local_id=parts[title],
                    salesforce_id=f"00T00000000{number:04d}AAA",
                    kind="update",
                    fields=json.dumps(fields),
                    author_id=bench.workspace.people["Ana"],
                    state=state,
                    error_class=kind,
                    error_code=code,
                    error_message=said,
                    created_at=now - timedelta(minutes=12 + number),
                )
            )
        hour = now.replace(minute=0, second=0, microsecond=0)
        calls = {"pull": 812, "push": 96, "recover": 3, "sweep": 25, "connect": 9}
        mirror_state.add_calls(connection, {(hour, name): n for name, n in calls.items()})
        for level, words in (
            ("info", "The mapping of statuses and priorities was saved."),
            ("warning", "Rows vanished in Salesforce: Task is not swept until a person looks."),
            ("error", "Salesforce refused: UNABLE_TO_LOCK_ROW, tried again in 4s."),
        ):
            mirror_state.log(connection, now - timedelta(minutes=3), level, words, None)
    return bench


TABS = {
    "outbox": ("1",),
    "in doubt": ("2",),
    "conflicts": ("3",),
    "quarantine": ("4",),
    "log": ("5",),
    "calls": ("6",),
}


@pytest.mark.parametrize("tab", TABS)
def test_each_tab(mirrored: Bench, snap_compare: Compare, tab: str) -> None:
    assert snap_compare(mirrored.app(), terminal_size=MIDDLE, run_before=keys("X", *TABS[tab]))


@pytest.mark.parametrize("size", [(120, 34), (80, 24)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_conflict_with_a_value_of_each_side_taken(
    mirrored: Bench, snap_compare: Compare, size: tuple[int, int]
) -> None:
    pressed = keys("X", "right", "left", "plus")
    assert snap_compare(mirrored.app(), terminal_size=size, run_before=pressed)


def test_a_conflict_on_sixteen_colours(mirrored: Bench, snap_compare: Compare) -> None:
    mirrored.theme = "ansi-dark"
    pressed = keys("X", "right", "left")
    assert snap_compare(mirrored.app(), terminal_size=MIDDLE, run_before=pressed)


def test_the_conflict_of_the_task_under_the_cursor(mirrored: Bench, snap_compare: Compare) -> None:
    """Long, hostile and wide texts, in columns."""
    found = NewConflict(
        part_id=int(str(mirrored.task("Ask sales")["id"])),
        salesforce_id="00T000000000009AAA",
        field="comments",
        base="Ask for the reason.",
        mine="Ask for the reason: their sponsor left for Initech in October, and nobody told us.",
        theirs="Asked. [/b] They will come back to us by Thursday. \x1b[31m解約ではない。",
        theirs_by="Leo Wirth",
        chosen=ASK,
        rule="lines",
    )
    with mirrored.store.write() as connection:
        conflicts.record_conflicts(connection, [found], mirrored.clock.now())
    pressed = keys("j", "j", "tab", "X")
    assert snap_compare(mirrored.app(), terminal_size=(120, 34), run_before=pressed)


def test_nothing_to_decide(gallery: Bench, snap_compare: Compare) -> None:
    assert snap_compare(gallery.app(), terminal_size=MIDDLE, run_before=keys("X", "3"))
