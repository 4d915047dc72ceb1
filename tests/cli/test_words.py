"""What is shown is safe, and what is written in words is understood."""

from __future__ import annotations

import io
import json
import signal
import subprocess
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cockpit_tui.cli.output import LONG, Column, blocks, table, to_document
from cockpit_tui.cli.root import NOUNS, LazyRoot
from cockpit_tui.cli.root import cockpit as root
from cockpit_tui.domain.days.date_words import parse_date
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.domain.style import style, use_style
from cockpit_widgets.drawing.printable import cell_width, printable
from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Cockpit

MONDAY = date(2026, 11, 23)
HOSTILE = "\x1b]0;owned\x07\x9b31m[/b] \u202eevil\u200b"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", "2026-11-23"),
        (" Tomorrow ", "2026-11-24"),
        ("yesterday", "2026-11-22"),
        ("mon", "2026-11-23"),
        ("Friday", "2026-11-27"),
        ("next fri", "2026-12-04"),
        ("next monday", "2026-11-30"),
        ("next week", "2026-11-30"),
        ("next month", "2026-12-01"),
        ("+3d", "2026-11-26"),
        ("2 weeks", "2026-12-07"),
        ("1m", "2026-12-23"),
        ("-1y", "2025-11-23"),
        ("24 nov", "2026-11-24"),
        ("24 dec", "2026-12-24"),
        ("5 may", "2027-05-05"),
        ("3 mar", "2027-03-03"),
        ("6 December", "2026-12-06"),
        ("22 nov", "2027-11-22"),
        ("Nov 24th", "2026-11-24"),
        ("3 March 2028", "2028-03-03"),
        ("29 feb", "2028-02-29"),
        ("end of week", "2026-11-27"),
        ("end of month", "2026-11-30"),
        ("eoq", "2026-12-31"),
        ("end of year", "2026-12-31"),
        ("2027-01-31", "2027-01-31"),
    ],
)
def test_days_in_words_are_understood(words: str, day: str) -> None:
    assert parse_date(words, MONDAY).isoformat() == day


@pytest.mark.parametrize(
    "words",
    ["", "someday", "31 feb", "2026-13-01", "next", "+9999y", "12", "+3 dogs", "fr", "none"],
)
def test_other_words_are_refused_with_examples(words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_date(words, MONDAY)
    assert "tomorrow" in refused.value.hint


@pytest.mark.parametrize("words", ["9999-12-31", "4001-01-01", "0001-01-01", "+5000y"])
def test_days_that_salesforce_does_not_take_are_refused(words: str) -> None:
    with pytest.raises(InvalidInput, match=r"too far away|not a day") as refused:
        parse_date(words, MONDAY)
    assert "4000-12-31" in refused.value.hint or words.startswith("+")
    assert parse_date("4000-12-31", MONDAY) == date(4000, 12, 31)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("mon", "2026-11-23"),
        ("fri", "2026-11-20"),
        ("last friday", "2026-11-20"),
        ("last mon", "2026-11-16"),
        ("yesterday", "2026-11-22"),
        ("24 nov", "2025-11-24"),
        ("29 feb", "2024-02-29"),
        ("-2d", "2026-11-21"),
        ("next fri", "2026-12-04"),
    ],
)
def test_what_has_happened_is_told_in_words_that_look_back(words: str, day: str) -> None:
    assert parse_date(words, MONDAY, is_past=True).isoformat() == day


def test_a_month_after_the_thirty_first_is_the_last_of_the_shorter_one() -> None:
    assert parse_date("1m", date(2026, 1, 31)) == date(2026, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2400, 1, 1)), st.dates(date(1990, 1, 1), date(2400, 1, 1)))
def test_every_iso_date_is_itself_whatever_today_is(day: date, today: date) -> None:
    assert parse_date(day.isoformat(), today) == day


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_refused(words: str) -> None:
    with suppress(InvalidInput):
        assert isinstance(parse_date(words, MONDAY), date)


@given(st.text())
def test_a_document_is_one_line_that_no_terminal_obeys_and_reads_back(text: str) -> None:
    line = to_document({"name": text})
    assert json.loads(line) == {"name": text}
    assert not any(ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2028" for c in line)


def test_hostile_names_are_shown_and_not_obeyed(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", HOSTILE)
    for words in (("cta", "list"), ("cta", "show", "1"), ("history",), ("cta", "close", "1")):
        told = cockpit.ok(*words)
        for letter in "\x1b\x07\x9b\u202e\u200b":
            assert letter not in told.out + told.err, words
        assert "[/b]" in told.out
    document = cockpit.json("cta", "show", "1")
    assert document["name"] == HOSTILE
    refused = cockpit("cta", "show", HOSTILE + "x")
    assert "\x1b" not in refused.err


def test_a_table_is_aligned_by_cells_and_leaves_empty_columns_out() -> None:
    lines = list(
        table(
            (Column("Name"), Column("Gone"), Column("N", is_right=True)),
            [("陽子", "", "7"), ("Ana", "", "12")],
        )
    )
    assert lines == ["Name   N", "陽子   7", "Ana   12"]


TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=60)
TABLES = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.integers(0, 2)), min_size=1, max_size=6
).flatmap(
    lambda looks: st.tuples(
        st.just([Column(f"T{n}", *look) for n, look in enumerate(looks)]),
        st.lists(st.tuples(*[TEXTS] * len(looks)), min_size=1, max_size=4),
    )
)


@given(drawn=TABLES)
def test_a_pipe_gets_every_value_whole_and_a_long_one_moves_its_own_line_alone(
    drawn: tuple[list[Column], list[tuple[str, ...]]],
) -> None:
    columns, rows = drawn
    used = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    lines = list(table(columns, rows))
    values = [[printable(row[place]) for place in used] for row in rows]
    titles = [columns[place].title for place in used]
    at = [0] * len(lines)
    for number, place in enumerate(used):
        cells = [texts[number] for texts in (titles, *values)]
        width = max(cell_width(text) for text in cells if cell_width(text) <= LONG)
        for line, text in enumerate(cells):
            blank = " " * (width - cell_width(text))
            cell = blank + text if columns[place].is_right else text + blank
            assert lines[line][at[line] :].startswith(cell.rstrip())
            at[line] += len(cell) + 2


@given(drawn=TABLES, cells=st.integers(20, 200))
def test_in_a_terminal_no_line_is_longer_than_it_and_what_fits_is_whole(
    drawn: tuple[list[Column], list[tuple[str, ...]]], cells: int
) -> None:
    columns, rows = drawn
    whole = list(table(columns, rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(cells))
        patch.setenv("TERM", "dumb")
        patch.setattr("sys.stdout", Terminal())
        shown = list(table(columns, rows))
    assert len(shown) == len(whole)
    assert all(cell_width(line) <= cells for line in shown)
    if all(cell_width(line) <= cells for line in whole):
        assert shown == whole


class Terminal(io.StringIO):
    """Somewhere to write that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_narrow_terminal_cuts_first_and_then_leaves_columns_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns = (Column("Name", can_shrink=True), Column("Stage", leaves=1), Column("Due"))
    rows = [("Quarterly business review", "Onboarding", "today")]
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr("sys.stdout", Terminal())
    for cells, line in (
        (44, "Quarterly business review  Onboarding  today"),
        (40, "Quarterly business r…  Onboarding  today"),
        (30, "Quarterly business rev…  today"),
        (19, "Quarterly b…  today"),
        (10, "Quarterly…"),
    ):
        monkeypatch.setenv("COLUMNS", str(cells))
        assert list(table(columns, rows))[1] == line


def test_parts_of_a_table_stand_below_each_other() -> None:
    columns = (Column("Name"), Column("N", is_right=True))
    parts = [("Now", [("Ana", "7")]), ("Later", [("Leonardo", "12")])]
    assert list(blocks(columns, parts)) == [
        *("Name       N", "Now", "Ana        7", "", "Later", "Leonardo  12", "")
    ]


def test_the_help_lists_every_command_as_it_is() -> None:
    assert isinstance(root, LazyRoot)
    for name, noun in NOUNS.items():
        command = root.get_command(root.make_context("cockpit", ["--read-only", name]), name)
        assert command is not None
        assert command.name == name
        assert noun.help
    assert len({noun.help for noun in NOUNS.values()}) == len(NOUNS)


def test_an_unknown_command_names_the_nearest(empty: Cockpit) -> None:
    assert "cockpit account" in empty("acount").err


def test_doctor_works_without_a_workspace_and_says_what_to_do(empty: Cockpit) -> None:
    document = empty.json("doctor")
    checks = {check["name"]: check for check in document["checks"]}
    assert document["ok"] is True
    assert "cockpit demo" in checks["Workspace"]["hint"]


def test_sandbox_prints_one_line_that_says_how_to_reach_it(empty: Cockpit) -> None:
    with subprocess.Popen(
        [PROGRAM, "sandbox", "--seed", "3", "--no-colleague"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LONGEST_SECONDS)
    assert line["instance_url"].startswith("http://127.0.0.1:")
    assert line["access_token"]


def test_plain_output_is_written_as_the_locale_has_it_and_json_is_not(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the screen: days and amounts of de_DE and en_US; a script reads the same anywhere."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down", "--due", "2026-12-01")
    before, documents = style(), []
    for name, day, amount in (
        ("de_DE.UTF-8", "Tue 1 Dec", "100.000 $"),
        ("en_US", "Tue Dec 1", "$100,000"),
    ):
        monkeypatch.setenv("LC_ALL", name)
        assert f"Due       {day}" in cockpit.ok("cta", "show", "CTA-1").out
        assert amount in cockpit.ok("account", "show", "Globex").out
        documents.append(cockpit.json("cta", "show", "CTA-1"))
        use_style(before)
    assert documents[0] == documents[1]
    assert documents[0]["due"] == "2026-12-01"
    monkeypatch.setenv("COCKPIT_UI__DATES", "iso")
    try:
        assert "2026-12-01" in cockpit.ok("cta", "show", "CTA-1").out
    finally:
        use_style(before)


def test_a_log_without_a_subject_is_refused_by_its_kind(cockpit: Cockpit) -> None:
    answer = cockpit("account", "log", "Globex", "--kind", "call", "--subject", " ", "--json")
    assert answer.document["error"]["message"] == "A call needs a subject."


def test_a_call_is_logged_once_it_was_and_a_meeting_may_lie_ahead(cockpit: Cockpit) -> None:
    words = ("account", "log", "Globex", "--subject", "Review", "--date", "tomorrow")
    refused = cockpit(*words, "--kind", "call")
    assert refused.status == 2
    assert refused.err.startswith("Tue 24 Nov is still ahead")
    meeting = cockpit(*words, "--kind", "meeting", "--at", "14:30")
    assert "ahead" not in meeting.err


def test_a_wrong_filter_tells_scripts_where_it_is_wrong(cockpit: Cockpit) -> None:
    refused = cockpit("cta", "list", "--json", "--filter", "bogus:1")
    error = json.loads(refused.out)["error"]
    assert (error["code"], error["position"], error["length"]) == ("invalid-query", 0, 5)


def test_a_theme_that_there_is_not_is_refused_by_commands_too(cockpit: Cockpit) -> None:
    refused = cockpit("--theme", "nosuch", "cta", "list")
    assert refused.status == 2
    assert "nosuch" in refused.err
    cockpit.ok("--theme", "auto", "cta", "list")


def test_words_say_what_is_meant(cockpit: Cockpit) -> None:
    """A verb that is not there, an owner that is not named, a filter without a match."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Sad")
    for words, hint in (
        (("lst",), "Did you mean `cockpit cta list`?"),
        (("cta", "lst"), "Did you mean `cockpit cta list`?"),
        (("cta", "repeat", "lst"), "Did you mean `cockpit cta repeat list`?"),
        (("cta", "set", "CTA-1", "owner="), "No person was named."),
        (("cta", "list", "--filter", "owner:none"), "Values: Ana, Leo, Sam, Vera"),
    ):
        answer = cockpit(*words)
        assert answer.status == 2, answer
        assert hint in answer.err
        assert "No such command" not in answer.err
    nothing = cockpit.ok("cta", "flag", "--filter", "Nowhere")
    assert nothing.out == "Nothing matches the filter, so nothing was changed.\n"
    bogus = cockpit("config", "set", "theme", "bogus")
    assert bogus.status == 2
    assert "flag" not in bogus.err
    cockpit.ok("task", "add", "CTA-1", "--title", "Call", "--due", "tomorrow")
    moved = cockpit.ok("task", "set", "TASK-1", "due=+3d", "--dates", "following")
    assert "No task follows it." in moved.err
    cockpit.ok("task", "sync", "TASK-1")
    assert "No record of it" in cockpit.ok("task", "desync", "TASK-1").err
    assert "The outcome is success" in cockpit.ok("cta", "close", "CTA-1").err
    cockpit.ok("cta", "reopen", "CTA-1")
    assert "outcome" not in cockpit.ok("cta", "close", "CTA-1", "--outcome", "lost").err


def test_d12_history_and_dry_runs_name_records_as_people_do(cockpit: Cockpit) -> None:
    """No row of a table of ours: the task and its assignees, the view, the person."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Sad")
    cockpit.ok("task", "add", "CTA-1", "--title", "Call", "--assignee", "Leo")
    cockpit.ok("task", "set", "TASK-1", "assignees=Sam,Leo")
    cockpit.ok("task", "done", "TASK-1")
    cockpit.ok("cta", "close", "CTA-1")
    told = cockpit.ok("history", "CTA-1").out
    assert "PART" not in told
    assert "closed at" not in told
    assert "TASK-1 (Sam)" in told
    changes = cockpit.json("history", "CTA-1")["items"]
    given = [(one["record"], one["new"]) for one in changes if one["field"] == "assignee"]
    assert ("TASK-1", "Sam") in given
    archive = cockpit.ok("cta", "archive", "CTA-1", "--dry-run").out
    assert "is archived" not in archive
    view = ("view", "save", "zz", "--filter", "type:risk", "--dry-run")
    assert cockpit.json(*view)["changes"][0]["record"] == "zz"
    assert "SAVED_VIEW" not in cockpit.ok(*view).out
    people = ("person", "set", "Leo", "holidays=DE", "--dry-run")
    assert cockpit.json(*people)["changes"][0]["record"] == "Leo"
