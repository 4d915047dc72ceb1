"""The filter line: shown, edited, mistaken, left."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from cockpit_tui.domain.query.completing import Completion
from cockpit_widgets.frame.filter_line import FilterLine
from tests.widgets.host import HOSTILE, WIDTHS, Host, drive, texts

PAUSES = 50
"""So often at most a slow machine is given time to lay a screen out."""
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
        for _ in range(PAUSES):
            if "word19" not in field.render_line(0).text:
                await pilot.pause()
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
        for _ in range(PAUSES):
            if not laid_out:
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


LEO = Completion(0, 2, "owner:Leo ", "owner:Leo", "leo@x.example")
LEGAL = Completion(0, 2, "reason:Legal ", "reason:Legal")
LONG = Completion(0, 2, "account:x ", "account:" + "x" * 80, "customer")


def test_offers_stand_on_a_line_of_their_own_and_lay_nothing_out() -> None:
    """They lay over the rows below, and each letter laid the screen out for them, twice."""
    line = FilterLine(is_completed=True)
    app = Host(line)
    laid_out: list[object] = []

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit()
        await pilot.pause()
        field = line.query_one(Input)
        while app.screen._layout_required or (line.size.height, field.size.width) != (2, 74):
            await pilot.pause()
        await pilot.pause()
        assert "words, or terms such as" in texts(line)[1]
        app.screen.screen_layout_refresh_signal.subscribe(line, laid_out.append)
        await pilot.press("l", "e")
        for offers in ([LEO, LEGAL], [LONG], [], [LEO, LEGAL]):
            line.offer("le", offers)
            await pilot.pause()
        assert texts(line)[1].startswith(" owner:Leo  reason:Legal ")
        assert texts(line)[1].endswith(" leo@x.example  Tab ")
        await pilot.press("down")
        assert texts(line)[1].startswith(" owner:Leo  reason:Legal ")
        assert texts(line)[1].endswith("  Tab ")
        assert "@" not in texts(line)[1]
        assert not laid_out
        await pilot.press("tab")
        assert line.query_one(Input).value == "reason:Legal "
        await pilot.press("escape")
        await pilot.pause()
        assert line.size.height == 1

    drive(app, steps, (80, 3))


def test_the_chosen_offer_is_always_among_those_that_fit() -> None:
    line = FilterLine(is_completed=True)
    many = [Completion(0, 1, f"{n}", f"account:{n}{'x' * 20}") for n in range(6)]

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit()
        await pilot.pause()
        await pilot.press("x")
        line.offer("x", many)
        for number in (0, 1, 2, 3, 4, 5, 0):
            assert f" account:{number}xx" in texts(line)[1]
            await pilot.press("down")
        line.offer("x", [LONG])
        assert texts(line)[1].startswith(" account:xxx")
        assert "…" in texts(line)[1]

    drive(Host(line), steps, (60, 3))


def test_a_click_takes_an_offer() -> None:
    line = FilterLine(is_completed=True)

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit()
        await pilot.pause()
        await pilot.press("l", "e")
        line.offer("le", [LEO, LEGAL])
        await pilot.pause()
        await pilot.click(FilterLine, offset=(15, 1))
        assert line.query_one(Input).value == "reason:Legal "
        assert line.query_one(Input).has_focus

    drive(Host(line), steps, (80, 3))


def test_tab_that_comes_before_its_offer_takes_it_when_it_comes() -> None:
    """It took what had been offered for the letters before, or left the line."""
    line = FilterLine(is_completed=True)

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit()
        await pilot.pause()
        await pilot.press("l")
        line.offer("l", [Completion(0, 1, "type:Legacy ", "type:Legacy")])
        await pilot.press("e", "tab")
        assert line.owes_offer
        assert line.query_one(Input).value == "le"
        line.offer("le", [LEO, LEGAL])
        assert line.query_one(Input).value == "owner:Leo "

    drive(Host(line), steps, (80, 3))


@pytest.mark.parametrize("text", ["is:open renewal", "名前 名前 due:", "", "word " * 30])
def test_the_field_looks_as_textual_draws_it(text: str) -> None:
    """A letter took 270 calls to draw, of which Rich's wrapping of the text was the most."""
    line = FilterLine()

    async def steps(pilot: Pilot[Any]) -> None:
        line.edit(text)
        await pilot.pause()
        field = line.query_one(Input)
        for keys in ((), ("home",), ("shift+end",), ("left", "shift+left", "shift+left"), ("end",)):
            await pilot.press(*keys)
            await pilot.pause()
            theirs = Input.render_line(field, 0).crop(0, field.size.width)
            theirs = theirs.extend_cell_length(field.size.width, field.rich_style)
            assert cells(field.render_line(0)) == cells(theirs), keys

    drive(Host(line), steps, (60, 3))


def cells(strip: Strip) -> list[tuple[str, str]]:
    """Each letter with its look."""
    return [(letter, str(style)) for text, style, _ in strip for letter in text]
