"""Tasks as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cockpit_tui.cli.output import Column, facts, heading, table
from cockpit_tui.domain.days.dates import to_due_words, to_list_date
from cockpit_tui.domain.ids import to_cta_word, to_task_word
from cockpit_tui.domain.rows.tasks import BlockerRow, TaskRow
from cockpit_tui.domain.values import SyncState

COLUMNS = (
    Column("Task"),
    Column("CTA"),
    Column("Title", can_shrink=True),
    Column("Status"),
    Column("Priority", leaves=2),
    Column("Due"),
    Column("Assignees", can_shrink=True),
    Column("Mirror", leaves=1),
)


def task_lines(tasks: Sequence[TaskRow], today: date, *, with_cta: bool = True) -> Iterator[str]:
    """The tasks as a table."""
    yield from table(
        COLUMNS,
        [
            (
                to_task_word(task.id),
                to_cta_word(task.cta_id) if with_cta else "",
                task.title,
                f"{task.status}, waits" if task.waits_for else task.status,
                task.priority,
                to_list_date(task.due, today, is_open=not task.is_closed),
                ", ".join(task.assignees),
                _mirror_word(task),
            )
            for task in tasks
        ],
    )


def task_facts(task: TaskRow, today: date) -> Iterator[str]:
    """One task with each assignee's part."""
    yield heading(f"{to_task_word(task.id)}  {task.title}")
    due = ", ".join(to_due_words(task.due, today, is_open=not task.is_closed))
    yield from facts(
        [
            ("CTA", to_cta_word(task.cta_id)),
            ("Status", task.status),
            ("Priority", task.priority),
            ("Due", due if task.due else "none"),
            ("Assignees", ", ".join(task.assignees)),
            ("After", ", ".join(_blocker_words(blocker) for blocker in task.blockers)),
            ("Playbook", task.playbook or ""),
            ("Mirror", _mirror_word(task)),
            ("To be written", ", ".join(task.waiting_fields)),
            ("In Salesforce", ", ".join(p.salesforce_id for p in task.parts if p.salesforce_id)),
            ("Comments", task.comments),
        ]
    )


def _blocker_words(blocker: BlockerRow) -> str:
    state = "done" if blocker.is_closed else "open"
    return f"{to_task_word(blocker.id)} {blocker.title} ({state})"


def _mirror_word(task: TaskRow) -> str:
    return "" if task.sync_state is SyncState.LOCAL else task.sync_state.value
