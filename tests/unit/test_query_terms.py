"""Switches written into the query: they change their own term and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.domain.query.fields import Field
from cockpit_tui.domain.query.filters import parse
from cockpit_tui.domain.query.query_terms import (
    has_flag,
    names_label,
    states_of,
    values_of,
    with_closed,
    with_flag,
    with_owner,
    with_snoozed_only,
    with_values,
)


@pytest.mark.parametrize(
    ("query", "values", "expected"),
    [
        ("mine:yes is:open", ["Risk"], "mine:yes is:open type:risk"),
        ("type:risk is:open", ["Risk", "Event"], "type:risk,event is:open"),
        ("type:risk is:open", [], "is:open"),
        ("is:open AND type:risk", [], "is:open"),
        ("type:risk and due<7d", [], "due<7d"),
        ("globex or hooli", ["Risk"], "(globex or hooli) type:risk"),
        ("-type:risk", ["Event"], "-type:risk type:event"),
        ("", ["Work in progress"], 'type:"Work in progress"'),
        ("type:risk due<7d type:event", ["Risk"], "type:risk due<7d"),
        ("(type:risk or globex) is:open", [], "(type:risk or globex) is:open"),
    ],
)
def test_cl_6_the_term_holds_the_chosen_values_and_none_takes_it_away(
    query: str, values: list[str], expected: str
) -> None:
    """CL-6."""
    assert with_values(query, Field.TYPE, values) == expected


@pytest.mark.parametrize(
    ("query", "owner", "expected"),
    [
        ("mine:yes is:open", None, "is:open"),
        ("mine:yes is:open", "Leo Wong", '"Leo Wong"'),
        ("is:open", "me", "is:open owner:me"),
        ("is:mine due<7d", "leo@x.example", "owner:leo@x.example due<7d"),
        ("owner:ana,leo", None, ""),
        ('owner:ana "owner:leo"', None, '"owner:leo"'),
    ],
)
def test_cl_9_one_owner_or_all_of_them(query: str, owner: str | None, expected: str) -> None:
    """CL-9."""
    made = with_owner(query, owner)
    assert made == expected or (owner and f"owner:{expected}" in made and "mine" not in made)


def test_cl_10_closed_ones_join_and_the_sleeping_do_not() -> None:
    """CL-10."""
    shown = with_closed("mine:yes is:open", shown=True)
    assert shown == "mine:yes is:open,closed -is:snoozed"
    assert states_of(shown) == {"open", "closed"}
    assert with_closed(shown, shown=False) == "mine:yes is:open"
    assert with_closed("", shown=True) == "is:open,closed -is:snoozed"
    assert with_closed("is:closed", shown=False) == "is:open"
    assert with_closed("is:any globex", shown=False) == "is:open globex"


def test_cl_11_snoozed_ones_alone() -> None:
    """CL-11."""
    assert with_snoozed_only("mine:yes is:open", shown=True) == "mine:yes is:snoozed"
    assert with_snoozed_only("is:open,closed -is:snoozed x", shown=True) == "is:snoozed x"
    assert with_snoozed_only("is:snoozed", shown=False) == "is:open"


def test_cl_12_flagged_ones_alone() -> None:
    """CL-12."""
    shown = with_flag("mine:yes", "flagged", shown=True)
    assert shown == "mine:yes is:flagged"
    assert has_flag(shown, "flagged")
    assert with_flag(shown, "flagged", shown=False) == "mine:yes"
    assert not has_flag("-is:flagged", "flagged")


def test_a_word_names_the_value_that_it_begins() -> None:
    assert names_label("opp", "Opportunity")
    assert names_label("low-usage", "Low usage")
    assert not names_label("event", "Risk")
    assert values_of("type:risk,opp due<7d", Field.TYPE) == ("risk", "opp")


PIECES = st.sampled_from(
    (
        *("mine:yes", "is:open", "is:closed", "is:snoozed", "is:any", "-is:snoozed", "is:flagged"),
        *("type:risk", "type:risk,event", "owner:ana", "due<7d", "globex", '"low usage"'),
        *("(a or b)", "-(type:risk)", "not is:flagged", "NOT type:event"),
    )
)
QUERIES = st.lists(PIECES, max_size=5).flatmap(
    lambda pieces: st.sampled_from((" ", " and ", "  AND ", " or ")).map(
        lambda joint: joint.join(pieces)
    )
)


@given(query=QUERIES)
def test_every_switch_leaves_a_query_that_can_be_read(query: str) -> None:
    made = [
        with_values(query, Field.TYPE, ()),
        with_values(query, Field.TYPE, ("Risk", "Low usage")),
        with_owner(query, None),
        with_owner(query, "Leo Wong"),
        with_closed(query, shown=True),
        with_closed(query, shown=False),
        with_snoozed_only(query, shown=True),
        with_flag(query, "flagged", shown=True),
        with_flag(query, "flagged", shown=False),
    ]
    for text in made:
        parse(text)
    assert values_of(made[0], Field.TYPE) == ()
    assert values_of(made[1], Field.TYPE) == ("risk", "Low usage")
    assert "closed" in states_of(made[4])
    assert not states_of(made[5]) & {"closed", "any"}
    assert states_of(made[6]) == {"snoozed"}
    assert (has_flag(made[7], "flagged"), has_flag(made[8], "flagged")) == (True, False)
