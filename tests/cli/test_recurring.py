"""`cta add --repeat` and `cta repeat`: series as commands, made at the start of any call."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.cockpit_call import Cockpit

ADD = ("cta", "add", "--account", "Globex", "--name", "Weekly check", "--repeat")
RULE = "weekly mon,thu until 2027-03-31"


def names_and_days(cockpit: Cockpit) -> list[tuple[str, str]]:
    items = cockpit.json("cta", "list")["items"]
    return [(item["name"], item["due"]) for item in items]


def test_cl_21_a_recurring_cta_is_added_listed_and_made(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = cockpit.json(*ADD, RULE)
    assert document["series"] == {
        "id": "REP-1",
        "name": "Weekly check",
        "account": "Globex",
        "account_id": "001000000000001AAA",
        "owner": "Ana",
        "rule": "weekly mon,thu",
        "start": "2026-11-23",
        "until": "2027-03-31",
        "ahead": 0,
        "next": "2026-11-26",
        "made": 1,
        "playbook": None,
    }
    assert [item["due"] for item in document["items"]] == ["2026-11-23"]
    monkeypatch.setenv("COCKPIT_TODAY", "2026-11-30")
    assert [day for _, day in names_and_days(cockpit)] == ["2026-11-23", "2026-11-26", "2026-11-30"]
    assert "weekly mon,thu until 2027-03-31" in cockpit.ok("cta", "show", "CTA-1").out
    assert cockpit.json("cta", "repeat", "list")["items"][0]["next"] == "2026-12-03"


def test_a_dry_run_makes_no_series(cockpit: Cockpit) -> None:
    document = cockpit.json(*ADD, RULE, "--dry-run")
    assert document["dry_run"] is True
    assert cockpit.json("cta", "repeat", "list")["total"] == 0
    assert cockpit.json("cta", "list")["total"] == 0


def test_a_series_is_changed_ended_and_undone(cockpit: Cockpit) -> None:
    cockpit.ok(*ADD, RULE)
    changed = cockpit.json("cta", "repeat", "set", "REP-1", "monthly 2nd tue until 2027-06-30")
    assert (changed["series"]["rule"], changed["series"]["next"]) == (
        "monthly 2nd tue",
        "2026-12-08",
    )
    cockpit.ok("cta", "repeat", "end", "Weekly check")
    assert cockpit.json("cta", "repeat", "list", "--all")["total"] == 0
    cockpit.ok("undo", "2")
    assert cockpit.json("cta", "repeat", "list")["items"][0]["rule"] == "weekly mon,thu"
    cockpit.ok("undo")
    assert cockpit.json("cta", "list")["total"] == 0
    assert cockpit("cta", "repeat", "end", "REP-1").status == 1


def test_series_of_one_name_are_told_apart_by_their_ids(cockpit: Cockpit) -> None:
    for _ in range(2):
        cockpit.ok(*ADD, RULE)
    refused = cockpit("cta", "repeat", "end", "Weekly check").err
    assert "fits 2 series: REP-1 Weekly check; REP-2 Weekly check." in refused


def test_cl_21_a_series_is_handed_over_by_itself_and_with_another_rule(cockpit: Cockpit) -> None:
    cockpit.ok(*ADD, RULE)
    handed = cockpit.json("cta", "repeat", "set", "REP-1", "--owner", "leo")
    assert handed["series"]["owner"] == "Leo"
    assert handed["series"]["rule"] == "weekly mon,thu"
    assert handed["label"] == "“Weekly check” goes on for Leo"
    both = cockpit.json("cta", "repeat", "set", "REP-1", "daily until eoy", "--owner", "ana")
    assert (both["series"]["owner"], both["series"]["rule"]) == ("Ana", "daily")
    earlier = cockpit.json("cta", "repeat", "set", "REP-1", "--ahead", "2")
    assert (earlier["series"]["ahead"], earlier["series"]["rule"]) == (2, "daily")
    assert cockpit("cta", "repeat", "set", "REP-1").status == 2


def test_a_start_may_be_the_due_date(cockpit: Cockpit) -> None:
    document = cockpit.json(*ADD, "daily until +9d", "--due", "fri")
    assert (document["series"]["start"], document["items"]) == ("2026-11-27", [])
    assert "The first one is due Fri 27 Nov." in document["notes"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("weekly until eoy",), "weekday"),
        (("weekly mon",), "no end"),
        ((RULE, "--type", "risk"), "Risk does not repeat"),
        ((RULE, "--playbook", "detractor"), "for Risk CTAs"),
    ],
)
def test_what_cannot_repeat_is_refused_in_words(
    cockpit: Cockpit, words: tuple[str, ...], message: str
) -> None:
    answer = cockpit(*ADD, *words)
    assert answer.status == 2
    assert message in answer.err
    assert cockpit.json("cta", "list")["total"] == 0


def test_two_processes_make_each_day_once(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    cockpit.ok(*ADD, "daily until 2027-03-31")
    monkeypatch.setenv("COCKPIT_TODAY", "2026-11-30")
    call = [sys.executable, "-m", "cockpit_tui", "cta", "list", "--json"]
    calls = [subprocess.Popen(call, stdout=subprocess.PIPE) for _ in range(3)]
    for process in calls:
        process.communicate(timeout=60)
        assert process.returncode == 0
    made = [day for _, day in names_and_days(cockpit)]
    assert len(made) == len(set(made)) == 8
