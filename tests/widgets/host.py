"""A small app that shows one widget in a house theme and keeps the messages it sends."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, timedelta
from typing import Any

from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from cockpit_themes.registry import load_theme
from cockpit_themes.textual_theme import textual_theme
from cockpit_tui.domain.ids import AccountId, CtaId, PersonId
from cockpit_tui.domain.lists.rows import CtaRow, Group, Listing
from cockpit_tui.domain.values import GroupBy, PriorityLevel, SortBy
from cockpit_widgets.drawing.line_widget import LineWidget

TODAY = date(2026, 11, 23)
HOSTILE = "[b]x[/b] \x1b[31m\x07 \u202egnp\u2066 a\nb\tc " + "漢" * 300
WIDTHS = (60, 80, 100, 110, 140, 160, 200)


class Host(App[Any]):
    """Shows `widgets`; every message of ours that passes is in `seen`."""

    ENABLE_COMMAND_PALETTE = False

    def __init__(self, *widgets: Widget, theme: str = "cockpit-dark") -> None:
        loaded = load_theme(theme)
        super().__init__(ansi_color=True if loaded.ansi else None)
        self.register_theme(textual_theme(loaded))
        self.theme = theme
        self.shown = widgets
        self.seen: list[Message] = []

    def compose(self) -> ComposeResult:
        yield from self.shown

    def on_event_seen(self, message: Message) -> None:
        is_ours = type(message).__module__.startswith("cockpit_widgets")
        if is_ours and not any(message is known for known in self.seen):
            self.seen.append(message)

    def of(self, kind: type[Message]) -> list[Any]:
        """The messages of one kind, in order."""
        return [message for message in self.seen if isinstance(message, kind)]


class Unfocused(Host):
    """Nothing has the focus until a key or a test gives it."""

    AUTO_FOCUS = None


Steps = Callable[[Pilot[Any]], Awaitable[None]]


def drive(app: Host, steps: Steps, size: tuple[int, int] = (84, 24)) -> None:
    """Runs the app without a terminal and takes the steps."""

    async def run() -> None:
        async with app.run_test(size=size, message_hook=app.on_event_seen) as pilot:
            await pilot.pause()
            await steps(pilot)

    asyncio.run(run())


def texts(widget: LineWidget) -> list[str]:
    """What the widget's lines say, every strip checked for its exact width."""
    found = []
    for y in range(widget.size.height):
        strip = widget.render_line(y)
        assert strip.cell_length == widget.size.width
        assert sum(segment.cell_length for segment in strip) == widget.size.width, strip.text
        assert "\x1b" not in strip.text
        assert "\n" not in strip.text
        found.append(strip.text)
    return found


def cta_row(number: int, **changes: Any) -> CtaRow:
    """A plausible row."""
    fields: dict[str, Any] = {
        "id": CtaId(number),
        "name": f"CTA number {number}",
        "account_id": AccountId(1),
        "account": "Globex",
        "type": "Risk",
        "type_letter": "R",
        "reason": "Low usage",
        "priority": "High",
        "priority_level": PriorityLevel.HIGH,
        "status": "New",
        "owner_id": PersonId(1),
        "owner": "Maria Chen",
        "due": TODAY + timedelta(days=number % 30 - 5),
    }
    return CtaRow(**{**fields, **changes})


def listing(counts: Iterable[int], first: int = 1, known: int | None = None) -> Listing:
    """Groups of so many CTAs, numbered from `first`; only the first `known` ids are read."""
    counts = list(counts)
    groups = tuple(Group(f"g{n}", f"Group {n}", count, 1_000_00) for n, count in enumerate(counts))
    ids = array("i", range(first, first + sum(counts)))
    return Listing(GroupBy.DUE, SortBy.DUE, groups, ids if known is None else ids[:known])
