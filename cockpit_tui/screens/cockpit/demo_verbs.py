"""The demo's own commands: missions, a network that goes, a colleague who edits the same task."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.missions import Mission, Missions
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.screens.base.command_screen import Handlers
from cockpit_tui.services.missions import MissionService
from cockpit_tui.state_file import keep, read_kept
from cockpit_widgets.dialogs.choice_list import Choice
from cockpit_widgets.dialogs.picker import Picker
from cockpit_widgets.drawing.signs import glyphs, key_for, with_keys

if TYPE_CHECKING:
    from cockpit_tui.screens.base.program import StageHandle
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner

HIDDEN = "missions_hidden"
"""The name in the state file: whoever has seen them does not see them again."""


class MissionPicker(Picker[str]):
    """The missions; as wide as their sentences need."""

    width = 84


class DemoVerbs:
    """Nothing of this is there without a demo's org."""

    def __init__(self, screen: CockpitScreen, runner: VerbRunner, stage: StageHandle) -> None:
        self.screen = screen
        self.run = runner
        self.stage = stage
        session = runner.session
        self._missions = MissionService(session.store, session.actor, session.clock)
        self._state_file = screen.themes.state_file
        self._is_hidden = bool(read_kept(self._state_file).get(HIDDEN))

    def handlers(self) -> Handlers:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "demo.missions": self.missions,
            "demo.network": self.network,
            "demo.colleague": self.colleague,
        }
        return {name: partial(self.run.start, verb) for name, verb in verbs.items()}

    def look(self) -> None:
        """Somebody committed, or the mirror spoke: does that end a mission?"""
        if not self._is_hidden and self.screen.reader is not None:
            self.screen.reader.slow.run(self._missions.look, self._show, key="missions")

    def _show(self, missions: Missions) -> None:
        shown = () if self._is_hidden else tuple(map(with_keys, missions.words))
        self.screen.view.show_aside(shown)

    async def missions(self) -> None:
        """All six with what is done; they can be hidden for good, and shown again from here."""
        found = await self.run.read(self._missions.look)
        rows = [Choice(mission.value, _line(mission, found)) for mission in Mission]
        rows.append(
            Choice("hide", "Show them again" if self._is_hidden else "Hide them for good", "h")
        )
        count = f"{len(found.done)} of {len(Mission)}"
        chosen = await self.run.ask(MissionPicker("Missions", rows, aside=count))
        if chosen == "hide":
            self._is_hidden = not self._is_hidden
            keep(self._state_file, **{HIDDEN: self._is_hidden})
            self._show(found)

    async def network(self) -> None:
        """Cuts the org's network, or mends it and exchanges at once."""
        is_cut = self.stage.is_cut()
        if is_cut:
            self.stage.mend()
        else:
            self.stage.cut()
        mirror = self.run.program.mirror
        if mirror is not None:
            mirror.sync_now()
        mends = f"{key_for('palette', ':')} cut again mends it."
        self.screen.tell_news(
            "The network is back: what waits is being sent."
            if is_cut
            else f"The network to the org is cut. Work on; {mends}"
        )

    async def colleague(self) -> None:
        """Somebody else writes the comments of the task under the cursor, or of the next one."""
        task = await self._task()
        twin = next((part.salesforce_id for part in task.parts if part.salesforce_id), None)
        if twin is None:
            raise CockpitError(
                "This task is not in Salesforce.", f"{key_for('task.sync', 'y')} mirrors it."
            )
        people = await self.run.read(self.run.session.views.people)
        me = self.run.session.actor.person_id
        by = next((one for one in people if one.id != me and one.salesforce_id), None)
        if by is None or by.salesforce_id is None:
            raise CockpitError("Nobody else is in this org.")
        user_id = by.salesforce_id
        await self.run.read(lambda: self.stage.colleague_comments(user_id, twin))
        self.screen.tell_news(f"{by.name} wrote the comments of “{task.title}” in Salesforce.")

    async def _task(self) -> TaskRow:
        task_id, views = self.screen.task_id, self.run.session.views
        if task_id is not None:
            return await self.run.read(lambda: views.task(task_id))
        selected = await self.run.selected()
        task = selected.detail.next_task if selected is not None else None
        if task is None:
            raise self.run.no_task()
        return task


def _line(mission: Mission, found: Missions) -> str:
    sign = glyphs().task_done if mission in found.done else glyphs().task_open
    return f"{sign} {with_keys(mission.words)}"
