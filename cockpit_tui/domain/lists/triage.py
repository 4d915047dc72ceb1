"""A queue of CTAs that are gone through one at a time, and the tally of what was done (D9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from cockpit_tui.domain.ids import CtaId


class Deed(StrEnum):
    """What disposes of a CTA, so that the next one comes up."""

    DONE = "step done"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    DELEGATED = "delegated"
    MOVED = "moved"
    DELETED = "deleted"
    SKIPPED = "skipped"

    def counted(self, n: int) -> str:
        """After how many: `1 step done`, `2 steps done`."""
        return "steps done" if self is Deed.DONE and n != 1 else self.value


class TriageQueue:
    """Where one is in the queue, and what was done so far."""

    def __init__(self, ids: Sequence[CtaId]) -> None:
        self.ids = tuple(ids)
        self.place = 0
        """Index of the CTA at hand; the length of `ids` when all have been gone through."""
        self._deeds: dict[CtaId, Deed] = {}
        self._order: list[CtaId] = []

    @property
    def current(self) -> CtaId | None:
        """The CTA at hand; None at the end."""
        return self.ids[self.place] if self.place < len(self.ids) else None

    @property
    def following(self) -> CtaId | None:
        """The one after it."""
        return self.ids[self.place + 1] if self.place + 1 < len(self.ids) else None

    def handled(self, deed: Deed) -> None:
        """The CTA at hand was dealt with; the next one is at hand."""
        cta_id = self.current
        if cta_id is None:
            return
        if deed is not Deed.SKIPPED or cta_id not in self._deeds:
            self._deeds[cta_id] = deed
        if deed is not Deed.SKIPPED:
            self._order.append(cta_id)
        self.place += 1

    def back(self) -> None:
        """To the CTA before, whatever was done to it."""
        self.place = max(0, self.place - 1)

    def taken_back(self) -> None:
        """The last deed was undone: its CTA is at hand again."""
        if self._order:
            cta_id = self._order.pop()
            self._deeds.pop(cta_id, None)
            self.place = self.ids.index(cta_id)

    @property
    def tally(self) -> Mapping[Deed, int]:
        """How many CTAs had which end, in the order of `Deed`; those without are left out."""
        counts = Counter(self._deeds.values())
        return {deed: counts[deed] for deed in Deed if counts[deed]}

    @property
    def skipped(self) -> tuple[CtaId, ...]:
        """Those that were passed over."""
        return tuple(number for number in self.ids if self._deeds.get(number) is Deed.SKIPPED)


def tally_words(tally: Mapping[Deed, int], dot: str = "·") -> str:
    """`3 closed · 2 snoozed`; empty when nothing was done."""
    return f" {dot} ".join(f"{n:,} {deed.counted(n)}" for deed, n in tally.items())
