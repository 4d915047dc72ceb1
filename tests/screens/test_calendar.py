"""The calendar by keys: what it shows of the database, and what its verbs leave there (CL-17)."""

from __future__ import annotations

from textual.pilot import Pilot

from cockpit_tui.screens.over.calendar import CalendarScreen
from cockpit_widgets.cta_list.list import CtaList
from tests.screens.bench import Bench, burst, cockpit, lines, picture, press, wait_until


def day_list(pilot: Pilot[None]) -> list[str]:
    """The lines of the list below the grid."""
    return lines(pilot.app.screen.query_one(CtaList))


def test_cl_17_month_week_and_day_show_the_same_ctas(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "K")
        shown = picture(pilot)
        assert "23 today  1 due" in shown
        assert "20  1 late" in shown
        assert "Second unit asks" not in shown.splitlines()[-4]
        await press(pilot, "2")
        assert "Sponsor left" in picture(pilot)
        assert "20  1 late" not in picture(pilot)
        await press(pilot, "right")
        assert day_list(pilot)[0].split() == ["▾", "Tue", "24", "Nov", "1"]
        assert "Sponsor left" in day_list(pilot)[1]
        await press(pilot, "3", "greater_than_sign")
        assert "Nothing is due Wed 25 Nov" in picture(pilot)
        await press(pilot, "1", "greater_than_sign")
        assert "Second unit asks" in picture(pilot)
        await press(pilot, "home", "less_than_sign", "q")
        assert pilot.app.screen is cockpit(pilot)

    bench.drive(steps)


def test_cl_17_verbs_work_on_the_days_list_and_the_grid_follows(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "K", "right")
        await press(pilot, "d", "comma")
        assert bench.cta("Sponsor left")["due"] == bench.day(0)
        assert "23 today  2 due" in picture(pilot)
        await press(pilot, "u")
        assert bench.cta("Sponsor left")["due"] == bench.day(1)
        assert "23 today  1 due" in picture(pilot)

    bench.drive(steps)


def test_a_marked_cta_of_a_day_that_somebody_deletes_is_no_longer_marked(bench: Bench) -> None:
    """Also where the list is that of another day by now."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "K", "space", "right", "space")
        assert "2 marked" in picture(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, CalendarScreen)
        first = next(iter(screen.cta_list.marked - {screen.cta_id}))
        await press(pilot, "right")
        bench.workspace.ctas("Ana").delete([first])
        await wait_until(pilot, lambda: "1 marked" in picture(pilot), "the count")

    bench.drive(steps)


def test_cl_17_enter_goes_to_the_cta_in_the_cockpit(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "K", "right", "enter", "enter")
        assert pilot.app.screen is cockpit(pilot)
        assert cockpit(pilot).cta_list.cursor_id == bench.ctas["Sponsor left"]

    bench.drive(steps)


def test_cl_17_the_calendar_shows_the_view_that_it_was_opened_from(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "1", "K", "greater_than_sign")
        assert "Second unit asks" not in picture(pilot)
        await press(pilot, "escape", "2", "K", "greater_than_sign")
        assert "Second unit asks" in picture(pilot)

    bench.drive(steps)


def test_leaving_while_days_are_being_read_harms_nothing(bench: Bench) -> None:
    """An answer that came after the calendar was left ended the program."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        for _ in range(5):
            await burst(pilot, ["K", "2", "q"])
            assert pilot.app.screen is cockpit(pilot)
        assert "Usage down" in picture(pilot)

    bench.drive(steps)


def test_beside_the_days_list_the_page_goes_on_in_its_own_colour(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "K")
        screen = pilot.app.screen
        assert screen.query_one(CtaList).region.right < screen.size.width
        surface = pilot.app.theme_variables["surface"]
        assert screen.styles.background.hex.lower() == surface.lower()

    bench.drive(steps, (160, 45))
