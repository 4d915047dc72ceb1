"""A queue of CTAs that are gone through one at a time, and the tally of what was done (D9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from cockpit_tui.domain.ids import BatchId, CtaId


class Deed(StrEnum):
    """What disposes of a CTA, so that the next one comes up."""

    DONE = "step done"
    CLOSED = "closed"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    DELEGATED = "delegated"
    MOVED = "moved"
    DELETED = "deleted"
    SKIPPED = "skipped"
    """Of the tally alone: it is nothing that was done."""

    def counted(self, n: int) -> str:
        """After how many: `1 step done`, `2 steps done`."""
        return "steps done" if self is Deed.DONE and n != 1 else self.value


class TriageQueue:
    """Where one is in the queue, and what was done so far."""

    def __init__(self, ids: Sequence[CtaId]) -> None:
        self.ids = tuple(ids)
        """Those of this round: all of them, or what the round before skipped."""
        self.place = 0
        """Index of the CTA at hand; the length of `ids` when all have been gone through."""
        self.total = len(ids)
        """How many the first round went through."""
        self._acts: dict[BatchId, tuple[CtaId, Deed | None]] = {}
        """What was done here, in order; None for an act that left its CTA at hand."""
        self._undone: dict[BatchId, tuple[CtaId, Deed | None]] = {}
        """What of it was taken back."""
        self._skipped: list[CtaId] = []
        self._is_going_back = False
        """Whether one is on the way back to a CTA, and has not come to it yet."""
        self.is_going_on = True
        """Whether one is on the way to a CTA that was not at hand before."""

    @property
    def current(self) -> CtaId | None:
        """The CTA at hand; None at the end."""
        return self.ids[self.place] if self.place < len(self.ids) else None

    @property
    def following(self) -> CtaId | None:
        """The one after it."""
        return self.ids[self.place + 1] if self.place + 1 < len(self.ids) else None

    def has_handled(self, cta_id: CtaId) -> bool:
        """Whether something was done to it here that stands."""
        return any(cta_id == known for known, _ in self._acts.values())

    def handled(self, deed: Deed | None, batch_id: BatchId) -> None:
        """Something was done to the CTA at hand. A deed brings up the next one."""
        cta_id = self.current
        if cta_id is None:
            return
        self._acts[batch_id] = (cta_id, deed)
        self._undone.clear()
        if deed is not None:
            self._go_on()

    def skip(self) -> None:
        """Past the CTA at hand, as it is."""
        if (cta_id := self.current) is not None:
            self._skipped.append(cta_id)
            self._go_on()

    def arrived(self) -> None:
        """The CTA at hand is on the screen."""
        self._is_going_back = self.is_going_on = False

    def passed_over(self) -> None:
        """The CTA at hand is gone: the next one is, on the way back the one before it."""
        self._is_going_back = self._is_going_back and self.place > 0
        self.place = min(len(self.ids), self.place + (-1 if self._is_going_back else 1))

    def back(self) -> None:
        """To the CTA before, whatever was done to it."""
        self.place = max(0, self.place - 1)
        self._is_going_back, self.is_going_on = True, False

    def taken_back(self, batch_id: BatchId) -> None:
        """An act was undone: if it was one on these CTAs, its CTA is at hand again."""
        act = self._acts.pop(batch_id, None)
        if act is not None:
            self._undone[batch_id] = act
            self._go_to(act[0])

    def done_again(self, batch_id: BatchId) -> None:
        """An act that was undone was redone."""
        act = self._undone.pop(batch_id, None)
        if act is not None:
            self._acts[batch_id] = act
            self._go_to(act[0])
            if act[1] is not None:
                self._go_on()

    def go_over_skipped(self) -> None:
        """Another round, over those that this one skipped; what was done stays counted."""
        self.ids, self.place = self.skipped, 0
        self._skipped.clear()

    @property
    def tally(self) -> Mapping[Deed, int]:
        """How many CTAs had which end, in the order of `Deed`; those without are left out."""
        counts = Counter(self._ends.values())
        return {deed: counts[deed] for deed in Deed if counts[deed]}

    @property
    def skipped(self) -> tuple[CtaId, ...]:
        """Those that were passed over."""
        ends = self._ends
        return tuple(number for number in self.ids if ends.get(number) is Deed.SKIPPED)

    @property
    def _ends(self) -> Mapping[CtaId, Deed]:
        """What became of each CTA last; being passed over later does not undo a deed."""
        skipped = dict.fromkeys(self._skipped, Deed.SKIPPED)
        acts = self._acts.values()
        return skipped | {cta_id: deed for cta_id, deed in acts if deed is not None}

    def _go_on(self) -> None:
        self.place += 1
        self._is_going_back, self.is_going_on = False, True

    def _go_to(self, cta_id: CtaId) -> None:
        """To a CTA; one of the round before is put in here."""
        if cta_id not in self.ids:
            self.ids = (*self.ids[: self.place], cta_id, *self.ids[self.place :])
        self.place = self.ids.index(cta_id)
        self._is_going_back = self.is_going_on = False


def tally_words(tally: Mapping[Deed, int], dot: str = "·") -> str:
    """`3 closed · 2 snoozed`; empty when nothing was done."""
    return f" {dot} ".join(f"{n:,} {deed.counted(n)}" for deed, n in tally.items())
