"""The first run: no workspace yet, three ways to begin."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from cockpit_themes.textual_theme import textual_theme
from cockpit_themes.theme import Theme
from cockpit_tui.domain.clock import Clock
from cockpit_widgets.header_bar import HeaderBar
from cockpit_widgets.key_footer import KeyFooter
from cockpit_widgets.notice import Notice, NoticeChoice

BEGINNINGS = {"1": "demo", "2": "connect", "3": "empty"}
CHOICES = (
    NoticeChoice(
        "1",
        "Try the demo",
        "60 customers, 80 CTAs and a Salesforce of its own, all on this machine.",
        "ready in 4s",
    ),
    NoticeChoice(
        "2",
        "Connect to Salesforce",
        "By the Salesforce CLI or your browser. No password is asked for here; a production org "
        "opens read-only.",
    ),
    NoticeChoice("3", "Start empty", "Your own customers and CTAs. Connect whenever you like."),
)


class FirstRunApp(App[str]):
    """Gives `demo`, `connect` or `empty`; None when it was left."""

    CSS = "Screen { background: $background; }"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape", "quit", "quit", show=False)]

    def __init__(self, theme: Theme, clock: Clock) -> None:
        super().__init__(ansi_color=theme.ansi or None)
        self.animation_level = "none"
        self._clock = clock
        chosen = textual_theme(theme)
        self.register_theme(chosen)
        self.theme = chosen.name

    def compose(self) -> ComposeResult:
        yield HeaderBar()
        yield Notice()
        yield KeyFooter(help_key=("q", "quit"))

    def on_mount(self) -> None:
        self.query_one(HeaderBar).show(None, self._clock.now(), self._clock.today())
        notice = self.query_one(Notice)
        notice.show(
            "Welcome to Cockpit",
            "Your customers, what to do for them next, and Salesforce in step.",
            CHOICES,
            keys=[("j k", "move"), ("Enter", "choose"), ("q", "quit")],
            foot="Nothing leaves this machine until you connect. No telemetry, no update check. "
            "A browser and a mouse are never needed.",
        )
        notice.focus()
        self.query_one(KeyFooter).show([("1", "demo"), ("2", "connect"), ("3", "empty")])

    @on(Notice.Taken)
    def take(self, message: Notice.Taken) -> None:
        self.exit(BEGINNINGS[message.key])
