"""Making and changing playbooks; what is applied already stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.ids import PersonId, PlaybookId, StepId, ValueId
from cockpit_tui.domain.permissions import Right
from cockpit_tui.domain.playbook_files import (
    MOST_STEPS,
    NAME_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    checked_day,
    checked_text,
)
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookDraft
from cockpit_tui.services.long_texts import joined
from cockpit_tui.services.permitted import Done, Service, counted, requires
from cockpit_tui.store.playbooks import playbook_edits
from cockpit_tui.store.tables.playbook_schema import playbook, playbook_step


class NewStep(Struct, frozen=True):
    """A step to be made."""

    title: str
    day: int = 0
    role: OwnerRole = OwnerRole.CTA_OWNER
    person_id: PersonId | None = None
    priority_id: ValueId | None = None
    description: str = ""
    is_mirrored: bool = False
    after: tuple[StepId, ...] = ()
    place: int | None = None
    """Where it goes, from 0; None for the end."""


class PlaybookEditService(Service):
    """Every edit of playbooks. Each call is one batch: one undo takes it back."""

    @requires(Right.CREATE, "playbook")
    def add(self, name: str, type_id: ValueId | None = None, description: str = "") -> Done:
        """A playbook without steps, active; its id is `ids[0]`. Raises InvalidInput."""
        checked = _name(name)
        with self.work(f"Added playbook “{checked}”") as work:
            playbook_edits.require_free_name(work, checked)
            playbook_id = work.insert(
                playbook,
                {
                    "name": checked,
                    "type_id": type_id,
                    "description": checked_text(description, TEXT_LENGTH, "The description"),
                },
            )
        return Done(work.label, (playbook_id,), work.batch_id)

    @requires(Right.EDIT, "playbook")
    def edit(
        self,
        playbook_id: PlaybookId,
        changes: Mapping[str, Any],
        *,
        since: Mapping[str, str] = MappingProxyType({}),
    ) -> Done:
        """Writes name, description, type_id (None for every type) or is_active (TP-10). `since`:
        the description as it was when the edit began; raises WrittenMeanwhile."""
        with self.work("Edited playbook") as work:
            work.know(playbook, "id", [playbook_id])
            before = work.row(playbook, playbook_id)
            joint, notes = joined(work, "playbook", before, changes, since)
            written = dict(joint)
            if "name" in written:
                written["name"] = _name(written["name"])
            if "description" in written:
                text = written["description"]
                written["description"] = checked_text(text, TEXT_LENGTH, "The description")
            if "name" in written:
                playbook_edits.require_free_name(work, written["name"], playbook_id)
            work.update(playbook, playbook_id, written)
            work.label = f"Edited playbook “{before['name']}”"
        return Done(work.label, (playbook_id,), work.batch_id, notes)

    @requires(Right.DELETE, "playbook")
    def delete(self, playbook_id: PlaybookId) -> Done:
        """Removes the playbook with its steps; tasks that it made stay."""
        with self.work("Deleted playbook") as work:
            before = work.row(playbook, playbook_id)
            playbook_edits.delete_steps(work, playbook_id)
            work.delete(playbook, playbook_id)
            work.label = f"Deleted playbook “{before['name']}”"
        return Done(work.label, (playbook_id,), work.batch_id)

    @requires(Right.EDIT, "playbook")
    def add_step(self, playbook_id: PlaybookId, new: NewStep) -> Done:
        """A step at its place, or at the end; its id is `ids[0]`. Raises InvalidInput."""
        with self.work("Added step") as work:
            if len(playbook_edits.ordered_steps(work, playbook_id)) >= MOST_STEPS:
                raise InvalidInput(f"A playbook has at most {MOST_STEPS} steps.")
            values = _checked_step(
                {
                    "title": new.title,
                    "day": new.day,
                    "role": new.role,
                    "person_id": new.person_id,
                    "priority_id": new.priority_id,
                    "description": new.description,
                    "is_mirrored": new.is_mirrored,
                }
            )
            whole = {**values, "after": new.after}
            step_id = playbook_edits.add_step(work, playbook_id, whole)
            if new.place is not None:
                playbook_edits.move_step(work, step_id, new.place)
            playbook_edits.require_order(work, playbook_id)
            work.label = f"Added step “{values['title']}”"
        return Done(work.label, (step_id,), work.batch_id)

    @requires(Right.EDIT, "playbook")
    def edit_step(
        self,
        step_id: StepId,
        changes: Mapping[str, Any],
        *,
        since: Mapping[str, str] = MappingProxyType({}),
    ) -> Done:
        """Writes title, day, role with person_id, priority_id (None: the CTA's), description,
        is_mirrored, after (earlier steps), or place (from 0; the others close up).

        `since`: the description as it was when the edit began; raises WrittenMeanwhile. Raises
        InvalidInput, also where the step would stand before what it waits for.
        """
        apart = ("after", "place")
        with self.work("Edited step") as work:
            work.know(playbook_step, "id", [step_id])
            before = work.row(playbook_step, step_id)
            joint, notes = joined(work, "playbook_step", before, changes, since)
            own = _checked_step({name: v for name, v in joint.items() if name not in apart})
            work.update(playbook_step, step_id, own)
            if "place" in changes:
                playbook_edits.move_step(work, step_id, changes["place"])
            if "after" in changes:
                playbook_edits.set_after(work, step_id, changes["after"])
            playbook_edits.require_order(work, before["playbook_id"])
            work.label = f"Edited step “{before['title']}”"
        return Done(work.label, (step_id,), work.batch_id, notes)

    @requires(Right.EDIT, "playbook")
    def delete_step(self, step_id: StepId) -> Done:
        """Removes a step; nothing waits for it any more."""
        with self.work("Deleted step") as work:
            before = work.row(playbook_step, step_id)
            playbook_edits.delete_step(work, step_id)
            work.label = f"Deleted step “{before['title']}”"
        return Done(work.label, (step_id,), work.batch_id)

    @requires(Right.CREATE, "playbook")
    def bring_in(
        self, drafts: Sequence[PlaybookDraft], source: str, *, is_replacing: bool = False
    ) -> Done:
        """Playbooks from a file, all or none, in one batch; their ids are `ids`.

        One whose name is taken is refused, or (`is_replacing`) takes the place of the one there.
        Raises InvalidInput, naming `source` and the place, for values that are not known here.
        """
        if is_replacing:
            self.actor.require(Right.EDIT, "playbook")
        made: list[int] = []
        with self.work(f"Imported {counted(len(drafts), 'playbook')}") as work:
            for number, draft in enumerate(drafts, 1):
                where = f"{source}, playbook {number} (“{draft.name}”)"
                existing = playbook_edits.named_playbook(work, draft.name)
                if existing is not None and not is_replacing:
                    raise InvalidInput(
                        f"There is a playbook “{draft.name}” already. Nothing was added.",
                        "`--replace` puts the file's in its place.",
                    )
                made.append(playbook_edits.write_draft(work, draft, existing, where))
            if len(drafts) == 1:
                work.label = f"Imported playbook “{drafts[0].name}”"
        return Done(work.label, tuple(made), work.batch_id)


def _name(name: str) -> str:
    text = " ".join(name.split())
    return checked_text(text, NAME_LENGTH, "The playbook's name", is_required=True)


def _checked_step(changes: Mapping[str, Any]) -> dict[str, Any]:
    checked = dict(changes)
    if "title" in checked:
        title = " ".join(checked["title"].split())
        checked["title"] = checked_text(title, TITLE_LENGTH, "The step's title", is_required=True)
    if "day" in checked:
        checked["day"] = checked_day(checked["day"], "The step's day")
    if "description" in checked:
        checked["description"] = checked_text(
            checked["description"], TEXT_LENGTH, "The description"
        )
    if "role" in checked:
        role = OwnerRole(checked["role"])
        checked["role"] = role.value
        if role is not OwnerRole.PERSON:
            checked["person_id"] = None
        elif checked.get("person_id") is None:
            raise InvalidInput("Who gets the task?", "Name a person, or take a role.")
    return checked
