"""`cockpit playbook add|set|delete|step|import|export`: the screen's edits as commands."""

from __future__ import annotations

import tomllib

import pytest

from tests.cli.cockpit_call import Cockpit


def test_a_playbook_is_made_step_by_step_and_applied(cockpit: Cockpit) -> None:
    made = cockpit.json("playbook", "add", "--name", "Win-back", "--type", "risk")
    assert (made["name"], made["type"], made["steps"]) == ("Win-back", "Risk", [])
    cockpit.ok("playbook", "step", "add", "Win-back", "title=Ask why", "owner=leo", "priority=high")
    whole = cockpit.json(
        *("playbook", "step", "add", "win", "title=Offer", "day=5", "owner=manager"),
        *("after=1", "mirror=yes", "description=Two options"),
    )
    assert [step["title"] for step in whole["steps"]] == ["Ask why", "Offer"]
    assert (whole["steps"][0]["owner"], whole["steps"][1]["after"]) == ("Leo", [1])
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Gone", "--playbook", "win-back")
    tasks = cockpit.json("task", "list", "CTA-1")["items"]
    assert [(task["title"], task["due"]) for task in tasks] == [
        ("Ask why", "2026-11-23"),
        ("Offer", "2026-11-30"),
    ]


def test_steps_are_changed_moved_and_removed_by_their_number(cockpit: Cockpit) -> None:
    def titles() -> list[str]:
        return [step["title"] for step in cockpit.json("playbook", "show", "renewal")["steps"]]

    first = titles()
    cockpit.ok("playbook", "step", "set", "renewal", "8", "title=Sign", "after=none", "position=1")
    assert titles() == ["Sign", *first[:7]]
    refused = cockpit("playbook", "step", "set", "renewal", "2", "position=8")
    assert refused.status == 2
    assert "does not come before" in refused.err
    cockpit.ok("playbook", "step", "delete", "renewal", "1")
    assert titles() == first[:7]
    cockpit.ok("undo", "2")
    assert titles() == first
    assert cockpit("playbook", "step", "set", "renewal", "9", "day=1").status == 2
    assert cockpit("playbook", "step", "set", "renewal", "1", "dya=1").status == 2
    assert cockpit("playbook", "step", "set", "renewal", "1").status == 2


def test_a_playbook_is_switched_off_renamed_and_deleted_tp_10(cockpit: Cockpit) -> None:
    cockpit.ok("playbook", "set", "renewal", "active=no", "name=Old renewal", "type=any")
    inactive = cockpit.json("playbook", "list", "--state", "inactive")["items"]
    assert [(item["name"], item["type"]) for item in inactive] == [("Old renewal", None)]
    dry = cockpit.json("playbook", "delete", "old renewal", "--dry-run")
    assert dry["dry_run"] is True
    cockpit.ok("playbook", "delete", "old renewal")
    assert cockpit("playbook", "show", "old renewal").status == 1
    cockpit.ok("undo")
    assert cockpit.json("playbook", "show", "old renewal")["active"] is False


def test_what_is_exported_is_imported_again_as_it_was(cockpit: Cockpit) -> None:
    file = cockpit.home / "pack.toml"
    before = cockpit.json("playbook", "list", "--state", "all")["items"]
    cockpit.ok("playbook", "export", "--output", str(file))
    assert len(tomllib.loads(file.read_text())["playbook"]) == len(before)
    for item in before:
        cockpit.ok("playbook", "delete", item["id"])
    answer = cockpit.json("playbook", "import", str(file))
    plain = [{**item, "id": "", "source": ""} for item in before]
    assert [{**item, "id": "", "source": ""} for item in answer["items"]] == plain
    refused = cockpit("playbook", "import", str(file))
    assert refused.status == 2
    assert "--replace" in refused.err
    cockpit.ok("playbook", "import", str(file), "--replace")


def test_one_playbook_goes_through_a_pipe(cockpit: Cockpit) -> None:
    text = cockpit.ok("playbook", "export", "renewal").out
    assert list(tomllib.loads(text)) == ["playbook"]
    renamed = text.replace('"Renewal"', '"Second renewal"')
    answer = cockpit.ok("playbook", "import", "-", "--json", stdin=renamed).document
    assert answer["items"][0]["name"] == "Second renewal"
    cockpit.ok("undo")
    assert cockpit("playbook", "show", "second renewal").status == 1


@pytest.mark.parametrize("content", ["[[playbook]]\nname = 3", "\x1b[31mred", ""])
def test_a_wrong_file_ends_with_words_and_adds_nothing(cockpit: Cockpit, content: str) -> None:
    file = cockpit.home / "\x1b[31mpack.toml"
    file.write_text(content)
    answer = cockpit("playbook", "import", str(file))
    assert answer.status == 2
    assert "\x1b" not in answer.err
    missing = cockpit("playbook", "import", str(cockpit.home / "none.toml"))
    assert missing.status == 2
    assert "cannot be read" in missing.err
