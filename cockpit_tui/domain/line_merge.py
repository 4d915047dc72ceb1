"""Three-way merge of a text by its lines.

Two sides that changed different lines are both kept, also where these stand beside each other:
programs would look the same line twice at that, while of a comment one corrects the last line and
another adds one below it. Lines that both sides added at the same place of a text that was there
before are both kept too, theirs first. Everything else that both changed, each in its own way, is a
clash that only a person can settle.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import Struct

LONGEST_TEXT = 32_000
"""Salesforce: Task.Description and Event.Description hold no more."""


class LastLines(Struct, frozen=True):
    """Lines that are to stand below a text, whatever that is: what an edit wrote, done again on
    another record."""

    text: str

    @classmethod
    def written(cls, before: str, after: str) -> LastLines:
        """The lines that an edit wrote, without those that it left as they were."""
        edits = _edits(_lines(before), _lines(after))
        return cls("\n".join(line for edit in edits for line in edit.lines).strip())

    def below(self, text: str) -> str:
        """The text with these lines as its last; as it is where they are that already."""
        above = "\n".join(_lines(text)).rstrip()
        if f"\n{above}".endswith(f"\n{self.text}"):
            return text
        return f"{above}\n{self.text}" if above else self.text


class Clash(Exception):
    """Both sides changed the same lines, each in its own way."""


class _Edit(Struct, frozen=True):
    """Base lines `start` to `end` were replaced by `lines`."""

    start: int
    end: int
    lines: tuple[str, ...]


def merged_lines(base: str, mine: str, theirs: str, *, keeps_clashes: bool = False) -> str:
    """The text that holds the changes of both sides, with line feeds alone as line ends.

    Raises Clash, or keeps the lines of both where they clash, theirs first.

    >>> merged_lines("a\\nb\\nc", "A\\nb\\nc", "a\\nb\\nC")
    'A\\nb\\nC'
    """
    old, ours, other = (_lines(text) for text in (base, mine, theirs))
    return "\n".join(_merged(old, _edits(old, ours), _edits(old, other), keeps_clashes))


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text else []


def _edits(old: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        _Edit(start, end, tuple(new[new_start:new_end]))
        for tag, start, end, new_start, new_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def _merged(
    old: Sequence[str], mine: list[_Edit], theirs: list[_Edit], keeps_clashes: bool
) -> list[str]:
    result: list[str] = []
    place = 0
    waiting_mine, waiting_theirs = list(mine), list(theirs)
    while waiting_mine or waiting_theirs:
        heads = waiting_mine[:1] + waiting_theirs[:1]
        start, end = min((edit.start, edit.end) for edit in heads)
        ours: list[_Edit] = []
        others: list[_Edit] = []
        is_growing = True
        while is_growing:
            is_growing = False
            for waiting, taken in ((waiting_mine, ours), (waiting_theirs, others)):
                if waiting and _is_of(waiting[0], start, end):
                    edit = waiting.pop(0)
                    taken.append(edit)
                    end, is_growing = max(end, edit.end), True
        result += old[place:start]
        result += _settled(old, start, end, ours, others, keeps_clashes)
        place = end
    return [*result, *old[place:]]


def _is_of(edit: _Edit, start: int, end: int) -> bool:
    """Whether an edit changes something of a stretch, or puts lines where that puts some."""
    is_same_place = edit.start == edit.end == start == end
    return edit.start < end or is_same_place


def _settled(
    old: Sequence[str],
    start: int,
    end: int,
    ours: list[_Edit],
    others: list[_Edit],
    keeps_clashes: bool,
) -> Sequence[str]:
    """The lines of one stretch that at least one side changed."""
    before = list(old[start:end])
    mine, theirs = (_applied(old, start, end, edits) for edits in (ours, others))
    if theirs in (before, mine):
        return mine
    if mine == before:
        return theirs
    if keeps_clashes or (not before and old):
        return [*theirs, *mine]
    raise Clash


def _applied(old: Sequence[str], start: int, end: int, edits: Sequence[_Edit]) -> list[str]:
    result: list[str] = []
    place = start
    for edit in edits:
        result += [*old[place : edit.start], *edit.lines]
        place = edit.end
    return [*result, *old[place:end]]
