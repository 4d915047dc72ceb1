"""python -m benchmarks.keystrokes: how many keys it takes to triage 100 CTAs.

One CSM has 100 open CTAs, three of four with a next step. What she does with each follows from
the CTA alone, by the policy below, before any key is pressed; the keys follow from what she does.
The real screen is driven by them, and every effect is then counted in the database: a key press
whose effect is not there makes the figure void.

The questions that go with a verb (whether tasks move along, whether they close along) are answered
for good before, as after the first day. The list is ordered by what is to be done, as a filter or
a grouping by reason brings like beside like; without that the figure is measured as well.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from pathlib import Path

from sqlalchemy import ColumnElement, FromClause, func, select
from textual.pilot import Pilot

from benchmarks.goals import Line, absolute, table
from benchmarks.session import BenchSession, say
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import CtaState, Picklist
from cockpit_tui.screens.base.questions import CLOSE_TASKS, MOVE_TASKS, SHIFT_TASKS, Answers
from cockpit_tui.screens.over.triage import TriageScreen
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.store.tables import schema
from tests.clock import FixedClock
from tests.conftest import furnish_at
from tests.screens.bench import Bench, picture, settle

CTAS = 100
GOAL = 150


class Does(Enum):
    """What a CSM does with a CTA, and the keys that do it; `.` does it again, and answers a
    verb's first question as the last time."""

    STEP = ("D",)
    """The next step was taken: a call made, a mail sent."""
    SKIP = ("j",)
    """Nothing to do today."""
    CLOSE = ("c", "s")
    """It is settled: closed with success."""
    INVALID = ("c", "i")
    """It was a false alarm."""
    SNOOZE = ("s", "x", "2")
    """Until next Monday: waiting for the customer."""
    DUE = ("d", "x")
    """It moves to next Monday."""
    DELEGATE = ("o", "l", "e", "o", "enter")
    """A colleague takes it over."""

    @property
    def keys(self) -> tuple[str, ...]:
        keys: tuple[str, ...] = self.value
        return keys


SHARES = (
    (Does.STEP, 45),
    (Does.SKIP, 20),
    (Does.CLOSE, 10),
    (Does.INVALID, 5),
    (Does.SNOOZE, 8),
    (Does.DUE, 8),
    (Does.DELEGATE, 4),
)
"""Of 100 CTAs."""
AGAIN = ("full_stop",)
STRIDE = 37
"""Coprime with 100: the order in which the acts come up where like is not beside like."""


@dataclass
class Counted:
    """Keys pressed, and what the database holds afterwards."""

    keys: int = 0
    by_act: Counter[Does] = field(default_factory=Counter)
    effects: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    """Effects that are not what the acts should have had."""


def policy(*, is_grouped: bool) -> list[Does]:
    """What is done with each CTA, in the order in which they come up."""
    acts = [act for act, times in SHARES for _ in range(times)]
    return acts if is_grouped else [acts[place * STRIDE % CTAS] for place in range(CTAS)]


def presses(acts: Sequence[Does]) -> list[tuple[str, ...]]:
    """The keys of each act: `.` where the same verb with the same arguments was the last one, and
    the verb's key with `.` where that verb was done so before and its answers take longer.

    `.` repeats verbs on CTAs: it reaches over a skip and over a step, which is its task's.
    """
    found: list[tuple[str, ...]] = []
    last: Does | None = None
    last_of_verb: dict[str, Does] = {}
    for act in acts:
        verb, *answers = act.keys
        if act is last and answers:
            found.append(AGAIN)
        elif last_of_verb.get(verb) is act and len(answers) > len(AGAIN):
            found.append((verb, *AGAIN))
        else:
            found.append(act.keys)
        if answers:
            last = last_of_verb[verb] = act
    return found


def lines(session: BenchSession) -> list[Line]:
    """Like beside like, and mixed."""
    del session
    found = []
    for words, is_grouped in (("like beside like", True), ("mixed", False)):
        say(f"100 CTAs by keys, {words}")
        counted = triaged(is_grouped=is_grouped)
        if counted.wrong:
            raise RuntimeError("; ".join(counted.wrong))
        found.append(absolute(f"keys for {CTAS} CTAs in triage, {words}", counted.keys, GOAL, ""))
    return found


def triaged(*, is_grouped: bool) -> Counted:
    """Drives the real screen through the queue and counts."""
    acts = policy(is_grouped=is_grouped)
    clock = FixedClock()
    with tempfile.TemporaryDirectory(prefix="cockpit-bench-") as folder:
        state_file = Path(folder) / "state.json"
        _answer_for_good(state_file)
        url = f"sqlite:///{folder}/cockpit.db"
        furnish_at(url)
        with Bench.over(url, clock, state_file) as bench:
            _furnish(bench)
            counted = Counted()

            async def steps(pilot: Pilot[None]) -> None:
                await _press(pilot, counted, "T")
                assert isinstance(pilot.app.screen, TriageScreen), picture(pilot)
                for act, keys in zip(acts, presses(acts), strict=True):
                    await _press(pilot, counted, *keys)
                    counted.by_act[act] += 1
                await _press(pilot, counted, "q")
                assert not isinstance(pilot.app.screen, TriageScreen), picture(pilot)

            bench.drive(steps)
            _count_effects(bench, counted)
    return counted


async def _press(pilot: Pilot[None], counted: Counted, *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        counted.keys += 1
    await settle(pilot)


def _answer_for_good(state_file: Path) -> None:
    answers = Answers(state_file)
    answers.keep(SHIFT_TASKS, "shift")
    answers.keep(CLOSE_TASKS, "skip")
    answers.keep(MOVE_TASKS, "all")


def _furnish(bench: Bench) -> None:
    """Ana's 100 CTAs, due one after the other, each with a step of hers to take."""
    work = bench.workspace
    for number in range(CTAS):
        made = work.ctas().add(
            NewCta(
                work.accounts["Globex" if number % 2 else "Hooli"],
                f"CTA {number}",
                type_id=work.value(Picklist.CTA_TYPE, "Risk"),
                owner_id=work.people["Ana"],
                due=bench.day(number - CTAS),
            )
        )
        work.add_task(CtaId(made.ids[0]), f"Step of {number}", "Ana")


def _count_effects(bench: Bench, counted: Counted) -> None:
    """What the database holds beside what the acts should have made of it."""
    cta, task = schema.cta, schema.task
    leo = bench.workspace.people["Leo"]
    monday: date = bench.day(7 - bench.day(0).weekday())
    closed = cta.c.state == CtaState.CLOSED
    expected = {
        "steps done": (Does.STEP,),
        "closed": (Does.CLOSE, Does.INVALID),
        "snoozed": (Does.SNOOZE,),
        "moved": (Does.DUE,),
        "delegated": (Does.DELEGATE,),
        "untouched": (Does.SKIP,),
    }
    done_at = task.c.closed_at.is_not(None)
    with bench.store.read() as connection:

        def total(table: FromClause, *where: ColumnElement[bool]) -> int:
            counted = select(func.count()).select_from(table).where(*where)
            return connection.scalar(counted) or 0

        skipped_along = total(task.join(cta, task.c.cta_id == cta.c.id), done_at, closed)
        found = {
            "steps done": total(task, done_at) - skipped_along,
            "closed": total(cta, closed),
            "snoozed": total(cta, cta.c.snoozed_until == monday),
            "moved": total(cta, cta.c.due == monday),
            "delegated": total(cta, cta.c.owner_id == leo),
        }
    found["untouched"] = CTAS - sum(found.values())
    counted.effects = found
    for name, acts in expected.items():
        should = sum(counted.by_act[act] for act in acts)
        if found[name] != should:
            counted.wrong.append(f"{name}: {found[name]} instead of {should}")


def main() -> int:
    """Prints the policy, the figures and the effects."""
    print("policy, of 100 CTAs:")
    for act, times in SHARES:
        print(f"  {times:>3} {act.name.lower():<9} {' '.join(act.keys)}")
    for is_grouped in (True, False):
        counted = triaged(is_grouped=is_grouped)
        print("like beside like:" if is_grouped else "mixed:", counted.keys, "keys")
        print("  in the database:", ", ".join(f"{n} {name}" for name, n in counted.effects.items()))
        for complaint in counted.wrong:
            print("  WRONG", complaint)
        print(table([absolute("keys for 100 CTAs in triage", counted.keys, GOAL, "")]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
