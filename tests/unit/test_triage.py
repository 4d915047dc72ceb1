"""The queue of triage and its tally (D9)."""

from __future__ import annotations

from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.lists.triage import Deed, TriageQueue, tally_words

IDS = tuple(CtaId(number) for number in (7, 3, 9))


def test_d9_each_deed_brings_the_next_and_the_tally_counts_them() -> None:
    queue = TriageQueue(IDS)
    queue.handled(Deed.CLOSED)
    queue.handled(Deed.SKIPPED)
    queue.handled(Deed.CLOSED)
    assert queue.place == 3
    assert tally_words(queue.tally) == "2 closed · 1 skipped"
    assert queue.skipped == (3,)


def test_what_is_taken_back_is_at_hand_again_and_leaves_the_tally() -> None:
    queue = TriageQueue(IDS)
    queue.handled(Deed.SNOOZED)
    queue.handled(Deed.SKIPPED)
    queue.handled(Deed.DONE)
    queue.taken_back()
    assert queue.current == 9
    queue.taken_back()
    assert queue.current == 7
    assert queue.tally == {Deed.SKIPPED: 1}
    queue.taken_back()
    assert queue.current == 7


def test_the_tally_counts_steps_in_the_plural() -> None:
    assert tally_words({Deed.DONE: 1, Deed.MOVED: 2}) == "1 step done · 2 moved"
    assert tally_words({Deed.DONE: 2}) == "2 steps done"


def test_passing_over_what_was_dealt_with_before_keeps_its_deed() -> None:
    queue = TriageQueue(IDS)
    queue.handled(Deed.MOVED)
    queue.back()
    queue.handled(Deed.SKIPPED)
    assert queue.tally == {Deed.MOVED: 1}
    queue.back()
    queue.back()
    queue.back()
    assert queue.place == 0
