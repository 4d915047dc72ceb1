"""The mouse wheel over dialogs."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.pilot import Pilot
from textual.widget import Widget

from cockpit_widgets.dialogs.choice_list import Choice, ChoiceList
from cockpit_widgets.dialogs.dialog import DialogButtons
from cockpit_widgets.dialogs.help_dialog import HelpDialog, HelpRow, HelpRows
from cockpit_widgets.dialogs.picker import Picker
from cockpit_widgets.dialogs.preview_body import Preview, PreviewBody, PreviewRow
from cockpit_widgets.dialogs.preview_dialog import PreviewDialog
from tests.widgets.host import Host, drive, texts

HEAD = ("CTA", "Customer", "Due", "Tasks")


async def wheel(pilot: Pilot[Any], over: Widget, *, up: bool = False) -> None:
    """One notch over a widget."""
    kind = events.MouseScrollUp if up else events.MouseScrollDown
    over.post_message(kind(over, 1, 1, 0, 0, 0, False, False, False))
    await pilot.pause()


def test_the_wheel_scrolls_the_help_and_its_place_follows() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = HelpDialog([HelpRow("All", str(n), f"verb {n}") for n in range(60)])
        app.push_screen(dialog)
        await pilot.pause()
        rows = dialog.query_one(HelpRows)
        await wheel(pilot, rows)
        assert "verb 2" in texts(rows)[0]
        assert "4 to 16 of 61" in texts(dialog.query_one(DialogButtons))[-1]
        await wheel(pilot, rows, up=True)
        assert texts(rows)[0].startswith("All")

    drive(app, steps)


def test_the_wheel_moves_through_a_preview_and_back() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        rows = tuple(PreviewRow(f"CTA {n}", "Globex", "a", "b") for n in range(100))
        dialog = PreviewDialog(Preview("Move 100", "Move", rows, HEAD))
        app.push_screen(dialog)
        await pilot.pause()
        body = dialog.query_one(PreviewBody)
        await wheel(pilot, body)
        shown = " ".join(texts(body))
        assert "CTA 3 " in shown
        assert "CTA 2 " not in shown
        await wheel(pilot, body, up=True)
        assert "CTA 0 " in " ".join(texts(body))

    drive(app, steps)


def test_the_wheel_moves_the_cursor_of_a_picker() -> None:
    app = Host()

    async def steps(pilot: Pilot[Any]) -> None:
        dialog = Picker("Owner", [Choice(n, f"Person {n}") for n in range(30)])
        app.push_screen(dialog)
        await pilot.pause()
        choices = dialog.query_one(ChoiceList)
        await wheel(pilot, choices)
        await wheel(pilot, choices)
        assert choices.place == 2
        await wheel(pilot, choices, up=True)
        assert choices.place == 1

    drive(app, steps)
