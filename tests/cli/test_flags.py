"""Flags and fields that do not go together, or with the verb: refused by name, and why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.cockpit_call import Cockpit
from tests.cli.test_contract import CTA_KEYS, TASK_KEYS

CTA_SET = {
    *("name", "type", "reason", "priority", "status", "owner", "owner_id", "due", "flagged"),
    *("milestone", "comment"),
}
TASK_SET = {"title", "status", "priority", "due", "assignees", "comments", "position", "after"}
MORE_OF_CTA = ("score", "contacts", "cases", "attachments", "tasks")
MORE_OF_TASK = ("playbook", "after", "waits_for")


@pytest.fixture
def furnished(cockpit: Cockpit) -> Cockpit:
    """CTA-1 with TASK-1."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    cockpit.ok("task", "add", "CTA-1", "--title", "Call")
    return cockpit


@pytest.mark.parametrize(
    ("words", "both"),
    [
        ("task desync TASK-1 --keep --delete", "--keep and --delete"),
        ("task delete TASK-1 --delete --dry-run --keep", "--delete and --keep"),
        ("cta delete CTA-1 --keep --delete", "--keep and --delete"),
        ("cta set CTA-1 due=fri --shift-tasks --keep-tasks", "--shift-tasks and --keep-tasks"),
        ("account activities Globex --open --past", "--open and --past"),
        ("playbook apply Onboarding CTA-1 --keep-due --move-due", "--keep-due and --move-due"),
        ("playbook replace Onboarding CTA-1 --keep --delete", "--keep and --delete"),
        ("view share Mine --own --team", "--own and --team"),
        ("conflict resolve 1 --mine --theirs", "--mine and --theirs"),
        ("sync --once --watch", "--once and --watch"),
        ("sync --read-only --allow-production Globex", "--read-only and --allow-production"),
        ("undo --force --keep-changed", "--force and --keep-changed"),
        ("doctor --metadata /dev/null/x --online", "--metadata and --online"),
    ],
)
def test_flags_that_contradict_each_other_are_refused_by_name(
    furnished: Cockpit, words: str, both: str
) -> None:
    answer = furnished(*words.split(), "--json")
    assert answer.status == 2, answer
    assert f"{both} were both given" in answer.document["error"]["message"]
    assert answer.document["error"]["hint"] == "Use one of them."
    assert furnished.json("task", "list", "CTA-1")["total"] == 1


def test_a_flag_that_is_given_twice_says_the_same_and_a_value_is_no_flag(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    cockpit.ok("cta", "set", "CTA-1", "due=fri", "--keep-tasks", "--keep-tasks")
    cockpit.ok("account", "activities", "Globex", "--open", "--open")
    cockpit.ok("cta", "comment", "CTA-1", "--", "--append")
    assert cockpit.json("cta", "show", "CTA-1")["comment"] == "--append"
    cockpit.ok("cta", "delete", "CTA-1", "--keep", "--", "CTA-1")


def test_flags_that_go_with_another_word_are_refused_without_it(furnished: Cockpit) -> None:
    refused = furnished("sync", "--watch", "--accept-deletions")
    assert (refused.status, "goes with one cycle" in refused.err) == (2, True)
    refused = furnished("task", "set", "TASK-1", "title=x", "--anyway")
    assert (refused.status, "--anyway goes with status=" in refused.err) == (2, True)
    refused = furnished("connect", "--admin-note", "--arm")
    assert (refused.status, "arms nothing" in refused.err) == (2, True)
    assert furnished.json("task", "show", "TASK-1")["title"] == "Call"


def as_word(value: Any) -> str:
    """What a document holds, as it is typed."""
    if isinstance(value, list):
        return ",".join(map(str, value))
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    ("noun", "keys", "settable"),
    [
        ("cta", (*CTA_KEYS, *MORE_OF_CTA), CTA_SET),
        ("task", (*TASK_KEYS, *MORE_OF_TASK), TASK_SET),
    ],
)
def test_each_key_of_a_document_is_set_by_that_name_or_refused_with_the_reason(
    furnished: Cockpit, noun: str, keys: tuple[str, ...], settable: set[str]
) -> None:
    document = furnished.json(noun, "show", f"{noun}-1")
    assert set(keys) == set(document)
    for key in keys:
        answer = furnished(noun, "set", f"{noun}-1", f"{key}={as_word(document[key])}")
        if key in settable:
            assert answer.status == 0, (key, answer)
            assert "Nothing had to change" in answer.out, (key, answer)
        else:
            assert answer.status == 2, (key, answer)
            assert f"`{key}` cannot be set." in answer.err
            why, _, fields = answer.err.splitlines()[1].partition(" Fields: ")
            assert why, (key, answer)
            assert "Did you mean" not in why
            assert set(fields.rstrip(".").split(", ")) == settable


@pytest.mark.parametrize(
    ("word", "near"),
    [("prioritty=high", "priority"), ("Owner=leo", "owner"), ("owner-id=leo", "owner_id")],
)
def test_another_field_is_refused_with_the_nearest_one(
    furnished: Cockpit, word: str, near: str
) -> None:
    answer = furnished("cta", "set", "CTA-1", word)
    assert answer.status == 2
    assert f"Did you mean `{near}`?" in answer.err


def test_an_owner_is_set_by_id_too_and_once(furnished: Cockpit) -> None:
    owner_id = furnished.json("cta", "set", "CTA-1", "owner=leo")["items"][0]["owner_id"]
    furnished.ok("undo")
    assert furnished.json("cta", "set", "CTA-1", f"owner_id={owner_id}")["items"][0][
        "owner"
    ].startswith("Leo")
    twice = furnished("cta", "set", "CTA-1", "owner=ana", f"owner_id={owner_id}")
    assert (twice.status, "owner_id is set twice" in twice.err) == (2, True)


def test_an_address_with_a_query_is_an_id_and_no_field(mirrored: Cockpit) -> None:
    """Of a Salesforce Task, as a browser has it and as `Ctrl+y` copies it."""
    (task_id,) = mirrored.json("task", "show", "TASK-1")["salesforce_ids"]
    for address in (
        f"https://acme.example/lightning/r/Task/{task_id}/view?ws=%2Flightning%2Fpage",
        f"https://acme.example/{task_id}",
    ):
        found = mirrored.json("task", "set", address, "title=Call them", "--dry-run")
        assert [item["id"] for item in found["items"]] == ["TASK-1"]
    cta = mirrored.json("cta", "set", address + "?due=fri", "name=Another", "--dry-run")
    assert [item["name"] for item in cta["items"]] == ["Another"]


def test_a_word_with_a_sign_of_equality_is_an_id_where_no_field_is_so_called(
    furnished: Cockpit,
) -> None:
    furnished.ok("cta", "set", "CTA-1", "name=Review: Q4 = last one")
    found = furnished.json("cta", "set", "Review: Q4 = last one", "flagged=yes")
    assert [item["id"] for item in found["items"]] == ["CTA-1"]
    elsewhere = furnished("cta", "set", "https://acme.example/page?due=fri", "due=fri")
    assert elsewhere.status == 1
    assert "There is no CTA “https://acme.example/page?due=fri”." in elsewhere.err
