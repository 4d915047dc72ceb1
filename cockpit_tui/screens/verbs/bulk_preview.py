"""What a verb on several CTAs would change, shown before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.permissions import Actor
from cockpit_tui.domain.rows import CtaRow, OrgRow, TaskRow
from cockpit_tui.screens.verbs.acts import CtaAct
from cockpit_widgets.dialogs.preview_body import Preview, PreviewRow

ROWS_SHOWN = 500
"""Beyond them the preview says how many more there are."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was read for a verb on several CTAs."""

    rows: Sequence[CtaRow]
    """All of them."""
    tasks: Sequence[TaskRow]
    """Their tasks."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What will be done: the preview, and the CTAs that it is done to."""

    preview: Preview
    ids: tuple[CtaId, ...]


def plan_bulk(act: CtaAct, bulk: Bulk, actor: Actor, org: OrgRow | None) -> Planned:
    """The preview of one verb on several CTAs.

    Left out are CTAs that have the value already, and those that the person may not change.
    """
    shown: list[PreviewRow] = []
    changing: dict[int, CtaRow] = {}
    same = refused = 0
    for row in bulk.rows:
        old, new = act.change(row)
        is_allowed = actor.may(act.right, "cta", row.owner_id)
        is_same = old == new
        if is_allowed and not is_same:
            changing[row.id] = row
        same += is_allowed and is_same
        refused += not is_allowed
        said = (f"{new} already" if is_same else new) if is_allowed else "not permitted"
        is_left_out = is_same or not is_allowed
        shown.append(PreviewRow(row.name, row.account, old, said, is_left_out=is_left_out))
    touched = [
        task
        for task in bulk.tasks
        if task.cta_id in changing and act.touched(changing[task.cta_id], task)
    ]
    facts = [("Tasks", f"{len(touched):,} {act.tasks_word}" if touched else "none change")]
    facts.append(("Salesforce", _writes(touched, org)))
    facts.append(("Checked", "your rights, and that the values exist here"))
    if org is not None:
        facts.append(("Not checked", "the org's validation rules, triggers and flows"))
    if same:
        facts.append(("Left out", f"{same:,}: so already"))
    if refused:
        missing = f"{act.right} cta of others"
        facts.append(("Left out", f"{refused:,}: it needs the right “{missing}”"))
    if len(shown) > ROWS_SHOWN:
        facts.append(("And", f"{len(shown) - ROWS_SHOWN:,} more CTAs"))
    n = len(changing)
    counted = f"{n:,} CTA{'' if n == 1 else 's'}"
    preview = Preview(
        f"{act.title} of {counted}" if n else f"{act.title}: nothing would change",
        f"{act.verb} {counted}" if n else "",
        tuple(shown[:ROWS_SHOWN]),
        facts=tuple(facts),
        can_undo=n > 0,
    )
    return Planned(preview, tuple(CtaId(cta_id) for cta_id in changing))


def _writes(tasks: Sequence[TaskRow], org: OrgRow | None) -> str:
    if org is None:
        return "no org is connected; nothing is written anywhere else"
    parts = sum(1 for task in tasks for part in task.parts if part.is_synced)
    place = f"{org.name} · {org.kind}"
    if not parts:
        return f"{place}: nothing is written"
    held = "" if org.is_armed else ", held back: the org is read-only"
    return f"{place}: {parts:,} task{'' if parts == 1 else 's'} changed{held}"
