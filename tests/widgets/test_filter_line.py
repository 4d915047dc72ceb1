"""The filter line: shown, edited, mistaken, left."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from cockpit_widgets.frame.filter_line import FilterLine
from tests.widgets.host import HOSTILE, WIDTHS, Host, drive, texts

SUMMARY = "42 CTAs · $8.4M · by due date · recommended"


def test_query_and_summary_and_what_goes_when_it_is_narrow() -> None:
    line = FilterLine()

    async def steps(pilot: Pilot[Any]) -> None:
        line.show("mine:yes is:open", SUMMARY)
        assert texts(line)[0].startswith(" / mine:yes is:open ")
        assert texts(line)[0].endswith(f"{SUMMARY}  ")
        await pilot.resize_terminal(60, 3)
        await pilot.pause()
        assert texts(line)[0].endswith(" 42 CTAs · $8.4M · by due date  ")

    drive(Host(line), steps, (84, 3))


def test_the_query_is_told_before_what_is_told_of_it() -> None:
    line = FilterLine()

    async def steps(pilot: Pilot[Any]) -> None:
        line.show("is:open,closed -is:snoozed type:risk", SUMMARY)
        assert texts(line)[0].startswith(" / is:open,closed -is:snoozed type:risk ")
        assert texts(line)[0].endswith(" 42 CTAs · $8.4M  ")
        line.show("word " * 20, SUMMARY)
        assert texts(line)[0].endswith("… 42 CTAs  ")

    drive(Host(line), steps, (60, 3))


def test_typing_tells_each_change_and_enter_submits() -> None:
    line = FilterLine()
    app = Host(line)

    async def steps(pilot: Pilot[Any]) -> None:
        line.show("is:open", SUMMARY)
        line.edit()
        await pilot.pause()
        assert line.is_editing
        await pilot.press("x")
        assert app.of(FilterLine.Changed)[-1].text == "is:open x"
        await pilot.press("enter")
        await pilot.pause()
        assert [message.text for message in app.of(FilterLine.Submitted)] == ["is:open x"]
        assert not app.of(FilterLine.Cancelled)
        assert not line.is_editing

    drive(app, steps)


def test_a_long_query_shows_the_end_that_is_typed_at() -> None:
    line = FilterLine()
    long = "mine:yes is:open " + " ".join(f"word{n}" for n in range(20))

    async def steps(pilot: Pilot[Any]) -> None:
        line.show(long, SUMMARY)
        line.edit()
        await pilot.pause()
        field = line.query_one(Input)
        assert "word19" in field.render_line(0).text
        await pilot.press("x")
        assert "word19 x" in field.render_line(0).text
        line.show_mistake("“x” is not a field, and the line has less room for it")
        await pilot.pause()
        assert "word19 x" in field.render_line(0).text
        await pilot.press("home")
        assert field.render_line(0).text.startswith("mine:yes")

    drive(Host(line), steps, (80, 3))


def test_a_letter_and_a_shorter_summary_lay_nothing_out_anew() -> None:
    """Each letter laid the screen out for the text, and again for what it found."""
    line = FilterLine()
    app = Host(line)
    laid_out: list[object] = []

    async def steps(pilot: Pilot[Any]) -> None:
        line.show("", "8,342 CTAs · $84M · by due date")
        line.edit()
        await pilot.pause()
        app.screen.screen_layout_refresh_signal.subscribe(line, laid_out.append)
        for letter, found in zip("ren", ("400+", "97", "3"), strict=True):
            await pilot.press(letter)
            line.show("", f"{found} CTAs · by due date")
            await pilot.pause()
        assert not laid_out
        assert texts(line)[0].endswith(" 3 CTAs · by due date  ")
        line.show("", "8,342 CTAs · 2 new above · $84M · by due date")
        await pilot.pause()
        assert laid_out
        assert line.query_one(Input).size.width == 80 - 3 - 2 - 1 - 45

    drive(app, steps, (80, 3))


def test_a_judgement_of_what_was_typed_over_does_not_hold_enter_back() -> None:
    """A slow check of `due:toda` arrived after `due:today` was typed, and Enter did nothing."""
    line = FilterLine()
    app = Host(line)

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit("due:toda")
        await pilot.pause()
        await pilot.press("y")
        line.show_mistake("“toda” is not a due date.", 4, 4, of="due:toda")
        await pilot.press("enter")
        assert [sent.text for sent in app.of(FilterLine.Submitted)] == ["due:today"]

    drive(app, steps)


def test_escape_gives_the_old_query_back() -> None:
    line = FilterLine()
    app = Host(line)

    async def steps(pilot: Pilot[Any]) -> None:
        line.show("is:open", SUMMARY)
        line.edit("")
        await pilot.pause()
        await pilot.press("x", "escape")
        await pilot.pause()
        assert len(app.of(FilterLine.Cancelled)) == 1
        assert "/ is:open" in texts(line)[0]

    drive(app, steps)


def test_a_mistake_is_underlined_explained_and_not_submitted() -> None:
    line = FilterLine()
    app = Host(line)

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit("is:open bad:1")
        await pilot.pause()
        line.show_mistake("“bad” is no field", 8, 3)
        await pilot.pause()
        assert "“bad” is no field" in texts(line)[0]
        strip = line.query_one(Input).render_line(0)
        lined = "".join(s.text for s in strip if s.style and s.style.underline)
        assert lined == "bad"
        await pilot.press("enter")
        assert not app.of(FilterLine.Submitted)
        line.show_mistake("")
        await pilot.press("enter")
        await pilot.pause()
        assert app.of(FilterLine.Submitted)

    drive(app, steps)


@pytest.mark.parametrize("width", WIDTHS)
def test_hostile_queries_and_explanations_keep_the_width(width: int) -> None:
    line = FilterLine()

    async def steps(pilot: Pilot[Any]) -> None:
        line.show(HOSTILE, SUMMARY)
        texts(line)
        line.edit("x")
        await pilot.pause()
        line.show_mistake(HOSTILE, 0, 1)
        await pilot.pause()
        texts(line)

    drive(Host(line), steps, (width, 3))
