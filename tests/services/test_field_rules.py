"""What a type of CTA asks of its fields (CD-13)."""

from __future__ import annotations

import pytest

from cockpit_tui.domain.errors import InvalidInput, NotPermitted
from cockpit_tui.domain.field_rules import FieldRule
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.values import Picklist
from cockpit_tui.services.ctas import NewCta
from cockpit_tui.services.field_rules import FieldRuleService
from tests.workspace import Workspace


def rules(workspace: Workspace, who: str = "Ana") -> FieldRuleService:
    actor = workspace.actor(who)
    return FieldRuleService(workspace.store, actor, workspace.clock, workspace.practice)


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
