"""Verbs on playbooks and their steps: the usual keys, on templates instead of tasks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from cockpit_tui.commands import Where
from cockpit_tui.domain.days.working_days import MOST_DAYS
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import PersonId, StepId, ValueId
from cockpit_tui.domain.playbook_files import NAME_LENGTH, TEXT_LENGTH, TITLE_LENGTH
from cockpit_tui.domain.playbooks import OwnerRole, PlaybookRow, StepRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.verbs.filling import filled
from cockpit_tui.screens.verbs.saving_texts import Save, save_texts
from cockpit_tui.screens.verbs.verb_runner import VerbRunner
from cockpit_tui.services.permitted import Done
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.form_fields import FieldKind, FormField
from cockpit_widgets.dialogs.picker import Picker
from cockpit_widgets.dialogs.text_dialog import TextDialog

if TYPE_CHECKING:
    from cockpit_tui.screens.over.playbooks import PlaybooksScreen

ANY = 0
"""No value: every type, or the CTA's own priority. Forms have no choice that is None."""


class PlaybookEdits:
    """What the keys do on the screen of playbooks."""

    def __init__(self, screen: PlaybooksScreen, runner: VerbRunner) -> None:
        self.screen = screen
        self.run = runner

    def handlers(self) -> Handlers:
        on_both: dict[str, tuple[Callable[[], Awaitable[None]], Callable[[], Awaitable[None]]]] = {
            "record.edit": (self.edit_playbook, self.edit_step),
            "record.delete": (self.delete_playbook, self.delete_step),
            "record.comment": (self.describe_playbook, self.describe_step),
        }
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "cta.add": self.add_playbook,
            "task.add": self.add_step,
            "cta.type": self.playbook_type,
            "record.status": self.switch_playbook,
            "record.due": self.step_day,
            "record.owner": self.step_owner,
            "record.priority": self.step_priority,
            "task.sync": partial(self._set_mirrored, is_mirrored=True),
            "task.desync": partial(self._set_mirrored, is_mirrored=False),
            "step.up": partial(self._move, -1),
            "step.down": partial(self._move, 1),
        }
        return {
            **{name: partial(self._either, *pair) for name, pair in on_both.items()},
            **{name: partial(self.run.start, verb) for name, verb in verbs.items()},
        }

    def _either(
        self, on_playbook: Callable[[], Awaitable[None]], on_step: Callable[[], Awaitable[None]]
    ) -> None:
        self.run.start(on_step if self.screen.where is Where.STEPS else on_playbook)

    # Playbooks

    async def add_playbook(self) -> None:
        found = await filled(
            self.run,
            "New playbook",
            await self._playbook_fields(None),
            "Add playbook",
            check=_complaints,
        )
        if found is None:
            return
        edits = self.run.session.playbook_edits
        name, type_id = str(found["name"]), _value(found["type_id"])
        description = str(found["description"])
        self._save_new(lambda: edits.add(name, type_id, description))

    async def edit_playbook(self) -> None:
        playbook = self.screen.playbook
        found = await filled(
            self.run,
            "Edit playbook",
            await self._playbook_fields(playbook),
            "Save",
            check=_complaints,
        )
        if found is None:
            return
        changes = {
            "name": str(found["name"]),
            "type_id": _value(found["type_id"]),
            "description": str(found["description"]),
            "is_active": bool(found["is_active"]),
        }
        await self._edit(playbook, changes)

    async def _edit(self, playbook: PlaybookRow, changes: Mapping[str, Any]) -> None:
        edits = self.run.session.playbook_edits
        self._save(playbook, changes, lambda now, since: edits.edit(playbook.id, now, since=since))

    def _save(self, before: PlaybookRow | StepRow, values: Mapping[str, Any], save: Save) -> None:
        """Only what differs, so that nothing is written that nobody changed."""
        changes = {key: new for key, new in values.items() if new != getattr(before, key, None)}
        if changes:
            since = {"description": before.description}
            save_texts(self.run, save, changes, since, limit=TEXT_LENGTH)
        else:
            self.screen.tell_news("Nothing had to change.")

    async def switch_playbook(self) -> None:
        """TP-10: an inactive one is kept and not offered."""
        playbook = self.screen.playbook
        answer = await self.run.choose(
            playbook.name,
            [("active", "a", "Active: offered"), ("inactive", "i", "Inactive: kept, not offered")],
        )
        if answer is not None:
            await self._edit(playbook, {"is_active": answer == "active"})

    async def playbook_type(self) -> None:
        playbook = self.screen.playbook
        chosen = await self._pick("For CTAs of type", await self._types(), playbook.type_id or ANY)
        if chosen is not None:
            await self._edit(playbook, {"type_id": _value(chosen)})

    async def describe_playbook(self) -> None:
        playbook = self.screen.playbook
        text = await self._long_text("Description", playbook.description)
        if text is not None:
            await self._edit(playbook, {"description": text})

    async def delete_playbook(self) -> None:
        playbook, edits = self.screen.playbook, self.run.session.playbook_edits
        self.run.save(lambda: edits.delete(playbook.id))

    # Steps

    async def add_step(self) -> None:
        from cockpit_tui.services.playbook_editing import NewStep

        playbook, edits = self.screen.playbook, self.run.session.playbook_edits
        fields = await self._step_fields(playbook, None)
        found = await filled(
            self.run, "New step", fields, "Add step", aside=playbook.name, check=_complaints
        )
        if found is None:
            return
        self.screen.open_steps()
        new = NewStep(**_step_values(found))
        self._save_new(lambda: edits.add_step(playbook.id, new))

    async def edit_step(self) -> None:
        playbook, step = self.screen.playbook, self.screen.step
        fields = await self._step_fields(playbook, step)
        found = await filled(
            self.run, "Edit step", fields, "Save", aside=playbook.name, check=_complaints
        )
        if found is not None:
            self._save_step(step, _step_values(found))

    def _save_step(self, step: StepRow, changes: Mapping[str, Any]) -> None:
        edits = self.run.session.playbook_edits
        self._save(step, changes, lambda now, since: edits.edit_step(step.id, now, since=since))

    async def step_day(self) -> None:
        step = self.screen.step
        text = await self.run.ask(
            TextDialog(
                "Day",
                str(step.day),
                note="working days after the playbook is applied",
                check=_day_complaint,
                anchor=self.screen.cursor_line,
            )
        )
        if text is not None:
            self._save_step(step, {"day": int(text)})

    async def step_owner(self) -> None:
        step = self.screen.step
        chosen = await self._pick("Owner", await self._owners(), _owner_of(step))
        if chosen is not None:
            self._save_step(step, _owner_values(str(chosen)))

    async def step_priority(self) -> None:
        step = self.screen.step
        chosen = await self._pick("Priority", await self._priorities(), step.priority_id or ANY)
        if chosen is not None:
            self._save_step(step, {"priority_id": _value(chosen)})

    async def describe_step(self) -> None:
        step = self.screen.step
        text = await self._long_text("Description", step.description)
        if text is not None:
            self._save_step(step, {"description": text})

    async def delete_step(self) -> None:
        step, edits = self.screen.step, self.run.session.playbook_edits
        self.run.save(lambda: edits.delete_step(step.id))

    async def _set_mirrored(self, *, is_mirrored: bool) -> None:
        self._save_step(self.screen.step, {"is_mirrored": is_mirrored})

    async def _move(self, by: int) -> None:
        playbook, step = self.screen.playbook, self.screen.step
        place = playbook.number_of(step.id) - 1 + by
        if not 0 <= place < len(playbook.steps):
            raise CockpitError("The step stands at the end already.")
        self._save_step(step, {"place": place})

    # Asking

    def _save_new(self, work: Callable[[], Done]) -> None:
        """Saves what was made, and puts the cursor on it."""

        def make() -> Done:
            done = work()
            self.screen.expect(done.ids[0])
            return done

        self.run.save(make)

    async def _pick(
        self, title: str, choices: Sequence[Choice[object]], current: object
    ) -> object | None:
        anchor = self.screen.cursor_line
        return await self.run.ask(Picker(title, choices, current=current, anchor=anchor))

    async def _long_text(self, title: str, text: str) -> str | None:
        return await self.run.ask(TextDialog(title, text, is_long=True, limit=TEXT_LENGTH))

    async def _playbook_fields(self, playbook: PlaybookRow | None) -> list[FormField]:
        fields = [
            FormField(
                "name",
                "Name",
                value=playbook.name if playbook else "",
                is_required=True,
                limit=NAME_LENGTH,
            ),
            FormField(
                "type_id",
                "For",
                FieldKind.CHOICE,
                (playbook.type_id if playbook else None) or ANY,
                tuple(await self._types()),
            ),
            FormField(
                "description",
                "Description",
                FieldKind.LONG,
                playbook.description if playbook else "",
                limit=TEXT_LENGTH,
            ),
        ]
        if playbook is not None:
            states = (Choice[object](1, "active: offered"), Choice[object](ANY, "inactive: kept"))
            now = int(playbook.is_active)
            fields.insert(2, FormField("is_active", "State", FieldKind.CHOICE, now, states))
        return fields

    async def _step_fields(self, playbook: PlaybookRow, step: StepRow | None) -> list[FormField]:
        place = playbook.number_of(step.id) - 1 if step else len(playbook.steps)
        earlier = tuple(
            Choice[object](row.id, f"{number} {row.title}")
            for number, row in enumerate(playbook.steps[:place], 1)
        )
        day = step.day if step else playbook.last_day
        mirrored = (Choice[object](1, "to Salesforce"), Choice[object](ANY, "no"))
        return [
            FormField(
                "title",
                "Title",
                value=step.title if step else "",
                is_required=True,
                limit=TITLE_LENGTH,
            ),
            FormField("day", "Day", value=str(day), is_required=True, note="working days"),
            FormField(
                "owner",
                "Owner",
                FieldKind.CHOICE,
                _owner_of(step) if step else OwnerRole.CTA_OWNER.value,
                tuple(await self._owners()),
            ),
            FormField(
                "priority_id",
                "Priority",
                FieldKind.CHOICE,
                (step.priority_id if step else None) or ANY,
                tuple(await self._priorities()),
            ),
            FormField(
                "after",
                "After",
                FieldKind.SEVERAL,
                step.after if step else (),
                earlier,
                refusal="" if earlier else "no step comes before",
            ),
            FormField(
                "is_mirrored",
                "Mirror",
                FieldKind.CHOICE,
                int(bool(step and step.is_mirrored)),
                mirrored,
            ),
            FormField(
                "description",
                "Description",
                FieldKind.LONG,
                step.description if step else "",
                limit=TEXT_LENGTH,
            ),
        ]

    async def _types(self) -> list[Choice[object]]:
        return await self._values(Picklist.CTA_TYPE, "every type")

    async def _priorities(self) -> list[Choice[object]]:
        return await self._values(Picklist.PRIORITY, "the CTA's")

    async def _values(self, picklist: Picklist, nothing: str) -> list[Choice[object]]:
        values = await self.run.read(lambda: self.run.session.views.values(picklist))
        return [Choice(ANY, nothing), *(Choice[object](value.id, value.label) for value in values)]

    async def _owners(self) -> list[Choice[object]]:
        people = await self.run.read(lambda: self.run.session.views.people())
        roles = [role for role in OwnerRole if role is not OwnerRole.PERSON]
        return [
            *(Choice[object](role.value, role.label) for role in roles),
            *(
                Choice[object](str(person.id), person.name, detail=person.title)
                for person in people
            ),
        ]


def _value(chosen: object) -> ValueId | None:
    return None if chosen in (ANY, None) else ValueId(cast("int", chosen))


def _owner_of(step: StepRow) -> str:
    """The choice of an owner: a role, or a person's id."""
    return step.role.value if step.person_id is None else str(step.person_id)


def _owner_values(choice: str) -> dict[str, Any]:
    if choice.isdigit():
        return {"role": OwnerRole.PERSON, "person_id": PersonId(int(choice))}
    return {"role": OwnerRole(choice), "person_id": None}


def _step_values(found: Mapping[str, object]) -> dict[str, Any]:
    return {
        "title": str(found["title"]),
        "day": int(str(found["day"])),
        **_owner_values(str(found["owner"])),
        "priority_id": _value(found["priority_id"]),
        "after": tuple(StepId(step) for step in cast("tuple[int, ...]", found["after"])),
        "is_mirrored": bool(found["is_mirrored"]),
        "description": str(found["description"]),
    }


def _complaints(values: Mapping[str, object]) -> dict[str, str]:
    complaint = _day_complaint(str(values["day"])) if "day" in values else ""
    return {"day": complaint} if complaint else {}


def _day_complaint(text: str) -> str:
    word = text.strip()
    if not (word.isascii() and word.isdigit() and len(word) <= 4 and int(word) <= MOST_DAYS):
        return f"a number from 0 to {MOST_DAYS}"
    return ""
