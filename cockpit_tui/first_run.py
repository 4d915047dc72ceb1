"""The first run: no workspace yet, three ways to begin."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message

from cockpit_themes.textual_theme import textual_theme
from cockpit_themes.theme import Theme
from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.screens.base.themed_app import ThemedApp
from cockpit_widgets.cells.cell_app import CellApp
from cockpit_widgets.drawing.printable import printable
from cockpit_widgets.frame.header_bar import HeaderBar
from cockpit_widgets.frame.key_footer import KeyFooter
from cockpit_widgets.frame.notice import Notice, NoticeChoice

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.screen import Screen

BEGINNINGS = {"1": "demo", "2": "connect", "3": "empty"}
DEMO = NoticeChoice(
    "1",
    "Try the demo",
    "60 customers, 80 CTAs and a Salesforce of its own, all on this machine. "
    "Six short missions show the keys.",
    "ready in 4s",
)
CONNECT = "Connect to Salesforce"
NO_PASSWORD = "A browser signs you in; no password is asked for here."  # noqa: S105 words, no secret
EMPTY = NoticeChoice("3", "Start empty", "Your own customers and CTAs. Connect whenever you like.")
KEYS = (("↑ ↓ or j k", "move"), ("Enter", "choose"), ("?", "keys that work here"), ("q", "quit"))
ASCII_KEYS = (("j k", "move"), *KEYS[1:])
FOOT = (
    "Nothing leaves this machine until you connect. No telemetry, no update check. "
    "A browser and a mouse are never needed."
)
BLIND_MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}
MOST_ORGS = 8
"""As many as fit with their keys; the others by `cockpit connect --sf`."""


class FoundOrg(Struct, frozen=True):
    """An org that the Salesforce CLI is signed in to."""

    name: str
    username: str
    is_sandbox: bool

    @property
    def kind(self) -> str:
        return "SANDBOX" if self.is_sandbox else "PRODUCTION, opens read-only"


FindOrgs = Callable[[], Sequence[FoundOrg]]


class OrgsFound(Message):
    """The Salesforce CLI has answered."""

    def __init__(self, orgs: Sequence[FoundOrg]) -> None:
        super().__init__()
        self.orgs = orgs


class FirstRunApp(ThemedApp[str], CellApp[str]):
    """Gives `demo`, `connect`, `connect:ORG` or `empty`; None when it was left.

    What was typed before anything was to be seen moves the cursor, asks for the keys or leaves,
    but makes nothing: the key of a choice goes to it, and Enter takes none.
    """

    CSS = "Screen { background: $background; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "quit", show=False),
        Binding("escape", "leave", "back", show=False),
        Binding("question_mark,f1", "show_keys", "keys", show=False),
    ]

    def __init__(
        self,
        theme: Theme,
        clock: Clock,
        find_orgs: FindOrgs | None = None,
        *,
        is_ascii: bool = False,
    ) -> None:
        super().__init__(textual_theme(theme))
        self._clock = clock
        self._find_orgs = find_orgs
        self._keys = ASCII_KEYS if is_ascii else KEYS
        self._orgs: Sequence[FoundOrg] = ()
        self._is_choosing_org = False
        self._seen_at = math.inf
        """When the first picture was painted: keys from before it were typed blind."""
        self._typed_blind: list[events.Key] | None = []
        """Those, until there is something that they move in; then None."""

    def compose(self) -> ComposeResult:
        yield HeaderBar()
        yield Notice()
        yield KeyFooter()

    def on_mount(self) -> None:
        now, today = self._clock.now(), self._clock.today()
        self.query_one(HeaderBar).show(None, now, today, place="no data yet")
        self._welcome()
        self.query_one(Notice).focus()
        self.call_after_refresh(self._stand)

    async def on_event(self, event: events.Event) -> None:
        """As Textual does, but for keys that come before there is anything to be seen."""
        if isinstance(event, events.Key) and self._typed_blind is not None:
            if event.time < self._seen_at:
                self._typed_blind.append(event)
                return
            self._stand()
        await super().on_event(event)

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        super()._display(screen, renderable)
        self._seen_at = min(self._seen_at, time.monotonic())

    def _stand(self) -> None:
        """The first picture is there."""
        if self._typed_blind is None:
            return
        typed, self._typed_blind = self._typed_blind, None
        for key in typed:
            self._take_blind(key)
        self._look_for_orgs()

    def _take_blind(self, key: events.Key) -> None:
        notice = self.query_one(Notice)
        if key.key in BLIND_MOVES:
            notice.action_move(BLIND_MOVES[key.key])
        elif not notice.go_to(key.character) and key.key != "enter":
            self.post_message(key)

    def _welcome(self) -> None:
        self._is_choosing_org = False
        self.query_one(Notice).show(
            "Welcome to Cockpit",
            "Your customers, what to do for them next, and Salesforce in step.",
            self._choices(),
            keys=self._keys,
            foot=FOOT,
        )
        words = [("1", "demo"), ("2", "connect"), ("3", "empty"), ("q", "quit")]
        self.query_one(KeyFooter).show(words)

    def _choices(self) -> list[NoticeChoice]:
        return [DEMO, to_connect_choice(self._orgs), EMPTY]

    def _look_for_orgs(self) -> None:
        """In a daemon thread: the CLI takes seconds, and nobody waits for it."""
        if self._find_orgs is not None:
            threading.Thread(target=self._ask_cli, name="sf-orgs", daemon=True).start()

    def _ask_cli(self) -> None:
        assert self._find_orgs is not None
        self.post_message(OrgsFound(self._find_orgs()))

    def on_orgs_found(self, message: OrgsFound) -> None:
        self._orgs = message.orgs
        if not self._is_choosing_org:
            self.query_one(Notice).update(self._choices())

    @on(Notice.Taken)
    def take(self, message: Notice.Taken) -> None:
        if self._is_choosing_org:
            place = int(message.key) - 1 if message.key.isdigit() else len(self._orgs)
            chosen = self._orgs[place].name if place < len(self._orgs) else ""
            self.exit(f"connect:{chosen}" if chosen else "connect")
        elif BEGINNINGS[message.key] == "connect" and self._orgs:
            self._choose_org()
        else:
            self.exit(BEGINNINGS[message.key])

    def _choose_org(self) -> None:
        self._is_choosing_org = True
        choices = [
            NoticeChoice(str(number), printable(org.name), printable(org.username), org.kind)
            for number, org in enumerate(self._orgs[:MOST_ORGS], 1)
        ]
        choices.append(NoticeChoice("w", "Another way", "In the browser, or with a session."))
        self.query_one(Notice).show(
            CONNECT, "By the session that the Salesforce CLI holds.", choices, keys=self._keys
        )
        self.query_one(KeyFooter).show([("Enter", "connect"), ("Esc", "back"), ("q", "quit")])

    def action_leave(self) -> None:
        """From the orgs to the three ways; from there out."""
        if self._is_choosing_org:
            self._welcome()
        else:
            self.exit()

    def action_show_keys(self) -> None:
        from cockpit_widgets.dialogs.help_dialog import HelpDialog, HelpRow

        rows = [
            HelpRow("Begin", "1", "demo", "Customers, CTAs and an org, made on this machine."),
            HelpRow("Begin", "2", "connect", "Your own Salesforce org; production is only read."),
            HelpRow("Begin", "3", "empty", "A workspace with nothing in it."),
            HelpRow("Move", "j k", "move", "Next, previous; the arrows do the same."),
            HelpRow("Move", "Enter", "choose", "What the cursor stands on."),
            HelpRow("Move", "q", "quit", "Leave; nothing is made."),
        ]
        self.push_screen(HelpDialog(rows))


def to_connect_choice(orgs: Sequence[FoundOrg]) -> NoticeChoice:
    """The second way, with the orgs that the CLI knows as soon as it has said them."""
    if not orgs:
        words = f"With a session of your org. {NO_PASSWORD} A production org opens read-only."
        return NoticeChoice("2", CONNECT, words)
    named = ", ".join(f"{printable(org.name)} ({org.kind})" for org in orgs[:3])
    more = f" and {len(orgs) - 3} more" if len(orgs) > 3 else ""
    count = "1 org found" if len(orgs) == 1 else f"{len(orgs)} orgs found"
    return NoticeChoice("2", CONNECT, f"sf tool: {named}{more}. {NO_PASSWORD}", count)
