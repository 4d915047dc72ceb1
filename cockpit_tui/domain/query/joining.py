"""Conditions joined, in the flattest form: what the indexes start at comes to the front."""

from __future__ import annotations

from collections.abc import Iterable

from cockpit_tui.domain.query.conditions import (
    ALL_STATES,
    AllOf,
    AnyOf,
    Condition,
    Filter,
    Negation,
    StateIn,
)
from cockpit_tui.domain.values import CtaState


def all_of(parts: Iterable[Condition]) -> Condition:
    """Joined by AND, brackets within brackets opened."""
    flat: list[Condition] = []
    for part in parts:
        flat.extend(part.conditions if isinstance(part, AllOf) else (part,))
    return flat[0] if len(flat) == 1 else AllOf(tuple(flat))


def negation(condition: Condition) -> Condition:
    if isinstance(condition, Negation):
        return condition.condition
    if isinstance(condition, StateIn):
        return StateIn(ALL_STATES - condition.states)
    return Negation(condition)


def any_of(parts: tuple[Condition, ...]) -> Condition:
    """Joined by OR; several states are one condition, so that the indexes start at them."""
    states = [part.states for part in parts if isinstance(part, StateIn)]
    return StateIn(frozenset().union(*states)) if len(states) == len(parts) else AnyOf(parts)


def narrowed(states: frozenset[CtaState], condition: Condition) -> Filter:
    """States that must hold anyway move to the front, where the indexes start."""
    rest: list[Condition] = []
    for part in Filter(states, condition).conjuncts:
        if isinstance(part, StateIn):
            states &= part.states
        else:
            rest.append(part)
    return Filter(states, all_of(rest))
