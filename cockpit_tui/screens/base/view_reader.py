"""Reads what the cockpit shows, in lanes, and hands it to the widgets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct
from textual.message import Message

from cockpit_tui.domain.errors import Cancelled, CockpitError
from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.lists.rows import CtaRow, Listing, SyncStatus, ViewTab
from cockpit_tui.screens.base.lanes import Lane, ask_in
from cockpit_tui.screens.base.view_state import ViewState, write_state
from cockpit_tui.store.halting import Halt
from cockpit_tui.store.lists.kept_beginning import KeptBeginning
from cockpit_widgets.panes.pane_tabs import PaneTab

if TYPE_CHECKING:
    from pathlib import Path

    from cockpit_tui.domain.query.completing import Completion
    from cockpit_tui.domain.rows.ctas import CtaDetail
    from cockpit_tui.domain.rows.customers import ActivityList, Company
    from cockpit_tui.domain.timeline import TimelineEntry
    from cockpit_tui.services.completing import Completer
    from cockpit_tui.services.session import Session

Value = TypeVar("Value")
FIRST_IDS = 400
"""Read before the rest of a large view, so that its first screens show at once."""
ACTIVITIES_READ = 200
TIMELINE_READ = 200
PAUSE_SECONDS = 0.4
"""People who type leave less than this between two letters: 40 words a minute are 0.3 s each."""


class Shown(Struct, frozen=True):
    """A listing with its first rows."""

    state: ViewState
    listing: Listing
    rows: Sequence[CtaRow]
    is_rest: bool = False
    """Whether its beginning was given before."""


class Followed(Struct, frozen=True):
    """A listing that was shown, and what it is by now."""

    state: ViewState
    shown: Listing
    now: Listing
    tabs: tuple[ViewTab, ...]


class Selected(Struct, frozen=True):
    """The CTA under the cursor with its customer's activities."""

    detail: CtaDetail
    activities: ActivityList
    timeline: Sequence[TimelineEntry] | None = None
    """What happened; None where its tab is not shown."""
    company: Company | None = None
    """The customer's page; None where its tab is not shown."""


class ViewReader:
    """Two lanes: rows and details are quick, whole listings and counts may take a while."""

    def __init__(self, session: Session, post: Callable[[Message], bool]) -> None:
        self.session = session
        self.quick = Lane("quick", post)
        self.slow = Lane("slow", post)
        self.completer: Completer | None = None
        """For the filter that is being typed."""
        self._beginning = KeptBeginning()
        """Likewise."""
        self._pauses: dict[object, asyncio.TimerHandle] = {}
        """By who asked for it; each runs out when nobody has typed there for a moment."""
        self._first, self._whole = Halt(), Halt()
        """End the reading of a list, of its first rows and of all, once another is asked for."""

    @property
    def is_busy(self) -> bool:
        return self.quick.is_busy or self.slow.is_busy or bool(self._pauses)

    def stop(self) -> None:
        for asker in tuple(self._pauses):
            self.end_pause(asker)
        self.quick.stop()
        self.slow.stop()

    def listing(
        self,
        state: ViewState,
        show: Callable[[Shown], None],
        fail: Callable[[CockpitError], None],
        *,
        page: int,
        is_typing: bool = False,
        known: frozenset[int] = frozenset(),
    ) -> None:
        """The first screens of `page` rows at once, but for those that are `known`; the rest and
        the ARR of the groups as they come. What was being read for the listing before is not read
        any further.

        While somebody is typing the rest waits for a pause: each letter would read the whole list.
        """
        self._first.call()
        self._whole.call()
        self.end_pause(self)
        halt = self._first = Halt()
        kept = self._beginning if is_typing else None

        def read_first() -> Shown | None:
            try:
                listing, rows = self.session.views.first_page(
                    *state.listed, page=page, first=FIRST_IDS, known=known, kept=kept, halt=halt
                )
            except Cancelled:
                return None
            return Shown(state, listing, rows)

        def show_first(shown: Shown | None) -> None:
            if shown is None:
                return
            show(shown)
            if is_typing:
                self.after_pause(self, partial(self._rest, shown, show, fail))
            else:
                self._rest(shown, show, fail)

        self.quick.run(read_first, show_first, key="listing", otherwise=fail)

    def forget_typed(self) -> None:
        """The filter is typed no more: what was kept of it is let go."""
        self.completer, self._beginning = None, KeptBeginning()

    def completions(
        self, text: str, cursor: int, show: Callable[[tuple[Completion, ...]], None]
    ) -> None:
        """What would complete the query at the cursor; nothing where that cannot be read."""
        completer = self.completer = self.completer or self.session.views.completer()
        self.quick.run(
            lambda: completer.completions(text, cursor),
            show,
            key="completions",
            otherwise=lambda _: show(()),
        )

    def follow(self, state: ViewState, listing: Listing, show: Callable[[Followed], None]) -> None:
        """What somebody's commit made of the list that is shown, and of the tabs."""

        def read_now() -> Followed:
            views = self.session.views
            now, tabs = views.now(*state.listed, listing)
            return Followed(state, listing, now, tabs)

        self.slow.run(read_now, show, key="follow")

    def after_pause(self, asker: object, act: Callable[[], None]) -> None:
        """Does that once nobody has typed for a moment, unless that asker's `end_pause` comes
        first."""
        self.end_pause(asker)

        def go_on() -> None:
            del self._pauses[asker]
            act()

        self._pauses[asker] = asyncio.get_running_loop().call_later(PAUSE_SECONDS, go_on)

    def end_pause(self, asker: object) -> None:
        """Nothing of that asker's waits for a pause any more."""
        if (pause := self._pauses.pop(asker, None)) is not None:
            pause.cancel()

    def _rest(
        self,
        shown: Shown,
        show: Callable[[Shown], None],
        fail: Callable[[CockpitError], None],
    ) -> None:
        halt = self._whole = Halt()

        def read_rest() -> Shown | None:
            state, views, listing = shown.state, self.session.views, shown.listing
            try:
                if not listing.is_complete:
                    listing = views.listing(*state.listed, halt=halt)
                listing = views.arr(*state.listed, listing, halt)
            except Cancelled:
                return None
            return Shown(state, listing, (), is_rest=True)

        def show_rest(shown: Shown | None) -> None:
            if shown is not None:
                show(shown)

        def fail_unless_halted(error: CockpitError) -> None:
            if halt is self._whole:
                fail(error)

        self.slow.run(read_rest, show_rest, key="rest", otherwise=fail_unless_halted)

    async def ask(self, work: Callable[[], Value]) -> Value:
        """What `work` gives, read in the quick lane; raises the CockpitError it raised."""
        return await ask_in(self.quick, work)

    def rows(self, ids: Sequence[int], show: Callable[[list[CtaRow]], None]) -> None:
        self.quick.run(lambda: self.session.views.rows(ids), show, key="rows")

    def refreshed_rows(self, ids: Sequence[CtaId], show: Callable[[list[CtaRow]], None]) -> None:
        if ids:
            self.quick.run(lambda: self.session.views.rows(ids), show, key="refreshed rows")

    def gone(self, ids: Collection[CtaId], show: Callable[[frozenset[CtaId]], None]) -> None:
        """Those that exist no more."""
        if ids:
            self.quick.run(lambda: self.session.views.gone(ids), show, key="gone")

    def detail(
        self,
        cta_id: CtaId,
        tab: PaneTab,
        show: Callable[[Selected], None],
        fail: Callable[[CockpitError], None],
    ) -> None:
        """The CTA, and what the tab shows of it that no other does."""
        work = partial(self.read_selected, cta_id, tab)
        self.quick.run(work, show, key="detail", otherwise=fail)

    def read_selected(self, cta_id: CtaId, tab: PaneTab = PaneTab.DETAILS) -> Selected:
        """A CTA with its customer's activities; to be called in a lane."""
        session = self.session
        detail = session.views.detail(cta_id)
        account_id = detail.account.id
        return Selected(
            detail,
            self.activities_of(account_id),
            session.stories.of_cta(cta_id, TIMELINE_READ) if tab is PaneTab.TIMELINE else None,
            session.customers.company(account_id) if tab is PaneTab.COMPANY else None,
        )

    def activities_of(self, account_id: AccountId) -> ActivityList:
        return self.session.customers.activities(account_id, limit=ACTIVITIES_READ)

    def tabs(self, show: Callable[[tuple[ViewTab, ...]], None]) -> None:
        self.slow.run(lambda: self.session.views.tabs(), show, key="tabs")

    def keep(self, file: Path, state: ViewState) -> None:
        """Remembers a view for the next start."""
        self.quick.run(lambda: write_state(file, state), key="keep")

    def status(self, show: Callable[[SyncStatus], None]) -> None:
        self.quick.run(lambda: self.session.views.status(), show, key="status")
