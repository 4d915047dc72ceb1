"""Blocks of lines as widgets painted them, and how a block moved since it was last sent.

A painted line that is the same object as before shows the same, so that a block is compared with
what was sent of it at the cost of a few dozen `is`.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from textual.strip import Strip

LINES_WORTH_MOVING = 3
"""Fewer than these are sent anew: a move takes 20 to 36 bytes."""


class Block(Struct, frozen=True):
    """Lines below one another, of one width, from a column and row of the screen on."""

    x: int
    y: int
    width: int
    strips: Sequence[Strip]

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Equal for blocks that cover the same cells."""
        return self.x, self.y, self.width, len(self.strips)

    def overlaps(self, other: Block) -> bool:
        """Whether there is a cell that both cover."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + len(other.strips)
            and other.y < self.y + len(self.strips)
        )


class Move(Struct, frozen=True):
    """Lines `first` to `last` of a block: they show what stood `by` lines lower, or higher if that
    is negative."""

    first: int
    last: int
    by: int

    @property
    def stayed(self) -> range:
        """The lines that something was moved to; the others of the range came in."""
        if self.by > 0:
            return range(self.first, self.last + 1 - self.by)
        return range(self.first - self.by, self.last + 1)

    def news(self, new: Sequence[Strip], old: Sequence[Strip]) -> list[int]:
        """The lines that show something else once it was made."""
        stayed = self.stayed
        return [
            y
            for y, strip in enumerate(new)
            if (
                (y not in stayed or strip is not old[y + self.by])
                if self.first <= y <= self.last
                else strip is not old[y]
            )
        ]


def changed_lines(new: Sequence[Strip], old: Sequence[Strip]) -> list[int]:
    """The lines that were painted anew since."""
    return [y for y, strip in enumerate(new) if strip is not old[y]]


def move_between(new: Sequence[Strip], old: Sequence[Strip], changed: list[int]) -> Move | None:
    """How most of the changed lines moved; None when too few did."""
    count = len(changed)
    if count < LINES_WORTH_MOVING:
        return None
    best: list[int] = []
    distance = 0
    # Of three lines spread over the change one at least is old, if much of it is.
    for place in (count // 2, count // 4, 3 * count // 4):
        line = changed[place]
        strip = new[line]
        for before, was in enumerate(old):
            by = before - line
            if was is strip and by and by != distance:
                moved = [y for y in changed if 0 <= y + by < len(old) and new[y] is old[y + by]]
                if len(moved) > len(best):
                    best, distance = moved, by
    if not best:
        return None
    first, last = min(best[0], best[0] + distance), max(best[-1], best[-1] + distance)
    # Beside what moved there may be lines that moved and changed a little, where a thumb ends.
    while distance > 0 and first - 1 in changed:
        first -= 1
    while distance < 0 and last + 1 in changed:
        last += 1
    move = Move(first, last, distance)
    is_worth_it = count - len(move.news(new, old)) >= LINES_WORTH_MOVING
    return move if is_worth_it else None
