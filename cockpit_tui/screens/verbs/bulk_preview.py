"""What a verb on several CTAs or tasks would change, shown before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from cockpit_tui.domain.days.dates import to_list_date
from cockpit_tui.domain.lists.rows import CtaRow, OrgRow
from cockpit_tui.domain.permissions import Actor, Right, deed_words
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.screens.base.acts import Along, CtaAct, TaskAct
from cockpit_tui.services.permitted import counted
from cockpit_widgets.dialogs.preview_body import Preview, PreviewRow

ROWS_SHOWN = 500
"""Beyond them the preview says how many more there are."""
REASONS_SHOWN = 4
"""Of those for which records are left out."""


class Bulk(Struct, frozen=True):
    """What was read for a verb on several CTAs."""

    rows: Sequence[CtaRow]
    """All of them."""
    tasks: Sequence[TaskRow]
    """Their tasks."""
    refused: Mapping[int, str]
    """Those whose types forbid it, with the rule in words (CD-13)."""


class Planned(Struct, frozen=True):
    """What will be done: the preview, and the records that it is done to."""

    preview: Preview
    ids: tuple[int, ...]


class _Line(Struct, frozen=True):
    """One record, and why it is left out; empty where it changes."""

    id: int
    shown: PreviewRow
    why: str


def plan_bulk(act: CtaAct, bulk: Bulk, actor: Actor, org: OrgRow | None, today: date) -> Planned:
    """The preview of one verb on several CTAs.

    What changes comes first. Left out are CTAs that have the value already, those that the person
    may not change, and those whose types forbid it.
    """
    lines = []
    for row in bulk.rows:
        rule = bulk.refused.get(row.id, "").rstrip(".")
        line = PreviewRow(row.name, row.account, *act.change(row))
        line = replace(line, aside=to_list_date(row.due, today, is_open=row.is_awake))
        refused = _refused(actor, act.right, "cta", row.owner_id)
        lines.append(_line(row.id, line, refused, rule, act.forbids(row)))
    changing = {line.id for line in lines if not line.why}
    rows = {row.id: row for row in bulk.rows}
    touched = [
        task
        for task in bulk.tasks
        if task.cta_id in changing and act.touched(rows[task.cta_id], task)
    ]
    facts = [("Tasks", f"{len(touched):,} {act.tasks_word}" if touched else "none change")]
    facts.append(("Salesforce", _writes(touched, org)))
    facts.append(("Checked", "your rights, the rules of each type, the values"))
    return _planned(act, lines, "CTA", ("CTA", "Customer"), facts, org)


def plan_task_bulk(
    act: TaskAct,
    tasks: Sequence[TaskRow],
    actor: Actor,
    org: OrgRow | None,
    today: date,
    along: Along | None = None,
) -> Planned:
    """The preview of one verb on several tasks (CL-22), made like that on CTAs; `along` is what
    changes beside them."""
    lines = []
    for task in tasks:
        people = [part.assignee_id for part in task.parts]
        line = PreviewRow(task.title, ", ".join(task.assignees), *act.change(task))
        line = replace(line, aside=to_list_date(task.due, today, is_open=not task.is_closed))
        refused = _refused(actor, act.right, "task", *people)
        lines.append(_line(task.id, line, refused, "", act.forbids(task)))
    changing = {line.id for line in lines if not line.why}
    written = [task for task in tasks if act.is_written and task.id in changing]
    facts = [("Along", along.words)] if along is not None and along.words else []
    more = along.mirrored if along is not None else 0
    facts += [("Salesforce", _writes(written, org, more)), ("Checked", "your rights, the values")]
    rows = along.rows if along is not None else ()
    return _planned(act, lines, "task", ("Task", "Assignees"), facts, org, rows)


def _refused(actor: Actor, right: Right, name: str, *owners: int) -> str:
    """That the person may not do it to a record of these owners; empty where they may."""
    if actor.may(right, name, *owners):
        return ""
    return f"your role may not {deed_words([right], name, is_of_others=True)}"


def _line(number: int, line: PreviewRow, refused: str, rule: str, reason: str) -> _Line:
    """The record as it is shown: its change, or in short why it is left out."""
    said, why = line.new, ""
    if refused:
        said, why = "not permitted", refused
    elif line.old == line.new:
        said, why = f"{line.new} already", "so already"
    elif rule:
        said, why = "not allowed", rule
    elif reason:
        said = why = reason
    return _Line(number, replace(line, new=said, is_left_out=bool(why)), why)


def _planned(
    act: CtaAct | TaskAct,
    lines: Sequence[_Line],
    noun: str,
    heads: tuple[str, str],
    facts: list[tuple[str, str]],
    org: OrgRow | None,
    along: Sequence[PreviewRow] = (),
) -> Planned:
    changing = [line for line in lines if not line.why]
    skipped = [line for line in lines if line.why]
    changes = {(line.shown.old, line.shown.new) for line in changing}
    is_alike = len(changes) == 1 < len(changing) and not along

    def row(line: _Line) -> PreviewRow:
        """With the due date where no change takes the room."""
        return line.shown if is_alike else replace(line.shown, aside="")

    shown = [*map(row, changing), *along, *map(row, skipped)]
    if org is not None:
        facts.append(("Not checked", "the org's validation rules, triggers and flows"))
    left_out = Counter(line.why for line in skipped)
    facts += [("Left out", f"{n:,}: {why}") for why, n in left_out.most_common(REASONS_SHOWN)]
    others = sum(left_out.values()) - sum(n for _, n in left_out.most_common(REASONS_SHOWN))
    if others:
        facts.append(("Left out", f"{others:,} more for other reasons"))
    if len(shown) > ROWS_SHOWN:
        facts.append(("And", f"{len(shown) - ROWS_SHOWN:,} more {'rows' if along else noun + 's'}"))
    amount = counted(len(changing), noun)
    of_all = f"{len(changing):,} of {len(lines):,} {noun}s" if skipped else amount
    preview = Preview(
        f"{act.title} of {of_all}" if changing else f"{act.title}: nothing would change",
        f"{act.verb} {amount}" if changing else "",
        tuple(shown[:ROWS_SHOWN]),
        heads=(*heads, "", "Due" if is_alike else ""),
        facts=tuple(facts),
        can_undo=bool(changing),
        change=changes.pop() if is_alike else None,
    )
    return Planned(preview, tuple(line.id for line in changing))


def _writes(tasks: Sequence[TaskRow], org: OrgRow | None, more: int = 0) -> str:
    if org is None:
        return "no org is connected; nothing is written anywhere else"
    parts = more + sum(task.mirrored for task in tasks)
    place = f"{org.name} · {org.kind}"
    if not parts:
        return f"{place}: nothing is written"
    held = "" if org.is_armed else ", held back: the org is read-only"
    return f"{place}: {parts:,} task{'' if parts == 1 else 's'} changed{held}"
