"""Each verb on CTAs, its effect read back by another command; one undo takes a batch back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update

from cockpit_tui.cli import progress
from cockpit_tui.domain.ids import CtaId
from cockpit_tui.domain.rows.ctas import CtaDetail
from cockpit_tui.services.views import ViewService
from cockpit_tui.store.tables import schema
from tests.cli.cockpit_call import Cockpit


@pytest.fixture
def with_ctas(cockpit: Cockpit) -> Cockpit:
    """CTA-1 of Globex (high, with TASK-1 of Ana and TASK-2 of Leo) and CTA-2 of Hooli (low)."""
    words = ("--due", "2026-12-01", "--type", "risk")
    cockpit.ok(
        "cta", "add", "--account", "Globex", "--name", "Usage down", "--priority", "high", *words
    )
    cockpit.ok("cta", "add", "--account", "Hooli", "--name", "Renewal", "--priority", "low", *words)
    cockpit.ok("task", "add", "CTA-1", "--title", "Call", "--due", "2026-11-25")
    cockpit.ok("task", "add", "CTA-1", "--title", "Write", "--assignee", "Leo", "--due", "tomorrow")
    return cockpit


def cta(cockpit: Cockpit, word: str = "CTA-1") -> Any:
    return cockpit.json("cta", "show", word)


SHOWN_ALONE = {"tasks", "score", "contacts", "cases", "attachments"}
"""Keys that only `cta show` has."""


def as_listed(document: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in SHOWN_ALONE}


def test_a_cta_is_created_by_hand_cl_20(cockpit: Cockpit) -> None:
    document = cockpit.json(
        *("cta", "add", "--account", "glob", "--name", "  Usage   down ", "--type", "opp"),
        *("--reason", "champion left", "--priority", "HIGH", "--owner", "leo", "--due", "fri"),
        *("--comment", "Budget is frozen"),
    )
    assert document["name"] == "Usage down"
    assert (document["account"], document["type"]) == ("Globex", "Opportunity")
    assert (document["reason"], document["priority"]) == ("Champion left", "High")
    assert (document["owner"], document["due"]) == ("Leo", "2026-11-27")
    assert document["comment"] == "Budget is frozen"
    assert (document["status"], document["source"]) == ("New", "person")
    assert document["notes"] == []
    assert as_listed(cta(cockpit)).items() <= document.items()


def test_a_cta_takes_the_defaults_and_has_one_owner_cd_1(cockpit: Cockpit) -> None:
    document = cockpit.json("cta", "add", "--account", "Globex", "--name", "Usage down")
    assert (document["type"], document["reason"]) == ("Risk", "Other")
    assert (document["priority"], document["status"]) == ("Medium", "New")
    assert document["owner"] == "Ana"
    assert document["due"] == "2026-12-07"


def test_a_cta_without_tasks_can_be_closed_tp_2(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "close", "CTA-2", "--outcome", "lost")
    document = cta(with_ctas, "CTA-2")
    assert (document["closed"], document["outcome"]) == (True, "lost")
    assert document["status"] == "Closed lost"
    assert document["closed_at"] is not None


def test_set_takes_the_documents_keys(with_ctas: Cockpit) -> None:
    answer = with_ctas.json(
        *("cta", "set", "CTA-1", "name=Logins down", "type=event", "reason=renewal", "owner=sam"),
        *("priority=low", "status=open", "due=+2w", "flagged=true", "milestone=yes", "comment=Ok"),
    )
    document = cta(with_ctas)
    assert answer["items"][0] == as_listed(document)
    assert (document["name"], document["type"]) == ("Logins down", "Event")
    assert (document["reason"], document["owner"]) == ("Renewal", "Sam")
    assert (document["priority"], document["status"]) == ("Low", "Open")
    assert (document["due"], document["comment"]) == ("2026-12-07", "Ok")
    assert document["flagged"] is True
    assert document["milestone"] is True
    assert set(answer["notes"]) == {"Task dates were kept.", "No tasks were moved."}
    with_ctas.ok("cta", "set", "CTA-1", "due=none")
    assert cta(with_ctas)["due"] is None


def test_a_filter_acts_on_all_that_match_as_one_batch(with_ctas: Cockpit) -> None:
    answer = with_ctas.json("cta", "set", "--filter", "type:risk", "priority=medium")
    assert answer["total"] == 2
    assert {item["priority"] for item in answer["items"]} == {"Medium"}
    with_ctas.ok("undo")
    assert [cta(with_ctas, word)["priority"] for word in ("1", "2")] == ["High", "Low"]


def test_d4_a_bulk_by_filter_is_rehearsed_and_tells_how_far_it_is(
    with_ctas: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, a line a second; the document stands alone on standard output."""
    close = ("cta", "close", "--filter", "is:open", "--tasks", "close")
    monkeypatch.setattr(progress, "TOLD_EVERY_SECONDS", 0.0)
    rehearsed = with_ctas.ok(*close, "--dry-run", "--json")
    many = rehearsed.document["total"]
    assert many > 1
    assert rehearsed.document["dry_run"]
    assert rehearsed.document["batch"] is None
    assert {change["field"] for change in rehearsed.document["changes"]} >= {"status"}
    assert f"1 of {many} …" in rehearsed.err
    assert f"Writing {many} down …" in rehearsed.err
    done = with_ctas.json(*close)
    assert done["total"] == many
    assert all(item["closed"] for item in done["items"])
    monkeypatch.setattr(progress, "TOLD_EVERY_SECONDS", 3600.0)
    undone = with_ctas.ok("undo", "--json")
    assert undone.err == ""
    assert with_ctas.json("cta", "list")["total"] == many


def test_a_filter_that_matches_nothing_changes_nothing(with_ctas: Cockpit) -> None:
    answer = with_ctas.json("cta", "close", "--filter", "type:event")
    assert (answer["total"], answer["batch"]) == (0, None)


def test_a_moved_date_moves_the_tasks_only_when_told_cd_6(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "due=2026-12-03", "--shift-tasks")
    dues = [task["due"] for task in cta(with_ctas)["tasks"]]
    assert dues == ["2026-11-27", "2026-11-26"]
    with_ctas.ok("cta", "set", "CTA-1", "due=2026-12-10", "--keep-tasks")
    assert [task["due"] for task in cta(with_ctas)["tasks"]] == dues


@pytest.mark.parametrize(
    ("move", "expected"),
    [("old-owner", ["Sam", "Leo"]), ("all", ["Sam", "Sam"]), ("none", ["Ana", "Leo"])],
)
def test_a_new_owner_takes_the_tasks_that_were_named_cd_10(
    with_ctas: Cockpit, move: str, expected: list[str]
) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "owner=sam", "--move-tasks", move)
    assert [task["assignees"][0] for task in cta(with_ctas)["tasks"]] == expected
    with_ctas.ok("undo")
    assert [task["assignees"][0] for task in cta(with_ctas)["tasks"]] == ["Ana", "Leo"]


def test_closing_keeps_open_tasks_unless_told_and_says_so_cd_11(with_ctas: Cockpit) -> None:
    answer = with_ctas.ok("cta", "close", "CTA-1")
    assert "2 open tasks kept open." in answer.err
    assert cta(with_ctas)["tasks_open"] == 2
    with_ctas.ok("cta", "reopen", "CTA-1")
    with_ctas.ok("cta", "close", "CTA-1", "--tasks", "close")
    assert {task["status"] for task in cta(with_ctas)["tasks"]} == {"Skipped"}
    with_ctas.ok("cta", "reopen", "CTA-1", "--tasks", "reopen")
    document = cta(with_ctas)
    assert (document["closed"], document["tasks_open"]) == (False, 2)


def test_a_snoozed_cta_leaves_the_list_until_it_wakes_cd_4(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "snooze", "CTA-1", "--until", "next mon", "--reason", "waiting on cus")
    document = cta(with_ctas)
    assert document["snoozed_until"] == "2026-11-30"
    assert document["snooze_reason"] == "Waiting on customer"
    assert [item["id"] for item in with_ctas.json("cta", "list")["items"]] == ["CTA-2"]
    snoozed = with_ctas.json("cta", "list", "--filter", "is:snoozed")
    assert [item["id"] for item in snoozed["items"]] == ["CTA-1"]
    with_ctas.ok("cta", "wake", "CTA-1")
    assert cta(with_ctas)["snoozed_until"] is None


def test_cd_4_another_day_than_ones_own_is_told_where_a_snooze_is_said(
    with_ctas: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two zones that never have the same day: one of them at least has another than ours."""
    monkeypatch.delenv("COCKPIT_TODAY")
    told = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        monkeypatch.setenv("COCKPIT_DEFAULTS__SNOOZE_ZONE", zone)
        answer = with_ctas.ok("cta", "snooze", "CTA-1", "--until", "today")
        notes = with_ctas.json("cta", "snooze", "CTA-1", "--until", "+9d", "--dry-run")["notes"]
        told.append([note for note in notes if "time zone of snoozes" in note])
        assert all(note in answer.err for note in told[-1])
    assert (found := [note for notes in told for note in notes])
    assert all(note.endswith("; days such as `tomorrow` count from there.") for note in found)
    monkeypatch.setenv("COCKPIT_DEFAULTS__SNOOZE_ZONE", "local")
    assert "time zone" not in with_ctas.ok("cta", "snooze", "CTA-1", "--until", "today").err


def test_a_snooze_without_a_reason_tells_the_one_it_takes_cd_4(with_ctas: Cockpit) -> None:
    words = ("cta", "snooze", "CTA-1", "--until", "fri")
    assert "The reason is Planned later; --reason tells another." in with_ctas.ok(*words).err
    assert cta(with_ctas)["snooze_reason"] == "Planned later"
    assert "The reason is" not in with_ctas.ok(*words, "--reason", "other").err


def test_what_is_closed_is_not_put_to_sleep_cd_4(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "close", "CTA-1")
    answer = with_ctas("cta", "snooze", "CTA-2", "CTA-1", "--until", "fri")
    assert answer.status == 2
    assert "CTA-1 is closed. Nothing was snoozed." in answer.err
    assert with_ctas.json("cta", "list", "--filter", "is:snoozed")["total"] == 0


def test_a_snooze_holds_through_its_day_and_then_ends_by_itself_cd_4(
    with_ctas: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ctas.ok("cta", "snooze", "CTA-1", "--until", "2026-11-25")
    monkeypatch.setenv("COCKPIT_TODAY", "2026-11-25")
    assert [item["id"] for item in with_ctas.json("cta", "list")["items"]] == ["CTA-2"]
    monkeypatch.setenv("COCKPIT_TODAY", "2026-11-26")
    assert with_ctas.json("cta", "list")["total"] == 2
    assert with_ctas("cta", "snooze", "CTA-1", "--until", "2026-11-25").status == 2


def test_deleting_a_cta_deletes_its_tasks_and_undo_brings_both_back_tp_1(
    with_ctas: Cockpit,
) -> None:
    before = cta(with_ctas)
    answer = with_ctas.json("cta", "delete", "CTA-1")
    assert answer["items"][0]["name"] == "Usage down"
    assert with_ctas("cta", "show", "CTA-1").status == 1
    assert with_ctas("task", "show", "TASK-1").status == 1
    with_ctas.ok("undo")
    assert cta(with_ctas) == before


def test_flag_and_milestone_are_switched_on_and_off(with_ctas: Cockpit) -> None:
    for verb, key in (("flag", "flagged"), ("milestone", "milestone")):
        with_ctas.ok("cta", verb, "CTA-1", "CTA-2")
        assert [cta(with_ctas, word)[key] for word in ("1", "2")] == [True, True]
        with_ctas.ok("cta", verb, "--off", "CTA-1")
        assert [cta(with_ctas, word)[key] for word in ("1", "2")] == [False, True]


def test_a_comment_is_written_replaced_and_added_to(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "comment", "CTA-1", "First")
    with_ctas.ok("cta", "comment", "CTA-1", "-", "--append", stdin="Second\n")
    assert cta(with_ctas)["comment"] == "First\nSecond"
    with_ctas.ok("cta", "comment", "CTA-1", "Third")
    assert cta(with_ctas)["comment"] == "Third"


def test_a_line_is_added_beside_what_another_program_writes_at_that_moment(
    with_ctas: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ctas.ok("cta", "comment", "CTA-1", "First")
    read = ViewService.detail

    def read_before_another(views: ViewService, cta_id: CtaId) -> CtaDetail:
        found = read(views, cta_id)
        with views.store.write() as connection:
            connection.execute(update(schema.cta).values(comment="First\nAnother's"))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(ViewService, "detail", read_before_another)
        with_ctas.ok("cta", "comment", "CTA-1", "Mine", "--append")
    assert cta(with_ctas)["comment"] == "First\nAnother's\nMine"


VERBS = [
    ("cta", "set", "CTA-1", "due=+30d", "owner=leo", "--shift-tasks", "--move-tasks", "all"),
    ("cta", "close", "CTA-1", "--tasks", "close"),
    ("cta", "snooze", "CTA-1", "--until", "fri"),
    ("cta", "delete", "--filter", "type:risk"),
    ("cta", "flag", "CTA-1"),
    ("cta", "add", "--account", "Globex", "--name", "Another"),
    ("task", "add", "CTA-1", "--title", "Another"),
    ("task", "set", "TASK-1", "assignees=leo,sam"),
    ("task", "done", "TASK-1"),
    ("task", "sync", "TASK-1"),
    ("undo", "2"),
]


@pytest.mark.parametrize("words", VERBS, ids=lambda words: " ".join(words[:2]))
def test_a_dry_run_shows_every_change_and_makes_none(
    with_ctas: Cockpit, words: tuple[str, ...]
) -> None:
    def everything() -> list[Any]:
        return [
            with_ctas.json("cta", "list", "--filter", "is:any"),
            with_ctas.json("task", "list"),
            with_ctas.json("history"),
            with_ctas.json("status")["pending"],
        ]

    before = everything()
    document = with_ctas.json(*words, "--dry-run")
    assert document["dry_run"] is True
    assert document["batch"] is None
    assert document["changes"]
    told = with_ctas.ok(*words, "--dry-run")
    assert told.out.startswith("Dry run: ")
    assert not re.search(r"closed_at|T\d\d:\d\d:", told.out)
    assert "Nothing was changed." in told.out
    assert everything() == before
    assert with_ctas.json(*words)["dry_run"] is False
    assert everything() != before


def test_undo_and_redo_take_several_acts(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "priority=low")
    with_ctas.ok("cta", "flag", "CTA-1")
    undone = with_ctas.json("undo", "2")
    assert undone["total"] == 2
    document = cta(with_ctas)
    assert (document["priority"], document["flagged"]) == ("High", False)
    with_ctas.ok("redo", "2")
    document = cta(with_ctas)
    assert (document["priority"], document["flagged"]) == ("Low", True)


def test_history_names_who_changed_what_in_words(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "owner=leo")
    newest = with_ctas.json("history", "CTA-1")["items"][0]
    assert (newest["record"], newest["field"]) == ("CTA-1", "owner")
    assert (newest["old"], newest["new"], newest["who"]) == ("Ana", "Leo", "Ana")
    assert newest["origin"] == "person"
    with_ctas.ok("cta", "delete", "CTA-1")
    assert with_ctas.json("history", "CTA-1")["items"][0]["kind"] == "delete"
    assert "Owner set to" in with_ctas.ok("history").out


def test_what_has_a_command_of_its_own_is_named_where_it_cannot_be_set(with_ctas: Cockpit) -> None:
    answer = with_ctas("cta", "set", "CTA-1", "snoozed_until=+5d")
    assert answer.status == 2
    assert "`cockpit cta snooze` does that." in answer.err


def test_list_sorts_limits_and_counts_all(with_ctas: Cockpit) -> None:
    document = with_ctas.json("cta", "list", "--sort", "name", "--limit", "1")
    assert [item["name"] for item in document["items"]] == ["Renewal"]
    assert document["total"] == 2
    back = with_ctas.json("cta", "list", "--sort", "-name")["items"]
    assert [item["name"] for item in back] == ["Usage down", "Renewal"]
    assert "after a minus" in with_ctas("cta", "list", "--sort", "-nam").err
    assert "Did you mean “is:flagged”?" in with_ctas.ok("cta", "list", "--filter", "flagged").err
    told = with_ctas.ok("cta", "list", "--limit", "1")
    assert "1 of 2 CTAs" in told.err


def test_d12_history_of_a_field_begins_with_its_first_value(with_ctas: Cockpit) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "due=2026-12-03", "priority=low")
    with_ctas.ok("undo")
    items = with_ctas.json("history", "CTA-1", "--field", "due")["items"]
    assert [(item["from"], item["old"], item["new"]) for item in items] == [
        ("undo", "2026-12-03", "2026-12-01"),
        ("person", "2026-12-01", "2026-12-03"),
        ("person", None, "2026-12-01"),
    ]
    answer = with_ctas("history", "CTA-1", "--field", "dew")
    assert (answer.status, "due" in answer.err) == (2, True)
    assert with_ctas("history", "--field", "due").status == 2


def test_d1_undo_over_a_later_change_needs_a_word(
    with_ctas: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_ctas.ok("cta", "set", "CTA-1", "name=Mine")
    monkeypatch.setenv("COCKPIT_USER", "Leo")
    with_ctas.ok("cta", "set", "CTA-1", "name=Theirs")
    monkeypatch.setenv("COCKPIT_USER", "Ana")
    refused = with_ctas("undo", "--json")
    assert (refused.status, refused.document["error"]["code"]) == (1, "changed-since")
    hint = refused.document["error"]["hint"]
    assert "`--keep-changed` leaves that" in hint
    assert "`--force` takes back all" in hint
    assert "Usage down" in with_ctas.ok("undo", "--force", "--dry-run").out
    assert cta(with_ctas)["name"] == "Theirs"
    document = with_ctas.json("undo", "--force")
    assert document["items"][0]["notes"] == ["1 later change overwritten."]
    assert cta(with_ctas)["name"] == "Usage down"
    assert with_ctas("undo", "--force", "--keep-changed").status == 2


def test_a_verb_that_changes_nothing_says_so(with_ctas: Cockpit) -> None:
    for words in (("wake", "CTA-1"), ("reopen", "CTA-1"), ("flag", "CTA-1", "--off")):
        told = with_ctas.ok("cta", *words)
        assert told.out == "Nothing had to change: CTA-1 was so already.\n", words
    with_ctas.ok("task", "done", "TASK-1")
    told = with_ctas.ok("task", "done", "TASK-1", "--dry-run")
    assert "Dry run: Nothing had to change: TASK-1 was so already." in told.out
    with_ctas.ok("cta", "close", "CTA-1", "CTA-2")
    document = with_ctas.json("cta", "close", "CTA-1", "CTA-2")
    assert document["label"] == "Nothing had to change: CTA-1, CTA-2 were so already."
    assert (document["batch"], document["notes"]) == (None, [])


def test_a_due_date_that_is_taken_away_is_told_as_removed(with_ctas: Cockpit) -> None:
    told = with_ctas.ok("cta", "set", "CTA-1", "due=")
    assert told.out == "Due date removed from “Usage down”, Globex\n"
    assert cta(with_ctas)["due"] is None
    refused = with_ctas("cta", "set", "CTA-1", "due=9999-12-31")
    assert refused.status == 2
    assert "too far away" in refused.err
