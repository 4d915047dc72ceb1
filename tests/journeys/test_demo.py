"""The demo, as it is made and as it is opened again."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.journeys.house import PROGRAM, House, closing
from tests.journeys.steps import NAME, NARROW, opened


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="reads /proc")
def test_nobody_else_works_in_the_demo_until_they_are_asked_for(house: House) -> None:
    """`demo --no-colleague` holds for every later start, a bare `cockpit` among them."""
    assert "--no-colleague" in _org_of(house)
    assert "--no-colleague" not in _org_of(house, "demo")
    assert "--no-colleague" not in _org_of(house)
    assert "--no-colleague" in _org_of(house, "demo", "--no-colleague")


def _org_of(house: House, *arguments: str) -> list[str]:
    """How the org was started that a cockpit brought along; the cockpit is left again."""
    terminal = opened(house, *arguments, size=NARROW)
    note = json.loads((house.root / "data" / "demo-org.json").read_text())
    words = Path(f"/proc/{note['pid']}/cmdline").read_text().split("\0")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    return words


def test_two_who_begin_with_the_demo_at_once_make_it_once(tmp_path: Path) -> None:
    with closing(House(tmp_path / "new")) as house:
        both = [
            subprocess.Popen(
                (*PROGRAM, "demo", "--no-colleague"),
                env=house.environment(),
                stdin=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        told = [process.communicate(timeout=120)[1] for process in both]
        assert [process.returncode for process in both] == [0, 0], told
        assert sorted("local org" in words for words in told) == [False, True], told
        assert any("another cockpit makes the demo" in words for words in told)
        assert house.value("SELECT count(*) FROM batch WHERE label = 'Demo data'") == 1


def test_mt_3_customers_of_the_demo_have_a_past(house: House) -> None:
    """Changes, trends and the timeline's measures are there from the first look."""
    found = json.loads(house.run("account", "list", "--json"))["items"]
    changes = [row["health_change"] for row in found]
    assert None not in changes
    assert {change > 0 for change in changes} == {True, False}
    asked = ("cta", "list", "--filter", "change(health, 30d)<0", "--json")
    fell = {row["account"] for row in json.loads(house.run(*asked))["items"]}
    assert fell
    assert fell <= {row["name"] for row in found if row["health_change"] < 0}
    told = house.run("account", "timeline", found[0]["id"])
    assert {"Health", "Usage"} <= set(told.splitlines()[0].split())


def test_a_demo_that_somebody_works_on_is_not_thrown_away(house: House) -> None:
    """The refusal says what to do, and the cockpit that is open goes on."""
    terminal = opened(house, size=NARROW, words="synced")
    refused = json.loads(house.run("demo", "--reset", "--json", statuses=(1,)))["error"]
    assert refused["message"] == "A cockpit is open on the demo, so the demo stays as it is."
    assert "q" in refused["hint"]
    house.run("cta", "add", "--account", a_customer(house), "--name", NAME)
    terminal.wait_for("synced")
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    house.run("demo", "--reset", "--no-colleague")
    assert house.rows("SELECT id FROM cta WHERE name = ?", (NAME,)) == []


def a_customer(house: House) -> str:
    return str(house.value("SELECT salesforce_id FROM account WHERE id = 1"))
