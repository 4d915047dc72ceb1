"""A person at bash presses Tab: what stands on the line then, and what Enter makes of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from cockpit_tui.domain.text import to_words
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema
from tests.cli.cockpit_call import PROGRAM, Cockpit
from tests.journeys.terminal import Terminal


def name_them(cockpit: Cockpit, customers: dict[str, str], person: str = "Leo") -> None:
    """Customers get other names, and Leo one."""
    store = Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}")
    account, people = schema.account, schema.person
    with store.write() as connection:
        for old, new in customers.items():
            named = {"name": new, "words": to_words(new)}
            connection.execute(update(account).where(account.c.name == old).values(named))
        connection.execute(update(people).where(people.c.name == "Leo").values(name=person))
    store.close()


@contextmanager
def bash(cockpit: Cockpit) -> Iterator[Terminal]:
    """A bash that somebody types into, with our script and a line in its history."""
    script = cockpit.home / "completion.bash"
    script.write_text(cockpit.ok("completion", "bash").out)
    environment = {
        **os.environ,
        "PATH": f"{Path(PROGRAM).parent}:{os.environ['PATH']}",
        "PS1": "ready> ",
        "LC_ALL": "C.UTF-8",
        "TERM": "xterm",
        "HISTFILE": str(cockpit.home / "history"),
    }
    shell = (shutil.which("bash") or "", "--norc", "--noprofile", "-i")
    terminal = Terminal(shell, environment, (100, 24))
    try:
        terminal.wait_for("ready>")
        terminal.type(f"source {script}\r")
        terminal.type("echo earlier\r")
        terminal.wait_for("^earlier")
        yield terminal
    finally:
        terminal.close()


def words_of(terminal: Terminal, end: str) -> str:
    """The last word that Enter hands over, of the line as it is once it ends so."""
    terminal.wait_for(f"ready> cockpit .*{end}")
    terminal.press("ctrl+a")
    terminal.type("printf '<%s>\\n' ")
    terminal.press("enter")
    terminal.wait_for("^<cockpit>")
    terminal.wait_for(r">\nready>$")
    return [line for line in terminal.lines if line.startswith("<")][-1]


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_name_with_exclamation_marks_brings_back_no_earlier_line(
    cockpit: Cockpit, quote: str
) -> None:
    name_them(cockpit, {"Globex": "Zorro !! \"N\" 'n' $(reboot)"})
    with bash(cockpit) as terminal:
        terminal.type(f"cockpit cta add --account {quote}Zor\t")
        assert words_of(terminal, "reboot") == "<Zorro !! \"N\" 'n' $(reboot)>"


@pytest.mark.parametrize(("before", "word"), [(" ", ""), ("=", "--account=")])
def test_what_two_names_share_is_typed_on_from(cockpit: Cockpit, before: str, word: str) -> None:
    name_them(cockpit, {"Globex": "Zorro ! North", "Hooli": "Zorro ! South"})
    with bash(cockpit) as terminal:
        terminal.type(f'cockpit cta add --account{before}"Zor\t')
        terminal.wait_for(r'"Zorro "\\!"$')
        terminal.type("S\t")
        assert words_of(terminal, "South") == f"<{word}Zorro ! South>"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ('owner="Maya"', "<owner=Maya Lindåker>"),
        ("owner='Maya'", "<owner=Maya Lindåker>"),
        ('owner="Ma"ya', "<owner=Maya Lindåker>"),
        ('owner="May', "<owner=Maya Lindåker>"),
        ("--owner=may", "<--owner=Maya Lindåker>"),
        ('--owner "Maya"', "<Maya Lindåker>"),
    ],
)
def test_tab_behind_a_closed_quote_keeps_what_stands_before_it(
    cockpit: Cockpit, typed: str, expected: str
) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    name_them(cockpit, {}, "Maya Lindåker")
    verb = "add" if typed.startswith("--") else "set CTA-1"
    with bash(cockpit) as terminal:
        terminal.type(f"cockpit cta {verb} {typed}\t")
        assert words_of(terminal, "åker") == expected
