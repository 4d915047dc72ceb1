"""The list on the screen: counts that hold, rows that stay, what others do meanwhile."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import insert, update
from textual.pilot import Pilot

from cockpit_tui.domain.days.recurrence import parse_series
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import SortBy
from cockpit_tui.screens.base.view_state import read_state
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.recurring import RecurringService, Repeat
from cockpit_tui.store.tables import schema
from cockpit_tui.store.work import derived
from cockpit_widgets.frame.filter_line import FilterLine
from cockpit_widgets.frame.view_tabs import ViewTabs
from tests.screens.bench import Bench, burst, cockpit, lines, picture, press, settle, wait_until


def counts(pilot: Pilot[None]) -> tuple[int, int]:
    """The number of the first tab, and that of the filter line."""
    screen = cockpit(pilot)
    tab = re.search(r"1 Mine (\d+)", lines(screen.query_one(ViewTabs))[0])
    line = re.search(r"(\d+) CTAs?", lines(screen.query_one(FilterLine))[0])
    assert tab is not None, picture(pilot)
    assert line is not None, picture(pilot)
    return int(tab[1]), int(line[1])


def add(bench: Bench, name: str, days: int, who: str = "Ana") -> CtaId:
    new = NewCta(
        bench.workspace.accounts["Globex"],
        name,
        owner_id=bench.workspace.people[who],
        due=bench.day(days),
    )
    return CtaId(bench.workspace.ctas("Leo").add(new).ids[0])


def test_on_a_groups_header_the_pane_and_the_footer_say_what_can_be_done_with_it(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "home", "k")
        assert cockpit(pilot).cta_list.cursor_header is not None
        footer = picture(pilot).splitlines()[-1].strip()
        assert footer.startswith("z fold  Z fold all  * mark group  u undo  / filter  b group")
        assert "Overdue" in picture(pilot)
        assert "1 CTA · $100k ARR" in picture(pilot)
        assert "z folds the group" in picture(pilot)
        await press(pilot, "z")
        assert "z unfolds the group" in picture(pilot)
        await press(pilot, "asterisk")
        # What acts on the CTA under the cursor alone is not among what is offered for marks.
        assert "● 1 marked   c close  s snooze" in picture(pilot).splitlines()[-1]
        assert "t task" not in picture(pilot).splitlines()[-1]
        await press(pilot, "escape", "j", "j")
        assert picture(pilot).splitlines()[-1].strip().startswith("c close")

    bench.drive(steps)


def test_cl_21_what_a_day_brought_by_itself_is_said_at_the_start_and_at_midnight(
    bench: Bench,
) -> None:
    series = parse_series("daily until 2027-12-31", bench.clock.today())
    new = NewCta(bench.workspace.accounts["Globex"], "Daily look")
    actor = bench.workspace.actor("Ana")
    RecurringService(bench.store, actor, bench.clock).add(new, Repeat(series))
    bench.clock.advance(days=2)

    async def steps(pilot: Pilot[None]) -> None:
        assert "2 recurring CTAs made: the day has come." in picture(pilot)
        bench.clock.advance(days=1)
        cockpit(pilot)._hours._look()
        words = "1 recurring CTA made: the day has come."
        await wait_until(pilot, lambda: words in picture(pilot), "what the night brought")

    bench.drive(steps)


def test_cl_10_a_header_counts_the_rows_below_it_and_tells_how_many_belong_there_now(
    bench: Bench,
) -> None:
    """A CTA that moved to another day stays under its old header, and is missing below the new."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "d", "comma", "escape")
        await wait_until(pilot, lambda: "▾ Overdue  1 → 0 " in picture(pilot), "the old header")
        assert "▾ Today  1 → 2 " in picture(pilot)
        assert counts(pilot) == (4, 4)
        await press(pilot, "f5")
        assert "Overdue" not in picture(pilot)
        assert "▾ Today  2 " in picture(pilot)

    bench.drive(steps)


def test_cl_10_tab_and_filter_line_count_the_same_after_a_close(bench: Bench) -> None:
    """CL-10: the closed CTA stays on the screen until the list is read again."""

    async def steps(pilot: Pilot[None]) -> None:
        assert counts(pilot) == (4, 4)
        await press(pilot, "c", "s", "s")
        await wait_until(pilot, lambda: counts(pilot) == (3, 3), "both counts")
        assert "✓ R  Usage down" in picture(pilot)
        assert re.search(r"▾ Overdue +1 → 0 ", picture(pilot)), picture(pilot)
        assert "4 → 3 CTAs · F5 reads again" in picture(pilot)
        await press(pilot, "f5")
        assert "✓ R  Usage down" not in picture(pilot)
        assert "F5 reads again" not in picture(pilot)
        await press(pilot, "u")
        await wait_until(pilot, lambda: counts(pilot) == (4, 4), "both counts, undone")

    bench.drive(steps)


@pytest.mark.parametrize("size", [(140, 40), (80, 24)])
def test_what_others_do_never_moves_the_row_under_the_cursor(
    bench: Bench, size: tuple[int, int]
) -> None:
    """CL-2: rows come in above and close elsewhere; the screen says how many came in."""
    for number in range(60):
        add(bench, f"Filler {number}", number % 20 + 2)

    async def steps(pilot: Pilot[None]) -> None:
        cta_list = cockpit(pilot).cta_list
        await press(pilot, "G")
        before, line = cta_list.cursor_id, cta_list.cursor_y
        shown = lines(cta_list)[line]
        add(bench, "Came in above", -9)
        add(bench, "Came in above too", 0)
        bench.workspace.ctas("Leo").close([bench.ctas["Renewal kick-off"]])
        await wait_until(pilot, lambda: "2 new above" in picture(pilot), "what came in")
        await wait_until(pilot, lambda: counts(pilot) == (65, 65), "the counts of now")
        assert (cta_list.cursor_id, cta_list.cursor_y) == (before, line)
        assert lines(cta_list)[line] == shown
        await press(pilot, "g", "g")
        assert "new above" not in picture(pilot)
        assert "Came in above" in picture(pilot)
        assert "✓ E  Renewal kick-off" in picture(pilot), "closed, and there until read again"

    bench.drive(steps, size)


def test_rows_of_a_long_list_follow_others_where_they_stand(bench: Bench) -> None:
    """CL-1: of 2,500 CTAs the rows on the screen are read again by id; none moves."""
    like = bench.cta("Birthday card") | {"owner_id": bench.workspace.people["Ana"]}
    first = max(bench.ctas.values()) + 1
    with bench.store.write() as connection:
        fillers = [
            like | {"id": first + n, "name": f"Filler {n}", "due": bench.day(n % 90)}
            for n in range(2_500)
        ]
        connection.execute(insert(schema.cta), fillers)
        derived.recount(connection)

    async def steps(pilot: Pilot[None]) -> None:
        cta_list = cockpit(pilot).cta_list
        await press(pilot, "G", "k", "k")
        ids, place = cta_list.listing.ids, (cta_list.cursor_id, cta_list.cursor_y)
        assert place[0] is not None
        above = CtaId(ids[-4])
        leo = bench.workspace.ctas("Leo")
        leo.edit([above, place[0]], {"name": "Renamed by Leo", "is_flagged": True})
        leo.close([CtaId(ids[-1])])
        now = ("1 Mine 2,503", "2,503 CTAs")
        await wait_until(pilot, lambda: all(map(picture(pilot).count, now)), "the counts of now")
        await settle(pilot)
        shown = lines(cta_list)
        for line in (place[1], place[1] - 1):
            assert re.search(r"Renamed by Leo .*⚑", shown[line]), picture(pilot)
        assert "✓ E" in shown[place[1] + 2], "closed, and there until read again"
        assert cta_list.listing.ids == ids
        assert (cta_list.cursor_id, cta_list.cursor_y) == place
        assert len(cta_list.keep_near()) <= 3 * cta_list.size.height, "a page around the screen"

    bench.drive(steps)


def test_an_empty_list_takes_in_what_comes(workspace_bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        assert "Nothing in Mine." in picture(pilot)
        add(workspace_bench, "The first", 3)
        await wait_until(pilot, lambda: "The first" in picture(pilot), "the first CTA")
        assert "Nothing in Mine." not in picture(pilot)

    workspace_bench.drive(steps)


def test_folds_are_there_again_when_the_view_is(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "z")
        assert "▸ Overdue" in picture(pilot)
        await press(pilot, "2")
        assert "▸ Overdue" not in picture(pilot)
        await press(pilot, "1")
        assert "▸ Overdue" in picture(pilot)
        await press(pilot, "f5")
        assert "▸ Overdue" in picture(pilot)
        await press(pilot, "slash", "x", "escape")
        assert "▸ Overdue" in picture(pilot)
        await settle(pilot)

    async def later(pilot: Pilot[None]) -> None:
        assert "▸ Overdue" in picture(pilot), "and when the program is opened again"
        await press(pilot, "z")
        assert "▾ Overdue" in picture(pilot)

    bench.drive(steps)
    bench.drive(later)


def test_cl_14_two_further_columns_are_chosen_for_a_tab_and_kept(bench: Bench) -> None:
    """CL-14: at most two; cut values show in full in the pane."""

    async def steps(pilot: Pilot[None]) -> None:
        assert "ARR" not in picture(pilot).splitlines()[3], "the default leaves names their room"
        await press(pilot, "vertical_line", "2", "3", "enter")
        assert "ARR Hth" in picture(pilot).splitlines()[3], picture(pilot)
        assert re.search(r"\$100k +62 ", picture(pilot)), picture(pilot)
        await press(pilot, "vertical_line", "7", "enter")
        assert "Hth Score" in picture(pilot).splitlines()[3], "a third takes the first's place"
        await press(pilot, "2")
        assert "Hth" not in picture(pilot).splitlines()[3], "another tab has its own"

    with bench.store.write() as connection:
        connection.execute(update(schema.account).values(health=62))
    bench.drive(steps)

    kept = read_state(bench.state_file)
    assert kept.columns == (("mine", "health,score"),), "kept for the next start"


def test_cl_14_columns_that_were_chosen_stand_in_a_small_terminal_or_it_is_said(
    bench: Bench,
) -> None:
    async def alone(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "vertical_line", "enter")
        heads = lines(cockpit(pilot).cta_list)[0]
        assert "ARR  Renewal" in heads, "owners are letters, and the tasks have gone"
        assert "Tasks" not in heads
        assert "wider" not in picture(pilot)

    async def beside_the_pane(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "vertical_line", "enter")
        assert "ARR" not in lines(cockpit(pilot).cta_list)[0]
        told = cockpit(pilot).toast.text
        assert told is not None
        assert "a wider window shows them" in told.text

    bench.drive(alone, size=(80, 30))
    bench.drive(beside_the_pane, size=(100, 30))


def test_cl_2_owners_have_no_column_where_the_headers_name_them(bench: Bench) -> None:
    """CL-2: names get its room."""

    async def steps(pilot: Pilot[None]) -> None:
        cta_list = cockpit(pilot).cta_list
        await press(pilot, "2")
        assert " Owner " in lines(cta_list)[0]
        await press(pilot, "b", "o")
        assert " Owner " not in lines(cta_list)[0]
        await press(pilot, "b", "d")
        assert " Owner " in lines(cta_list)[0]

    bench.drive(steps)


def test_cl_15_a_click_on_a_head_sorts_by_its_column(bench: Bench) -> None:
    """CL-15."""

    async def steps(pilot: Pilot[None]) -> None:
        heads = lines(cockpit(pilot).cta_list)[0]
        await pilot.click("#list", offset=(heads.index("Customer") + 2, 0))
        await settle(pilot)
        assert "sorted by customer" in lines(cockpit(pilot).query_one(FilterLine))[0]
        await pilot.click("#list", offset=(heads.index("Due") + 1, 0))
        await settle(pilot)
        assert "sorted" not in lines(cockpit(pilot).query_one(FilterLine))[0]
        await pilot.click("#list", offset=(heads.index("Due") + 1, 0))
        await settle(pilot)
        assert "last due first" in picture(pilot), "a second click turns the order round"
        await press(pilot, "equals_sign", "equals_sign")
        assert "last due first" not in picture(pilot)
        await press(pilot, "b", "l", "equals_sign", "d")
        assert picture(pilot).index("Brackets") < picture(pilot).index("Usage down"), "turned again"

    bench.drive(steps)
    assert read_state(bench.state_file).sort_by is SortBy.DUE_REVERSED, "kept for the next start"


def test_cl_15_an_unusual_order_is_told_before_sum_and_grouping_where_it_is_narrow(
    bench: Bench,
) -> None:
    """CL-15: the order is kept for the next start, when nobody remembers having chosen it."""

    async def steps(pilot: Pilot[None]) -> None:
        line = cockpit(pilot).query_one(FilterLine)
        assert "by due date" in lines(line)[0]
        await press(pilot, "equals_sign", "h")
        assert "4 CTAs · sorted by health" in lines(line)[0]
        await press(pilot, "b", "p")
        assert "4 CTAs · sorted by health" in lines(line)[0]

    bench.drive(steps, size=(100, 30))


def test_cl_16_explain_shows_terms_that_add_up(bench: Bench) -> None:
    """CL-16, D5: recommended within the groups; `e` says why."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "b", "l", "equals_sign", "r")
        assert "recommended" in lines(cockpit(pilot).query_one(FilterLine))[0]
        assert cockpit(pilot).cta_list.cursor_id == bench.ctas["Usage down"]
        await press(pilot, "e")
        shown = picture(pilot)
        assert "3d late" in shown
        points = [float(n) for n in re.findall(r"(\d+\.\d) of +\d+", shown)]
        assert round(sum(points[:-1]), 1) == points[-1], shown
        assert "Place 1 of 4 in this list. The weights are settings." in shown
        await press(pilot, "escape", "j", "e")
        assert "Place 2 of 4 in this list." in picture(pilot)
        await press(pilot, "escape", "k", "k", "e")
        assert "No CTA is under the cursor." in picture(pilot)
        await press(pilot, "escape", "j", "b", "p", "e")
        assert re.search(r"Place \d of \d in (High|Medium|Low)\.", picture(pilot))
        await press(pilot, "escape", "equals_sign", "d", "e")
        assert "The recommended order: = then r. The weights" in picture(pilot)

    bench.drive(steps)


@pytest.mark.parametrize("ending", [(), ("enter",)], ids=["a pause", "Enter"])
def test_cl_15_what_waits_while_one_types_is_read_at_the_end(
    bench: Bench, ending: tuple[str, ...]
) -> None:
    """Each letter shows its first rows; the whole list and its sums wait for a pause, or Enter."""

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "slash")
        await burst(pilot, [*"usage", *ending])
        screen = cockpit(pilot)
        assert screen.cta_list.listing.is_complete
        assert [row for row in lines(screen.cta_list) if "Usage down" in row]
        assert "Sponsor left" not in picture(pilot)
        assert "1 CTA" in picture(pilot)

    bench.drive(steps)


def test_cl_20_the_cursor_goes_to_a_cta_that_was_added_and_the_next_key_is_about_it(
    bench: Bench,
) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        before = cockpit(pilot).cta_id
        await press(pilot, "n", *"Seats unused", "ctrl+s")
        await wait_until(pilot, lambda: cockpit(pilot).cta_id not in (None, before), "the new one")
        await press(pilot, "t", *"Call them", "ctrl+s")
        await wait_until(pilot, lambda: "Added task" in picture(pilot), "its task")
        added = cockpit(pilot).cta_id
        assert added is not None
        (task,) = bench.workspace.tasks_of(added)
        assert task.title == "Call them"

    bench.drive(steps)


def test_a_cta_that_the_view_does_not_hold_leaves_the_cursor_where_it_is(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *" type:risk", "enter")
        before = cockpit(pilot).cta_id
        await press(pilot, "n", *"An upsell", "tab", "tab", *"opp", "enter", "ctrl+s")
        await wait_until(pilot, lambda: "Added “An upsell”" in picture(pilot), "the toast")
        assert cockpit(pilot).cta_id == before

    bench.drive(steps)


def test_the_only_cta_that_leaves_is_counted_in_the_plural(bench: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", *" usage", "enter")
        assert "1 CTA ·" in picture(pilot)
        await press(pilot, "s", "x", "enter")
        await wait_until(pilot, lambda: "1 → 0 CTAs" in picture(pilot), "that it left")

    bench.drive(steps)
