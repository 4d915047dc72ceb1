"""Three-way merge of a text by its lines; pure.

Two sides that changed different lines are both kept. Lines that both sides added at the same place
of a text that was there before are both kept too, theirs first. Everything else that both changed,
each in its own way, is a clash that only a person can settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

from cockpit_sync.values import Value, canonical

LONGEST_TEXT = 32_000
"""Salesforce: Task.Description holds no more."""


class Clash(Exception):
    """Both sides changed the same lines, each in its own way."""


class _Edit(Struct, frozen=True):
    """Base lines `start` to `end` were replaced by `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge_lines(base: Value, mine: Value, theirs: Value) -> Value:
    """The text that holds the changes of both sides. Raises Clash.

    >>> merge_lines("a\\nb\\nc", "A\\nb\\nc", "a\\nb\\nC")
    'A\\nb\\nC'
    """
    if mine == theirs or theirs == base:
        return mine
    if mine == base:
        return theirs
    old, ours, other = (_lines(text) for text in (base, mine, theirs))
    merged = canonical("\n".join(_merged(old, _edits(old, ours), _edits(old, other))))
    if merged is not None and len(merged) > LONGEST_TEXT:
        raise Clash
    return merged


def both_sides(base: Value, mine: Value, theirs: Value) -> str | None:
    """The text that a person may take for both, where neither side's is it already; else None."""
    try:
        merged = merge_lines(canonical(base), canonical(mine), canonical(theirs))
    except Clash:
        return None
    return merged if merged not in (canonical(mine), canonical(theirs)) else None


def _lines(text: Value) -> list[str]:
    return text.split("\n") if text else []


def _edits(old: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        _Edit(start, end, tuple(new[new_start:new_end]))
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _merged(old: Sequence[str], mine: list[_Edit], theirs: list[_Edit]) -> list[str]:
    result: list[str] = []
    place = 0
    waiting_mine, waiting_theirs = list(mine), list(theirs)
    while waiting_mine or waiting_theirs:
        start = min(edit.start for edit in (waiting_mine[:1] + waiting_theirs[:1]))
        end = start
        ours: list[_Edit] = []
        others: list[_Edit] = []
        is_growing = True
        while is_growing:
            is_growing = False
            for waiting, taken in ((waiting_mine, ours), (waiting_theirs, others)):
                if waiting and waiting[0].start <= end:
                    edit = waiting.pop(0)
                    taken.append(edit)
                    end, is_growing = max(end, edit.end), True
        result += old[place:start]
        result += _settled(old, start, end, ours, others)
        place = end
    return [*result, *old[place:]]


def _settled(
    old: Sequence[str], start: int, end: int, ours: list[_Edit], others: list[_Edit]
) -> Sequence[str]:
    """The lines of one stretch that at least one side changed."""
    before = list(old[start:end])
    mine, theirs = (_applied(old, start, end, edits) for edits in (ours, others))
    if theirs in (before, mine):
        return mine
    if mine == before:
        return theirs
    if not before and old:
        return [*theirs, *mine]
    raise Clash


def _applied(old: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> list[str]:
    result: list[str] = []
    place = start
    for edit in edits:
        result += [*old[place : edit.start], *edit.lines]
        place = edit.end
    return [*result, *old[place:end]]
