"""`cta stale`, `cta archive` and the doctor's gauge (D10)."""

from __future__ import annotations

import re

import pytest

from cockpit_tui.cli.records.cta_hygiene import FIXES
from cockpit_tui.domain.lists.stale import StaleReason
from tests.cli.cockpit_call import Cockpit


@pytest.fixture
def with_twins(cockpit: Cockpit) -> Cockpit:
    for name in ("One", "Two"):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", name)
    cockpit.ok("cta", "add", "--account", "Hooli", "--name", "Alone")
    return cockpit


def test_the_radar_names_reasons_fixes_and_sizes(with_twins: Cockpit) -> None:
    document = with_twins.json("cta", "stale")
    assert [item["id"] for item in document["items"]] == ["CTA-1", "CTA-2"]
    first = document["items"][0]
    assert (first["reasons"], first["twins"]) == (["twin"], ["CTA-2"])
    assert "`cockpit cta close CTA-1 --outcome invalid`" in first["fix"]
    assert document["reasons"] == {"overdue": 0, "untouched": 0, "orphaned": 0, "twin": 2}
    assert document["size"]["open_ctas"] == 3
    shown = with_twins.ok("cta", "stale")
    assert "1 other like it" in shown.out
    assert "2 stale CTAs." in shown.err
    assert "Twins 2: close one of them: `cockpit cta close CTA --outcome invalid`" in shown.err
    assert with_twins.json("cta", "stale", "--filter", "account:hooli")["total"] == 0
    assert with_twins("cta", "stale", "--filter", "typ:risk").status == 2


def test_d10_is_stale_finds_the_same_and_with_is_snoozed_those_asleep_too(
    with_twins: Cockpit,
) -> None:
    with_twins.ok("cta", "snooze", "CTA-1", "--until", "+3d")

    def found(*words: str) -> list[str]:
        return sorted(item["id"] for item in with_twins.json(*words)["items"])

    assert found("cta", "stale") == ["CTA-1", "CTA-2"]
    assert found("cta", "list", "--filter", "is:stale is:open,snoozed") == ["CTA-1", "CTA-2"]
    assert found("cta", "list", "--filter", "is:stale") == ["CTA-2"]
    assert found("cta", "stale", "--filter", "is:open") == ["CTA-2"]


def test_closed_ctas_are_archived_by_age_brought_back_and_undone(
    with_twins: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_twins.ok("cta", "close", "CTA-1", "CTA-2")
    monkeypatch.setenv("COCKPIT_TODAY", "2099-01-01")
    dry = with_twins.json("cta", "archive", "--older-than", "365", "--dry-run")
    assert [item["id"] for item in dry["items"]] == ["CTA-1", "CTA-2"]
    assert with_twins.json("cta", "list", "--filter", "is:archived")["total"] == 0
    with_twins.ok("cta", "archive", "--older-than", "365")
    assert with_twins.json("cta", "list", "--filter", "is:closed")["total"] == 0
    assert with_twins.json("cta", "list", "--filter", "is:archived")["total"] == 2
    with_twins.ok("cta", "unarchive", "CTA-1")
    assert with_twins.json("cta", "list", "--filter", "is:closed")["total"] == 1
    with_twins.ok("undo", "2")
    assert with_twins.json("cta", "list", "--filter", "is:closed")["total"] == 2
    assert with_twins("cta", "archive", "CTA-3").status == 2
    assert with_twins("cta", "archive", "CTA-1", "--older-than", "1").status == 2


@pytest.mark.parametrize("reason", StaleReason)
def test_what_mends_a_stale_cta_is_told_in_commands_that_there_are(
    with_twins: Cockpit, reason: StaleReason
) -> None:
    with_twins.ok("task", "add", "CTA-1", "--title", "Call")
    told = {"cta": "CTA-1", "DAY": "2099-01-01", "PERSON": "me", "TASK": "TASK-1"}
    commands = re.findall("`cockpit ([^`]+)`", FIXES[reason].format(cta=told["cta"]))
    assert commands
    for command in commands:
        words = [re.sub("[A-Z]+$", lambda m: told.get(m[0], m[0]), w) for w in command.split()]
        with_twins.ok(*words, "--dry-run")


def test_the_doctor_tells_the_size(with_twins: Cockpit) -> None:
    checks = {check["name"]: check for check in with_twins.json("doctor")["checks"]}
    assert "3 open" in checks["Size"]["message"]
