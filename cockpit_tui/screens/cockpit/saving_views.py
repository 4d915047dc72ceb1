"""Saving the view that is shown, and what can be done with a saved one (CL-13)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.domain.lists.rows import ViewTab
from cockpit_tui.domain.lists.saved_views import (
    NAME_LETTERS,
    ViewDraft,
    checked,
    from_line,
    to_line,
)
from cockpit_tui.domain.query.filters import MAX_LENGTH
from cockpit_widgets.dialogs.preview_body import Preview
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from cockpit_widgets.dialogs.text_dialog import TextDialog

if TYPE_CHECKING:
    from cockpit_tui.screens.cockpit.screen import CockpitScreen
    from cockpit_tui.screens.verbs.verb_runner import VerbRunner
    from cockpit_tui.services.saved_views import SavedViewService

LINE_LETTERS = MAX_LENGTH * 2


class SavingViews:
    """What `v` offers, each under a command of its own as well."""

    def __init__(self, screen: CockpitScreen, runner: VerbRunner) -> None:
        self.run = runner
        self.screen = screen

    def handlers(self) -> dict[str, Callable[[], None]]:
        verbs: dict[str, Callable[[], Awaitable[None]]] = {
            "view.saved": self.menu,
            "view.save": self.save,
            "view.update": self.update,
            "view.rename": self.rename,
            "view.left": partial(self.move, -1),
            "view.right": partial(self.move, +1),
            "view.share": self.share,
            "view.copy_line": self.copy_line,
            "view.import_line": self.import_line,
            "view.delete": self.delete,
        }
        return {name: partial(self.run.start, verb) for name, verb in verbs.items()}

    async def menu(self) -> None:
        """The other views, and by letter all that can be done with the one that is shown."""
        tab = self._tab()
        name = f"the team's {tab.label}" if tab.is_team else tab.label
        rows = [
            (f"show:{view.key}", f"{place}" if place <= 9 else "", f"Show {view.label}")
            for place, view in enumerate(self.screen.view.tabs, 1)
            if view.key != tab.key
        ]
        rows += [
            ("view.save", "s", "Save what is shown as a new view"),
            ("view.update", "w", f"Write this into {name}"),
            ("view.rename", "r", f"Rename {name}"),
            ("view.left", "h", f"Move {name} to the left"),
            ("view.right", "l", f"Move {name} to the right"),
            ("view.share", "t", _share_words(tab)),
            ("view.copy_line", "y", f"Copy {tab.label} as one line of text"),
            ("view.import_line", "i", "Save a view from one line of text"),
            ("view.delete", "x", f"Delete {name}"),
        ]
        chosen = await self.run.choose("Views", rows, aside=tab.label)
        if chosen is None:
            return
        if chosen.startswith("show:"):
            self.screen.show_tab(chosen.removeprefix("show:"))
            return
        self.handlers()[chosen]()

    async def save(self) -> None:
        """Asks for a name; a view of one's own of that name is replaced."""
        name = await self._ask_name("Save this view as", "")
        if name:
            draft = self._shown(name)
            self.screen.view.expect(checked(draft).name)
            self.run.save(lambda: self._saved.save([draft]))

    async def update(self) -> None:
        tab = self._tab()
        draft = self._shown(tab.label)
        self.run.save(lambda: self._saved.change(tab.key, draft))

    async def rename(self) -> None:
        tab = self._tab()
        self._saved.require_owner(is_team=tab.is_team)
        whose = "the team's" if tab.is_team else "this"
        name = await self._ask_name(f"Rename {whose} view", tab.label)
        if name:
            draft = ViewDraft(name, tab.query, tab.group_by, tab.sort_by, tab.columns)
            self.run.save(lambda: self._saved.change(tab.key, draft))

    async def move(self, step: int) -> None:
        tab = self._tab()
        place = [view.key for view in self.screen.view.tabs].index(tab.key) + 1 + step
        if not 1 <= place <= len(self.screen.view.tabs):
            side = "first" if step < 0 else "last"
            raise CockpitError(f"{tab.label} is the {side} view already.")
        self.run.save(lambda: self._saved.move(tab.key, place))

    async def share(self) -> None:
        tab = self._tab()
        self._saved.require_owner(is_team=True)
        if await self._may_go(tab, f"Take the view {tab.label} from the team", "Make it my own"):
            self.run.save(lambda: self._saved.share(tab.key, is_team=not tab.is_team))

    async def copy_line(self) -> None:
        self.screen.copy_word(to_line(self._tab()))

    async def import_line(self) -> None:
        dialog = TextDialog(
            "Save a view from one line of text",
            limit=LINE_LETTERS,
            note='view "At risk" "type:risk health<50" group=owner',
            check=_mistake_of_line,
            anchor=self.screen.cursor_line,
        )
        line = await self.run.ask(dialog)
        if line:
            draft = from_line(line)
            self.run.save(lambda: self._saved.save([draft]))

    async def delete(self) -> None:
        tab = self._tab()
        self._saved.require_owner(is_team=tab.is_team)
        title = f"Delete the team's view {tab.label}"
        if await self._may_go(tab, title, "Delete it for everybody"):
            self.run.save(lambda: self._saved.delete(tab.key))

    async def _may_go(self, tab: ViewTab, title: str, verb: str) -> bool:
        """What is taken from the whole team is shown first; one's own goes at once."""
        facts = (
            ("The team", "everybody loses this tab, not you alone"),
            ("The filter", tab.query or "every open CTA"),
        )
        if not tab.is_team:
            return True
        answer = await self.run.ask(PreviewDialog(Preview(title, verb, facts=facts)))
        if answer is None:
            self.run.dropped("changed")
        return answer is not None

    @property
    def _saved(self) -> SavedViewService:
        return self.run.session.saved_views

    def _tab(self) -> ViewTab:
        tab = self.screen.view.tab
        if tab is None:
            raise CockpitError("This view is gone.", "A digit shows another one.")
        return tab

    def _shown(self, name: str) -> ViewDraft:
        """What is shown now, under a name."""
        view = self.screen.view
        state = view.state
        columns = state.own_columns(view.tab)
        return ViewDraft(name, state.query, state.group_by, state.sort_by, columns)

    async def _ask_name(self, title: str, name: str) -> str | None:
        dialog = TextDialog(
            title,
            name,
            limit=NAME_LETTERS,
            note=self.screen.view.state.query or "every open CTA",
            check=_mistake_of_name,
            anchor=self.screen.cursor_line,
        )
        return await self.run.ask(dialog)


def _share_words(tab: ViewTab) -> str:
    return (
        f"Take {tab.label} from the team: my own"
        if tab.is_team
        else f"Share {tab.label} with the team"
    )


def _mistake_of_name(name: str) -> str:
    return _mistake(lambda: checked(ViewDraft(name, "")))


def _mistake_of_line(line: str) -> str:
    return _mistake(lambda: from_line(line))


def _mistake(read: Callable[[], object]) -> str:
    try:
        read()
    except CockpitError as error:
        return error.message
    return ""
