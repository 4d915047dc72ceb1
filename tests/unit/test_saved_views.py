"""Views as lines of text (D8): what is written is read again, and nothing else is a view."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.lists.saved_views import ViewDraft, checked, from_line, from_lines, to_line
from cockpit_tui.domain.values import GroupBy, SortBy
from tests.store.random_queries import queries

NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


@given(
    name=st.one_of(NAMES, st.lists(NAMES, min_size=1, max_size=3).map(" ".join)),
    query=queries(),
    group_by=st.one_of(st.none(), st.sampled_from(GroupBy)),
    sort_by=st.one_of(st.none(), st.sampled_from(SortBy)),
    columns=st.sampled_from(("", "arr", "arr,renewal")),
)
def test_a_view_is_read_as_it_was_written(
    name: str, query: str, group_by: GroupBy | None, sort_by: SortBy | None, columns: str
) -> None:
    draft = ViewDraft(name[:80].strip(), query, group_by, sort_by, columns)
    line = to_line(draft)
    assert "\n" not in line
    assert from_line(line) == checked(draft)
    assert from_lines(f"# shared\n\n{line}\n{line}") == [checked(draft)] * 2


@given(
    st.one_of(st.text(max_size=80), st.text(alphabet="view \"'=groupsort:ismine\\", max_size=60))
)
def test_any_line_is_a_view_or_refused_in_words(line: str) -> None:
    refusal = None
    try:
        from_line(line)
    except InvalidInput as error:
        refusal = error
    assert refusal is None or refusal.message


def test_names_in_scripts_that_join_letters_are_kept_and_what_hides_is_refused() -> None:
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    draft = ViewDraft(persian, f"name:{persian}")
    assert from_line(to_line(draft)) == draft
    with pytest.raises(InvalidInput, match="cannot be shown"):
        checked(ViewDraft("x\u202eevil", ""))
    with pytest.raises(InvalidInput, match="needs a name"):
        checked(ViewDraft("\u200d", ""))
