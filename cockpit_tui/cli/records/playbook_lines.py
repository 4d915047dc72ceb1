"""Playbooks and what they would do, as documents and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cockpit_tui.cli.documents import Document, to_day
from cockpit_tui.cli.output import Column, facts, heading, table
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.ids import to_cta_word, to_playbook_word, to_task_word
from cockpit_tui.domain.playbooks import CtaPlan, OwnerRole, PlaybookRow, StepRow

LIST_COLUMNS = (
    Column("Playbook"),
    Column("Name", can_shrink=True),
    Column("Type"),
    Column("Steps", is_right=True),
    Column("Days", is_right=True),
    Column("State"),
)
STEP_COLUMNS = (
    Column("", is_right=True),
    Column("Title", can_shrink=True),
    Column("Day", is_right=True),
    Column("Owner", can_shrink=True),
    Column("Priority"),
    Column("After"),
    Column("Mirror"),
)
PLAN_COLUMNS = (
    Column("", is_right=True),
    Column("Task", can_shrink=True),
    Column("Due"),
    Column("Assignee", can_shrink=True),
    Column("After"),
    Column("Note", can_shrink=True),
)


def to_playbook(playbook: PlaybookRow) -> Document:
    """A playbook for scripts; `after` holds numbers of steps, from 1."""
    return {
        "id": to_playbook_word(playbook.id),
        "name": playbook.name,
        "type": playbook.type or None,
        "active": playbook.is_active,
        "description": playbook.description or None,
        "source": playbook.source,
        "steps": [_to_step(playbook, step, n) for n, step in enumerate(playbook.steps, 1)],
    }


def to_plan(plan: CtaPlan) -> Document:
    """What a playbook does to one CTA, for scripts; `refused` says why it does nothing."""
    return {
        "cta_id": to_cta_word(plan.cta_id),
        "refused": plan.refusal or None,
        "applied": plan.applied or None,
        "tasks": [
            {
                "step": task.number,
                "title": task.title,
                "day": task.day,
                "due": to_day(task.due),
                "assignee": task.assignee,
                "mirrored": task.is_mirrored,
                "after": [_number(plan, step) for step in task.after if _number(plan, step)],
                "note": task.note or None,
                "holidays": task.skipped_days or None,
            }
            for task in plan.tasks
        ],
        "removed": [
            {"id": to_task_word(old.id), "title": old.title, "assignee": old.assignee}
            for old in plan.removed
        ],
        "kept": list(plan.kept),
        "left_out": list(plan.left_out),
    }


def playbook_table(playbooks: Sequence[PlaybookRow]) -> Iterator[str]:
    yield from table(
        LIST_COLUMNS,
        [
            (
                to_playbook_word(playbook.id),
                playbook.name,
                playbook.type or "any",
                str(len(playbook.steps)),
                str(playbook.last_day),
                "" if playbook.is_active else "inactive",
            )
            for playbook in playbooks
        ],
    )


def playbook_lines(playbook: PlaybookRow) -> Iterator[str]:
    """A playbook for people: its facts and its steps."""
    yield heading(f"{to_playbook_word(playbook.id)}  {playbook.name}")
    yield from facts(
        [
            ("For", f"{playbook.type} CTAs" if playbook.type else "CTAs of every type"),
            ("State", "active" if playbook.is_active else "inactive: not offered"),
            ("Description", playbook.description),
        ]
    )
    yield ""
    rows = [
        (
            str(number),
            step.title,
            str(step.day),
            step.owner_words,
            step.priority,
            ", ".join(str(playbook.number_of(earlier)) for earlier in step.after),
            "yes" if step.is_mirrored else "",
        )
        for number, step in enumerate(playbook.steps, 1)
    ]
    yield from table(STEP_COLUMNS, rows)


def plan_lines(plan: CtaPlan, today: date) -> Iterator[str]:
    """What it does to one CTA, for people."""
    yield heading(f"{to_cta_word(plan.cta_id)}  {plan.name}, {plan.account}")
    if plan.refusal:
        yield f"Left out: {plan.refusal}."
        return
    for old in plan.removed:
        yield f"Removed: {old.title} ({old.assignee})"
    for title in plan.kept:
        yield f"Kept, done: {title}"
    rows = [
        (
            str(task.number),
            task.title,
            to_long_date(task.due, today),
            task.assignee,
            ", ".join(str(number) for step in task.after if (number := _number(plan, step))),
            "; ".join(filter(None, (task.note, _around(task.skipped_days)))),
        )
        for task in plan.tasks
    ]
    yield from table(PLAN_COLUMNS, rows)


def _around(holidays: str) -> str:
    return f"around {holidays}" if holidays else ""


def _number(plan: CtaPlan, step_id: int) -> int:
    """The number of a step among those that are planned; 0 for one that is left out."""
    return next((task.number for task in plan.tasks if task.step_id == step_id), 0)


def _to_step(playbook: PlaybookRow, step: StepRow, number: int) -> Document:
    return {
        "number": number,
        "title": step.title,
        "day": step.day,
        "owner": step.person if step.role is OwnerRole.PERSON else step.role.value,
        "priority": step.priority or None,
        "mirror": step.is_mirrored,
        "after": [playbook.number_of(earlier) for earlier in step.after],
        "description": step.description or None,
    }
