"""Attachments of a CTA in its pane (CD-2)."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.commands import Where
from cockpit_widgets.panes.item_pane import FactItem
from tests.screens.bench import Bench, cockpit, picture, press


def test_cd_2_attachments_are_added_changed_and_removed_where_they_stand(bench: Bench) -> None:
    """CD-2: `@` adds one, Enter changes it, `x` removes it and not the CTA; undo brings it back."""

    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        await press(pilot, "at", *"javascript:x", "ctrl+s")
        assert "cannot be attached" in picture(pilot)
        await press(
            pilot, "home", "ctrl+k", *"https://x.example/deck.pdf", "tab", *"Q3 [/b]", "ctrl+s"
        )
        assert "Attached  Q3 [/b]" in picture(pilot)
        await press(pilot, "tab", "home", *"jjjjjjjj")
        assert screen.pane.cursor == FactItem("attachment", 1)
        assert str(screen.where) == Where.FACTS
        footer = "Enter change  O open it  x take off  Ctrl+y copy address  c close"
        assert picture(pilot).splitlines()[-1].strip().startswith(footer)
        await press(pilot, "enter", "tab", "end", *"2", "ctrl+s")
        assert "Attached  Q3 [/b]2" in picture(pilot)
        await press(pilot, "O")
        assert "https://x.example/deck.pdf" in picture(pilot)
        await press(pilot, "x")
        assert screen.pane.detail is not None
        assert screen.pane.detail.attachments == ()
        assert bench.cta("Usage down")["name"] == "Usage down"
        await press(pilot, "u")
        assert "Attached  Q3 [/b]2" in picture(pilot)

    bench.drive(steps, (140, 40))
