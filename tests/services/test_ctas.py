"""Verbs on CTAs, as the rows in the store tell them afterwards."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cockpit_tui.domain.days.dates import to_long_date
from cockpit_tui.domain.errors import Cancelled, InvalidInput, NotFound
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import CtaState, Origin, Outcome, Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.going_along import MoveTasks
from cockpit_tui.services.progress import Progress, followed
from cockpit_tui.services.tasks import NewTask
from cockpit_tui.services.views import ViewService
from cockpit_tui.services.workspace import wake_sleepers
from cockpit_tui.store.engine import Store
from tests.workspace import Workspace


def test_cl_20_a_new_cta_takes_defaults_and_is_mine(workspace: Workspace) -> None:
    done = workspace.ctas("Leo").add(NewCta(workspace.accounts["Globex"], "  Call   them  "))
    row = workspace.row("cta", done.ids[0])
    assert row["name"] == "Call them"
    assert row["owner_id"] == workspace.people["Leo"]
    assert row["type_id"] == workspace.value(Picklist.CTA_TYPE, "Risk")
    assert row["priority_id"] == workspace.value(Picklist.PRIORITY, "Medium")
    assert row["status_id"] == workspace.value(Picklist.CTA_STATUS, "New")
    assert row["due"] == date(2026, 12, 7)
    assert done.label == "Added “Call them”, Globex"


def test_cl_20_every_field_of_the_form_is_kept(workspace: Workspace) -> None:
    new = NewCta(
        workspace.accounts["Hooli"],
        "Expansion",
        type_id=workspace.value(Picklist.CTA_TYPE, "Opportunity"),
        reason_id=workspace.value(Picklist.REASON, "Upsell"),
        priority_id=workspace.value(Picklist.PRIORITY, "High"),
        owner_id=workspace.people["Sam"],
        due=date(2026, 12, 24),
        comment="Budget is there.",
    )
    row = workspace.row("cta", workspace.ctas().add(new).ids[0])
    kept = {name: row[name] for name in ("type_id", "reason_id", "priority_id", "owner_id", "due")}
    assert kept == {
        "type_id": new.type_id,
        "reason_id": new.reason_id,
        "priority_id": new.priority_id,
        "owner_id": new.owner_id,
        "due": new.due,
    }
    assert row["comment"] == "Budget is there."


@pytest.mark.parametrize("name", ["", "   ", "x" * 256])
def test_a_name_that_does_not_fit_is_refused_and_nothing_is_made(
    workspace: Workspace, name: str
) -> None:
    with pytest.raises(InvalidInput):
        workspace.ctas().add(NewCta(workspace.accounts["Globex"], name))
    assert workspace.domain()["cta"] == []


def test_an_unknown_customer_is_refused_and_nothing_is_made(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        workspace.ctas().add(NewCta(workspace.accounts["Globex"].__class__(999), "Call"))
    assert workspace.domain()["cta"] == []


def test_cl_4_a_cta_has_exactly_one_of_each(workspace: Workspace) -> None:
    row = workspace.row("cta", workspace.add_cta())
    for field in ("account_id", "type_id", "reason_id", "priority_id", "status_id", "owner_id"):
        assert isinstance(row[field], int)
    assert row["due"] is not None


def test_cd_1_the_owner_is_one_person_and_required(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"owner_id": workspace.people["Leo"]})
    assert workspace.row("cta", cta)["owner_id"] == workspace.people["Leo"]
    with pytest.raises(Exception, match=r"(?i)not.null"):
        workspace.ctas().edit([cta], {"owner_id": None})
    assert workspace.row("cta", cta)["owner_id"] == workspace.people["Leo"]


def test_closing_sets_the_outcomes_status_and_keeps_tasks_open_unless_told(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    workspace.add_task(cta)
    done = workspace.ctas().close([cta], Outcome.LOST)
    row = workspace.row("cta", cta)
    assert row["status_id"] == workspace.value(Picklist.CTA_STATUS, "Closed lost")
    assert (row["state"], row["tasks_open"]) == (CtaState.CLOSED, 1)
    assert row["closed_at"] == workspace.clock.now()
    assert done.notes == ("1 open task kept open.",)


def test_cd_11_closing_can_skip_its_tasks_and_reopening_opens_them(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    task = workspace.add_task(cta)
    workspace.ctas().close([cta], close_tasks=True)
    assert workspace.row("task", task)["status_id"] == workspace.value(
        Picklist.TASK_STATUS, "Skipped"
    )
    workspace.ctas().reopen([cta], reopen_tasks=True)
    assert workspace.row("cta", cta)["state"] == CtaState.OPEN
    assert workspace.row("task", task)["closed_at"] is None


def test_tp_2_a_cta_without_tasks_is_valid_and_can_be_closed(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().close([cta])
    row = workspace.row("cta", cta)
    assert (row["state"], row["tasks_total"]) == (CtaState.CLOSED, 0)


def test_cd_6_open_tasks_shift_by_as_many_days_only_when_asked(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    task = workspace.tasks().add(NewTask(cta, "Call", due=date(2026, 12, 1))).ids[0]
    due = date(2026, 12, 7)
    kept = workspace.ctas().edit([cta], {"due": due + timedelta(7)})
    assert workspace.row("task", task)["due"] == date(2026, 12, 1)
    assert kept.notes == ("Task dates were kept.",)
    workspace.ctas().edit([cta], {"due": due}, shift_tasks=True)
    assert workspace.row("task", task)["due"] == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("move", "owners"),
    [
        (MoveTasks.NONE, ["Ana", "Sam"]),
        (MoveTasks.OLD_OWNER, ["Leo", "Sam"]),
        (MoveTasks.ALL, ["Leo", "Leo"]),
    ],
)
def test_cd_10_an_owner_change_moves_the_tasks_that_were_asked_for(
    workspace: Workspace, move: MoveTasks, owners: list[str]
) -> None:
    cta = workspace.add_cta()
    workspace.add_task(cta, "Ana's", "Ana")
    workspace.add_task(cta, "Sam's", "Sam")
    workspace.ctas().edit([cta], {"owner_id": workspace.people["Leo"]}, move_tasks=move)
    parts = workspace.domain()["task_part"]
    assert [part["assignee_id"] for part in parts] == [workspace.people[name] for name in owners]


def test_cd_11_reopening_leaves_what_was_skipped_before_the_closing(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    early, late = workspace.add_task(cta, "Early"), workspace.add_task(cta, "Late")
    skipped = workspace.value(Picklist.TASK_STATUS, "Skipped")
    workspace.tasks().edit([early], {"status_id": skipped})
    workspace.clock.advance(hours=1)
    workspace.ctas().close([cta], close_tasks=True)
    workspace.ctas().reopen([cta], reopen_tasks=True)
    assert workspace.row("task", early)["status_id"] == skipped
    assert workspace.row("task", late)["closed_at"] is None


def test_cd_11_a_closed_status_closes_the_tasks_too_when_asked(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    task = workspace.add_task(cta)
    lost = workspace.value(Picklist.CTA_STATUS, "Closed lost")
    workspace.ctas().edit([cta], {"status_id": lost}, close_tasks=True)
    assert workspace.row("task", task)["closed_at"] is not None
    opened = workspace.value(Picklist.CTA_STATUS, "Open")
    workspace.ctas().edit([cta], {"status_id": opened}, reopen_tasks=True)
    assert workspace.row("task", task)["closed_at"] is None


def test_the_label_counts_what_changed_and_a_note_the_rest(workspace: Workspace) -> None:
    ids = [workspace.add_cta(f"Number {n}") for n in range(4)]
    workspace.ctas().edit(ids[:2], {"is_flagged": True})
    done = workspace.ctas().edit(ids, {"is_flagged": True})
    assert done.label == "Flagged 2 CTAs"
    assert done.notes == ("2 of 4 were so already.",)


class Pressed(Progress):
    """A person presses Esc at the n-th moment at which the work would notice."""

    def __init__(self, total: int, moment: int) -> None:
        super().__init__(total)
        self.moments = moment

    def check(self) -> None:
        if not self.moments:
            self.cancel()
        self.moments -= 1
        super().check()


@pytest.mark.parametrize(("moment", "done"), [(2, 2), (6, 4), (8, 4)])
def test_a_bulk_that_is_cancelled_changes_nothing(
    workspace: Workspace, moment: int, done: int
) -> None:
    """While the third is changed, and while all are written down."""
    ids = [workspace.add_cta(f"Number {n}") for n in range(4)]
    before = workspace.domain()
    progress = Pressed(len(ids), moment)
    with followed(progress), pytest.raises(Cancelled, match=f"after {done} of 4"):
        workspace.ctas().edit(ids, {"is_flagged": True})
    assert workspace.domain() == before
    workspace.ctas().edit(ids, {"is_flagged": True})
    assert workspace.domain() != before


def test_cd_15_progress_counts_done_of_all_tasks(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    first, _ = workspace.add_task(cta, "One"), workspace.add_task(cta, "Two")
    workspace.tasks().complete([first])
    row = workspace.row("cta", cta)
    assert (row["tasks_total"], row["tasks_open"]) == (2, 1)


def test_cd_4_a_snooze_sleeps_through_its_day_and_needs_one_to_come(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    with pytest.raises(InvalidInput, match="past"):
        workspace.ctas().snooze([cta], date(2026, 11, 22))
    workspace.ctas().snooze([cta], date(2026, 11, 23))
    assert workspace.row("cta", cta)["state"] == CtaState.SNOOZED
    workspace.ctas().wake([cta])
    assert workspace.row("cta", cta)["state"] == CtaState.OPEN


def test_tp_1_deleting_a_cta_deletes_its_tasks(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.add_task(cta, "One", "Ana", "Leo")
    workspace.ctas().delete([cta])
    domain = workspace.domain()
    assert [domain[name] for name in ("cta", "task", "task_part", "record_link")] == [[]] * 4


def test_one_call_on_many_is_one_undo(workspace: Workspace) -> None:
    ids = [workspace.add_cta(f"Number {n}") for n in range(5)]
    before = workspace.domain()
    workspace.ctas().edit(ids, {"is_flagged": True})
    workspace.history().undo()
    assert workspace.domain() == before


def test_an_edit_that_changes_nothing_leaves_no_act(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    done = workspace.ctas().edit([cta], {"name": "Usage down"})
    assert done.batch_id is None


def test_a_failing_call_changes_nothing_at_all(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    before = workspace.domain()
    with pytest.raises(NotFound):
        workspace.ctas().edit([cta, CtaId(999)], {"name": "Half"})
    assert workspace.domain() == before


def test_cd_4_the_day_of_a_snooze_is_the_orgs(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.connect(time_zone="Pacific/Kiritimati")
    workspace.clock.advance(hours=3)
    with pytest.raises(InvalidInput, match="past") as refused:
        workspace.ctas().snooze([cta], date(2026, 11, 23))
    assert refused.value.hint == "By the org's day it is already Tue 24 Nov. Try `tomorrow`."
    workspace.ctas().snooze([cta], date(2026, 11, 24))
    workspace.clock.advance(hours=21)
    assert wake_sleepers(workspace.store, workspace.clock) == 0, "24 November there until 10 UTC"
    workspace.clock.advance(hours=2)
    assert workspace.clock.today() == date(2026, 11, 24), "and here"
    assert wake_sleepers(workspace.store, workspace.clock) == 1


def test_cd_4_the_day_of_a_snooze_may_be_set_otherwise(workspace: Workspace) -> None:
    """CD-4, decision 13: another zone than the org's, or the machine's own."""
    workspace.connect(time_zone="Pacific/Kiritimati")
    workspace.clock.advance(hours=1.5)  # the 24th there, the 23rd here, the 22nd on Pago Pago
    cta, url = workspace.add_cta(), workspace.store.url
    days = {
        "": ("2026-11-24", "By the org's day it is already Tue 24 Nov"),
        "local": ("2026-11-23", ""),
        "Pacific/Pago_Pago": ("2026-11-22", "By the time zone of snoozes it is still Sun 22 Nov"),
    }
    for zone, (day, words) in days.items():
        workspace.store = Store(url, snooze_zone=zone)
        views = ViewService(workspace.store, workspace.actor(), workspace.clock)
        assert (str(views.snooze_today()), views.snooze_day_words()) == (day, words)
        with pytest.raises(InvalidInput, match="past"):
            workspace.ctas().snooze([cta], date.fromisoformat(day) - timedelta(days=1))
        workspace.store.close()


def test_cd_5_a_snoozed_cta_is_still_open(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().snooze([cta], date(2026, 11, 30))
    row = workspace.row("cta", cta)
    assert (row["state"], row["closed_at"]) == (CtaState.SNOOZED, None)


def test_cd_4_a_snooze_is_told_with_its_last_day(workspace: Workspace) -> None:
    cta, day = workspace.add_cta(), date(2026, 11, 30)
    done = workspace.ctas().snooze([cta], day)
    assert done.label == "Snoozed through Mon 30 Nov: “Usage down”, Globex"
    assert workspace.history().undo()[0].label == f"Undid: {done.label}"
    both = [cta, workspace.add_cta("Another")]
    assert workspace.ctas().snooze(both, day).label == "Snoozed through Mon 30 Nov: 2 CTAs"


def test_cd_4_a_snoozed_cta_wakes_by_itself_on_the_day_after(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.ctas().snooze([cta], date(2026, 11, 25))
    workspace.clock.advance(days=2)
    assert wake_sleepers(workspace.store, workspace.clock) == 0
    workspace.clock.advance(days=1)
    assert wake_sleepers(workspace.store, workspace.clock) == 1
    assert workspace.row("cta", cta)["state"] == CtaState.OPEN
    assert workspace.history().of_record("cta", cta)[0].batch.origin is Origin.SYSTEM


def test_cd_11_tasks_skipped_by_closing_again_with_another_outcome_are_opened(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    task = workspace.add_task(cta)
    workspace.ctas().close([cta], Outcome.SUCCESS)
    workspace.clock.advance(minutes=1)
    workspace.ctas().close([cta], Outcome.LOST, close_tasks=True)
    workspace.ctas().reopen([cta], reopen_tasks=True)
    assert workspace.row("task", task)["closed_at"] is None


def test_cd_11_a_second_closing_that_was_done_again_is_still_one(workspace: Workspace) -> None:
    """The journal knows the act as a closing, whatever it is called."""
    cta = workspace.add_cta()
    task = workspace.add_task(cta)
    workspace.ctas().close([cta], Outcome.SUCCESS)
    workspace.clock.advance(minutes=1)
    workspace.ctas().close([cta], Outcome.SUCCESS, close_tasks=True)
    workspace.history().undo()
    workspace.history().redo()
    assert workspace.row("task", task)["closed_at"] is not None
    workspace.ctas().reopen([cta], reopen_tasks=True)
    assert workspace.row("task", task)["closed_at"] is None


def test_cd_11_a_closed_status_set_once_more_closes_as_well(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    task = workspace.add_task(cta)
    workspace.ctas().close([cta], Outcome.SUCCESS)
    workspace.clock.advance(minutes=1)
    status = workspace.row("cta", cta)["status_id"]
    workspace.ctas().edit([cta], {"status_id": status}, close_tasks=True)
    assert workspace.row("task", task)["closed_at"] is not None
    workspace.ctas().reopen([cta], reopen_tasks=True)
    assert workspace.row("task", task)["closed_at"] is None


@pytest.mark.parametrize("outcome", [Outcome.SUCCESS, Outcome.LOST])
def test_cd_11_a_task_that_somebody_skipped_stays_skipped(
    workspace: Workspace, outcome: Outcome
) -> None:
    """Only what a closing skipped is opened again, also a second one of the same outcome."""
    cta = workspace.add_cta()
    by_hand, by_closing = workspace.add_task(cta, "Call"), workspace.add_task(cta, "Write")
    workspace.ctas().close([cta])
    workspace.clock.advance(minutes=1)
    skipped = workspace.value(Picklist.TASK_STATUS, "Skipped")
    workspace.tasks().edit([by_hand], {"status_id": skipped})
    workspace.ctas().close([cta], outcome, close_tasks=True)
    workspace.ctas().reopen([cta], reopen_tasks=True)
    assert workspace.row("task", by_hand)["closed_at"] is not None
    assert workspace.row("task", by_closing)["closed_at"] is None


def test_an_edit_of_one_field_tells_its_new_value(workspace: Workspace) -> None:
    one, two = workspace.add_cta("X"), workspace.add_cta("Y")
    low = workspace.value(Picklist.PRIORITY, "Low")
    ctas, leo = workspace.ctas(), workspace.people["Leo"]
    told = [
        ctas.edit([one], {"priority_id": low}).label,
        ctas.edit([one], {"due": workspace.clock.today()}).label,
        ctas.edit([one, two], {"owner_id": leo}).label,
    ]
    day = workspace.clock.today()
    assert told[0] == "Priority set to Low: “X”"
    assert told[1] == f"Due date set to {to_long_date(day, day)}: “X”"
    assert told[2] == "Owner set to Leo: 2 CTAs"


def test_what_somebody_deleted_meanwhile_is_named_as_people_do(workspace: Workspace) -> None:
    cta_id = workspace.add_cta()
    task_id = workspace.add_task(cta_id)
    workspace.ctas("Ana").delete([cta_id])
    with pytest.raises(NotFound, match=r"There is no CTA-1\."):
        workspace.ctas("Leo").edit([cta_id], {"is_flagged": True})
    with pytest.raises(NotFound, match=r"There is no TASK-1\.") as refused:
        workspace.tasks("Leo").edit([task_id], {"title": "Call"})
    assert refused.value.hint == "It may have been deleted."
