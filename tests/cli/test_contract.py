"""The promises of the command line to scripts, kept by the installed program itself."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

from cockpit_tui.cli.root import cockpit as root
from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Cockpit

CTA_KEYS = [
    *("id", "name", "account", "account_id", "type", "reason", "priority", "status", "closed"),
    *("outcome", "owner", "owner_id", "due", "snoozed_until", "snooze_reason", "flagged"),
    *("milestone", "playbook", "plan", "opportunity_id", "source", "tasks_open", "tasks_total"),
    *("created_at", "closed_at", "comment"),
]
TASK_KEYS = [
    *("id", "cta_id", "title", "status", "closed", "priority", "due", "assignees", "parts"),
    *("comments", "position", "source", "synced", "salesforce_ids", "sync_state"),
]


def test_a_cta_document_has_exactly_the_promised_keys(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    answer = cockpit.process("cta", "list", "--json")
    assert answer.status == 0
    document = answer.document
    assert list(document) == ["items", "total"]
    assert list(document["items"][0]) == CTA_KEYS
    assert document["total"] == 1


def test_a_task_document_has_exactly_the_promised_keys(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    cockpit.ok("task", "add", "CTA-1", "--title", "Call")
    document = cockpit.json("task", "list", "CTA-1")["items"][0]
    assert list(document) == TASK_KEYS
    shown = cockpit.json("task", "show", "TASK-1")
    assert list(shown) == [*TASK_KEYS, "playbook", "after", "waits_for"]
    assert list(document["parts"][0]) == ["assignee", "closed", "salesforce_id", "sync_state"]
    assert document["sync_state"] == "local"


def test_ids_are_words_of_ours_or_salesforces(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    cta = cockpit.json("cta", "show", "1")
    assert cta["id"] == "CTA-1"
    assert cta["account_id"] == "001000000000001AAA"
    assert cta["owner_id"] == "005000000000001AAA"
    assert cta["comment"] is None
    assert cta["created_at"].endswith("Z")


@pytest.mark.parametrize("by", ["owner", "reason", "priority", "due", "account", "type", "status"])
def test_a_grouped_list_holds_each_cta_once_cl_2(cockpit: Cockpit, by: str) -> None:
    for name, priority in (("One", "high"), ("Two", "low"), ("Three", "low")):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", name, "--priority", priority)
    document = cockpit.json("cta", "list", "--group-by", by)
    assert document["total"] == 3
    assert all(list(group) == ["key", "label", "count", "items"] for group in document["groups"])
    assert all(group["count"] == len(group["items"]) for group in document["groups"])
    found = [item["name"] for group in document["groups"] for item in group["items"]]
    assert sorted(found) == ["One", "Three", "Two"]


def test_without_a_workspace_the_status_is_6_and_the_error_a_document(empty: Cockpit) -> None:
    answer = empty.process("cta", "list", "--json")
    assert answer.status == 6
    error = answer.document["error"]
    assert list(error) == ["code", "message", "hint"]
    assert error["code"] == "store-missing"
    assert error["message"] in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("nope",),
        ("cta", "lst"),
        ("cta", "list", "--nope"),
        ("cta", "list", "--sort", "colour"),
        ("cta", "list", "--filter", "type:("),
        ("cta", "close"),
        ("cta", "close", "CTA-1", "--filter", "type:risk"),
        ("cta", "set", "CTA-1"),
        ("cta", "set", "CTA-1", "colour=red"),
        ("cta", "set", "CTA-1", "priority=urgent"),
        ("cta", "set", "CTA-1", "due=someday"),
        ("cta", "set", "CTA-1", "due=fri", "due=mon"),
        ("cta", "set", "CTA-1", "name=x", "--shift-tasks"),
        ("cta", "add", "--account", "Globex", "--name", " "),
        ("undo", "0"),
        ("quarantine", "drop"),
    ],
)
def test_wrong_words_give_status_2_and_one_error_document(
    cockpit: Cockpit, words: tuple[str, ...]
) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    answer = cockpit(*words, "--json")
    assert answer.status == 2, answer
    assert answer.document["error"]["message"]
    assert cockpit.json("cta", "show", "CTA-1")["name"] == "Usage down"


def test_an_unknown_record_gives_status_1_and_names_the_nearest(cockpit: Cockpit) -> None:
    answer = cockpit("account", "show", "Globx", "--json")
    assert answer.status == 1
    assert answer.document["error"]["code"] == "not-found"
    assert "Globex" in answer.document["error"]["hint"]


def test_a_missing_right_gives_status_4_and_is_named(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_USER", "Vera")
    answer = cockpit("cta", "add", "--account", "Globex", "--name", "Usage down", "--json")
    assert answer.status == 4
    assert "create CTAs" in answer.document["error"]["message"]


def test_without_an_org_sync_gives_status_5(cockpit: Cockpit) -> None:
    answer = cockpit("sync", "--json")
    assert answer.status == 5
    assert answer.document["error"]["code"] == "unreachable"


def test_a_damaged_database_gives_status_6(cockpit: Cockpit) -> None:
    (cockpit.home / "data" / "cockpit.db").write_bytes(b"not a database at all" * 400)
    answer = cockpit("cta", "list", "--json")
    assert answer.status == 6, answer
    assert answer.document["error"]["code"] == "store-damaged"


def test_results_go_to_stdout_and_words_to_stderr(cockpit: Cockpit) -> None:
    added = cockpit.process("cta", "add", "--account", "Globex", "--name", "Usage down")
    assert "Usage down" in added.out
    changed = cockpit.process("cta", "set", "CTA-1", "due=+3d")
    assert "Task dates were kept." in changed.err
    assert "cockpit undo" in changed.err
    assert "kept" not in changed.out
    assert "\x1b" not in added.out + changed.out + changed.err


def test_a_bare_cockpit_without_a_terminal_says_so_and_waits_for_nothing(empty: Cockpit) -> None:
    answer = empty.process()
    assert answer.status == 1
    assert "terminal" in answer.err
    assert answer.out == ""


def test_whoever_closes_the_pipe_early_hears_nothing(cockpit: Cockpit) -> None:
    for number in range(3):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", f"Number {number}")
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed_pipe:
        done = subprocess.run(
            [PROGRAM, "cta", "list"],
            stdout=closed_pipe,
            stderr=subprocess.PIPE,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    assert b"Traceback" not in done.stderr
    assert b"Error" not in done.stderr
    assert done.returncode == 141


@pytest.mark.parametrize("closed", ["1>&-", "2>&-", "0<&-", "0<&- 1>&- 2>&-"])
@pytest.mark.parametrize("words", ["cta list --json", "cta show CTA-1", "cta add --account Globex"])
def test_streams_that_the_caller_closed_are_nobodys_file(
    cockpit: Cockpit, closed: str, words: str
) -> None:
    """What is opened next would get their numbers: the database that of standard output."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    plain = cockpit.process(*words.split())
    done = subprocess.run(
        ["sh", "-c", f"exec {PROGRAM} {words} {closed}"],
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )
    assert done.returncode == plain.status
    assert done.stdout == ("" if "1>" in closed else plain.out)
    assert done.stderr == ("" if "2>" in closed else plain.err)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    "words", [("cta", "list"), ("cta", "list", "--json"), ("config", "schema")]
)
def test_output_that_finds_no_room_is_told_in_words(cockpit: Cockpit, words: list[str]) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [PROGRAM, *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LONGEST_SECONDS,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "No space left on device: what was to be written is not whole.",
        "What the command changed stands.",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("undo", "x"), "Invalid value for '[N]': 'x' is not a whole number."),
        (
            ("account", "log", "Globex", "--subject", "Call"),
            "Missing option '--kind'. Choose from: call, note, meeting",
        ),
    ],
)
def test_what_is_wrong_with_the_words_is_said_in_a_line(
    cockpit: Cockpit, words: tuple[str, ...], message: str
) -> None:
    answer = cockpit(*words, "--json")
    assert (answer.status, answer.document["error"]["message"]) == (2, message)
    assert answer.err.splitlines()[0] == message


@pytest.mark.parametrize(
    ("words", "command"),
    [
        (("cta", "close", "CTA-1", "--stagee", "X"), "cockpit cta close"),
        (("status", "--nope"), "cockpit status"),
        (("cta", "repeat", "set", "--nope"), "cockpit cta repeat set"),
        (("--nope",), "cockpit"),
    ],
)
def test_wrong_words_name_the_command_whose_help_tells_the_right_ones(
    cockpit: Cockpit, words: tuple[str, ...], command: str
) -> None:
    answer = cockpit(*words, "--json")
    assert answer.status == 2
    assert answer.document["error"]["hint"] == f"See `{command} --help`."


def test_ctrl_c_ends_a_watch_with_130(cockpit: Cockpit) -> None:
    with subprocess.Popen(
        [PROGRAM, "status", "--watch", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["pending"] == 0
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=LONGEST_SECONDS)
    assert process.returncode == 130
    assert "Traceback" not in err


def test_our_own_mistakes_go_to_the_log_and_one_sentence_to_the_person(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cockpit_tui.services.history import HistoryService

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a mistake of ours")

    monkeypatch.setattr(HistoryService, "recent", broken)
    answer = cockpit("history", "--json")
    assert answer.status == 1
    assert answer.document["error"]["code"] == "unexpected"
    log = cockpit.home / "log" / "cockpit.log"
    assert str(log) in answer.err
    assert "a mistake of ours" not in answer.err
    assert "a mistake of ours" in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        (("--version",), "textual sqlalchemy lark simple_salesforce alembic requests"),
        (("--help",), "textual sqlalchemy lark simple_salesforce alembic requests"),
        (("config", "--json"), "textual sqlalchemy lark simple_salesforce alembic requests"),
        (("cta", "list"), "textual simple_salesforce requests cryptography"),
        ((), "click sqlalchemy lark simple_salesforce alembic requests"),
    ],
)
def test_a_command_imports_only_what_it_needs(
    cockpit: Cockpit, words: tuple[str, ...], absent: str
) -> None:
    program = (
        "import sys\n"
        "from cockpit_tui.__main__ import main\n"
        f"main({list(words)!r})\n"
        "print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.splitlines()[-1].split())
    assert imported.isdisjoint(absent.split()), imported & set(absent.split())


def test_a_database_file_that_is_missing_gives_status_6_and_is_not_made(
    empty: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = empty.home.parent / "elsewhere.db"
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{file}")
    assert empty("cta", "list").status == 6
    assert not file.exists()


def test_a_database_server_that_is_down_gives_status_6_without_its_password(
    empty: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_DATABASE_URL", "postgresql://ana:hunter2@127.0.0.1:1/name")
    answer = empty("cta", "list", "--json")
    assert answer.status == 6, answer
    assert "hunter2" not in answer.out + answer.err


def test_words_that_are_not_utf_8_are_refused(cockpit: Cockpit) -> None:
    answer = cockpit("cta", "add", "--account", "Globex", "--name", "\udcff")
    assert answer.status == 2
    assert "UTF-8" in answer.err


def leaves(group: click.Group, path: str = "cockpit") -> list[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    found: list[tuple[str, click.Command]] = []
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            found += leaves(command, f"{path} {name}")
        else:
            found.append((f"{path} {name}", command))
    return found


LEAVES = leaves(root)


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[path for path, _ in LEAVES])
def test_every_command_takes_json_and_explains_itself(path: str, command: click.Command) -> None:
    options = {word for parameter in command.params for word in parameter.opts}
    assert "--json" in options
    assert command.help
    assert command.help.split("\n\n")[0].rstrip().endswith(".")
    assert not any(isinstance(p, click.Option) and p.prompt for p in command.params)


def test_verbs_on_records_can_be_rehearsed_and_filtered() -> None:
    verbs = {path: command for path, command in LEAVES if path.split()[1] in ("cta", "task")}
    reading = {"list", "show", "explain", "stale", "timeline"}
    # What these name (a customer, a task of Salesforce, a deal, a contact, a file) is one record's
    # own: no filter could stand for it.
    of_one = {"add", "adopt", "link", "unlink", "attach", "detach"}
    for path, command in verbs.items():
        options = {word for parameter in command.params for word in parameter.opts}
        verb = path.split()[-1]
        if path.split()[2] == "repeat":  # series, one at a time
            assert verb == "list" or "--dry-run" in options, path
            continue
        wanted = {"--dry-run"} if verb in of_one else {"--dry-run", "--filter"}
        assert verb in reading or wanted <= options, path
