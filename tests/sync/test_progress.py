"""How far a first reading is, as it is told."""

from __future__ import annotations

from cockpit_sync.objects.streams import ACCOUNTS, TASKS
from cockpit_sync.progress import Progress
from cockpit_tui.domain.rows.mirror import FirstReading


def test_it_tells_at_most_once_a_second_what_is_read_and_how_far_and_when_it_is_over() -> None:
    now, told = [0.0], list[FirstReading | None]()
    progress = Progress(told.append, (ACCOUNTS, TASKS), {"Account": 60}, lambda: now[0])
    progress.add("Account", 0)
    for seconds, rows in ((0.5, 50), (1.5, 20), (1.6, 5)):
        now[0] = seconds
        progress.add("Account", rows)
    now[0] = 9.0
    progress.add("Task", 200)
    progress.add("Case", 200)  # it is read as always, and nobody waits for it
    progress.end()
    assert told == [
        FirstReading("customers", 0, 60, 1, 2),
        FirstReading("customers", 60, 60, 1, 2),  # ten came into being meanwhile
        FirstReading("tasks", 200, 0, 2, 2),
        None,
    ]


def test_a_reading_that_told_nothing_does_not_say_that_it_is_over() -> None:
    told: list[FirstReading | None] = []
    Progress(told.append, (), {}).end()
    assert told == []
