"""What a type of CTA asks of its fields, on the screen (CD-13)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from cockpit_tui.domain.field_rules import OPPORTUNITY, FieldRule, Rules
from cockpit_tui.domain.values import Picklist
from cockpit_tui.screens.verbs.form_rules import complaints_of_new
from cockpit_tui.services.field_rules import FieldRuleService
from cockpit_tui.store.records import record_links
from cockpit_tui.store.tables import schema
from tests.screens.bench import Bench, cockpit, picture, press


def ask(bench: Bench, field: str, *rules: FieldRule) -> None:
    """Of CTAs of the type Risk, such as the first one of the list."""
    service = FieldRuleService(bench.store, bench.workspace.actor(), bench.clock)
    service.set(bench.workspace.value(Picklist.CTA_TYPE, "Risk"), field, rules)


KEPT = [
    ("p", "priority", FieldRule.READ_ONLY, "has priority read-only"),
    ("r", "reason", FieldRule.CREATION_ONLY, "takes reason only when it is made"),
    ("d", "due", FieldRule.CREATION_ONLY, "takes due only when it is made"),
    ("o", "owner", FieldRule.READ_ONLY, "has owner read-only"),
    ("m", "comment", FieldRule.READ_ONLY, "has comment read-only"),
    ("f2", "name", FieldRule.READ_ONLY, "has name read-only"),
    ("c", "comment", FieldRule.TO_CLOSE, "needs comment before it can be closed"),
]


@pytest.mark.parametrize(("key", "field", "rule", "words"), KEPT)
def test_cd_13_what_a_type_forbids_is_refused_at_the_key_before_anything_is_asked(
    bench: Bench, key: str, field: str, rule: FieldRule, words: str
) -> None:
    ask(bench, field, rule)
    before = bench.workspace.domain()

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, key)
        assert pilot.app.screen is cockpit(pilot), picture(pilot)
        assert f"A Risk CTA {words}" in " ".join(picture(pilot).split())

    bench.drive(steps)
    assert bench.workspace.domain() == before


def test_cd_13_a_form_says_beside_each_field_what_its_type_asks(bench: Bench) -> None:
    ask(bench, "priority", FieldRule.READ_ONLY)
    ask(bench, "due", FieldRule.CREATION_ONLY)
    ask(bench, "comment", FieldRule.MANDATORY)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "E")
        shown = picture(pilot).splitlines()
        assert any("Priority" in line and "read-only here" in line for line in shown)
        assert any("Due" in line and "set when it was made" in line for line in shown)
        await press(pilot, *"!", "ctrl+s")
        assert any(
            "Comment" in line and "is needed" in line for line in picture(pilot).splitlines()
        )

    bench.drive(steps)
    assert bench.cta("Usage down")["name"] == "Usage down"


@pytest.mark.parametrize("is_kept", [False, True])
def test_cd_8_cd_13_a_cta_whose_date_stands_is_not_offered_to_move(
    bench: Bench, is_kept: bool
) -> None:
    """Of a task that moves beyond it, and of a new one; elsewhere the offer is there."""
    if is_kept:
        ask(bench, "due", FieldRule.READ_ONLY)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "tab", "d", *"+60d", "enter", "enter")
        assert ("Keep the CTA's date" in picture(pilot)) != is_kept, picture(pilot)
        await press(pilot, *([] if is_kept else ["enter"]), "t", *"Later", "tab", *"+70d", "ctrl+s")
        assert ("Keep the CTA's date" in picture(pilot)) != is_kept, picture(pilot)
        await press(pilot, *([] if is_kept else ["enter"]))

    bench.drive(steps)
    assert bench.task("Pull report")["due"] == bench.day(60)
    assert bench.cta("Usage down")["due"] == bench.day(-3)


def test_cd_13_a_new_cta_is_refused_in_its_form_and_nothing_typed_is_lost(bench: Bench) -> None:
    ask(bench, "priority", FieldRule.READ_ONLY)
    ask(bench, "comment", FieldRule.MANDATORY)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"Third", "tab", "tab", "tab", "tab", *"hi", "enter", "ctrl+s")
        shown = picture(pilot)
        assert "Third" in shown
        lines = shown.splitlines()
        assert any("Priority" in line and "read-only here" in line for line in lines), shown
        assert any("Comment" in line and "is needed" in line for line in lines), shown

    bench.drive(steps)


def test_cd_13_a_new_cta_is_linked_in_its_form_to_what_its_type_needs(bench: Bench) -> None:
    bench.workspace.add_linkable()
    ask(bench, "contacts", FieldRule.MANDATORY)
    ask(bench, "opportunity", FieldRule.MANDATORY)

    def line(pilot: Pilot[None], label: str) -> str:
        return next(line for line in picture(pilot).splitlines() if f" {label} " in line)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"Third", "ctrl+s")
        assert "is needed by its type" in line(pilot, "Opportunity")
        assert "is needed by its type" in line(pilot, "Contacts")
        await press(pilot, "enter", *"ren", "enter", "tab", "enter", "tab", "down", "tab", "enter")
        assert "Globex renewal" in line(pilot, "Opportunity"), picture(pilot)
        assert "Ada of Globex, Bo of Globex" in line(pilot, "Contacts"), picture(pilot)
        # Another customer has others.
        await press(pilot, *["shift+tab"] * 8)
        await press(pilot, *"hooli", "enter", "ctrl+s")
        assert "is needed by its type" in line(pilot, "Opportunity"), picture(pilot)
        await press(pilot, "enter", "down", "enter", "tab", "b", "enter")
        assert "Hooli renewal" in line(pilot, "Opportunity"), picture(pilot)
        assert "Bo of Hooli" in line(pilot, "Contacts"), picture(pilot)
        await press(pilot, "ctrl+s")

    bench.drive(steps)
    with bench.store.read() as connection:
        row = connection.execute(schema.cta.select().where(schema.cta.c.name == "Third")).one()
        found = record_links.read_links(connection, row.id)
    assert [link.name for link in found] == ["Hooli renewal", "Bo of Hooli"]


def test_cd_13_what_is_linked_does_not_repeat_and_the_form_says_so(bench: Bench) -> None:
    bench.workspace.add_linkable()
    service = FieldRuleService(bench.store, bench.workspace.actor(), bench.clock)
    service.set(
        bench.workspace.value(Picklist.CTA_TYPE, "Event"), "contacts", [FieldRule.MANDATORY]
    )

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "n", *"Review", "tab", "tab", *"event", "enter")
        await press(pilot, *["tab"] * 5, *"daily until eoy", "tab", "a", "enter", "ctrl+s")
        shown = picture(pilot).splitlines()
        assert any("Repeat" in line and "what is linked does" in line for line in shown), shown
        assert any("what is linked does not repeat" in line for line in shown)

    bench.drive(steps)


def test_cd_13_forms_have_no_links_where_no_type_asks_for_them(bench: Bench) -> None:
    ask(bench, "contacts", FieldRule.TO_CLOSE)

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "n")
        assert "Contacts" not in picture(pilot)
        assert "Opportunity" not in picture(pilot)

    bench.drive(steps)


def test_cd_13_a_link_that_is_taken_away_again_is_none_that_was_changed() -> None:
    """The picker's “none” is no deal, as nothing proposed is none."""
    rules: Rules = {1: {OPPORTUNITY: frozenset({FieldRule.READ_ONLY})}}
    for value, is_refused in ((0, False), (None, False), (7, True)):
        values = {"type_id": 1, OPPORTUNITY: value}
        assert bool(complaints_of_new(rules, {OPPORTUNITY: None}, values)) is is_refused
