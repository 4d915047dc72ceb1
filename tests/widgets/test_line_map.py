"""Lines and CTAs, with folds, against the plain way of counting them."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.lists.rows import Group, Listing
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_widgets.row_list.line_map import LineMap, index_of
from cockpit_widgets.row_list.scene import Scene
from tests.widgets.host import listing

COUNTS = st.lists(st.integers(0, 6), min_size=1, max_size=6)


def plainly(shown: Listing, folded: frozenset[str]) -> list[tuple[int, int | None]]:
    lines: list[tuple[int, int | None]] = []
    for number, group in enumerate(shown.groups):
        lines.append((number, None))
        if group.key not in folded:
            start = shown.starts[number]
            lines += [(number, index) for index in range(start, start + group.count)]
    return lines


@given(COUNTS, st.sets(st.integers(0, 5)), st.integers(0, 40), st.integers(0, 40))
def test_every_line_is_what_counting_says(
    counts: list[int], folds: set[int], first: int, length: int
) -> None:
    shown = listing(counts)
    folded = frozenset(f"g{n}" for n in folds)
    lines, plain = LineMap(shown, folded), plainly(shown, folded)
    assert lines.total == len(plain)
    assert [lines.at(line) for line in range(lines.total)] == plain
    for line, (_, index) in enumerate(plain):
        if index is not None:
            assert lines.line_of(index) == line
    expected = [shown.ids[i] for _, i in plain[first : first + length + 1] if i is not None]
    assert lines.ids_between(first, first + length) == expected


@given(
    COUNTS,
    st.integers(1, 9),
    st.lists(st.sampled_from(["down", "up", "page", "back", "end", "fold", "all", "wheel"])),
)
def test_whatever_is_pressed_the_cursor_is_on_the_screen(
    counts: list[int], height: int, presses: list[str]
) -> None:
    scene = Scene(LineMap(listing(counts))).resized(height)
    for press in presses:
        scene = {
            "down": lambda s: s.moved_to(s.cursor + 1),
            "up": lambda s: s.moved_to(s.cursor - 1),
            "page": lambda s: s.paged_by(height),
            "back": lambda s: s.paged_by(-height),
            "end": lambda s: s.moved_to(s.lines.total),
            "fold": lambda s: s.folded(s.lines.folded ^ {s.group}),
            "all": lambda s: s.folded(frozenset(g.key for g in s.lines.listing.groups)),
            "wheel": lambda s: s.scrolled_by(3),
        }[press](scene)
        assert 0 <= scene.top <= scene.cursor <= scene.last
        assert scene.cursor < scene.lines.total
        assert scene.last - scene.top < height


def test_a_cta_is_found_wherever_it_went() -> None:
    ids = array("i", range(1, 100_001))
    shown = Listing(GroupBy.DUE, SortBy.DUE, (Group("a", "A", len(ids)),), ids)
    assert index_of(shown, 99_999, near=5) == 99_998
    assert index_of(shown, 256, near=90_000) == 255
    assert index_of(shown, 100_001) is None
    assert index_of(shown, 2**40) is None
