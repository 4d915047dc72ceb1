"""The three-way merge, held by properties over correlated triples."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from cockpit_sync.fields import TASK_FIELDS, Rule
from cockpit_sync.merging.merge import Merged, merge
from cockpit_sync.values import Value, canonical, to_cents, to_date, to_instant, to_whole

NAMES = [entry.api_name for entry in TASK_FIELDS]
CLOSED = frozenset({"Completed"})
values: st.SearchStrategy[Value] = st.sampled_from(
    [None, "a", "b", "c", "Completed", "In Progress", "Not Started"]
)


class Triple(Struct, frozen=True):
    """A base, and two sides that differ from it in some fields only."""

    base: dict[str, Value]
    mine: dict[str, Value]
    theirs: dict[str, Value]


@st.composite
def triples(draw: st.DrawFn) -> Triple:
    base = {name: draw(values) for name in NAMES}
    edits = st.dictionaries(st.sampled_from(NAMES), values)
    return Triple(base, draw(edits), {**base, **draw(edits)})


def merged(triple: Triple) -> Merged:
    return merge(TASK_FIELDS, triple.base, triple.mine, triple.theirs, CLOSED)


def ends(triple: Triple, result: Merged) -> tuple[dict[str, Value], dict[str, Value]]:
    """(ours, theirs) when all that was decided has been done."""
    ours = {**triple.base, **triple.mine, **result.take, **result.blended}
    return ours, {**triple.theirs, **result.keep, **result.blended}


@given(triples())
def test_both_sides_are_equal_once_the_merge_is_carried_out(triple: Triple) -> None:
    result = merged(triple)
    ours, theirs = ends(triple, result)
    for name in NAMES:
        if name not in result.asked:
            assert ours[name] == theirs[name]


@given(triples())
def test_nothing_is_lost_every_value_is_at_the_end_or_in_a_conflict(triple: Triple) -> None:
    result = merged(triple)
    ours, _ = ends(triple, result)
    kept = {
        (entry.field, value) for entry in result.contested for value in (entry.mine, entry.theirs)
    }
    for name, value in triple.mine.items():
        if value != triple.base[name]:
            assert ours[name] == value or (name, value) in kept
    for name, value in triple.theirs.items():
        if value != triple.base[name]:
            assert ours[name] == value or (name, value) in kept


@given(triples())
def test_a_conflict_needs_two_different_changes_of_one_field(triple: Triple) -> None:
    for entry in merged(triple).contested:
        assert entry.theirs != triple.base[entry.field]
        assert entry.mine != entry.theirs


@given(triples())
def test_merging_again_from_the_new_base_changes_nothing_more(triple: Triple) -> None:
    result = merged(triple)
    again = merge(TASK_FIELDS, triple.theirs, dict(result.keep), triple.theirs, CLOSED)
    assert again.take == {}
    assert again.contested == ()
    assert again.keep == {
        name: value for name, value in result.keep.items() if value != triple.theirs[name]
    }


@given(triples())
def test_without_edits_everything_that_moved_is_taken(triple: Triple) -> None:
    result = merge(TASK_FIELDS, triple.base, {}, triple.theirs, CLOSED)
    assert result.take == {
        name: value for name, value in triple.theirs.items() if value != triple.base[name]
    }
    assert (result.keep, result.contested) == ({}, ())


@given(triples())
def test_a_field_has_one_fate(triple: Triple) -> None:
    result = merged(triple)
    fates = [*result.take, *result.keep, *result.agreed, *result.asked]
    assert len(fates) == len(set(fates))


@pytest.mark.parametrize(
    ("mine", "theirs", "winner"),
    [
        ("Completed", "In Progress", "mine"),
        ("In Progress", "Completed", "theirs"),
        ("In Progress", "Deferred", "theirs"),
    ],
)
def test_a_closed_status_beats_an_open_one(mine: str, theirs: str, winner: str) -> None:
    base = {"Status": "Not Started"}
    result = merge(TASK_FIELDS, base, {"Status": mine}, {"Status": theirs}, CLOSED)
    assert [entry.chosen for entry in result.contested] == [winner]


class Half(Struct, frozen=True):
    api_name: str
    unit: str
    rule: Rule


def test_the_fields_of_a_group_are_won_or_lost_together() -> None:
    fields = (Half("Start", "when", Rule.THEIRS), Half("End", "when", Rule.THEIRS))
    base = {"Start": "9", "End": "10"}
    result = merge(fields, base, {"Start": "8"}, {"Start": "9", "End": "11"})
    assert result.take == {"Start": "9", "End": "11"}
    assert result.keep == {}


def test_an_asked_field_is_neither_taken_nor_sent() -> None:
    fields = (Half("StageName", "stage", Rule.ASK),)
    result = merge(fields, {"StageName": "a"}, {"StageName": "b"}, {"StageName": "c"})
    assert (result.take, result.keep) == ({}, {})
    assert result.asked == {"StageName"}


@given(st.text())
def test_canonical_text_is_its_own_canonical_form(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


def test_values_of_salesforce_become_ours_exactly() -> None:
    moment = to_instant("2026-11-23T16:00:00.000+0000")
    assert moment is not None
    assert moment.isoformat() == "2026-11-23T16:00:00+00:00"
    assert str(to_date("2026-11-23")) == "2026-11-23"
    assert (to_cents("1234.56"), to_cents(None)) == (123_456, None)
    assert (to_whole("87.0"), to_whole("nonsense"), to_whole("NaN")) == (87, None, None)
