"""The band that says what to do next for a CTA, and by which key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from cockpit_widgets.drawing.signs import glyphs, key_for
from cockpit_widgets.drawing.spans import Part, to_cells
from cockpit_widgets.panes.item_pane import ActivityItem, ItemPane, PaneLine, TaskItem
from cockpit_widgets.panes.task_list import to_task_date

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.ctas import CtaDetail

NEXT_INDENT = 6


def next_lines(pane: ItemPane, detail: CtaDetail, width: int, today: date) -> list[PaneLine]:
    """The band that says what to do, and by which key: on a task or an activity the CTA's keys are
    not at hand, and Esc comes first."""
    palette, ground = pane.palette, "selection-off"
    bold = palette.style("text", ground, bold=True)
    task = detail.next_task
    when: list[Part] = []
    is_beside = pane.has_focus and isinstance(pane.cursor, TaskItem | ActivityItem)
    first = "Esc, then " if is_beside else ""
    if detail.row.is_closed:
        what, how = detail.row.status, f"{first}{key_for('record.reopen', 'C')} reopens it"
    elif task is not None:
        what = task.title
        step = f"step {detail.tasks.index(task) + 1} of {len(detail.tasks)}"
        how = f"{step} {glyphs().separator} {key_for('task.do_next', 'D')} completes it"
        due = to_task_date(task, today)
        token = "risk" if due.endswith("late") else "text"
        when = [(due, palette.style(token, ground, bold=True))]
    elif detail.tasks:
        what, how = (
            f"All {len(detail.tasks)} tasks are done",
            f"{first}{key_for('record.close', 'c')} closes the CTA",
        )
    else:
        what, how = "No task yet", f"{key_for('task.add', 't')} adds one"
    label = to_cells("Next", NEXT_INDENT)
    head: list[Part] = [(label, palette.accent_words(ground)), (what, bold)]
    foot: list[Part] = [(" " * NEXT_INDENT + how, palette.style("text-muted", ground))]
    return [pane.line(head, width, when, ground), pane.line(foot, width, (), ground)]
