"""A filter that is typed: what is kept of its first rows from letter to letter stays true."""

from __future__ import annotations

from array import array
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cockpit_tui.domain.errors import InvalidQuery
from cockpit_tui.domain.lists.rows import Listing
from cockpit_tui.domain.lists.views import ViewSpec
from cockpit_tui.domain.query.reader import Reader
from cockpit_tui.domain.values import GroupBy, SortBy
from cockpit_tui.store.data_version import data_version
from cockpit_tui.store.engine import Store
from cockpit_tui.store.lists.kept_beginning import KeptBeginning
from cockpit_tui.store.lists.listing import read_listing
from tests.conftest import TODAY
from tests.statements import counted
from tests.store.beginnings import assert_begins
from tests.store.random_ctas import CTAS, Rows
from tests.workspace import Workspace

TYPED = (
    "renewal",
    "usage down call",
    "u name:usage comment:call",
    "name:re renewal -call",
    "mine:yes usage",
    "is:any u gl",
    "call owner:leo",
)
PAGE, FIRST = 40, 400


@settings(max_examples=40)
@given(
    drawn=CTAS,
    typed=st.sampled_from(TYPED),
    group_by=st.sampled_from(GroupBy),
    sort_by=st.sampled_from((SortBy.DUE, SortBy.DUE, SortBy.NAME)),
    page=st.integers(1, 3),
    few=st.sampled_from((1, 1_000)),
)
def test_a_list_narrowed_letter_by_letter_is_the_beginning_of_the_whole(
    workspace: Workspace,
    drawn: list[dict[str, Any]],
    typed: str,
    group_by: GroupBy,
    sort_by: SortBy,
    page: int,
    few: int,
) -> None:
    """Whether it was read anew or kept."""
    rows, kept = Rows(workspace), KeptBeginning()
    rows.write(drawn)
    with pytest.MonkeyPatch.context() as patch, workspace.store.read() as connection:
        patch.setattr("cockpit_tui.store.lists.beginning.FEW", few)
        patch.setattr("cockpit_tui.store.lists.beginning.LOOKED_AT_PER_MATCH", 0)
        for end in range(1, len(typed) + 1):
            view = ViewSpec(typed[:end], rows.reader, group_by, sort_by)
            try:
                whole = read_listing(connection, view)
            except InvalidQuery:
                continue  # half a term
            assert_begins(kept.read(connection, view, page, FIRST), whole, page)


def test_a_letter_that_leaves_the_first_rows_looks_for_none(workspace: Workspace) -> None:
    """The words of those that stand there are read once, and the list once for all."""
    made = [workspace.add_cta("Renewal call") for _ in range(3)]
    workspace.add_cta("Review")
    kept = KeptBeginning()
    assert len(_read(workspace, kept, "re").ids) == 4
    assert _read(workspace, kept, "ren").ids == array("I", made)
    with counted(workspace.store) as statements:
        for query in ("rene", "renewal", "renewal ", "renewal c", "renewal call"):
            listing = _read(workspace, kept, query)
            assert (listing.ids, listing.query) == (array("I", made), query)
    of_words = [statement for statement in statements if "cta.words" in statement]
    of_versions = [
        statement
        for statement in statements
        if "data_version" in statement or "snapshot" in statement
    ]
    assert len(of_words) == 1
    assert len(statements) == len(of_words) + len(of_versions)
    assert len(_read(workspace, kept, "re").ids) == 4, "a letter less finds more"
    assert not _read(workspace, kept, "rex").ids


def test_what_anybody_commits_between_two_letters_is_seen(workspace: Workspace) -> None:
    """By the same store, whose connections may be the reader's, and by another program's."""
    first, second = workspace.add_cta("Renewal call"), workspace.add_cta("Renewal call")
    kept = KeptBeginning()
    assert len(_read(workspace, kept, "ren").ids) == 2
    workspace.ctas().edit([first], {"name": "Review"})
    assert list(_read(workspace, kept, "rene").ids) == [second]
    assert list(_read(workspace, kept, "renew").ids) == [second]
    third = workspace.add_cta("Renewals")
    assert set(_read(workspace, kept, "renewa").ids) == {second, third}
    other = Store(workspace.store.url)
    with other.write() as connection:
        connection.exec_driver_sql(f"UPDATE cta SET state = 3 WHERE id = {second}")
    other.close()
    assert list(_read(workspace, kept, "renewal").ids) == [third]


def test_the_version_of_the_data_moves_with_each_commit_and_with_no_read(
    workspace: Workspace,
) -> None:
    workspace.add_cta("Renewal")
    seen = []
    for name in ("", "Once", "", "Twice", ""):
        if name:
            workspace.add_cta(name)
        with workspace.store.read() as connection:
            seen.append(data_version(connection))
    assert seen[1] == seen[2]
    assert seen[3] == seen[4]
    assert seen[0] != seen[1] != seen[3] != seen[0]


def _read(workspace: Workspace, kept: KeptBeginning, query: str) -> Listing:
    reader = Reader(workspace.people["Ana"], TODAY)
    with workspace.store.read() as connection:
        return kept.read(connection, ViewSpec(query, reader), PAGE, FIRST)
