"""`cockpit export`: the CTAs of a view as files."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.cockpit_call import Cockpit


@pytest.fixture
def two(cockpit: Cockpit) -> Cockpit:
    """Two CTAs, one of them named like a formula."""
    for name, due in (("=1+1", "2026-11-25"), ("Usage down", "2026-11-24")):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", name, "--due", due)
    return cockpit


def test_cl_19_to_the_output_in_the_order_of_the_view(two: Cockpit) -> None:
    """CL-19: what the filter holds, in its order; formulas are texts."""
    rows = list(csv.DictReader(io.StringIO(two.ok("export").out)))
    assert [row["name"] for row in rows] == ["Usage down", "'=1+1"]
    assert [row["arr"] for row in rows] == ["100000", "100000"]
    document = two.json("export", "--filter", "usage")
    assert [item["name"] for item in document["items"]] == ["Usage down"]
    assert list(document["items"][0]) == list(two.json("cta", "list")["items"][0])
    calendar = two.ok("export", "--format", "ics").out
    assert calendar.count("BEGIN:VEVENT") == 2
    assert two.ok("export", "--filter", "is:closed").out == ""


def test_cl_19_to_a_file_that_is_new(two: Cockpit) -> None:
    """CL-19."""
    path = two.home / "out.json"
    for _ in range(2):
        told = two.json("export", "--output", str(path))
    assert told == {
        "format": "json",
        "total": 2,
        "path": str(two.home / "out-2.json"),
        "text": None,
    }
    assert json.loads(path.read_text(encoding="utf-8"))["total"] == 2
    assert f"2 CTAs in {two.home}" in two.ok("export", "--output", str(two.home / "a.csv")).out
    refused = two("export", "--output", str(two.home / "missing" / "a.csv"))
    assert refused.status == 2
    assert f"There is no folder {two.home / 'missing'}." in refused.err
    assert "Nothing was exported. Make the folder, or name another." in refused.err


def test_cl_19_a_saved_view_is_exported_in_its_order_and_narrowed(two: Cockpit) -> None:
    """CL-19: as `cta list --view` lists it; its further columns are columns of the table."""
    two.ok(
        "view", "save", "By name", "--filter", "type:risk", "--sort", "-name", "--columns", "score"
    )
    listed = [item["name"] for item in two.json("cta", "list", "--view", "By name")["items"]]
    rows = list(csv.DictReader(io.StringIO(two.ok("export", "--view", "by name").out)))
    assert [row["name"].removeprefix("'") for row in rows] == listed == ["Usage down", "=1+1"]
    assert [float(row["score"]) for row in rows] == [
        two.json("cta", "explain", row["id"])["score"] for row in rows
    ]
    assert {row["untouched"] for row in rows} == {"0"}
    words = ("export", "--view", "By name", "--filter", "usage or nothing", "--format", "json")
    assert [item["name"] for item in two.json(*words)["items"]] == ["Usage down"]
    few = two.json("export", "--limit", "1", "--format", "json")
    assert (len(few["items"]), few["total"]) == (1, 2)
    assert two.json("export", "--limit", "0", "--format", "csv")["total"] == 2
    due = two.json("export", "--group-by", "due", "--sort", "name", "--format", "json")
    assert [item["name"] for item in due["items"]] == ["Usage down", "=1+1"]


def test_an_export_needs_the_right_to_read(two: Cockpit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COCKPIT_USER", "Nobody")
    assert two("export").status != 0
