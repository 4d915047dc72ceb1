"""Recurring CTAs (CL-21): one CTA for each day that comes, exactly once, and undo."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from cockpit_tui.domain.days.recurrence import parse_series
from cockpit_tui.domain.errors import InvalidInput, NotFound, NotPermitted
from cockpit_tui.domain.ids import CtaId, SeriesId
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.new_day import NewDay, begin_day
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.recurring import (
    RecurringService,
    Repeat,
    make_due_occurrences,
)
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace

WEEKLY = "weekly mon,thu until 2026-12-31"  # today is Monday 23 November


def recurring(workspace: Workspace, who: str = "Ana") -> RecurringService:
    return RecurringService(
        workspace.store, workspace.actor(who), workspace.clock, workspace.practice
    )


def add(workspace: Workspace, rule: str = WEEKLY, ahead: int = 0, **changes: object) -> Done:
    new = NewCta(workspace.accounts["Globex"], "Weekly check", **changes)  # type: ignore[arg-type]
    series = parse_series(rule, workspace.clock.today())
    return recurring(workspace).add(new, Repeat(series, ahead))


def days(workspace: Workspace) -> list[date]:
    """Due dates of the CTAs that are there, in order."""
    with workspace.store.read() as connection:
        return list(connection.scalars(select(schema.cta.c.due).order_by("due", "id")))


def pass_days(workspace: Workspace, count: int) -> int:
    workspace.clock.advance(days=count)
    return begin_day(workspace.store, workspace.clock, workspace.practice).made


def test_cl_21_each_day_becomes_one_cta_when_it_has_come(workspace: Workspace) -> None:
    done = add(workspace)
    assert days(workspace) == [date(2026, 11, 23)]
    assert "1 CTA made now." in done.notes
    assert pass_days(workspace, 2) == 0
    assert pass_days(workspace, 1) == 1
    assert pass_days(workspace, 0) == 0
    assert days(workspace) == [date(2026, 11, 23), date(2026, 11, 26)]
    made = workspace.row("cta", done.ids[1] + 1)
    assert (made["name"], made["source"]) == ("Weekly check", "recurring")
    assert made["owner_id"] == workspace.people["Ana"]
    assert recurring(workspace).get(SeriesId(done.ids[0])).next_on == date(2026, 11, 30)


def test_days_on_which_nothing_ran_are_made_up_for_and_the_series_ends(
    workspace: Workspace,
) -> None:
    done = add(workspace, "daily until 2026-11-30")
    assert pass_days(workspace, 30) == 7
    assert days(workspace) == [date(2026, 11, 23) + timedelta(n) for n in range(8)]
    series = recurring(workspace).get(SeriesId(done.ids[0]))
    assert (series.next_on, series.made) == (None, 8)
    assert recurring(workspace).all() == []
    assert [row.id for row in recurring(workspace).all(is_over=True)] == [done.ids[0]]


def test_of_many_missed_days_the_newest_seven_are_made_and_the_history_says_so(
    workspace: Workspace,
) -> None:
    done = add(workspace, "daily until 2029-01-01")
    assert pass_days(workspace, 400) == 8
    today = workspace.clock.today()
    newest = [today - timedelta(n) for n in range(7, -1, -1)]
    assert days(workspace) == [date(2026, 11, 23), *newest]
    act = workspace.history().recent(1)[0]
    assert act.label == "Its day has come; 392 missed days before were left out"
    assert recurring(workspace).get(SeriesId(done.ids[0])).made == 9
    workspace.ctas().delete([CtaId(done.ids[1] + 1)])
    assert pass_days(workspace, 0) == 0
    assert pass_days(workspace, 1) == 1
    assert workspace.history().recent(1)[0].label == "Its day has come"


def test_days_ahead_are_not_missed_and_one_missed_day_more_than_seven_is_left_out(
    workspace: Workspace,
) -> None:
    add(workspace, "daily until 2029-01-01", ahead=20)
    assert len(days(workspace)) == 21
    assert pass_days(workspace, 29) == 28
    assert date(2026, 12, 14) not in days(workspace)
    assert workspace.history().recent(1)[0].label.endswith("; 1 missed day before was left out")


def test_what_a_new_day_brought_is_told_in_sentences(workspace: Workspace) -> None:
    add(workspace, "daily until 2029-01-01")
    sleeper = workspace.add_cta("Sleeper")
    workspace.ctas().snooze([sleeper], workspace.clock.today())
    workspace.clock.advance(days=400)
    day = begin_day(workspace.store, workspace.clock, workspace.practice)
    assert day.words == (
        "8 recurring CTAs made: the day has come, 392 missed days before left out. "
        "1 CTA woke: the snooze is over."
    )
    assert begin_day(workspace.store, workspace.clock, workspace.practice) == NewDay()
    assert NewDay().words == ""


def test_days_before_today_are_never_made(workspace: Workspace) -> None:
    add(workspace, "weekly mon,thu from 2026-01-01 until 2026-12-31")
    assert days(workspace) == [date(2026, 11, 23)]
    with pytest.raises(InvalidInput, match="past"):
        add(workspace, "monthly 2 from 2026-01-01 until 2026-11-20")


def test_ctas_may_be_made_days_ahead(workspace: Workspace) -> None:
    add(workspace, "monthly 1 until 2027-06-30", ahead=7)
    assert days(workspace) == []
    pass_days(workspace, 0)
    assert days(workspace) == []
    pass_days(workspace, 1)
    assert days(workspace) == [date(2026, 12, 1)]


def test_only_events_repeat(workspace: Workspace) -> None:
    with pytest.raises(InvalidInput, match="Risk"):
        add(workspace, type_id=workspace.value(Picklist.CTA_TYPE, "Risk"))
    with workspace.store.write() as connection:
        table = schema.picklist_value
        connection.execute(update(table).where(table.c.label == "Event").values(label="Occasion"))
    add(workspace)
    assert days(workspace) == [date(2026, 11, 23)]


def test_undo_takes_the_series_and_what_it_made_and_redo_makes_nothing_twice(
    workspace: Workspace,
) -> None:
    before = workspace.domain()
    done = add(workspace)
    after = workspace.domain()
    workspace.history().undo()
    assert workspace.domain() == before
    assert recurring(workspace).all() == []
    assert pass_days(workspace, 0) == 0
    workspace.history().redo()
    assert workspace.domain() == after
    assert pass_days(workspace, 3) == 1
    assert days(workspace) == [date(2026, 11, 23), date(2026, 11, 26)]
    assert recurring(workspace).get(SeriesId(done.ids[0])).made == 2


def test_undo_works_after_later_days_came_and_leaves_their_ctas(workspace: Workspace) -> None:
    add(workspace)
    pass_days(workspace, 3)
    workspace.history().undo()
    assert recurring(workspace).all() == []
    assert days(workspace) == [date(2026, 11, 26)]


def test_a_cta_that_was_deleted_does_not_come_back(workspace: Workspace) -> None:
    done = add(workspace)
    workspace.ctas().delete([CtaId(done.ids[1])])
    assert pass_days(workspace, 1) == 0
    assert days(workspace) == []


def test_ending_makes_no_more_and_undo_goes_on_where_it_was(workspace: Workspace) -> None:
    series = SeriesId(add(workspace).ids[0])
    recurring(workspace).end(series)
    assert pass_days(workspace, 7) == 0
    assert days(workspace) == [date(2026, 11, 23)]
    with pytest.raises(NotFound):
        recurring(workspace).get(series)
    workspace.history().undo()
    assert pass_days(workspace, 0) == 2
    assert days(workspace) == [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30)]


def test_another_rule_holds_from_today_on_and_undo_brings_back_the_old(
    workspace: Workspace,
) -> None:
    series = SeriesId(add(workspace).ids[0])
    repeat = Repeat(parse_series("weekly fri until 2027-01-31", workspace.clock.today()))
    recurring(workspace).change(series, repeat)
    assert recurring(workspace).get(series).next_on == date(2026, 11, 27)
    workspace.history().undo()
    assert pass_days(workspace, 7) == 2
    assert days(workspace) == [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30)]


def test_each_cta_gets_the_playbook_counted_from_the_day_it_is_made(workspace: Workspace) -> None:
    review = workspace.playbooks().find("business review")
    done = add(workspace, playbook_id=review)
    tasks = workspace.tasks_of(CtaId(done.ids[1]))
    assert (len(tasks), tasks[1].due) == (8, date(2026, 11, 30))
    with pytest.raises(InvalidInput, match="for Risk CTAs"):
        add(workspace, playbook_id=workspace.playbooks().find("detractor"))
    pass_days(workspace, 3)
    assert len(workspace.tasks_of(CtaId(done.ids[1] + 1))) == 8


def test_a_customer_that_is_gone_gets_no_more(workspace: Workspace) -> None:
    add(workspace)
    with workspace.store.write() as connection:
        connection.execute(update(schema.account).values(is_deleted=True))
    assert pass_days(workspace, 7) == 0


def test_two_programs_at_once_make_each_day_once(workspace: Workspace) -> None:
    """CL-21: exactly once, also where two processes start in the same moment."""
    add(workspace, "daily until 2027-06-30")
    workspace.clock.advance(days=7)
    barrier, counts, problems = threading.Barrier(4), [], []

    def begin() -> None:
        store = Store(workspace.store.url)
        try:
            barrier.wait()
            counts.append(make_due_occurrences(store, workspace.clock, workspace.practice)[0])
        except Exception as problem:  # told by the test itself
            problems.append(problem)
        finally:
            store.close()

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert sum(counts) == 7
    assert days(workspace) == [date(2026, 11, 23) + timedelta(n) for n in range(8)]


def test_cl_21_where_its_owner_has_left_the_customers_owner_gets_the_next_one(
    workspace: Workspace,
) -> None:
    done = add(workspace)
    with workspace.store.write() as connection:
        leaving = update(schema.person).where(schema.person.c.id == workspace.people["Ana"])
        connection.execute(leaving.values(is_active=False))
        owned = update(schema.account).where(schema.account.c.id == workspace.accounts["Globex"])
        connection.execute(owned.values(owner_id=workspace.people["Leo"]))
    assert pass_days(workspace, 3) == 1
    assert workspace.row("cta", done.ids[1] + 1)["owner_id"] == workspace.people["Leo"]


def test_cl_21_a_series_is_handed_over_and_undo_gives_it_back(workspace: Workspace) -> None:
    done = add(workspace)
    number, leo = SeriesId(done.ids[0]), workspace.people["Leo"]
    label = recurring(workspace).change(number, owner_id=leo).label
    assert label == "“Weekly check” goes on for Leo"
    assert pass_days(workspace, 3) == 1
    first, second = done.ids[1], done.ids[1] + 1
    assert workspace.row("cta", first)["owner_id"] == workspace.people["Ana"]
    assert workspace.row("cta", second)["owner_id"] == leo
    workspace.history().undo()
    assert recurring(workspace).get(number).owner == "Ana"
    with pytest.raises(NotPermitted):
        recurring(workspace, "Vera").change(number, owner_id=leo)


def test_the_system_makes_them_and_the_history_says_so(workspace: Workspace) -> None:
    add(workspace)
    pass_days(workspace, 3)
    act = workspace.history().recent(1)[0]
    assert (act.actor, act.origin.value, act.label) == ("", "system", "Its day has come")


def test_a_viewer_adds_no_series_and_a_member_ends_it(workspace: Workspace) -> None:
    new = NewCta(workspace.accounts["Globex"], "Mine")
    repeat = Repeat(parse_series(WEEKLY, workspace.clock.today()))
    with pytest.raises(NotPermitted, match="create CTAs"):
        recurring(workspace, "Vera").add(new, repeat)
    done = recurring(workspace, "Leo").add(new, repeat)
    recurring(workspace, "Sam").end(SeriesId(done.ids[0]))
