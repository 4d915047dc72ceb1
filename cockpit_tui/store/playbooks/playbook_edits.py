"""Edits of playbooks and their steps, within a unit of work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from cockpit_tui.domain.errors import InvalidInput, NotFound
from cockpit_tui.domain.ids import PlaybookId, StepId
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookDraft, StepDraft
from cockpit_tui.domain.text import folded
from cockpit_tui.domain.values import Picklist
from cockpit_tui.store.encoding import Record
from cockpit_tui.store.records.lookup import find_person
from cockpit_tui.store.tables import schema
from cockpit_tui.store.tables.playbook_schema import playbook, playbook_step, step_blocker
from cockpit_tui.store.work.unit_of_work import UnitOfWork


def require_free_name(work: UnitOfWork, name: str, own: PlaybookId | None = None) -> None:
    """Raises InvalidInput where another playbook has the name; case and accents do not count."""
    for row in work.connection.execute(select(playbook.c.id, playbook.c.name)):
        if row.id != own and folded(row.name) == folded(name):
            raise InvalidInput(f"There is a playbook “{row.name}” already.", "Choose another name.")


def named_playbook(work: UnitOfWork, name: str) -> PlaybookId | None:
    """The playbook of exactly that name; case and accents do not count."""
    for row in work.connection.execute(select(playbook.c.id, playbook.c.name)):
        if folded(row.name) == folded(name):
            return PlaybookId(row.id)
    return None


def ordered_steps(work: UnitOfWork, playbook_id: int) -> list[Record]:
    """The playbook's steps in their order."""
    rows = work.rows(playbook_step, playbook_id=playbook_id)
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def add_step(work: UnitOfWork, playbook_id: PlaybookId, values: Mapping[str, Any]) -> StepId:
    """A step at the end; its id. `after` in `values` holds the steps that it waits for."""
    own = {name: value for name, value in values.items() if name != "after"}
    last = max((row["position"] for row in ordered_steps(work, playbook_id)), default=-1)
    row = {**own, "playbook_id": playbook_id, "position": last + 1}
    step_id = StepId(work.insert(playbook_step, row))
    set_after(work, step_id, values.get("after", ()))
    return step_id


def set_after(work: UnitOfWork, step_id: StepId, after: Iterable[StepId]) -> None:
    """From now on the step waits for exactly these; `require_order` checks them afterwards."""
    wanted = list(dict.fromkeys(after))
    there = {row["blocker_id"]: row["id"] for row in work.rows(step_blocker, step_id=step_id)}
    for blocker_id, row_id in there.items():
        if blocker_id not in wanted:
            work.delete(step_blocker, row_id)
    for blocker_id in wanted:
        if blocker_id not in there:
            work.insert(step_blocker, {"step_id": step_id, "blocker_id": blocker_id})


def require_order(work: UnitOfWork, playbook_id: int) -> None:
    """Raises InvalidInput where a step waits for one that does not come before it."""
    steps = ordered_steps(work, playbook_id)
    places = {row["id"]: place for place, row in enumerate(steps)}
    for place, row in enumerate(steps):
        for blocker in work.rows(step_blocker, step_id=row["id"]):
            if places.get(blocker["blocker_id"], place) >= place:
                raise InvalidInput(
                    f"“{row['title']}” would wait for a step that does not come before it.",
                    "Nothing was changed. A step waits for earlier steps alone.",
                )


def move_step(work: UnitOfWork, step_id: StepId, place: int) -> None:
    """Puts the step at a place from 0, and the others close up; `require_order` checks it."""
    playbook_id = work.row(playbook_step, step_id)["playbook_id"]
    ids = [row["id"] for row in ordered_steps(work, playbook_id)]
    ids.remove(step_id)
    ids.insert(max(0, min(place, len(ids))), step_id)
    for position, row_id in enumerate(ids):
        work.update(playbook_step, row_id, {"position": position})


def delete_step(work: UnitOfWork, step_id: StepId) -> None:
    """Removes the step; nothing waits for it any more."""
    for column in ("step_id", "blocker_id"):
        for blocker in work.rows(step_blocker, **{column: step_id}):
            work.delete(step_blocker, blocker["id"])
    work.delete(playbook_step, step_id)


def delete_steps(work: UnitOfWork, playbook_id: PlaybookId) -> None:
    """Removes all steps of a playbook."""
    for row in reversed(ordered_steps(work, playbook_id)):
        delete_step(work, StepId(row["id"]))


def write_draft(
    work: UnitOfWork, draft: PlaybookDraft, existing: PlaybookId | None, where: str
) -> PlaybookId:
    """A playbook from a file: a new one, or `existing` with other steps.

    Raises InvalidInput, naming the place, for a type, priority or person that is not known here.
    """
    type_id = _value(work, Picklist.CTA_TYPE, draft.type, where) if draft.type else None
    values = {
        "name": draft.name,
        "description": draft.description,
        "type_id": type_id,
        "is_active": draft.is_active,
    }
    if existing is None:
        playbook_id = PlaybookId(work.insert(playbook, {**values, "source": "person"}))
    else:
        playbook_id = existing
        work.update(playbook, playbook_id, values)
        delete_steps(work, playbook_id)
    made: list[StepId] = []
    for number, step in enumerate(draft.steps, 1):
        place = f"{where}, step {number}"
        after = [made[earlier - 1] for earlier in step.after]
        made.append(add_step(work, playbook_id, {**_step(work, step, place), "after": after}))
    return playbook_id


def _step(work: UnitOfWork, step: StepDraft, where: str) -> dict[str, Any]:
    role, person_id = role_of(work, step.owner, where)
    priority = _value(work, Picklist.PRIORITY, step.priority, where) if step.priority else None
    return {
        "title": step.title,
        "day": step.day,
        "role": role.value,
        "person_id": person_id,
        "priority_id": priority,
        "description": step.description,
        "is_mirrored": step.is_mirrored,
    }


def role_of(work: UnitOfWork, word: str, where: str) -> tuple[OwnerRole, int | None]:
    """A role, or a person by name, e-mail or id; raises InvalidInput for neither."""
    roles = [role.value for role in OwnerRole if role is not OwnerRole.PERSON]
    if word in roles:
        return OwnerRole(word), None
    try:
        return OwnerRole.PERSON, find_person(work.connection, word)
    except (NotFound, InvalidInput) as error:
        raise InvalidInput(
            f"{where}: “{word}” is neither a role nor one person here.",
            f"Roles: {', '.join(roles)}. {error.hint}".strip(),
        ) from error


def _value(work: UnitOfWork, picklist: Picklist, label: str, where: str) -> int:
    rows: Sequence[Record] = work.rows(schema.picklist_value, picklist=picklist.value)
    active = [row for row in rows if row["is_active"]]
    for row in active:
        if folded(row["label"]) == folded(label):
            return int(row["id"])
    what = picklist.value.removeprefix("cta_")
    labels = ", ".join(row["label"] for row in active)
    raise InvalidInput(f"{where}: “{label}” is no {what} of this workspace.", f"It has {labels}.")
