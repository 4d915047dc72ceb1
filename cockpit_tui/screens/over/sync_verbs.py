"""Verbs of the sync screen: settling conflicts, and what becomes of refused and doubtful edits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from cockpit_tui.commands import Where
from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import PersonId, ValueId, to_task_word
from cockpit_tui.domain.line_merge import LONGEST_TEXT
from cockpit_tui.domain.rows.mirror import ConflictField, ConflictRecord
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.screens.over.sync_words import conflict_facts
from cockpit_tui.screens.verbs.recalling import Recalling
from cockpit_tui.services.ctas import NAME_LENGTH
from cockpit_widgets.dialogs.text_dialog import TextDialog

if TYPE_CHECKING:
    from cockpit_tui.screens.over.sync import SyncScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner
    from cockpit_tui.store.mirror.conflicts import Choice, Decision

OWN = "own"


class OwnValue(Struct, frozen=True):
    """What somebody wrote in place of both: as it is kept, and in words."""

    value: str | int | None
    words: str


class SyncVerbs:
    """On what is under the cursor of the sync screen's list, or of a conflict's fields."""

    def __init__(self, screen: SyncScreen, runner: VerbRunner) -> None:
        self.screen = screen
        self.run = runner
        self.ticked: dict[int, str] = {}
        """Conflict → the side that was chosen here and is not saved yet."""
        self.own: dict[int, OwnValue] = {}

    def handlers(self) -> Handlers:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "record.open": self.screen.open_record,
            "task.sync": self.send_again,
            "record.delete": self.drop,
            "record.edit": self.write_own,
            "record.explain": self.explain,
        }
        return {
            **{name: partial(self.run.start, verb) for name, verb in verbs.items()},
            "conflict.mine": partial(self.tick, "mine"),
            "conflict.theirs": partial(self.tick, "theirs"),
            "conflict.both": partial(self.tick, "both"),
        }

    # Conflicts

    def taken(self, record: ConflictRecord) -> dict[int, str]:
        """What each field has: what was ticked here, else what stands now."""
        return {field.id: self.ticked.get(field.id, field.taken) for field in record.fields}

    def own_words(self) -> Mapping[int, str]:
        """What was written in place of both sides, by conflict."""
        return {number: own.words for number, own in self.own.items()}

    def forget(self) -> bool:
        """Takes back what is ticked and not saved; False when nothing is."""
        was_ticked = bool(self.ticked)
        self.ticked, self.own = {}, {}
        return was_ticked

    def tick(self, choice: Choice) -> None:
        """Takes a value of the field under the cursor, and goes on to the next field."""
        record, field = self.screen.record, self.screen.conflict.field
        if record is None or field is None:
            return
        self.ticked[field.id] = choice
        self.screen.show_ticked(is_last=field is record.fields[-1])

    def save(self) -> None:
        """Settles what is ticked of the record under the cursor, as one batch."""
        record = self.screen.record
        if record is None:
            return
        taken = self.taken(record)
        decisions = [
            self._decision(field, taken[field.id]) for field in record.fields if taken[field.id]
        ]
        if not decisions:
            raise CockpitError("Nothing is ticked yet.", "← takes mine, → theirs.")
        mirror = self.run.session.mirror
        ids = [field.id for field in record.fields]
        ticked = {number: self.ticked.pop(number) for number in ids if number in self.ticked}
        own = {number: self.own.pop(number) for number in ids if number in self.own}

        def keep(_: CockpitError) -> bool:
            """What was not saved is ticked still; what was ticked meanwhile is newer."""
            self.ticked = {**ticked, **self.ticked}
            self.own = {**own, **self.own}
            if self.screen.is_open:
                self.screen.show_record()
            return False

        self.run.save(lambda: mirror.settle(decisions), otherwise=keep)

    def _decision(self, field: ConflictField, choice: str) -> Decision:
        from cockpit_tui.store.mirror.conflicts import Decision

        match choice:
            case "both":
                return Decision(field.id, "both", field.both)
            case "own":
                return Decision(field.id, "own", self.own[field.id].value)
            case "mine":
                return Decision(field.id, "mine")
            case _:
                return Decision(field.id, "theirs")

    async def write_own(self) -> None:
        """A value in place of both; it is ticked, and saved with the rest."""
        field = self.screen.conflict.field
        if field is None:
            return
        own = await self._own_value(field)
        if own is not None:
            self.own[field.id] = own
            self.tick("own")

    async def _own_value(self, field: ConflictField) -> OwnValue | None:
        run, raw = self.run, field.raw
        match field.field:
            case "title" | "comments":
                text = await run.ask(
                    TextDialog(
                        f"{field.label}, in place of both",
                        field.both or str(raw or ""),
                        verb="Take",
                        is_long=field.field == "comments",
                        limit=LONGEST_TEXT if field.field == "comments" else NAME_LENGTH,
                    )
                )
                return None if text is None else OwnValue(text, text)
            case "due":
                current = date.fromisoformat(str(raw)) if raw else None
                day = await run.pick_date(field.label, current)
                return None if day is None else OwnValue(day.isoformat(), self._day(day))
            case "status_id" | "priority_id":
                is_status = field.field == "status_id"
                picklist = Picklist.TASK_STATUS if is_status else Picklist.PRIORITY
                current_id = ValueId(raw) if isinstance(raw, int) else None
                value = await run.pick_value(picklist, field.label, current_id)
                return None if value is None else OwnValue(value.id, value.label)
            case "assignee_id":
                now = (PersonId(raw),) if isinstance(raw, int) else ()
                person = await run.pick_person(field.label, now)
                return None if person is None else OwnValue(person.id, person.name)
            case "contact_id":
                raise CockpitError(
                    "A contact is not written by hand here. Nothing was changed.",
                    f"← → take a side; `cockpit conflict resolve {field.id} --value NAME` another.",
                )
        raise CockpitError(
            "A record that was deleted on one side cannot be written by hand.",
            "← keeps mine, → lets it be as it is there.",
        )

    def _day(self, day: date) -> str:
        return to_long_date(day, self.run.session.clock.today())

    async def explain(self) -> None:
        """How the field under the cursor came to disagree; elsewhere the record's history."""
        record, field = self.screen.record, self.screen.conflict.field
        recalling = Recalling(self.run)
        if self.screen.where is not Where.CONFLICTS:
            await recalling.history()
        elif record is not None and field is not None and record.task_id is not None:
            word = f"{to_task_word(record.task_id)}, {field.label}"
            names = () if field.field == "record" else (field.field,)
            await recalling.tell("task", record.task_id, word, names, conflict_facts(field))

    # Edits

    async def send_again(self) -> None:
        """A refused edit as it is; a new record in doubt without waiting any longer, if a person
        wants that: it may be there twice then."""
        mirror, edit = self.run.session.mirror, self.screen.edit
        if edit is None:
            return
        if self.screen.where is Where.QUARANTINE:
            self.run.save(lambda: mirror.retry([edit.id]))
            return
        answer = "send"
        if edit.is_looked_for:
            found = await self.run.choose(
                "It may be there already, and then twice",
                [("wait", "w", "Wait, and look for it"), ("send", "s", "Send it again now")],
                self.run.org_words(),
            )
            answer = found or "wait"
        if answer == "send":
            self.run.save(lambda: mirror.send_again([edit.id]))

    async def drop(self) -> None:
        """Each side keeps its own."""
        mirror, edit = self.run.session.mirror, self.screen.edit
        if edit is not None:
            self.run.save(lambda: mirror.drop([edit.id]))
