"""The tasks of a CTA, and what is known of one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.strip import Strip

from cockpit_tui.domain.days.dates import WEEKDAYS, to_due_words, to_list_date
from cockpit_tui.domain.ids import PersonId, TaskId
from cockpit_tui.domain.values import SyncState
from cockpit_widgets.cta_list.row_painter import to_initials
from cockpit_widgets.drawing.printable import cut
from cockpit_widgets.drawing.signs import (
    STAGE,
    SYNC,
    SYNC_WORDS,
    WAITS,
    Sign,
    draw,
    glyphs,
    key_for,
)
from cockpit_widgets.drawing.spans import Part, to_cells, wrapped
from cockpit_widgets.panes.facts import to_person
from cockpit_widgets.panes.item_pane import LEFT, Item, ItemPane, PaneLine, TaskItem

if TYPE_CHECKING:
    from cockpit_tui.domain.rows.tasks import TaskRow

NAMES_FROM = 46
"""Room from which assignees are shown by first name instead of initials."""
NAME_CELLS, INITIALS_CELLS = 7, 2
DATE_CELLS = 6
DETAIL_LABEL = 9


def to_task_date(task: TaskRow, today: date) -> str:
    """As in lists; what was due in the last six days and is done keeps its weekday."""
    if task.due is not None and task.is_closed and 0 < (today - task.due).days <= 6:
        return f"{WEEKDAYS[task.due.weekday()]} {task.due.day}"
    return to_list_date(task.due, today, is_open=not task.is_closed)


def to_done(tasks: Sequence[TaskRow]) -> str:
    """`3/5`: done of all; `–` for none."""
    return f"{sum(task.is_closed for task in tasks)}/{len(tasks)}" if tasks else glyphs().dash


def task_lines(
    pane: ItemPane,
    tasks: Sequence[TaskRow],
    width: int,
    today: date,
    marked: Collection[TaskId] = (),
) -> list[PaneLine]:
    """A line for each task; one that says so where there is none, so that what stands below keeps
    its place from one CTA to the next."""
    if not tasks:
        return pane.text("No tasks yet.", width)
    dates = [to_task_date(task, today) for task in tasks]
    date_cells = max([DATE_CELLS, *map(len, dates)])
    return [
        _task_line(pane, task, due, date_cells, width, is_marked=task.id in marked)
        for task, due in zip(tasks, dates, strict=True)
    ]


def _task_line(
    pane: ItemPane, task: TaskRow, due: str, date_cells: int, width: int, *, is_marked: bool
) -> PaneLine:
    item = TaskItem(task.id)
    is_cursor = pane.is_on_cursor(item)
    palette, ground = pane.palette, "mark-ground" if is_marked else "surface"
    if is_cursor:
        ground = "selection"
    is_reversed = is_cursor and not palette.has_grounds

    def segment(text: str, token: str, *, bold: bool = False) -> Segment:
        if is_reversed:
            return Segment(text, palette.reversed_bold if bold else palette.reversed)
        return Segment(text, palette.style(token, ground, bold=bold))

    room = width - LEFT - pane.margin
    people = NAME_CELLS if room >= NAMES_FROM else INITIALS_CELLS
    title = max(4, room - 2 - 1 - 1 - 1 - people - 1 - date_cells)
    stage, stage_token = _stage(task)
    sync, sync_token = SYNC[task.sync_state] if task.parts else ("", "text-faint")
    urgency = "text-muted"
    if due.endswith("late"):
        urgency = "risk"
    elif due == "today" and not task.is_closed:
        urgency = "text"
    segments = [
        pane.bar(segment("", "accent").style or palette.reversed)
        if is_cursor
        else segment(" ", "text"),
        segment(draw("marked"), "mark") if is_marked else segment(" ", "text"),
        segment(draw(stage) + " ", stage_token, bold=is_cursor),
        segment(
            to_cells(task.title, title) + " ",
            "text-muted" if task.is_closed or task.waits_for else "text",
            bold=is_cursor,
        ),
        segment(draw(sync) + " ", sync_token),
        segment(to_cells(_people(task, people), people) + " ", "text-muted"),
        segment(to_cells(due, date_cells, right=True), urgency),
        segment(" " * pane.margin, "text"),
    ]
    return PaneLine(Strip(segments).adjust_cell_length(width, segments[-1].style), item)


def _people(task: TaskRow, cells: int) -> str:
    names = task.assignees
    if not names:
        return ""
    if cells == INITIALS_CELLS:
        return cut(to_initials(names[0]), cells, "") if len(names) == 1 else f"{len(names)}p"
    first = (names[0].split() or [""])[0]
    return first if len(names) == 1 else f"{first[: cells - 3]} +{len(names) - 1}"


def task_detail(
    pane: ItemPane, task: TaskRow, width: int, today: date, me: PersonId | None
) -> list[PaneLine]:
    """Everything about one task: state, date, people, sync and its comments."""
    ink = pane.palette.style
    room = max(4, width - LEFT - pane.margin)
    lines = [
        pane.line([(text, ink("text", bold=True))], width) for text in wrapped(task.title, room)
    ]
    stage, token = _stage(task)
    due = to_due_words(task.due, today, is_open=not task.is_closed)
    late = len(due) > 1 and due[1].endswith("late")
    facts: list[tuple[str, list[Part]]] = [
        ("State", [(f"{draw(stage)} ", ink(token)), (task.status, ink("text"))]),
        *(("Waits", [(f"for {blocker.title}", ink("text"))]) for blocker in task.waits_for),
        ("Due", [(", ".join(due), ink("risk" if late else "text"))]),
        ("Owner" if len(task.parts) == 1 else "Owners", _owners(pane, task, me)),
        ("Priority", [(task.priority, ink("text"))]),
        ("Sync", _sync(pane, task)),
    ]
    for label, value in facts:
        cells = [(to_cells(label, DETAIL_LABEL), ink("text-faint")), *value]
        lines.append(pane.line(cells, width))
    if task.comments.strip():
        lines += [pane.blank(width), *pane.text(task.comments, width)]
    return lines


def _stage(task: TaskRow) -> Sign:
    """The sign of its stage; a task that waits has one of its own."""
    return WAITS if task.waits_for else STAGE[task.stage]


def _owners(pane: ItemPane, task: TaskRow, me: PersonId | None) -> list[Part]:
    ink = pane.palette.style
    parts: list[Part] = []
    for part in task.parts:
        name = to_person(part.assignee, part.assignee_id, me)
        parts.append((f"{', ' if parts else ''}{name}", ink("text")))
        if part.is_closed and len(task.parts) > 1:
            parts.append((f" {glyphs().task_done}", ink("success")))
    return parts or [("nobody", ink("text-muted"))]


def _sync(pane: ItemPane, task: TaskRow) -> list[Part]:
    ink = pane.palette.style
    state = task.sync_state if task.parts else SyncState.LOCAL
    sign, token = SYNC[state]
    count = len(task.waiting_fields)
    if count and state in (SyncState.PENDING, SyncState.WOULD_WRITE):
        words = ", ".join(task.waiting_fields)
        if count > 2:
            words = f"{count} fields"
        words += " waits" if count == 1 else " wait"
    else:
        words = SYNC_WORDS[state]
        if state is SyncState.CONFLICT:
            words += f"; {key_for('sync.open', 'X')} settles it"
    return [(f"{draw(sign)} {words}" if sign else words, ink(token if sign else "text-muted"))]


def chosen_task(tasks: Sequence[TaskRow], cursor: Item | None) -> TaskRow | None:
    """The task under the cursor, else the next one to do, else the first."""
    for task in tasks:
        if TaskItem(task.id) == cursor:
            return task
    from cockpit_tui.domain.rows.tasks import first_to_do

    return first_to_do(tasks) or (tasks[0] if tasks else None)


def next_item(tasks: Sequence[TaskRow]) -> Item | None:
    """The task that is to be done next, to stand on."""
    from cockpit_tui.domain.rows.tasks import first_to_do

    following = first_to_do(tasks)
    return None if following is None else TaskItem(following.id)
