"""What happened about a CTA and with its customer, in one order; and the customer's page (CD-3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cockpit_tui.domain.errors import NotFound, NotPermitted
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.timeline import TimelineKind
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.customers import CustomerService
from cockpit_tui.services.stories import StoryService
from cockpit_tui.store.tables import schema
from tests.activities import insert_activity
from tests.workspace import Workspace


def stories(workspace: Workspace, who: str = "Ana") -> StoryService:
    return StoryService(workspace.store, workspace.actor(who), workspace.clock, workspace.practice)


def customers(workspace: Workspace) -> CustomerService:
    return CustomerService(workspace.store, workspace.actor(), workspace.clock, workspace.practice)


def add_activity(workspace: Workspace, subject: str, days: int, **columns: object) -> None:
    with workspace.store.write() as connection:
        of_all: dict[str, object] = {
            "salesforce_id": f"00T{days % 1000:012}AAA",
            "kind": "Task",
            "subtype": "Call",
            "subject": subject,
            "status": "Completed",
            "is_closed": True,
            "date": workspace.clock.today() + timedelta(days=days),
            "owner_name": "Sam",
            "account_id": workspace.accounts["Globex"],
            "comments": "They asked for a plan.",
        }
        insert_activity(connection, **{**of_all, **columns})


def test_cd_3_comments_task_closings_snoozes_and_activities_stand_in_one_order(
    workspace: Workspace,
) -> None:
    add_activity(workspace, "Long ago", -40)
    cta = workspace.add_cta("Usage down")
    workspace.clock.advance(minutes=1)
    task = workspace.add_task(cta, "Pull report", "Leo")
    workspace.clock.advance(minutes=1)
    other = workspace.add_cta("Another one")
    workspace.clock.advance(days=1)
    workspace.ctas().edit([cta], {"comment": "Budget is frozen"})
    workspace.clock.advance(days=1)
    add_activity(workspace, "They called", 0)
    workspace.clock.advance(hours=1)
    workspace.tasks("Leo").complete([task])
    workspace.clock.advance(days=1)
    reason = workspace.value(Picklist.SNOOZE_REASON, "Planned later")
    until = workspace.clock.today() + timedelta(days=7)
    workspace.ctas().snooze([cta], until, reason)
    found = stories(workspace).of_cta(cta)
    assert [(entry.kind.value, entry.title.partition(",")[0]) for entry in found] == [
        ("change", found[0].title.partition(",")[0]),
        ("change", "Done “Pull report”"),
        ("activity", "They called"),
        ("change", found[3].title.partition(",")[0]),
        ("cta-opened", "Another one"),
        ("change", "Added task “Pull report”"),
        ("cta-opened", "Usage down"),
        ("activity", "Long ago"),
    ]
    snoozed, done, _, commented = found[:4]
    assert "Snoozed" in snoozed.title
    assert "snooze reason: Planned later" in snoozed.text
    assert done.who == "Leo"
    assert commented.text == "comment: Budget is frozen"
    assert stories(workspace).of_cta(cta, 3) == found[:3]
    assert {entry.cta_id for entry in stories(workspace).of_cta(other)} == {cta, other, None}


def test_cd_3_an_activity_that_is_over_and_has_no_day_stands_last(workspace: Workspace) -> None:
    account_id = workspace.accounts["Globex"]
    with workspace.store.write() as connection:
        day = workspace.clock.today() - timedelta(days=60)
        measured = {"account_id": account_id, "day": day, "health": 70, "usage": 40}
        connection.execute(schema.account_snapshot.insert().values(**measured))
    add_activity(workspace, "Long ago", -40)
    add_activity(workspace, "Some time", 0, date=None)
    add_activity(workspace, "Open", 1, date=None, is_closed=False)
    add_activity(workspace, "To come", 2)
    cta = workspace.add_cta("Usage down")
    found = stories(workspace).of_cta(cta)
    assert [entry.title for entry in found] == ["Usage down", "Long ago", "Some time"]
    assert (found[-1].day, found[-1].health) == (None, None)
    assert [entry.title for entry in stories(workspace).of_cta(cta, 2)] == [
        "Usage down",
        "Long ago",
    ]
    assert customers(workspace).timeline(account_id)[-1].title == "Some time"


def test_cd_3_a_closing_is_told_once_and_an_undo_tells_itself(workspace: Workspace) -> None:
    cta = workspace.add_cta("Usage down")
    workspace.clock.advance(hours=1)
    workspace.ctas().close([cta])
    closed = stories(workspace).of_cta(cta)
    assert [entry.kind for entry in closed] == [TimelineKind.CHANGE, TimelineKind.CTA_OPENED]
    workspace.clock.advance(hours=1)
    workspace.history().undo()
    undone = stories(workspace).of_cta(cta)
    assert [entry.kind for entry in undone][:2] == [TimelineKind.CHANGE] * 2
    assert undone[0].title.startswith("Undid: ")


def test_cd_3_the_customers_page_holds_what_belongs_to_it_alone(workspace: Workspace) -> None:
    workspace.add_linkable()
    later, first, closed = (workspace.add_cta(name) for name in ("Later", "First", "Closed"))
    workspace.add_cta("Of another", "Hooli")
    day = workspace.clock.today()
    workspace.ctas().edit([later], {"due": day + timedelta(days=9)})
    workspace.ctas().edit([first], {"due": day})
    workspace.ctas().close([closed])
    found = customers(workspace).company(workspace.accounts["Globex"])
    assert found.account.name == "Globex"
    assert [row.id for row in found.ctas] == [first, later]
    assert [row.name for row in found.contacts] == ["Ada of Globex", "Bo of Globex"]
    assert [row.name for row in found.opportunities] == ["Globex renewal"]
    assert [link.name for link in found.cases] == ["1 Slow"]


def test_cd_3_what_is_gone_is_not_found_and_without_the_right_nothing_is_told(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    with pytest.raises(NotFound):
        stories(workspace).of_cta(CtaId(cta + 99))
    with workspace.store.write() as connection:
        connection.execute(
            schema.person.update()
            .where(schema.person.c.id == workspace.people["Vera"])
            .values(role="none")
        )
    with pytest.raises(NotPermitted):
        stories(workspace, "Vera").of_cta(cta)
