from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.segment import ControlType, Segment
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual.strip import Strip

from cockpit_widgets.cells.cell_diff import erases_with_background, strips_of
from cockpit_widgets.cells.cell_looks import change_of_look, look_of
from cockpit_widgets.cells.cell_rows import UnknownOutputError
from cockpit_widgets.cells.cell_screen import CellScreen
from tests.widgets.cell_terminal import (
    HEIGHT,
    LINES,
    STYLES,
    WIDTH,
    Update,
    cells,
    changes,
    console_of,
    layout_update,
    line_of,
    terminal,
)

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["scroll", "scroll", "line", "part", "new", "same"]),
        st.integers(0, HEIGHT - 2),
        st.integers(1, HEIGHT - 1),
        st.integers(-HEIGHT, HEIGHT),
        st.integers(0, 1000),
    ),
    min_size=1,
    max_size=6,
)


def updates_of(
    pool: list[tuple[list[tuple[str, int]], int]], steps: list[tuple[str, int, int, int, int]]
) -> Iterator[Update]:
    """What a program draws: new screens, moved blocks, changed lines and parts of lines."""

    def line(number: int, width: int = WIDTH) -> Strip:
        return line_of(pool[number * 7 % len(pool)], width)

    screen = [line(y * y) for y in range(HEIGHT)]
    yield layout_update(screen)
    for kind, top, size, by, number in steps:
        bottom = min(HEIGHT, top + size + 1)
        if kind == "scroll":
            block = screen[top:bottom]
            fresh = [line(number + y) for y in range(abs(by) % (len(block) + 1))]
            kept = len(block) - len(fresh)
            block = [*block[len(fresh) :], *fresh] if by > 0 else [*fresh, *block[:kept]]
            screen = [*screen[:top], *block, *screen[bottom:]]
            yield layout_update(screen)
        elif kind == "line":
            screen = [*screen[:top], line(number), *screen[top + 1 :]]
            yield chops_update(screen, [top], 0, WIDTH)
        elif kind == "part":
            first, last = top, min(WIDTH, top + 2 + size)
            old = screen[top]
            rest = old.crop(last, WIDTH)
            if unicodedata.combining(rest.text[:1] or " "):
                continue  # An accent torn from its letter: Textual sets it on the cell before.
            whole = [old.crop(0, first), line(number, last - first), rest]
            screen = [*screen[:top], Strip.join(whole), *screen[top + 1 :]]
            # Where a wide character was torn its other half is drawn as a space as well.
            yield chops_update(screen, [top], 0, WIDTH)
            yield chops_update(screen, [top], first, last)
        elif kind == "new":
            screen = [line(number + y) for y in range(HEIGHT)]
            yield layout_update(screen)
        else:
            yield layout_update(screen)


def chops_update(screen: list[Strip], rows: list[int], first: int, last: int) -> ChopsUpdate:
    """Rows cut at two columns, as the compositor cuts them at the borders of widgets."""
    cuts = sorted({0, first, last, WIDTH})
    chops = [
        dict(zip(cuts[:-1], line.divide(cuts[1:]), strict=True)) if cuts[1:] else {0: line}
        for line in screen
    ]
    return ChopsUpdate(chops, [(y, first, last) for y in rows], [cuts[1:] for _ in screen])


@settings(max_examples=150)
@given(LINES, STEPS, st.sampled_from(["truecolor", "256", "standard"]), st.booleans())
def test_the_terminal_shows_what_textual_alone_would_show(
    pool: list[tuple[list[tuple[str, int]], int]],
    steps: list[tuple[str, int, int, int, int]],
    colours: str,
    fills: bool,
) -> None:
    console = console_of(colours)
    plain, plain_stream = terminal()
    ours, our_stream = terminal()
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=fills)
    assert console._color_system is not None
    for update in updates_of(pool, steps):
        plain_stream.feed(update.render_segments(console))
        our_stream.feed(screen.changes(strips_of(update), console._color_system))
        assert cells(ours) == cells(plain)
        assert not ours.leads_to


def numbered_screen(first: int) -> list[Strip]:
    return [
        Strip([Segment(f"row {first + y} of the list", STYLES[1])]).adjust_cell_length(
            WIDTH, STYLES[2]
        )
        for y in range(HEIGHT)
    ]


def screen_showing(first: int) -> CellScreen:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    changes(screen, layout_update(numbered_screen(first)))
    return screen


def test_an_equal_frame_sends_nothing() -> None:
    assert changes(screen_showing(10), layout_update(numbered_screen(10))) == ""


def test_one_changed_letter_sends_that_letter_alone() -> None:
    """And as little as it takes to get there: the cursor and the look are as they were left."""
    lines = numbered_screen(10)
    for y, text in ((3, "row 13 of the lisp"), (4, "row 14 of the lift")):
        lines[y] = Strip([Segment(text, STYLES[1])]).adjust_cell_length(WIDTH, STYLES[2])
    sent = changes(screen_showing(10), layout_update(lines))
    assert sent == "\x1b[8A\bp\v\b\bf"


TWO_COLOURS = [("#a6afbd", "one "), ("#ff8a80", "two "), ("#a6afbd", "three")]


def drawn(words: list[tuple[str, str]], colours: str = "truecolor") -> str:
    line = Strip([Segment(text, Style.parse(f"{colour} on #12161c")) for colour, text in words])
    system = console_of(colours)._color_system
    assert system is not None
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    return screen.changes(strips_of(layout_update([line])), system)


def test_words_of_one_colour_are_written_one_after_the_other_where_that_is_shorter() -> None:
    sent = drawn(TWO_COLOURS)
    assert sent.count("38;2;166;175;189") == 1
    assert sent.index("three") < sent.index("two")


def test_with_short_colours_a_row_is_written_from_left_to_right() -> None:
    sent = drawn(TWO_COLOURS, "standard")
    assert sent.index("one") < sent.index("two") < sent.index("three")


def test_blanks_take_no_colour_of_their_own() -> None:
    sent = drawn([("#c7aefb", "   "), ("#a6afbd", "R "), ("#e4e8ef", "  ")])
    assert sent.count("38;2;") == 1
    assert "   R   " in sent


def test_a_blank_of_which_only_the_letters_would_differ_is_not_sent_again() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    muted, bold = (Style.parse(look + " on #12161c") for look in ("#a6afbd", "bold #e4e8ef"))
    changes(screen, layout_update([Strip([Segment(" " * WIDTH, muted)])]))
    assert changes(screen, layout_update([Strip([Segment(" " * WIDTH, bold)])])) == ""


def test_after_invalidate_everything_is_sent_and_margins_are_put_right() -> None:
    screen = screen_showing(10)
    screen.invalidate()
    sent = changes(screen, layout_update(numbered_screen(10)))
    assert sent.startswith("\x1b[r\x1b[m")
    assert all(f"row {number}" in sent for number in range(10, 22))


def test_a_partial_update_of_an_unknown_screen_sends_that_part_alone() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    sent = changes(screen, chops_update(numbered_screen(10), [3], 4, 9))
    assert sent.endswith("13 of")
    assert "row" not in sent


def test_control_characters_in_a_label_never_reach_the_terminal() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    sent = changes(screen, layout_update([Strip([Segment("a\x1b]0;x\x07b\x9b2J")])]))
    assert "a]0;xb2J" in sent


def test_a_strip_of_control_codes_is_left_to_textual() -> None:
    screen = screen_showing(10)
    strip = Strip([Segment("\x1b[2J", None, [(ControlType.CLEAR,)])])
    with pytest.raises(UnknownOutputError):
        changes(screen, layout_update([strip]))


def test_a_link_is_opened_and_closed_and_cannot_smuggle_controls() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    link = Style(link="https://org.example/\x1b\\\x1b[2J")
    sent = changes(screen, layout_update([Strip([Segment("Globex", link)])]))
    assert f"\x1b]8;id={link._link_id};https://org.example/\\[2J\x1b\\Globex" in sent
    assert sent.endswith("\x1b]8;;\x1b\\")


def test_the_column_is_stated_again_after_a_letter_of_doubtful_width() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    sent = changes(screen, layout_update([Strip([Segment("a👩\u200d🚀b")])]))
    assert "a👩\u200d🚀\x1b[4Gb" in sent


@pytest.mark.parametrize("before", ["", "漢"])
def test_marks_of_direction_never_reach_the_terminal(before: str) -> None:
    """Also where a wide character makes up for the cell that they do not take."""
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    sent = changes(screen, layout_update([Strip([Segment(f"{before}a\u202eb\u200f")])]))
    assert f"{before}ab" in sent
    assert "\u202e" not in sent


def test_beside_a_wide_character_the_column_is_stated_again_after_a_letter_with_a_mark() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    sent = changes(screen, layout_update([Strip([Segment("漢e\u0301b")])]))
    assert "漢e\u0301\x1b[4Gb" in sent


def test_blanks_are_written_where_the_terminal_erases_in_its_own_colour() -> None:
    blank = [Strip([Segment(" " * WIDTH, STYLES[1])])]
    assert "\x1b[K" in changes(
        CellScreen(WIDTH, HEIGHT, erases_with_background=True), layout_update(blank)
    )
    assert " " * WIDTH in changes(
        CellScreen(WIDTH, HEIGHT, erases_with_background=False), layout_update(blank)
    )
    assert erases_with_background({"TERM": "xterm-256color"})
    assert erases_with_background({"TERM": "screen-256color", "TMUX": "0"})
    assert not erases_with_background({"TERM": "screen"})


@pytest.mark.parametrize(
    ("old", "new", "sequence"),
    [
        ("bold red", "red", "\x1b[22m"),
        ("red", "bold red", "\x1b[1m"),
        ("#010203 on #040506", "#010299 on #040506", "\x1b[38;2;1;2;153m"),
        ("bold dim underline", "bold", "\x1b[0;1m"),
        ("bold red on blue", "default", "\x1b[m"),
        ("reverse #102030", "#102030", "\x1b[27m"),
        ("red", "red", ""),
    ],
)
def test_a_change_of_look_sends_only_what_differs(old: str, new: str, sequence: str) -> None:
    colours = console_of()._color_system
    assert colours is not None
    first, second = (look_of(Style.parse(style), colours) for style in (old, new))
    assert change_of_look(first, second) == sequence


def test_thousands_of_styles_and_links_do_not_pile_up() -> None:
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    plain, stream = terminal()
    for number in range(2):
        for start in range(0, 9000, HEIGHT):
            lines = [
                Strip(
                    [Segment(f"{number}{start}", Style(link=f"x:{start + y}"))]
                ).adjust_cell_length(WIDTH)
                for y in range(HEIGHT)
            ]
            stream.feed(changes(screen, layout_update(lines)))
    assert plain.display[0].startswith("18988")
    assert len(screen._looks._looks) <= 9000


def test_a_wide_character_is_never_left_with_one_half() -> None:
    """Also between two writes: the second half follows the first, whatever the looks."""
    screen = CellScreen(WIDTH, HEIGHT, erases_with_background=True)
    muted, late = (Style.parse(look + " on #12161c") for look in ("#a6afbd", "#ff8a80"))
    changes(screen, layout_update([Strip([Segment("漢字", muted)])]))
    words = [Segment(text, muted if place % 2 else late) for place, text in enumerate("abcd")]
    sent = changes(screen, layout_update([Strip(words)]))
    assert re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r", "|", sent).strip("|") == "a|b|c|d"
