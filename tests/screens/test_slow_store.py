"""A database that takes its time: keys are handled meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event, insert
from textual.pilot import Pilot

from cockpit_tui.store.tables import schema
from tests.screens.bench import Bench, cockpit, picture, press, settle, wait_until

ANSWER_SECONDS = 0.3


@contextmanager
def slow(bench: Bench) -> Iterator[list[str]]:
    """Every statement of the workspace takes 300 ms; gives those that were begun."""
    quick, begun = threading.Event(), list[str]()

    def hold(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        begun.append(statement)
        quick.wait(ANSWER_SECONDS)

    event.listen(bench.store.engine, "before_cursor_execute", hold)
    yield begun
    quick.set()


def test_the_cursor_moves_while_what_it_stands_on_is_being_read(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen = cockpit(pilot)
        reader, names = screen.reader, list(bench.ctas)
        assert reader is not None
        with slow(bench):
            for name in names[1:3]:
                await pilot.press("j", "j")
                assert screen.cta_list.cursor_id == bench.ctas[name]
            await wait_until(pilot, lambda: reader.is_busy, "a reading")
            await pilot.press("k", "k")
            assert reader.is_busy, "moved before anything was read"
            assert screen.cta_list.cursor_id == bench.ctas[names[1]]
        await settle(pilot)
        assert "Renewal kick-off" in picture(pilot).splitlines()[2]

    bench.drive(steps)


def test_a_verb_waits_for_the_row_that_the_cursor_is_on_its_way_to(bench: Bench) -> None:
    """CL-12: it acted on the row before, whose picture still stood."""
    first, row = bench.cta("Usage down"), dict(bench.cta("Renewal kick-off"))
    with bench.store.write() as connection:
        for number in range(1_000, 1_400):
            far = {**row, "id": number, "name": f"Far {number}", "due": bench.day(300)}
            connection.execute(insert(schema.cta).values(far))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        before = cockpit(pilot).cta_list.cursor_id
        with slow(bench):
            await pilot.press("G", "k", "f")
            assert cockpit(pilot).cta_list.cursor_id == before, "its rows are being read"
        await settle(pilot)
        assert cockpit(pilot).cta_list.cursor_id == 1_398, picture(pilot)
        assert bench.workspace.row("cta", 1_398)["is_flagged"]
        assert bench.cta("Usage down") == first

    bench.drive(steps)


def test_a_verb_is_being_saved_while_the_next_row_is_gone_to(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        screen, row = cockpit(pilot), bench.ctas["Renewal kick-off"]
        with slow(bench) as begun:
            await pilot.press("f", "j", "j")
            await wait_until(pilot, lambda: screen.cta_list.cursor_id == row, "the next row")
            assert not [statement for statement in begun if statement.startswith("UPDATE cta")]
        await settle(pilot)
        assert bench.cta("Usage down")["is_flagged"]
        assert screen.cta_list.cursor_id == row
        await press(pilot, "u")
        assert not bench.cta("Usage down")["is_flagged"]

    bench.drive(steps)


def test_esc_leaves_a_mistake_that_enter_overtook(bench: Bench) -> None:
    """CL-5: the filter before it stands again."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash", *"globex", "enter")
        screen, shown = cockpit(pilot), picture(pilot)
        with slow(bench):
            await pilot.press("slash", *"typ:risk", "enter")
        await settle(pilot)
        assert "There is no field “typ”" in picture(pilot), picture(pilot)
        await press(pilot, "escape")
        assert not screen.filter_line.is_editing
        assert picture(pilot) == shown
        await press(pilot, "2")
        with slow(bench):
            await pilot.press("slash", *"typ:risk", "enter")
        await settle(pilot)
        await press(pilot, "escape")
        assert screen.view.state.is_of_tab

    bench.drive(steps)
