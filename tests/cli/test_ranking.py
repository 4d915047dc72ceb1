"""The recommended order for scripts: the score, and the terms that add up to it."""

from __future__ import annotations

import pytest

from tests.cli.cockpit_call import Cockpit


@pytest.fixture
def two(cockpit: Cockpit) -> Cockpit:
    """A CTA due later and one that is late and flagged."""
    for name, due in (("Later", "2026-12-20"), ("Late", "2026-11-13")):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", name, "--due", due)
    cockpit.ok("cta", "flag", "CTA-2")
    return cockpit


def test_cl_16_the_explanation_adds_up_to_the_score(two: Cockpit) -> None:
    """CL-16."""
    listed = two.json("cta", "list", "--sort", "recommended", "--group-by", "all")["groups"][0]
    assert [item["name"] for item in listed["items"]] == ["Late", "Later"]
    explained = two.json("cta", "explain", "2")
    assert round(sum(term["points"] for term in explained["terms"]), 1) == explained["score"]
    assert explained["score"] == listed["items"][0]["score"] > listed["items"][1]["score"]
    assert two.json("cta", "show", "2")["score"] == explained["score"]
    terms = {term["term"]: term["value"] for term in explained["terms"]}
    assert (terms["overdue"], terms["flag"], terms["health"]) == ("10d late", "flagged", "unknown")
    assert f"{explained['score']:.1f}" in two.ok("cta", "explain", "2").out
    assert "Score" in two.ok("cta", "list", "--sort", "recommended").out


def test_cl_16_weights_are_settings(two: Cockpit) -> None:
    """CL-16."""
    two.ok("config", "set", "ranking.overdue", "0")
    two.ok("config", "set", "ranking.flag", "0")
    assert two.json("cta", "show", "1")["score"] == two.json("cta", "show", "2")["score"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("comment", "is a text"),
        ("arr,health,nps", "At most 2"),
        ("helth", "`health`"),
    ],
)
def test_cl_14_the_setting_takes_numbers_and_two_of_them(
    cockpit: Cockpit, columns: str, words: str
) -> None:
    """CL-14: long texts are barred."""
    refused = cockpit("config", "set", "ui.columns", columns)
    assert refused.status == 2
    assert words in refused.err
    cockpit.ok("config", "set", "ui.columns", "arr,health")


def test_cl_15_a_list_that_is_not_grouped_is_sorted_as_a_whole(two: Cockpit) -> None:
    """CL-15: not within groups of due dates that nobody asked for."""
    two.ok("cta", "set", "CTA-1", "name=Alpha")
    listed = two.json("cta", "list", "--sort", "name")
    assert [item["name"] for item in listed["items"]] == ["Alpha", "Late"]
