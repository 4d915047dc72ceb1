"""Settling what both sides changed: yours or Salesforce's, field by field."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.domain.dates import to_long_date
from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.ids import PersonId
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.mirroring import MirrorService
from cockpit_widgets.conflict_dialog import ConflictDialog

if TYPE_CHECKING:
    from cockpit_tui.screens.verb_runner import VerbRunner
    from cockpit_tui.store.conflicts import ConflictRow

LABELS = {
    "title": "title",
    "due": "due date",
    "priority_id": "priority",
    "status_id": "status",
    "assignee_id": "assignee",
    "comments": "comments",
    "record": "whole task",
}

PICKLISTS = {"priority_id": Picklist.PRIORITY, "status_id": Picklist.TASK_STATUS}


class Settling:
    """The conflicts of the task under the cursor, one after the other."""

    def __init__(self, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = runner.screen
        session = runner.session
        self._mirror = MirrorService(session.store, session.actor, session.clock, session.practice)

    async def settle(self) -> None:
        """One undo brings the other side's value back."""
        task_id = self.screen.task_id
        found = await self.run.read(self._mirror.conflicts)
        mine = [row for row in found if row.task_id == task_id]
        if not mine:
            raise CockpitError("Nothing on this task has to be settled.")
        for row in mine:
            dialog = ConflictDialog(
                f"{row.title}: {LABELS.get(row.field, row.field)}",
                self.run.org_words(),
                base=await self._words(row, "base"),
                mine=await self._words(row, "mine"),
                theirs=await self._words(row, "theirs"),
                theirs_by=row.theirs_by,
                anchor=self.screen.cursor_line,
            )
            side = await self.run.ask(dialog)
            if side is None:
                return
            self.run.save(partial(self._mirror.resolve, [row.id], side))

    async def _words(self, row: ConflictRow, side: str) -> str:
        value = getattr(row, side)
        if value is None:
            return ""
        if row.field in PICKLISTS:
            picklist, views = PICKLISTS[row.field], self.run.session.views
            values = await self.run.read(lambda: views.values(picklist, with_inactive=True))
            return next((entry.label for entry in values if entry.id == value), str(value))
        if row.field == "assignee_id":
            person = PersonId(int(value))
            return await self.run.read(lambda: self.run.session.views.person(person).name)
        if row.field == "due":
            return to_long_date(date.fromisoformat(str(value)), self.run.session.clock.today())
        return str(value)
