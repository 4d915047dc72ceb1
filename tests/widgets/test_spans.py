"""Lines of an exact width, whatever they are made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from cockpit_widgets.drawing.printable import cell_width, printable
from cockpit_widgets.drawing.spans import fitted, shortened, to_cells, to_line, wrapped

PLAIN = Style()
TEXT = st.text(max_size=40)


@given(TEXT, st.integers(1, 30), st.booleans())
def test_cells_are_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cell_width(to_cells(text, width, right=right)) == width


@given(
    st.lists(TEXT, max_size=4), st.lists(TEXT, max_size=3), st.integers(0, 60), st.integers(0, 2)
)
def test_a_line_is_exactly_as_wide_as_asked(
    left: list[str], right: list[str], width: int, margin: int
) -> None:
    strip = to_line(
        [(text, PLAIN) for text in left], width, PLAIN, [(text, PLAIN) for text in right], margin
    )
    assert sum(cell_width(segment.text) for segment in strip) == width == strip.cell_length


@given(TEXT, st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_width(line) <= width for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join(printable(" ".join(text.splitlines()).expandtabs(4)).split())


def test_a_cut_leaves_no_blank_before_its_sign() -> None:
    assert shortened("Executive business review", 11) == "Executive…"
    assert shortened("abc", 3) == "abc"
    assert shortened("abc", 0) == ""
    assert fitted([("abc", PLAIN), ("def", PLAIN)], 5) == [("abc", PLAIN), ("d…", PLAIN)]
