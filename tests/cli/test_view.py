"""`cockpit view`: saving, moving, sharing and importing views; undo takes each back."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from cockpit_tui.cli.output import table
from cockpit_tui.cli.records.cta_columns import TITLES
from cockpit_tui.cli.records.cta_lines import AFTER_OWN, BEFORE_OWN
from cockpit_tui.domain.lists.columns import ListColumn
from tests.cli.cockpit_call import Cockpit
from tests.cli.test_words import Terminal


def refused(cockpit: Cockpit, status: int, *words: str) -> Any:
    """The error's document of a call that fails so."""
    answer = cockpit(*words, "--json")
    assert answer.status == status, answer
    return answer.document["error"]


AT_RISK = ("view", "save", "At risk", "--filter", "type:risk is:open", "--group-by", "owner")


@pytest.fixture
def with_ctas(cockpit: Cockpit) -> Cockpit:
    for name, kind in (("Usage down", "risk"), ("Upsell", "opp"), ("Champion left", "risk")):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", name, "--type", kind)
    return cockpit


def names(cockpit: Cockpit) -> list[str]:
    return [view["name"] for view in cockpit.json("view", "list")["items"]]


def test_a_view_is_saved_and_lists_its_ctas_cl_13(with_ctas: Cockpit) -> None:
    """CL-13, CL-14: filter, grouping, order and columns under a name."""
    saved = with_ctas.json(*AT_RISK, "--sort", "arr", "--columns", "arr,renewal")
    assert saved["items"] == [
        {
            "key": "6",
            "name": "At risk",
            "query": "type:risk is:open",
            "group_by": "owner",
            "sort_by": "arr",
            "columns": ["arr", "renewal"],
            "team": False,
            "count": 2,
        }
    ]
    assert names(with_ctas)[-1] == "At risk"
    listed = with_ctas.json("cta", "list", "--view", "at r")
    assert [(group["label"], group["count"]) for group in listed["groups"]] == [("Ana", 2)]
    narrowed = with_ctas.json("cta", "list", "--view", "At risk", "--filter", "usage")
    assert narrowed["total"] == 1


def test_a_view_s_own_columns_and_order_are_listed_cl_13(with_ctas: Cockpit) -> None:
    """CL-13, CL-14: as saved, as told otherwise, and whole in the documents."""
    with_ctas.ok("cta", "add", "--account", "Hooli", "--name", "Big one", "--type", "risk")
    with_ctas.ok(*AT_RISK[:5], "--sort", "-arr", "--columns", "untouched,arr")
    told = with_ctas.ok("cta", "list", "--view", "At risk").out.splitlines()
    titles = told[0].split()
    assert titles[titles.index("Untouched") :][:3] == ["Untouched", "ARR", "Due"]
    assert [line.split()[0] for line in told[1:]] == ["CTA-1", "CTA-3", "CTA-4"]
    assert "$100k" in told[1]
    items = with_ctas.json("cta", "list", "--view", "At risk")["items"]
    assert [item["columns"] for item in items] == [
        {"untouched": 0, "arr": 100_000},
        {"untouched": 0, "arr": 100_000},
        {"untouched": 0, "arr": 200_000},
    ]
    other = with_ctas.json(
        "cta", "list", "--view", "At risk", "--columns", "health", "--sort", "arr"
    )
    assert other["items"][0]["columns"] == {"health": None}
    assert other["items"][0]["name"] == "Big one"
    assert "columns" not in with_ctas.json("cta", "list", "--view", "Team")["items"][0]
    assert "is a text" in with_ctas("cta", "list", "--columns", "comment").err


def test_a_filter_beside_a_view_narrows_it_whatever_it_says_cl_13(with_ctas: Cockpit) -> None:
    """`or` beside a view was read as the view and the one, or the other of everybody."""
    with_ctas.ok("view", "save", "Risks", "--filter", "type:risk or type:event")
    listed = with_ctas.json("cta", "list", "--view", "Risks", "--filter", "usage or upsell")
    assert [item["name"] for item in listed["items"]] == ["Usage down"]


def test_cl_14_columns_of_a_view_and_the_due_date_stand_whole_at_80_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They were cut to “Re…”, and the date was gone, while every status was told."""
    own = (TITLES[ListColumn.ARR], TITLES[ListColumn.RENEWAL])
    row = (
        *("CTA-27", "", "Scope of phase two unclear", "Jodłowiec Energia", "Risk"),
        *("Expectation mismatch", "Medium", "Work in progress", "Maya Lindåker"),
        *("$148k", "Feb 2027", "25d late", "2/3", "in-sync"),
    )
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", Terminal())
        heads, line = table((*BEFORE_OWN, *own, *AFTER_OWN), [row])
    assert heads.split()[-4:] == ["Owner", "ARR", "Renewal", "Due"]
    assert line.endswith("$148k  Feb 2027  25d late")


def test_a_grouped_list_is_one_table(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "set", "CTA-2", "owner=leo", "name=A much longer name than others have")
    told = with_ctas.ok("cta", "list", "--group-by", "owner").out.splitlines()
    assert told[0].split()[:2] == ["CTA", "Name"]
    place = told[0].index("Account")
    assert {line[place:][:6] for line in told if line.startswith("CTA-")} == {"Globex"}


def test_a_fresh_workspace_has_the_views_that_ship(cockpit: Cockpit) -> None:
    assert names(cockpit) == ["Mine", "Team", "Core risks", "Snoozed", "Closed"]


def test_saving_again_replaces_and_undo_takes_it_back(with_ctas: Cockpit) -> None:
    with_ctas.ok(*AT_RISK)
    with_ctas.ok("view", "save", "At risk", "--filter", "is:flagged")
    assert with_ctas.json("view", "show", "At risk")["query"] == "is:flagged"
    with_ctas.ok("undo")
    assert with_ctas.json("view", "show", "At risk")["query"] == "type:risk is:open"
    with_ctas.ok("undo")
    assert "At risk" not in names(with_ctas)
    with_ctas.ok("redo")
    assert "At risk" in names(with_ctas)


def test_views_are_renamed_moved_and_deleted(with_ctas: Cockpit) -> None:
    with_ctas.ok(*AT_RISK)
    with_ctas.ok("view", "rename", "At risk", "Trouble")
    with_ctas.ok("view", "move", "Trouble", "1")
    assert names(with_ctas)[:2] == ["Trouble", "Mine"]
    with_ctas.ok("view", "move", "Trouble", "3")
    assert names(with_ctas)[:3] == ["Mine", "Team", "Trouble"]
    with_ctas.ok("view", "move", "Trouble", "99")
    assert names(with_ctas)[-1] == "Trouble"
    with_ctas.ok("view", "delete", "Trouble")
    assert "Trouble" not in names(with_ctas)
    for _ in range(5):
        with_ctas.ok("undo")
    assert names(with_ctas)[-1] == "At risk"


def test_a_dry_run_saves_nothing(with_ctas: Cockpit) -> None:
    assert with_ctas.json(*AT_RISK, "--dry-run")["dry_run"] is True
    assert "At risk" not in names(with_ctas)


def test_a_line_shares_a_view(with_ctas: Cockpit, tmp_path: Path) -> None:
    """D8: what one exports another imports; a file holds many."""
    with_ctas.ok(*AT_RISK, "--columns", "arr")
    line = 'view "At risk" "type:risk is:open" group=owner columns=arr'
    assert with_ctas.ok("view", "show", "At risk").out.strip() == line
    file = tmp_path / "views.txt"
    with_ctas.ok("view", "export", "--file", str(file))
    assert file.read_text(encoding="utf-8").splitlines()[-1] == line
    with_ctas.ok("view", "delete", "At risk")
    file.write_text(f"# ours\n\n{line}\nview Other 'name:\"a b\"'\n", encoding="utf-8")
    assert with_ctas.json("view", "import", str(file))["total"] == 2
    assert with_ctas.json("view", "show", "Other")["query"] == 'name:"a b"'
    with_ctas.ok("undo")
    assert len(names(with_ctas)) == 5


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("viev A b", "This is not a view"),
        ('view "A b', "quote"),
        ("view A is:opn", "“opn”"),
        ("view A is:open group=ownr", "“owner”"),
        ("view A is:open color=red", "color=red"),
        ("view A is:open columns=<b>", "no list column `<b>`"),
        ("view A is:open columns=arr,mood", "no list column `mood`"),
        ("view A is:open columns=arr,health,nps", "At most 2"),
        ("view A is:open columns=arr,comment", "is a text"),
        ("view '' is:open", "needs a name"),
        ("# nothing", "No view is there"),
    ],
)
def test_a_line_that_is_no_view_is_refused_in_words(
    cockpit: Cockpit, tmp_path: Path, line: str, words: str
) -> None:
    file = tmp_path / "views.txt"
    file.write_text(line, encoding="utf-8")
    error = refused(cockpit, 2, "view", "import", str(file))
    assert words in f"{error['message']} {error['hint']}"
    assert len(names(cockpit)) == 5


def test_cl_13_what_one_exports_oneself_comes_in_again_without_twins(
    with_ctas: Cockpit, tmp_path: Path
) -> None:
    """The team's views are there already; one that differs becomes one's own."""
    with_ctas.ok(*AT_RISK)
    file, before = tmp_path / "views.txt", names(with_ctas)
    with_ctas.ok("view", "export", "--file", str(file))
    assert with_ctas.json("view", "import", str(file))["total"] == 1
    assert names(with_ctas) == before
    file.write_text('view Team "is:open" group=owner\n', encoding="utf-8")
    with_ctas.ok("view", "import", str(file))
    assert names(with_ctas) == [*before, "Team"]
    file.write_text('view Team "is:open"\n', encoding="utf-8")
    with_ctas.ok("view", "delete", "Team")
    assert with_ctas.json("view", "import", str(file))["total"] == 0


def test_cl_14_columns_that_only_another_program_knows_are_left_out(with_ctas: Cockpit) -> None:
    with_ctas.ok(*AT_RISK, "--columns", "arr")
    with contextlib.closing(sqlite3.connect(with_ctas.home / "data" / "cockpit.db")) as database:
        database.execute("UPDATE saved_view SET columns = 'mood,health,arr,nps'")
        database.commit()
    told = with_ctas.ok("cta", "list", "--view", "At risk").out
    assert "$100k" in told


def test_the_team_s_views_are_the_admin_s(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_USER", "Leo")
    refused(cockpit, 4, "view", "save", "Ours", "--filter", "is:open", "--team")
    refused(cockpit, 4, "view", "delete", "Mine")
    cockpit.ok("view", "save", "My own", "--filter", "is:flagged")
    cockpit.ok("view", "move", "My own", "1")
    assert names(cockpit)[0] == "My own"
    monkeypatch.setenv("COCKPIT_USER", "Ana")
    assert "My own" not in names(cockpit)
    refused(cockpit, 1, "view", "show", "My own")
    cockpit.ok("view", "save", "Ours", "--filter", "is:open", "--team")
    monkeypatch.setenv("COCKPIT_USER", "Leo")
    assert names(cockpit)[-1] == "Ours"


def test_a_view_that_names_somebody_who_has_gone_has_no_count(cockpit: Cockpit) -> None:
    cockpit.ok("view", "import", "-", stdin='view Old "owner:nobody"')
    assert cockpit.json("view", "show", "Old")["count"] is None


def test_an_unknown_view_names_the_nearest(cockpit: Cockpit) -> None:
    error = refused(cockpit, 1, "cta", "list", "--view", "Snozed")
    assert "Snoozed" in error["hint"]


def test_cd_4_what_sleeps_is_not_told_to_be_late(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "due=-5d")
    assert "late" in with_ctas.ok("cta", "show", "CTA-1").out
    with_ctas.ok("cta", "snooze", "CTA-1", "--until", "next mon", "--reason", "waiting on cus")
    assert "late" not in with_ctas.ok("cta", "show", "CTA-1").out
    assert "late" not in with_ctas.ok("cta", "list", "--filter", "is:snoozed").out
