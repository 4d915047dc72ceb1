"""Texts merged by lines, held by properties."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_sync.merging.line_merge import merge_lines
from cockpit_sync.values import Value, canonical
from cockpit_tui.domain.line_merge import LONGEST_TEXT, Clash

lines = st.lists(st.sampled_from(["called", "waits for Ann", "offer sent", "x", "y"]), max_size=7)


def text(parts: list[str]) -> Value:
    return canonical("\n".join(parts))


@st.composite
def edited(draw: st.DrawFn, base: list[str]) -> list[str]:
    """The base with a few lines replaced, taken away or put in."""
    result = list(base)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(result)))
        new = draw(st.lists(st.sampled_from(["new 1", "new 2", "new 3"]), max_size=2))
        result[place : place + draw(st.integers(0, 1))] = new
    return result


@st.composite
def triples(draw: st.DrawFn) -> tuple[Value, Value, Value]:
    base = draw(lines)
    return text(base), text(draw(edited(base))), text(draw(edited(base)))


@given(triples())
def test_a_side_that_changed_nothing_gives_way(triple: tuple[Value, Value, Value]) -> None:
    base, mine, _ = triple
    assert merge_lines(base, mine, base) == mine
    assert merge_lines(base, base, mine) == mine
    assert merge_lines(base, mine, mine) == mine


@given(triples())
def test_every_new_line_of_either_side_is_in_the_result(
    triple: tuple[Value, Value, Value],
) -> None:
    base, mine, theirs = triple
    try:
        merged = merge_lines(base, mine, theirs)
    except Clash:
        return
    found = Counter((merged or "").split("\n"))
    for side in (mine, theirs):
        new = Counter((side or "").split("\n")) - Counter((base or "").split("\n"))
        assert all(found[line] >= 1 for line in new if line)


@given(triples())
def test_merging_again_changes_nothing_more(triple: tuple[Value, Value, Value]) -> None:
    base, mine, theirs = triple
    try:
        merged = merge_lines(base, mine, theirs)
    except Clash:
        return
    assert merge_lines(theirs, merged, theirs) == merged
    assert merge_lines(mine, mine, merged) == merged


@given(triples())
def test_both_orders_agree_on_what_is_a_clash(triple: tuple[Value, Value, Value]) -> None:
    base, mine, theirs = triple
    outcomes = []
    for one, other in ((mine, theirs), (theirs, mine)):
        try:
            merge_lines(base, one, other)
            outcomes.append(True)
        except Clash:
            outcomes.append(False)
    assert outcomes[0] is outcomes[1]


def test_different_lines_are_both_kept_and_one_line_changed_twice_is_a_clash() -> None:
    assert merge_lines("a\nb\nc", "A\nb\nc", "a\nb\nC") == "A\nb\nC"
    assert merge_lines("a\nb", "a\nb\nmine", "a\nb\ntheirs") == "a\nb\ntheirs\nmine"
    assert merge_lines("a\nb\nc", "a\nc", "a\nb\nc\nd") == "a\nc\nd"
    for base, mine, theirs in (("a", "b", "c"), (None, "b", "c"), ("a\nb", "a", "a\nc")):
        with pytest.raises(Clash):
            merge_lines(base, mine, theirs)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("a\nb", "A\nb", "a\nB", "A\nB"),
        ("a\nb", "a\nB", "a\nb\nadded", "a\nB\nadded"),
        ("a\nb", "added\na\nb", "A\nb", "added\nA\nb"),
        ("a\nb\nc", "a\nmine\nb\nc", "a\nB\nc", "a\nmine\nB\nc"),
        ("a\nb\nc", "a\nc", "a\nb\nC", "a\nC"),
        ("called", "called twice", "called\nthey answered", "called twice\nthey answered"),
    ],
)
def test_lines_beside_each_other_are_no_clash(
    base: str, mine: str, theirs: str, merged: str
) -> None:
    """Whoever adds a line below the one that another corrects has not written the same line."""
    assert merge_lines(base, mine, theirs) == merged
    assert merge_lines(base, theirs, mine) == merged


def test_a_text_that_grows_too_long_for_salesforce_is_a_clash() -> None:
    with pytest.raises(Clash):
        merge_lines("a\nb", "x" * (LONGEST_TEXT - 5) + "\nb", "a\nlonger than five")
