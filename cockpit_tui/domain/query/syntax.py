"""The syntax tree of a query, each piece with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from cockpit_tui.domain.query.fields import Field, Function

EQUAL = ":"
"""The one spelling of “is” in the tree."""


@dataclass(frozen=True, slots=True)
class Written:
    """A piece of the query as it was written, without its quotes, and where."""

    text: str
    position: int
    length: int


@dataclass(frozen=True, slots=True)
class Word:
    """Free text: its words, or their beginnings, are looked for."""

    written: Written


@dataclass(frozen=True, slots=True)
class Term:
    """`field:value,value`: one of the values fits. `=` is a colon here."""

    field: Field
    operator: str
    values: tuple[Written, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`count(activities, 45d)=0`; a window of None is all there ever was."""

    function: Function
    subject: str
    window: Written | None
    operator: str
    value: Written


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


Node = Word | Term | Aggregate | Not | And | Or


@dataclass(frozen=True, slots=True)
class Query:
    """A query that parses; `root` is None for an empty one."""

    text: str
    root: Node | None


def nearest(word: str, names: Iterable[str], fallback: str = "") -> str:
    """`Did you mean “risk”?` for a word that is nearly one of the names, else the fallback."""
    by_folded = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean “{by_folded[close[0]]}”?" if close else fallback
