"""The syntax tree of a query, each piece with its place."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from msgspec import Struct

from cockpit_tui.domain.query.fields import Field, Flag, Function

EQUAL = ":"
"""The one spelling of “is” in the tree."""


class Written(Struct, frozen=True):
    """A piece of the query as it was written, without its quotes, and where."""

    text: str
    position: int
    length: int


class Word(Struct, frozen=True):
    """Free text: its words, or their beginnings, are looked for."""

    written: Written


class Term(Struct, frozen=True):
    """`field:value,value`: one of the values fits. `=` is a colon here."""

    field: Field
    operator: str
    values: tuple[Written, ...]
    position: int


class Aggregate(Struct, frozen=True):
    """`count(activities, 45d)=0`; a window of None is all there ever was."""

    function: Function
    subject: str
    window: Written | None
    operator: str
    value: Written


class Not(Struct, frozen=True):
    node: Node


class And(Struct, frozen=True):
    nodes: tuple[Node, ...]


class Or(Struct, frozen=True):
    nodes: tuple[Node, ...]


Node = Word | Term | Aggregate | Not | And | Or


class Query(Struct, frozen=True):
    """A query that parses; `root` is None for an empty one."""

    text: str
    root: Node | None


def has_words(node: Node | None) -> bool:
    """Whether free text is looked for."""
    match node:
        case Word():
            return True
        case Not(inner):
            return has_words(inner)
        case And(nodes) | Or(nodes):
            return any(map(has_words, nodes))
    return False


def meant_flags(node: Node | None) -> str:
    """`Did you mean “is:flagged”?` where a flag's word is looked for as a word; else nothing."""
    match node:
        case Word(written) if (word := written.text.lower()) in set(Flag):
            return f"Did you mean “is:{word}”?"
        case Not(inner):
            return meant_flags(inner)
        case And(nodes) | Or(nodes):
            return next(filter(None, map(meant_flags, nodes)), "")
    return ""


def nearest(word: str, names: Iterable[str], fallback: str = "") -> str:
    """`Did you mean “risk”?` for a word that is nearly one of the names, else the fallback."""
    by_folded = {name.lower(): name for name in names}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.6)
    return f"Did you mean “{by_folded[close[0]]}”?" if close else fallback
