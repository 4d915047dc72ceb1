"""What a type of CTA asks of its fields (CD-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from cockpit_tui.domain.errors import InvalidInput, NotPermitted
from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.domain.ids import AccountId, CtaId
from cockpit_tui.domain.values import LinkKind, Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.services.going_along import MoveDates
from cockpit_tui.services.linking import LinkService
from cockpit_tui.services.permitted import Done
from cockpit_tui.services.recurring import RecurringService, Repeat
from cockpit_tui.services.tasks import NewTask
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def rules(workspace: Workspace, who: str = "Ana") -> FieldRuleService:
    actor = workspace.actor(who)
    return FieldRuleService(workspace.store, actor, workspace.clock, workspace.practice)


def links(workspace: Workspace, who: str = "Ana") -> LinkService:
    return LinkService(workspace.store, workspace.actor(who), workspace.clock, workspace.practice)


def ask(workspace: Workspace, field: str, *asked: FieldRule) -> None:
    rules(workspace).set(workspace.value(Picklist.CTA_TYPE, "Risk"), field, asked)


def test_cd_13_a_mandatory_field_is_filled_from_the_beginning_on(workspace: Workspace) -> None:
    ask(workspace, "comment", FieldRule.MANDATORY)
    risk = workspace.value(Picklist.CTA_TYPE, "Risk")
    new = NewCta(workspace.accounts["Globex"], "Usage down", type_id=risk)
    with pytest.raises(InvalidInput, match="A Risk CTA needs comment"):
        workspace.ctas().add(new)
    event = workspace.value(Picklist.CTA_TYPE, "Event")
    other = NewCta(workspace.accounts["Globex"], "Usage down", type_id=event)
    cta = CtaId(workspace.ctas().add(other).ids[0])
    with pytest.raises(InvalidInput, match="needs comment"):
        workspace.ctas().edit([cta], {"type_id": risk})
    workspace.ctas().edit([cta], {"type_id": risk, "comment": "Why"})
    with pytest.raises(InvalidInput, match="needs comment"):
        workspace.ctas().edit([cta], {"comment": " "})


def test_cd_13_read_only_and_creation_only_fields_keep_their_value(workspace: Workspace) -> None:
    cta = workspace.add_cta()
    ask(workspace, "reason", FieldRule.CREATION_ONLY)
    ask(workspace, "priority", FieldRule.READ_ONLY)
    other = workspace.value(Picklist.REASON, "Champion left")
    with pytest.raises(InvalidInput, match="only when it is made"):
        workspace.ctas().edit([cta], {"reason_id": other})
    high = workspace.value(Picklist.PRIORITY, "High")
    with pytest.raises(InvalidInput, match="read-only"):
        workspace.ctas().edit([cta], {"priority_id": high})
    globex = workspace.accounts["Globex"]
    workspace.ctas().add(NewCta(globex, "Chosen", reason_id=other))
    with pytest.raises(InvalidInput, match="read-only"):
        workspace.ctas().add(NewCta(globex, "Chosen", priority_id=high))
    workspace.ctas().edit([cta], {"name": "Others may change"})


def test_cd_13_what_is_needed_to_close_is_asked_for_by_every_way_to_close(
    workspace: Workspace,
) -> None:
    cta = workspace.add_cta()
    ask(workspace, "comment", FieldRule.TO_CLOSE)
    ask(workspace, "contacts", FieldRule.TO_CLOSE)
    with pytest.raises(InvalidInput, match="comment and contacts before it can be closed"):
        workspace.ctas().close([cta])
    lost = workspace.value(Picklist.CTA_STATUS, "Closed lost")
    with pytest.raises(InvalidInput, match="contacts before it"):
        workspace.ctas().edit([cta], {"status_id": lost, "comment": "Told"})
    ask(workspace, "contacts")
    workspace.ctas().edit([cta], {"status_id": lost, "comment": "Told"})
    assert workspace.row("cta", cta)["closed_at"] is not None


def test_cd_13_a_refusal_names_the_cta_and_its_type_with_the_right_article(
    workspace: Workspace,
) -> None:
    """Of many that are closed at once one has to know which one forbids it."""
    event = workspace.value(Picklist.CTA_TYPE, "Event")
    first, second = workspace.add_cta("First"), workspace.add_cta("Second")
    workspace.ctas().edit([second], {"type_id": event})
    rules(workspace).set(event, "comment", [FieldRule.TO_CLOSE])
    with pytest.raises(InvalidInput) as refused:
        workspace.ctas().close([first, second])
    assert refused.value.message == (
        f"CTA-{second}: An Event CTA needs comment before it can be closed."
    )
    assert workspace.row("cta", first)["closed_at"] is None


def test_cd_13_an_admin_sets_rules_and_one_undo_takes_them_back(workspace: Workspace) -> None:
    risk = workspace.value(Picklist.CTA_TYPE, "Risk")
    with pytest.raises(NotPermitted, match="configure the workspace"):
        rules(workspace, "Leo").set(risk, "due", [FieldRule.MANDATORY])
    with pytest.raises(InvalidInput, match="cannot have rules"):
        rules(workspace).set(risk, "status", [FieldRule.MANDATORY])
    rules(workspace).set(risk, "due", [FieldRule.MANDATORY, FieldRule.CREATION_ONLY])
    assert rules(workspace).of_type(risk) == {"due": {FieldRule.MANDATORY, FieldRule.CREATION_ONLY}}
    workspace.history().undo()
    assert rules(workspace).of_type(risk) == {}


@pytest.mark.parametrize("rule", [FieldRule.READ_ONLY, FieldRule.CREATION_ONLY])
def test_cd_13_a_date_that_stands_is_not_moved_along_with_tasks_or_a_playbook(
    workspace: Workspace, rule: FieldRule
) -> None:
    """CD-8, CD-9: what would move the CTA is refused whole; without that it is done."""
    risk = workspace.value(Picklist.CTA_TYPE, "Risk")
    cta = workspace.add_cta("Usage down")
    workspace.ctas().edit([cta], {"type_id": risk, "due": workspace.clock.today()})
    task = workspace.add_task(cta, "Call")
    ask(workspace, "due", rule)
    later = workspace.clock.today() + timedelta(days=30)
    playbook = workspace.playbooks().find("adoption risk")
    before, tasks = workspace.domain(), workspace.tasks()
    moves: list[Callable[[], Done]] = [
        lambda: tasks.edit([task], {"due": later}, move_dates=MoveDates.CTA),
        lambda: tasks.edit([task], {"due": later}, move_cta=True),
        lambda: tasks.add(NewTask(cta, "Later", due=later), move_cta=True),
        lambda: workspace.playbooks().apply([cta], playbook, move_due=True),
    ]
    for move in moves:
        with pytest.raises(InvalidInput, match=r"A Risk CTA .*due"):
            move()
        assert workspace.domain() == before
    tasks.edit([task], {"due": later})
    workspace.playbooks().apply([cta], playbook)
    assert workspace.row("cta", cta)["due"] == workspace.clock.today()


@pytest.mark.parametrize("field", ["comment", "opportunity"])
@pytest.mark.parametrize("needed", [FieldRule.MANDATORY, FieldRule.TO_CLOSE])
def test_cd_13_what_nobody_may_give_cannot_be_needed(
    workspace: Workspace, field: str, needed: FieldRule
) -> None:
    """No CTA of the type could be made, or none closed."""
    before = workspace.domain()
    with pytest.raises(InvalidInput, match=f"{field} of a Risk CTA cannot be read-only and needed"):
        ask(workspace, field, FieldRule.READ_ONLY, needed)
    assert workspace.domain() == before
    ask(workspace, field, FieldRule.CREATION_ONLY, needed)
    ask(workspace, "priority", FieldRule.READ_ONLY, needed)


def contacts_of(workspace: Workspace, account: str = "Globex") -> list[int]:
    account_id = AccountId(workspace.accounts[account])
    found = links(workspace).linkable(account_id)
    return [link.id for link in found if link.kind is LinkKind.CONTACT]


def test_cd_13_a_new_cta_is_linked_at_once_to_what_its_type_needs(workspace: Workspace) -> None:
    workspace.add_linkable()
    ask(workspace, "contacts", FieldRule.MANDATORY)
    ask(workspace, "opportunity", FieldRule.MANDATORY, FieldRule.CREATION_ONLY)
    risk = workspace.value(Picklist.CTA_TYPE, "Risk")
    globex = AccountId(workspace.accounts["Globex"])
    new = NewCta(globex, "Usage down", type_id=risk)
    before = workspace.domain()
    with pytest.raises(InvalidInput, match=r"A Risk CTA needs (contacts|opportunity) and"):
        workspace.ctas().add(new)
    deal = links(workspace).find(globex, LinkKind.OPPORTUNITY, "Globex renewal")
    hooli = contacts_of(workspace, "Hooli")
    with pytest.raises(InvalidInput, match="belongs to another customer than Globex"):
        workspace.ctas().add(replace(new, opportunity_id=deal, contact_ids=(hooli[0],)))
    assert workspace.domain() == before
    first, second = contacts_of(workspace)
    both = replace(new, opportunity_id=deal, contact_ids=(second, first, second))
    cta = CtaId(workspace.ctas().add(both).ids[0])
    assert [(link.kind, link.id) for link in links(workspace).of_cta(cta)] == [
        (LinkKind.OPPORTUNITY, deal),
        (LinkKind.CONTACT, second),
        (LinkKind.CONTACT, first),
    ]
    with pytest.raises(InvalidInput, match="only when it is made"):
        links(workspace).unlink(cta, [(LinkKind.OPPORTUNITY, deal)])
    workspace.history().undo()
    assert workspace.domain() == before


def test_cd_13_the_last_mandatory_contact_stays(workspace: Workspace) -> None:
    workspace.add_linkable()
    ask(workspace, "contacts", FieldRule.MANDATORY)
    first, second = contacts_of(workspace)
    risk = workspace.value(Picklist.CTA_TYPE, "Risk")
    globex = AccountId(workspace.accounts["Globex"])
    new = NewCta(globex, "Usage down", type_id=risk, contact_ids=(first, second))
    cta = CtaId(workspace.ctas().add(new).ids[0])
    links(workspace).unlink(cta, [(LinkKind.CONTACT, first)])
    with pytest.raises(InvalidInput, match="A Risk CTA needs contacts"):
        links(workspace).unlink(cta, [(LinkKind.CONTACT, second)])
    with pytest.raises(InvalidInput, match="A Risk CTA needs contacts"):
        links(workspace).set_links(cta, [])
    links(workspace).set_links(cta, [(LinkKind.CONTACT, first)])


def test_cd_13_another_type_asks_for_its_contacts(workspace: Workspace) -> None:
    """As the preview of the change says."""
    workspace.add_linkable()
    ask(workspace, "contacts", FieldRule.MANDATORY)
    risk = workspace.value(Picklist.CTA_TYPE, "Risk")
    event = workspace.value(Picklist.CTA_TYPE, "Event")
    globex = AccountId(workspace.accounts["Globex"])
    cta = CtaId(workspace.ctas().add(NewCta(globex, "Review", type_id=event)).ids[0])
    assert rules(workspace).refused([cta], {"type_id": risk})
    with pytest.raises(InvalidInput, match="A Risk CTA needs contacts"):
        workspace.ctas().edit([cta], {"type_id": risk})
    links(workspace).link(cta, [(LinkKind.CONTACT, contacts_of(workspace)[0])])
    workspace.ctas().edit([cta], {"type_id": risk})


def test_cd_13_wp_3_who_may_only_create_links_what_is_needed_for_somebody_else(
    workspace: Workspace,
) -> None:
    """Afterwards such a person may not edit the CTA."""
    workspace.add_linkable()
    ask(workspace, "contacts", FieldRule.MANDATORY)
    sales = update(schema.person).where(schema.person.c.name == "Sam").values(role="sales")
    with workspace.store.write() as connection:
        connection.execute(sales)
    globex = AccountId(workspace.accounts["Globex"])
    new = NewCta(
        globex,
        "Sponsor left",
        type_id=workspace.value(Picklist.CTA_TYPE, "Risk"),
        owner_id=workspace.people["Ana"],
        contact_ids=tuple(contacts_of(workspace)[:1]),
    )
    cta = CtaId(workspace.ctas("Sam").add(new).ids[0])
    assert len(links(workspace).of_cta(cta)) == 1
    with pytest.raises(NotPermitted):
        links(workspace, "Sam").unlink(cta, [(LinkKind.CONTACT, new.contact_ids[0])])


def test_cd_13_a_series_is_asked_what_its_type_needs_and_links_nothing(
    workspace: Workspace,
) -> None:
    workspace.add_linkable()
    event = workspace.value(Picklist.CTA_TYPE, "Event")
    globex = AccountId(workspace.accounts["Globex"])
    new = NewCta(globex, "Review", type_id=event)
    service = RecurringService(
        workspace.store, workspace.actor(), workspace.clock, workspace.practice
    )
    repeat = Repeat(service.parse("weekly mon until 2026-12-31"))
    before = workspace.domain()
    linked = replace(new, contact_ids=tuple(contacts_of(workspace)))
    with pytest.raises(InvalidInput, match="linked one by one"):
        service.add(linked, repeat)
    rules(workspace).set(event, "comment", [FieldRule.MANDATORY])
    with pytest.raises(InvalidInput, match="An Event CTA needs comment"):
        service.add(new, repeat)
    rules(workspace).set(event, "priority", [FieldRule.READ_ONLY])
    high = workspace.value(Picklist.PRIORITY, "High")
    with pytest.raises(InvalidInput, match="priority read-only"):
        service.add(replace(new, comment="As ever", priority_id=high), repeat)
    workspace.history().undo(2)
    assert workspace.domain() == before
    rules(workspace).set(event, "due", [FieldRule.MANDATORY, FieldRule.READ_ONLY])
    assert service.add(new, repeat).ids
    rules(workspace).set(event, "contacts", [FieldRule.MANDATORY])
    with pytest.raises(InvalidInput, match="An Event CTA needs contacts"):
        service.add(new, repeat)
