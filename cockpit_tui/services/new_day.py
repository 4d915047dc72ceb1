"""What a new day brings by itself: sleepers wake, recurring CTAs are made."""

from __future__ import annotations

from msgspec import Struct

from cockpit_tui.domain.days.clock import Clock
from cockpit_tui.domain.practice import Practice
from cockpit_tui.services.permitted import counted
from cockpit_tui.services.recurring import make_due_occurrences
from cockpit_tui.services.workspace import wake_sleepers
from cockpit_tui.store.engine import Store


class NewDay(Struct, frozen=True):
    """How many CTAs came by themselves; nobody pressed a key for them."""

    woken: int = 0
    made: int = 0
    left_out: int = 0
    """Missed days of series for which no CTA was made any more."""

    @property
    def words(self) -> str:
        """In sentences; empty where the day brought nothing."""
        told = []
        if self.made:
            rest = ""
            if self.left_out:
                rest = f", {counted(self.left_out, 'missed day')} before left out"
            told.append(f"{counted(self.made, 'recurring CTA')} made: the day has come{rest}.")
        if self.woken:
            told.append(f"{counted(self.woken, 'CTA')} woke: the snooze is over.")
        return " ".join(told)


def begin_day(store: Store, clock: Clock, practice: Practice) -> NewDay:
    """Wakes sleepers (CD-4) and makes the recurring CTAs whose days have come (CL-21)."""
    woken = wake_sleepers(store, clock)
    made, left_out = make_due_occurrences(store, clock, practice)
    return NewDay(woken, made, left_out)
