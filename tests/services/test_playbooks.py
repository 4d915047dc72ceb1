"""Playbooks: applied with dates and owners found, replaced, taken back (TP-5 to TP-10, TP-15)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, update

from cockpit_tui.domain.errors import Ambiguous, CockpitError, NotFound, NotPermitted
from cockpit_tui.domain.ids import CtaId, PlaybookId
from cockpit_tui.domain.practice import Practice
from cockpit_tui.domain.rows.tasks import TaskRow
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.store.tables import mirror_schema, schema
from tests.workspace import Workspace

DETRACTOR = "Detractor survey response"


def detractor(workspace: Workspace) -> PlaybookId:
    return workspace.playbooks().find(DETRACTOR)


def set_person(workspace: Workspace, name: str, **values: object) -> None:
    with workspace.store.write() as connection:
        table = schema.person
        connection.execute(
            update(table).where(table.c.id == workspace.people[name]).values(**values)
        )


def add_deal(workspace: Workspace, name: str, owner: str, closes: date) -> int:
    with workspace.store.write() as connection:
        key = connection.execute(
            insert(schema.opportunity).values(
                name=name,
                account_id=workspace.accounts["Globex"],
                owner_id=workspace.people[owner],
                close_date=closes,
            )
        ).inserted_primary_key
    assert key is not None
    return int(key[0])


def by_title(workspace: Workspace, cta: CtaId, words: str) -> TaskRow:
    return next(task for task in workspace.tasks_of(cta) if words in task.title)


def test_tp_15_every_workspace_has_the_detractor_playbook_and_others(workspace: Workspace) -> None:
    playbooks = workspace.playbooks().all()
    assert len(playbooks) >= 6
    shipped = workspace.playbooks().get(detractor(workspace))
    assert (shipped.type, shipped.source, shipped.is_active) == ("Risk", "shipped", True)
    assert all(playbook.steps for playbook in playbooks)


def test_tp_5_applying_creates_the_tasks_and_has_no_other_effect(workspace: Workspace) -> None:
    cta, other = workspace.add_cta(), workspace.add_cta("Other")
    by_hand = workspace.add_task(cta, "By hand")
    before = {name: workspace.row("cta", number) for name, number in (("a", cta), ("b", other))}
    done = workspace.playbooks().apply([cta], detractor(workspace))
    tasks = workspace.tasks_of(cta)
    steps = workspace.playbooks().get(detractor(workspace)).steps
    assert [task.title for task in tasks[1:]] == [step.title for step in steps]
    assert tasks[0].id == by_hand
    assert {task.source for task in tasks[1:]} == {"playbook"}
    after = workspace.row("cta", cta)
    derived = {"playbook", "tasks_open", "tasks_total", "words", "touched_at"}
    assert {name for name in after if after[name] != before["a"][name]} <= derived
    assert (after["playbook"], after["tasks_total"]) == (DETRACTOR, len(steps) + 1)
    assert workspace.row("cta", other) == before["b"]
    assert done.label == f"Applied “{DETRACTOR}” to “Usage down”, Globex"


def test_tp_6_due_dates_are_working_days_after_the_day_of_applying(workspace: Workspace) -> None:
    """The local date on which it is applied counts, not the CTA's creation or due date."""
    cta = workspace.add_cta()
    workspace.clock.advance(days=4)  # a Friday
    workspace.playbooks().apply([cta], detractor(workspace))
    due = {task.title: task.due for task in workspace.tasks_of(cta)}
    steps = workspace.playbooks().get(detractor(workspace)).steps
    assert due[steps[0].title] == date(2026, 11, 27)
    assert due[steps[2].title] == date(2026, 11, 30)
    assert due[steps[7].title] == date(2026, 12, 11)


def test_tp_7_each_task_goes_around_the_holidays_of_its_own_owner(workspace: Workspace) -> None:
    set_person(workspace, "Ana", time_zone="America/New_York")  # Thanksgiving: 26 November
    set_person(workspace, "Leo", holidays="none", time_zone="America/New_York")
    set_person(workspace, "Sam", time_zone="Europe/Berlin")
    cta, of_leo = workspace.add_cta(), workspace.add_cta(who="Leo")
    plans = workspace.playbooks().plans([cta, of_leo], detractor(workspace))
    call = [next(task for task in plan.tasks if task.day == 3) for plan in plans]
    assert [task.due for task in call] == [date(2026, 11, 27), date(2026, 11, 26)]
    assert call[0].skipped_days.startswith("Thanksgiving")
    workspace.practice = Practice(holidays="DE")
    plan = workspace.playbooks().plans([cta], detractor(workspace))[0]
    assert next(task for task in plan.tasks if task.day == 3).due == date(2026, 11, 26)


def test_tp_8_roles_become_people_when_it_is_applied(workspace: Workspace) -> None:
    set_person(workspace, "Leo", manager_id=workspace.people["Vera"])
    add_deal(workspace, "Later", "Ana", date(2027, 6, 1))
    add_deal(workspace, "Next", "Sam", date(2027, 1, 1))
    cta = workspace.add_cta(who="Leo")
    workspace.playbooks().apply([cta], detractor(workspace))
    assert by_title(workspace, cta, "Read the survey").assignees == ("Leo",)
    assert by_title(workspace, cta, "sales rep on the commercial").assignees == ("Sam",)
    assert by_title(workspace, cta, "actions with product").assignees == ("Ana",)
    assert by_title(workspace, cta, "Review the plan").assignees == ("Vera",)


def test_tp_8_the_linked_opportunity_comes_before_the_next_one(workspace: Workspace) -> None:
    linked = add_deal(workspace, "Later", "Sam", date(2027, 6, 1))
    add_deal(workspace, "Next", "Leo", date(2027, 1, 1))
    cta = workspace.add_cta()
    workspace.ctas().edit([cta], {"opportunity_id": linked})
    workspace.playbooks().apply([cta], detractor(workspace))
    assert by_title(workspace, cta, "commercial side").assignees == ("Sam",)


def test_a_role_that_nobody_has_falls_to_the_ctas_owner_and_is_told(workspace: Workspace) -> None:
    set_person(workspace, "Ana", is_active=False)
    cta = workspace.add_cta(who="Leo")
    done = workspace.playbooks().apply([cta], detractor(workspace))
    assert {task.assignees for task in workspace.tasks_of(cta)} == {("Leo",)}
    told = " ".join(done.notes)
    assert "no manager of the CTA owner" in told
    assert "no opportunity owner" in told
    assert "Ana is inactive" in told


def test_what_the_plan_shows_is_what_is_written(workspace: Workspace) -> None:
    workspace.map_fields()
    cta = workspace.add_cta()
    before = workspace.domain()
    plan = workspace.playbooks().plans([cta], detractor(workspace))[0]
    assert workspace.domain() == before
    workspace.playbooks().apply([cta], detractor(workspace))
    written = [
        (task.title, task.due, task.assignees, task.is_synced, task.comments)
        for task in workspace.tasks_of(cta)
    ]
    planned = [
        (task.title, task.due, (task.assignee,), task.is_mirrored, task.description)
        for task in plan.tasks
    ]
    assert written == planned


def test_mirrored_steps_are_sent_and_are_told_where_they_cannot_be(workspace: Workspace) -> None:
    unmapped = workspace.add_cta("Before the mapping")
    notes = workspace.playbooks().apply([unmapped], detractor(workspace)).notes
    assert any("no field mapping" in note for note in notes)
    assert workspace.operations() == []
    workspace.map_fields()
    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], detractor(workspace))
    steps = workspace.playbooks().get(detractor(workspace)).steps
    mirrored = sum(step.is_mirrored for step in steps)
    assert workspace.operations() == [("create", "pending")] * mirrored


def test_tp_9_apply_refuses_where_one_is_applied_and_names_the_way_out(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], detractor(workspace))
    before = workspace.domain()
    with pytest.raises(CockpitError, match=DETRACTOR) as refused:
        workspace.playbooks().apply([cta], workspace.playbooks().find("adoption"))
    assert "playbook replace" in refused.value.hint
    assert workspace.domain() == before


def test_tp_9_replacing_removes_the_open_tasks_and_keeps_what_is_done(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.add_task(cta, "By hand")
    workspace.playbooks().apply([cta], detractor(workspace))
    first = by_title(workspace, cta, "Read the survey")
    workspace.tasks().complete([first.id])
    done = workspace.playbooks().replace([cta], workspace.playbooks().find("adoption"))
    titles = [task.title for task in workspace.tasks_of(cta)]
    new = workspace.playbooks().get(workspace.playbooks().find("adoption"))
    assert titles == ["By hand", first.title, *(step.title for step in new.steps)]
    assert workspace.row("cta", cta)["playbook"] == "Adoption risk"
    assert "1 done task kept." in done.notes
    workspace.history().undo()
    assert len(workspace.tasks_of(cta)) == 10
    assert workspace.row("cta", cta)["playbook"] == DETRACTOR


def test_replaced_by_itself_it_begins_anew_with_what_is_not_done(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], detractor(workspace))
    workspace.tasks().complete([by_title(workspace, cta, "Read the survey").id])
    workspace.clock.advance(days=7)
    workspace.playbooks().replace([cta], detractor(workspace))
    tasks = workspace.tasks_of(cta)
    assert len(tasks) == 9
    assert sum(task.is_closed for task in tasks) == 1
    assert by_title(workspace, cta, "Thank the respondent").due == date(2026, 11, 30)
    assert by_title(workspace, cta, "Thank the respondent").waits_for == ()


def test_replacing_where_none_is_applied_applies(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    workspace.playbooks().replace([cta], detractor(workspace))
    assert len(workspace.tasks_of(cta)) == 9


@pytest.mark.parametrize("keeps", [True, False])
def test_sy_8_mirrored_tasks_that_go_stay_in_salesforce_unless_told(
    workspace: Workspace, keeps: bool
) -> None:
    workspace.map_fields()
    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], detractor(workspace))
    parts = [task.parts[0].id for task in workspace.tasks_of(cta) if task.is_synced]
    with workspace.store.write() as connection:
        connection.execute(mirror_schema.outbox.delete())
        for number, part_id in enumerate(parts):
            connection.execute(
                insert(mirror_schema.link).values(
                    sobject="Task",
                    local_id=part_id,
                    salesforce_id=f"00T000000000{number:03d}AAA",
                    state="active",
                )
            )
    adoption = workspace.playbooks().find("adoption")
    done = workspace.playbooks().replace([cta], adoption, keep_in_salesforce=keeps)
    deletes = [kind for kind, _ in workspace.operations() if kind == "delete"]
    assert len(deletes) == (0 if keeps else len(parts))
    assert (f"{len(parts)} mirrored tasks kept in Salesforce." in done.notes) == keeps


def test_sy_8_tasks_that_were_never_sent_are_not_said_to_be_kept_in_salesforce(
    workspace: Workspace,
) -> None:
    workspace.map_fields()
    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], detractor(workspace))
    assert any(task.is_synced for task in workspace.tasks_of(cta))
    done = workspace.playbooks().replace([cta], workspace.playbooks().find("adoption"))
    assert not any("Salesforce" in note for note in done.notes)
    assert not any(kind == "delete" for kind, _ in workspace.operations())


def test_tp_10_a_playbook_of_another_type_or_an_inactive_one_is_refused(
    workspace: Workspace,
) -> None:
    event = workspace.ctas().add(
        NewCta(
            workspace.accounts["Globex"],
            "Review",
            type_id=workspace.value(Picklist.CTA_TYPE, "Event"),
        )
    )
    with pytest.raises(CockpitError, match="for Risk CTAs"):
        workspace.playbooks().apply([CtaId(event.ids[0])], detractor(workspace))


def test_of_several_ctas_those_that_do_not_fit_are_left_out_and_told(workspace: Workspace) -> None:
    fits, has, closed = (workspace.add_cta(name) for name in ("Fits", "Has", "Closed"))
    workspace.playbooks().apply([has], detractor(workspace))
    workspace.ctas().close([closed])
    done = workspace.playbooks().apply([fits, has, closed], detractor(workspace))
    assert done.ids == (fits,)
    assert [note for note in done.notes if f"CTA-{has}" in note]
    assert [note for note in done.notes if "closed" in note]
    assert len(workspace.tasks_of(closed)) == 0


def test_cd_8_a_task_after_its_ctas_date_is_told_and_may_move_the_date(
    workspace: Workspace,
) -> None:
    cta, moved = workspace.add_cta(), workspace.add_cta("Moved")
    due = workspace.row("cta", cta)["due"]
    notes = workspace.playbooks().apply([cta], detractor(workspace)).notes
    assert f"CTA-{cta} is due before its last task." in notes
    assert workspace.row("cta", cta)["due"] == due
    workspace.playbooks().apply([moved], detractor(workspace), move_due=True)
    assert workspace.row("cta", moved)["due"] == date(2026, 12, 21)
    assert by_title(workspace, moved, "Come back").due == date(2026, 12, 21)


def test_of_many_ctas_the_notes_tell_how_many_and_not_each(workspace: Workspace) -> None:
    """A line for each of sixty would say nothing that one reads."""
    late = [workspace.add_cta(f"Late {number}") for number in range(5)]
    closed = [workspace.add_cta(f"Closed {number}") for number in range(4)]
    workspace.ctas().close(closed)
    notes = workspace.playbooks().apply([*late, *closed], detractor(workspace)).notes
    assert "5 CTAs are due before their last task." in notes
    (left_out,) = [note for note in notes if "closed" in note]
    assert left_out.startswith("4 CTAs: ")
    assert not [note for note in notes if "CTA-" in note]


def test_tp_8_a_person_named_in_a_step_gets_its_task(workspace: Workspace) -> None:
    from cockpit_tui.store.tables.playbook_schema import playbook_step

    chosen = detractor(workspace)
    step = workspace.playbooks().get(chosen).steps[0]
    with workspace.store.write() as connection:
        connection.execute(
            update(playbook_step)
            .where(playbook_step.c.id == step.id)
            .values(role="person", person_id=workspace.people["Sam"])
        )
    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], chosen)
    assert by_title(workspace, cta, "Read the survey").assignees == ("Sam",)


def test_applying_needs_the_rights_to_the_cta_and_to_create_tasks(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    with pytest.raises(NotPermitted, match="edit CTAs"):
        workspace.playbooks("Vera").apply([cta], detractor(workspace))
    assert workspace.tasks_of(cta) == []
    workspace.playbooks("Leo").apply([cta], detractor(workspace))


def test_playbooks_are_found_by_id_name_and_beginning(workspace: Workspace) -> None:
    service = workspace.playbooks()
    renewal = service.find("renewal")
    assert service.find(f"PB-{renewal}") == renewal
    assert service.find("BUSINESS REVIEW") == service.find("Executive business review")
    with pytest.raises(NotFound, match="nothing like it"):
        service.find("nothing like it")
    with pytest.raises(Ambiguous):
        service.find("r")


def test_tp_12_tasks_stand_in_their_playbooks_order_or_by_date(workspace: Workspace) -> None:
    from cockpit_tui.services.views import ViewService

    cta = workspace.add_cta()
    workspace.playbooks().apply([cta], detractor(workspace))
    last = workspace.tasks_of(cta)[-1]
    workspace.tasks().edit([last.id], {"due": workspace.clock.today() - timedelta(1)})

    def titles(practice: Practice) -> list[str]:
        views = ViewService(workspace.store, workspace.actor(), workspace.clock, practice)
        detail = [task.title for task in views.detail(cta).tasks]
        assert [task.title for task in views.tasks([cta])] == detail
        return detail

    assert titles(Practice())[-1] == last.title
    assert titles(Practice(is_by_due=True))[0] == last.title


def test_the_day_is_the_local_one_also_late_in_the_evening(workspace: Workspace) -> None:
    """Decision 9, with a clock whose date is not UTC's."""
    from zoneinfo import ZoneInfo

    from msgspec.structs import replace

    from cockpit_tui.domain.days.clock import SystemClock

    cta = workspace.add_cta()
    instant = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    zone = ZoneInfo("America/Los_Angeles")
    local = SystemClock(fixed_today=instant.astimezone(zone).date())
    service = workspace.playbooks()
    service.clock = replace(local, zone=zone)
    plan = service.plans([cta], detractor(workspace))[0]
    assert plan.tasks[0].due == date(2026, 11, 23)
