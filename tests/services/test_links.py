"""What CTAs and tasks are linked to."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from cockpit_tui.domain.errors import Ambiguous, InvalidInput, NotFound
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import LinkKind
from cockpit_tui.services.linking import LinkService
from cockpit_tui.store.tables import schema
from tests.workspace import Workspace


def links(workspace: Workspace, who: str = "Ana") -> LinkService:
    return LinkService(workspace.store, workspace.actor(who), workspace.clock, workspace.practice)


@pytest.fixture
def cta(workspace: Workspace) -> CtaId:
    """A CTA of Globex, which has two deals, a case and two contacts; Hooli has a contact."""
    globex, hooli = workspace.accounts["Globex"], workspace.accounts["Hooli"]
    with workspace.store.write() as connection:
        for name, is_closed in (("Renewal", False), ("Upsell", True)):
            connection.execute(
                insert(schema.opportunity).values(
                    account_id=globex, name=name, is_closed=is_closed, stage="Open"
                )
            )
        connection.execute(
            insert(schema.support_case).values(account_id=globex, number="77", subject="Slow")
        )
        for account, name in ((globex, "Ada Byron"), (globex, "Bo Li"), (hooli, "Gavin B")):
            connection.execute(insert(schema.contact).values(account_id=account, name=name))
    return workspace.add_cta()


def found(workspace: Workspace, cta: CtaId) -> list[tuple[str, str]]:
    return [(link.kind.value, link.name) for link in links(workspace).of_cta(cta)]


def test_op_1_a_cta_is_linked_to_one_opportunity_of_its_customer(
    workspace: Workspace, cta: CtaId
) -> None:
    before = workspace.domain()
    links(workspace).link(cta, [(LinkKind.OPPORTUNITY, 1)])
    links(workspace).link(cta, [(LinkKind.OPPORTUNITY, 2)])
    assert found(workspace, cta) == [("opportunity", "Upsell")]
    with pytest.raises(InvalidInput, match="one opportunity"):
        links(workspace).set_links(cta, [(LinkKind.OPPORTUNITY, 1), (LinkKind.OPPORTUNITY, 2)])
    workspace.history().undo(2)
    assert workspace.domain() == before


def test_cd_12_contacts_and_cases_of_the_customer_are_attached_and_taken_away(
    workspace: Workspace, cta: CtaId
) -> None:
    service = links(workspace)
    service.link(cta, [(LinkKind.CONTACT, 1), (LinkKind.CONTACT, 2), (LinkKind.CASE, 1)])
    assert found(workspace, cta) == [
        ("case", "77 Slow"),
        ("contact", "Ada Byron"),
        ("contact", "Bo Li"),
    ]
    service.unlink(cta, [(LinkKind.CONTACT, 1)])
    assert found(workspace, cta) == [("case", "77 Slow"), ("contact", "Bo Li")]
    with pytest.raises(InvalidInput, match="another customer than Globex"):
        service.link(cta, [(LinkKind.CONTACT, 3)])


def test_cd_12_a_task_has_contacts_which_go_and_come_back_with_it(
    workspace: Workspace, cta: CtaId
) -> None:
    task = workspace.add_task(cta)
    links(workspace).set_contacts(task, [1])
    before = workspace.domain()
    assert [link.task_id for link in links(workspace).of_cta(cta)] == [task]
    workspace.ctas().delete([cta])
    assert workspace.domain()["record_link"] == []
    workspace.history().undo()
    assert workspace.domain() == before
    links(workspace).set_contacts(task, [])
    assert found(workspace, cta) == []


def test_what_is_linked_is_found_by_name_or_id(workspace: Workspace, cta: CtaId) -> None:
    service, globex = links(workspace), workspace.accounts["Globex"]
    assert service.find(globex, LinkKind.CONTACT, "ada") == 1
    assert service.find(globex, LinkKind.OPPORTUNITY, "OPP-2") == 2
    with pytest.raises(NotFound, match="no contact"):
        service.find(globex, LinkKind.CONTACT, "Gavin")
    with pytest.raises(Ambiguous):
        service.find(globex, LinkKind.CONTACT, "b")
    service.link(cta, [(LinkKind.OPPORTUNITY, 1)])
    assert service.find_opportunity(f"CTA-{cta}") == 1
    with pytest.raises(NotFound):
        service.find_opportunity("OPP-99")
