"""The queue of triage and its tally (D9)."""

from __future__ import annotations

from cockpit_tui.domain.ids import BatchId, CtaId
from cockpit_tui.domain.lists.triage import Deed, TriageQueue, tally_words

IDS = tuple(CtaId(number) for number in (7, 3, 9))


class Journaled(TriageQueue):
    """A queue together with a journal that says which act is the last."""

    def __init__(self) -> None:
        super().__init__(IDS)
        self.done: list[BatchId] = []
        self.undone: list[BatchId] = []

    def do(self, deed: Deed | None) -> None:
        self.done.append(BatchId(len(self.done) + 1))
        self.undone.clear()
        self.handled(deed, self.done[-1])

    def undo(self) -> None:
        if self.done:
            self.undone.append(self.done.pop())
            self.taken_back(self.undone[-1])

    def redo(self) -> None:
        self.done.append(self.undone.pop())
        self.done_again(self.done[-1])


def test_d9_each_deed_brings_the_next_and_the_tally_counts_them() -> None:
    queue = Journaled()
    queue.do(Deed.CLOSED)
    queue.skip()
    queue.do(Deed.CLOSED)
    assert queue.place == 3
    assert tally_words(queue.tally) == "2 closed · 1 skipped"
    assert queue.skipped == (3,)


def test_what_is_taken_back_is_at_hand_again_and_leaves_the_tally() -> None:
    queue = Journaled()
    queue.do(Deed.SNOOZED)
    queue.skip()
    queue.do(Deed.DONE)
    queue.undo()
    assert queue.current == 9
    queue.undo()
    assert queue.current == 7
    assert queue.tally == {Deed.SKIPPED: 1}
    queue.undo()
    assert queue.current == 7


def test_undo_takes_back_the_last_act_also_one_that_left_its_cta_at_hand() -> None:
    queue = Journaled()
    queue.do(Deed.CLOSED)
    queue.do(None)
    queue.skip()
    queue.undo()
    assert queue.current == 3
    assert queue.tally == {Deed.CLOSED: 1, Deed.SKIPPED: 1}
    queue.undo()
    assert queue.current == 7
    assert queue.tally == {Deed.SKIPPED: 1}
    queue.redo()
    assert queue.current == 3
    assert queue.tally == {Deed.CLOSED: 1, Deed.SKIPPED: 1}


def test_the_deed_before_counts_again_when_the_last_one_is_taken_back() -> None:
    queue = Journaled()
    queue.do(Deed.MOVED)
    queue.back()
    queue.do(Deed.CLOSED)
    queue.undo()
    assert queue.tally == {Deed.MOVED: 1}


def test_a_round_over_the_skipped_keeps_what_was_done_before_it() -> None:
    queue = Journaled()
    queue.do(Deed.CLOSED)
    queue.skip()
    queue.skip()
    queue.go_over_skipped()
    assert (queue.ids, queue.place, queue.total) == ((3, 9), 0, 3)
    queue.do(Deed.SNOOZED)
    assert queue.tally == {Deed.CLOSED: 1, Deed.SNOOZED: 1}
    queue.undo()
    queue.undo()
    assert queue.current == 7
    assert queue.tally == {}
    assert queue.ids == (7, 3, 9)


def test_what_somebody_else_deleted_is_passed_over_and_is_no_deed() -> None:
    queue = Journaled()
    queue.do(Deed.CLOSED)
    queue.passed_over()
    assert queue.current == 9
    queue.undo()
    assert queue.current == 7


def test_going_back_over_what_is_gone_goes_on_backwards() -> None:
    queue = Journaled()
    queue.skip()
    queue.do(Deed.DELETED)
    queue.back()
    queue.passed_over()
    assert queue.current == 7
    queue.skip()
    queue.passed_over()
    assert queue.current == 9


def test_going_back_where_nothing_before_is_left_comes_back_to_the_cta_at_hand() -> None:
    queue = Journaled()
    queue.do(Deed.DELETED)
    queue.do(Deed.DELETED)
    queue.back()
    for _ in range(3):
        queue.passed_over()
    assert queue.current == 9


def test_the_tally_counts_steps_in_the_plural() -> None:
    assert tally_words({Deed.DONE: 1, Deed.MOVED: 2}) == "1 step done · 2 moved"
    assert tally_words({Deed.DONE: 2}) == "2 steps done"


def test_passing_over_what_was_dealt_with_before_keeps_its_deed() -> None:
    queue = Journaled()
    queue.do(Deed.MOVED)
    queue.back()
    queue.skip()
    assert queue.tally == {Deed.MOVED: 1}
    queue.back()
    queue.back()
    queue.back()
    assert queue.place == 0


def test_what_is_undone_of_other_screens_is_no_step_back() -> None:
    """A call that was logged over triage, or what was done before it."""
    queue = Journaled()
    queue.do(Deed.CLOSED)
    queue.taken_back(BatchId(99))
    queue.done_again(BatchId(99))
    assert queue.current == 3
    assert queue.tally == {Deed.CLOSED: 1}


def test_what_vanishes_under_ones_eyes_brings_the_next_also_after_going_back() -> None:
    queue = Journaled()
    queue.skip()
    queue.skip()
    queue.back()
    queue.arrived()
    queue.passed_over()
    assert queue.current == 9
