"""What a playbook would do, shown before it is written: dates, owners, what goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.lists.rows import OrgRow
from cockpit_tui.domain.playbooks import CtaPlan, PlannedTask, PlaybookRow
from cockpit_tui.services.permitted import counted
from cockpit_widgets.dialogs.preview_body import Preview, PreviewOption, PreviewRow

MOST_NAMES = 3
MOVE_DUE = "move-due"
"""The option to move a CTA's date to its last task's."""


def playbook_preview(
    plans: Sequence[CtaPlan],
    playbook: PlaybookRow,
    org: OrgRow | None,
    today: date,
    *,
    keep_in_salesforce: bool = True,
) -> Preview:
    """One CTA's tasks, or a line for each of several CTAs."""
    chosen = [plan for plan in plans if not plan.refusal]
    is_single = len(plans) == 1
    rows = _task_rows(plans[0], today) if is_single else [_cta_row(p, today) for p in plans]
    tasks = sum(len(plan.tasks) for plan in chosen)
    removed = sum(len(plan.removed) for plan in chosen)
    facts = [("Salesforce", _writes(chosen, org, keep_in_salesforce=keep_in_salesforce))]
    notes = dict.fromkeys(task.note for plan in chosen for task in plan.tasks if task.note)
    facts += [("Note", note) for note in notes]
    facts += _holidays(chosen)
    kept = sum(len(plan.kept) for plan in chosen)
    if kept:
        facts.append(("Kept", f"{counted(kept, 'task')} of the old playbook, done"))
    verb = f"Add {counted(tasks, 'task')}" if chosen else ""
    if removed and verb:
        verb += f", remove {removed:,}"
    on = "" if is_single else f" on {counted(len(plans), 'CTA')}"
    heads = ("Task", "Owner", "Due", "After") if is_single else ("CTA", "Customer", "", "")
    return Preview(
        title=f"{playbook.name}{on}",
        verb=verb,
        rows=tuple(rows),
        heads=heads,
        options=_options(chosen, today),
        facts=tuple(facts),
        aside=("h", "Holidays") if chosen else None,
    )


def _holidays(plans: Sequence[CtaPlan]) -> list[tuple[str, str]]:
    """Whose count for whom, and which of them the dates go around."""
    tasks = [task for plan in plans for task in plan.tasks]
    whose: dict[str, dict[str, None]] = {}
    for task in tasks:
        whose.setdefault(task.place, {})[task.assignee] = None
    words = [
        f"{place or 'weekends alone'} for {_listed(list(people))}"
        for place, people in whose.items()
    ]
    facts = [("Holidays", "; ".join(words))] if words else []
    around = dict.fromkeys(task.skipped_days for task in tasks if task.skipped_days)
    if around:
        facts.append(("", f"dates go around {max(around, key=len)}"))
    return facts


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def _task_rows(plan: CtaPlan, today: date) -> list[PreviewRow]:
    rows = [
        PreviewRow(old.title, old.assignee, _day(old.due, today), "removed") for old in plan.removed
    ]
    numbers = {task.step_id: task.number for task in plan.tasks}
    for task in plan.tasks:
        after = ", ".join(str(numbers[step]) for step in task.after if step in numbers)
        rows.append(
            PreviewRow(_title(task), task.assignee, f"day {task.day}", _day(task.due, today), after)
        )
    return rows


def _title(task: PlannedTask) -> str:
    return f"{task.number} {task.title}"


def _cta_row(plan: CtaPlan, today: date) -> PreviewRow:
    if plan.refusal:
        return PreviewRow(plan.name, plan.account, "", plan.refusal, is_left_out=True)
    old = counted(len(plan.removed), "task") if plan.removed else "no tasks of it"
    new = f"{counted(len(plan.tasks), 'task')} to {_day(plan.last_due, today)}"
    return PreviewRow(plan.name, plan.account, old, new)


def _options(plans: Sequence[CtaPlan], today: date) -> tuple[PreviewOption, ...]:
    """CD-8: offered where a task would be due after its CTA, and never taken by itself."""
    late = [plan for plan in plans if plan.is_late]
    if not late:
        return ()
    whose = f"to {_day(late[0].last_due, today)}" if len(late) == 1 else "to their last tasks"
    what = (
        "the CTA's due date" if len(plans) == 1 else f"the due dates of {counted(len(late), 'CTA')}"
    )
    return (PreviewOption(MOVE_DUE, f"Move {what} {whose}"),)


def _writes(plans: Sequence[CtaPlan], org: OrgRow | None, *, keep_in_salesforce: bool) -> str:
    if org is None:
        return "no org is connected; nothing is written anywhere else"
    place = f"{org.name} · {org.kind}"
    made = sum(task.is_mirrored for plan in plans for task in plan.tasks)
    gone = sum(old.is_sent for plan in plans for old in plan.removed)
    words = []
    if made:
        words.append(f"{counted(made, 'task')} made")
    if gone:
        words.append(f"{counted(gone, 'task')} {'kept there' if keep_in_salesforce else 'deleted'}")
    if not words:
        return f"{place}: nothing is written"
    held = "" if org.is_armed else ", held back: the org is read-only"
    return f"{place}: {', '.join(words)}{held}"


def _day(day: date | None, today: date) -> str:
    return "no date" if day is None else to_long_date(day, today)
