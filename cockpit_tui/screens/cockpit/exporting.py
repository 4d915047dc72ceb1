"""The view as a file, from the screen."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit_tui.domain.export_files import ExportFormat, to_file_stem
from cockpit_tui.screens.base.lanes import ask_in
from cockpit_tui.services.exporting import Exported
from cockpit_tui.services.permitted import counted

if TYPE_CHECKING:
    from cockpit_tui.screens.base.command_screen import Handlers
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner

FORMATS = (
    (ExportFormat.CSV, "c", "CSV, for a spreadsheet"),
    (ExportFormat.JSON, "j", "JSON, for a program"),
    (ExportFormat.ICALENDAR, "i", "iCalendar, for a calendar"),
)


class Exporting:
    """CL-19: the CTAs of the view, or the marked ones, in a file whose path is told."""

    def __init__(self, screen: CockpitScreen, runner: VerbRunner) -> None:
        self.screen = screen
        self.run = runner

    def handlers(self) -> Handlers:
        return {"view.export": partial(self.run.start, self.export)}

    async def export(self) -> None:
        marked = self.screen.cta_list.marked
        title = f"Export {counted(len(marked), 'marked CTA')}" if marked else "Export the view"
        chosen = await self.run.choose(
            title, [(form.value, key, text) for form, key, text in FORMATS]
        )
        reader = self.screen.reader
        if chosen is None or reader is None:
            return
        state, session = self.screen.view.state, self.run.session
        tab = self.screen.view.tab
        stem = to_file_stem(tab.label if tab else state.tab)
        path = _folder() / f"{stem}-{session.clock.today()}.{chosen}"

        def write() -> Exported:
            listing = session.views.listing(state.query, state.group_by, state.sort_by)
            ids = [cta_id for cta_id in listing.ids if not marked or cta_id in marked]
            ids += sorted(marked.difference(ids))  # what another filter hides
            return session.exports.save(ids, ExportFormat(chosen), path)

        done = await ask_in(reader.slow, write)
        count = counted(done.count, "CTA")
        self.screen.tell_news(f"{count} in {done.path.name}, in the folder {done.path.parent}")


def _folder() -> Path:
    """Where the cockpit was started; the person's own folder where that is gone."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return Path.home()
