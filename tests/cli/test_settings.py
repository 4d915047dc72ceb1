"""Settings: shown with their sources, checked with names and lines, written only when told."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import tomllib
from pathlib import Path

import pytest

from cockpit_tui.settings.configuration import Configuration
from cockpit_tui.settings.loading import default_settings
from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Cockpit

FILE = """# my settings
user = "ana@x.example"

[ui]
theme = "slate"   # the calm one
# no mouse, please
mouse = false

[keys]
"record.close" = "c,f8"
"""


@pytest.fixture
def with_file(empty: Cockpit) -> Cockpit:
    empty.config_file.parent.mkdir(parents=True)
    empty.config_file.write_text(FILE, encoding="utf-8")
    themes = empty.config_file.parent / "themes"
    themes.mkdir()
    for name in ("slate", "paper"):
        (themes / f"{name}.toml").write_text('inherits = "cockpit-dark"\n')
    return empty


def test_every_setting_is_shown_with_its_value_and_source(
    with_file: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_UI__GLYPHS", "ascii")
    monkeypatch.setenv("COCKPIT_UI__THEME", "paper")
    monkeypatch.setenv("COCKPIT_SALESFORCE_ACCESS_TOKEN", "00Dsecret!token")
    monkeypatch.setenv("COCKPIT_DATABASE_URL", "postgresql://ana:hunter2@host/name")
    answer = with_file.ok("--theme", "slate", "config", "--json")
    found = {item["key"]: item for item in answer.document["items"]}
    assert set(default_settings()) <= set(found)
    assert found["ui.theme"]["value"] == "slate"
    assert found["ui.theme"]["source"] == "flag"
    assert found["ui.glyphs"]["source"] == "environment COCKPIT_UI__GLYPHS"
    assert found["ui.mouse"]["source"] == f"{with_file.config_file}:7"
    assert found["ui.week_start"]["source"] == "default"
    told = with_file.ok("config").out
    assert "hunter2" not in answer.out + told
    assert "secret!" not in answer.out + told
    assert with_file.ok("config", "get", "ui.theme").out == "paper\n"


def test_set_changes_one_line_and_keeps_comments_and_order(with_file: Cockpit) -> None:
    with_file.ok("config", "set", "ui.theme", "paper")
    with_file.ok("config", "set", "defaults.due_days=21")
    assert with_file("config", "set", "ui.theme").status == 2
    refused = with_file("config", "set", "defaults.snooze_zone", "Europe/Berlim")
    assert "Did you mean `Europe/Berlin`?" in refused.err
    text = with_file.config_file.read_text(encoding="utf-8")
    assert text.startswith(FILE.replace('"slate"', '"paper"'))
    assert tomllib.loads(text)["defaults"] == {"due_days": 21}
    assert with_file.ok("config", "get", "defaults.due_days").out == "21\n"


def test_set_makes_a_private_file_and_follows_a_link(empty: Cockpit) -> None:
    real = empty.home / "dotfiles.toml"
    empty.config_file.parent.mkdir(parents=True)
    empty.config_file.symlink_to(real)
    empty.ok("config", "set", "keys.record.close", "c,f8")
    assert empty.config_file.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert tomllib.loads(real.read_text(encoding="utf-8")) == {"keys": {"record.close": "c,f8"}}


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("ui.theme", 'theme = "slate"   # the calm one\n'),
        ("mouse", "mouse = false\n"),
        ("user", 'user = "ana@x.example"\n'),
        ("keys.record.close", '\n[keys]\n"record.close" = "c,f8"\n'),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_unset_takes_out_that_line_and_no_other_byte(
    with_file: Cockpit, key: str, line: str, end: str
) -> None:
    def written(text: str) -> bytes:
        return text.replace("\n", end).encode()

    with_file.config_file.write_bytes(written(FILE))
    with_file.ok("config", "unset", key)
    assert with_file.config_file.read_bytes() == written(FILE.replace(line, ""))
    assert "Nothing had to change" in with_file.ok("config", "unset", key).err
    assert with_file.config_file.read_bytes() == written(FILE.replace(line, ""))


@pytest.mark.parametrize("text", [FILE, "", "# nothing yet\n", "[ui]\nmouse = false\n"])
def test_what_was_set_can_be_taken_back(with_file: Cockpit, text: str) -> None:
    for key, value in (
        ("ui.glyphs", "ascii"),
        ("defaults.due_days", "3"),
        ("database_url", "sqlite://"),
        ("keys.record.owner", "o,f9"),
    ):
        with_file.config_file.write_text(text, encoding="utf-8")
        with_file.ok("config", "set", key, value)
        answer = with_file.ok("config", "unset", key, "--json").document
        assert (answer["removed"], answer["source"]) == (True, "default")
        assert with_file.config_file.read_text(encoding="utf-8") == text, key


def test_unset_says_what_holds_now_and_refuses_what_is_no_setting(
    with_file: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_UI__THEME", "paper")
    told = with_file.ok("config", "unset", "ui.theme").out
    assert told == "ui.theme = paper (environment COCKPIT_UI__THEME)\n"
    refused = with_file("config", "unset", "ui.them", "--json")
    assert (refused.status, refused.document["error"]["hint"]) == (2, "Did you mean `ui.theme`?")


@pytest.mark.parametrize(
    ("key", "value", "near"),
    [
        ("ui.them", "x", "ui.theme"),
        ("ui.mouse", "maybe", "true or false"),
        ("ui.glyphs", "emoji", "unicode, ascii"),
        ("sync.relate_to", "accounts", "workspace, account, opportunity"),
        ("defaults.due_days", "soon", "whole number"),
        ("theme", "colour-safe-drak", "colour-safe-dark"),
        ("keys.record.clos", "c", "record.close"),
        ("keys.record.due", "c", "another key"),
        ("keys.record.due", "ctrl+m", "a letter"),
    ],
)
def test_set_writes_nothing_that_is_wrong(
    with_file: Cockpit, key: str, value: str, near: str
) -> None:
    answer = with_file("config", "set", key, value, "--json")
    assert answer.status == 2
    assert near in answer.document["error"]["hint"]
    assert with_file.config_file.read_text(encoding="utf-8") == FILE


def test_validate_names_file_line_key_and_the_nearest_key(with_file: Cockpit) -> None:
    with_file.ok("config", "validate")
    broken = FILE.replace("mouse = false", "mose = false")
    with_file.config_file.write_text(broken, encoding="utf-8")
    answer = with_file("config", "validate")
    assert answer.status == 2
    assert f"{with_file.config_file}:7" in answer.err
    assert "ui.mouse" in answer.err
    assert with_file.ok("config", "path").out == f"{with_file.config_file}\n"
    assert with_file("doctor").status == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('"slate"', '"paperr"', 5, "paper"),
        ('"record.close" = "c,f8"', '"record.due" = "p"', 10, "`record.priority` and `record.due`"),
    ],
)
def test_validate_names_the_line_of_a_theme_that_is_not_there_and_of_a_clash(
    with_file: Cockpit, old: str, new: str, line: int, words: str
) -> None:
    with_file.config_file.write_text(FILE.replace(old, new), encoding="utf-8")
    answer = with_file("config", "validate")
    assert answer.status == 2
    told = answer.err
    assert f"{with_file.config_file}:{line}" in told
    assert words in told


def test_keys_are_listed_with_ones_own_and_a_clash_is_refused(with_file: Cockpit) -> None:
    found = {item["id"]: item for item in with_file.json("keys")["items"]}
    assert (found["record.close"]["keys"], found["record.close"]["yours"]) == (["c", "F8"], True)
    assert found["record.due"]["yours"] is False
    assert found["demo.missions"]["keys"] == []
    assert [item["id"] for item in with_file.json("keys", "F8")["items"]] == ["record.close"]
    assert "record.close" in with_file.ok("keys", "close", "outcome").out
    with_file.config_file.write_text(FILE.replace("c,f8", "c,d"), encoding="utf-8")
    answer = with_file("keys", "--json")
    assert answer.status == 2
    assert f"{with_file.config_file}:10" in answer.document["error"]["message"]


def test_the_last_part_of_a_key_is_enough_where_it_is_the_only_one(with_file: Cockpit) -> None:
    with_file.ok("config", "set", "theme", "colour-safe-light")
    assert 'theme = "colour-safe-light"   # the calm one' in with_file.config_file.read_text()
    assert with_file.ok("config", "get", "theme").out == "colour-safe-light\n"


def test_diff_shows_what_is_not_as_it_comes(with_file: Cockpit) -> None:
    found = {item["key"]: item for item in with_file.json("config", "diff")["items"]}
    assert set(found) == {"user", "ui.theme", "ui.mouse", "keys.record.close"}
    assert (found["ui.mouse"]["default"], found["ui.mouse"]["value"]) == (True, False)


def test_the_schema_knows_every_setting_and_says_what_it_is(empty: Cockpit) -> None:
    schema = json.loads(empty.ok("config", "schema").out)
    sections = schema["$defs"]
    assert set(sections["Configuration"]["properties"]) == set(Configuration.__struct_fields__)
    theme = sections["Ui"]["properties"]["theme"]
    assert theme["default"] == "auto"
    assert "terminal" in theme["description"]
    assert sections["Ui"]["additionalProperties"] is False


def test_the_file_is_byte_equal_after_everything_but_set(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COCKPIT_USER", raising=False)
    cockpit.config_file.parent.mkdir(parents=True)
    text = FILE.replace("\n", "\r\n").encode()
    cockpit.config_file.write_bytes(text)
    for words in (
        ("config",),
        ("config", "get", "ui.theme"),
        ("config", "diff"),
        ("config", "validate"),
        ("config", "schema"),
        ("config", "edit"),
        ("cta", "add", "--account", "Globex", "--name", "Usage down"),
        ("cta", "list"),
        ("undo",),
        ("sync",),
        ("status",),
        ("doctor",),
        (),
    ):
        cockpit(*words)
    assert cockpit.config_file.read_bytes() == text


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_file_that_is_not_utf_8_is_told_by_its_name(with_file: Cockpit, encoding: str) -> None:
    written = FILE.replace("calm", "größte").encode(encoding)
    with_file.config_file.write_bytes(written)
    for words in (("config", "validate"), ("config", "set", "mouse", "true"), ("cta", "list")):
        answer = with_file(*words, "--json")
        assert answer.status == 2, answer
        assert f"{with_file.config_file} is not UTF-8" in answer.document["error"]["message"]
    assert with_file.config_file.read_bytes() == written


def test_the_mark_that_editors_of_windows_put_first_is_no_mistake(with_file: Cockpit) -> None:
    with_file.config_file.write_text(FILE, encoding="utf-8-sig")
    assert with_file.ok("config", "get", "mouse").out == "false\n"
    with_file.ok("config", "set", "mouse", "true")
    written = with_file.config_file.read_text(encoding="utf-8-sig")
    assert written == FILE.replace("mouse = false", "mouse = true")


def test_a_folder_in_place_of_the_file_is_told_by_its_name(empty: Cockpit) -> None:
    empty.config_file.mkdir(parents=True)
    for words in (("config", "validate"), ("config", "set", "mouse", "true")):
        answer = empty(*words, "--json")
        assert answer.status == 1
        told = f"{empty.config_file}: Is a directory."
        assert answer.document["error"]["message"] == told


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder in which nobody writes")
@pytest.mark.parametrize("words", [("demo", "--json"), ("config", "set", "mouse", "off", "--json")])
def test_a_home_that_cannot_be_written_is_told_by_its_name(
    empty: Cockpit, words: tuple[str, ...]
) -> None:
    answer = empty.process(*words, COCKPIT_HOME="/proc/nobody/writes")
    assert answer.status == 1
    error = answer.document["error"]
    assert error["message"].startswith("/proc/nobody"), error
    assert "yours to" in error["hint"]


def test_what_names_the_user_or_the_database_says_which_setting_it_is(empty: Cockpit) -> None:
    empty.config_file.parent.mkdir(parents=True)
    empty.config_file.write_text('database_url = "here"\n')
    assert "`database_url`" in empty("cta", "list").err


def test_the_nearest_theme_is_named_once(empty: Cockpit) -> None:
    error = empty("config", "set", "theme", "cockpit-drak", "--json").document["error"]
    assert error["hint"] == "Did you mean `cockpit-dark`?"
    assert "Did you mean" not in error["message"]


def test_a_theme_is_never_proposed_in_its_own_place(empty: Cockpit) -> None:
    themes = empty.config_file.parent / "themes"
    themes.mkdir(parents=True)
    for mistake in ("nope", "mine"):
        (themes / "mine.toml").write_text(f'inherits = "{mistake}"\n')
        answer = empty("config", "set", "theme", "mine")
        assert answer.status == 2
        assert "Did you mean `mine`" not in answer.err, answer.err


def test_holidays_of_nowhere_are_refused_where_they_are_set(empty: Cockpit) -> None:
    refused = empty("config", "set", "tasks.holidays", "DD")
    assert (refused.status, refused.err.splitlines()[0]) == (
        2,
        "tasks.holidays: No holidays are known for “DD”.",
    )
    empty.config_file.parent.mkdir(parents=True)
    empty.config_file.write_text('[tasks]\nholidays = "DD"\n')
    assert f"{empty.config_file}:2: tasks.holidays:" in empty("config", "validate").err
    for place in ("auto", "none", "DE-BY"):
        empty.ok("config", "set", "tasks.holidays", place)
        empty.ok("config", "validate")


@pytest.mark.parametrize("editor", ["/no/such/editor", "false"])
def test_an_editor_that_fails_is_told_and_the_call_has_failed(empty: Cockpit, editor: str) -> None:
    """Its words were right: the status is 1."""
    ours, terminal = os.openpty()
    done = subprocess.run(
        [PROGRAM, "config", "edit", "--json"],
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
        env={**os.environ, "EDITOR": editor, "VISUAL": ""},
    )
    os.close(ours)
    os.close(terminal)
    assert done.returncode == 1, done
    error = json.loads(done.stdout)["error"]
    assert error["message"].startswith(f"{editor}: Editing failed")
    assert "EDITOR" in error["hint"]
    assert not empty.config_file.exists()
