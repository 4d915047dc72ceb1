"""The first start: the Salesforce CLI's orgs are offered, and nobody waits for the CLI."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cockpit_sandbox import Sandbox
from tests.journeys.house import House, closing
from tests.journeys.terminal import Terminal

SF = """#!{python}
import json, select, sys

words = sys.argv[1:]
if words[:2] == ["org", "list"]:
    select.select([], [], [], {slowness})
    result = {{
        "nonScratchOrgs": [{{"alias": "main", "username": "maya@acme.example",
                            "instanceUrl": "https://acme.my.salesforce.com"}}],
        "sandboxes": [{{"alias": "dev-eu", "username": "maya@acme.example.dev",
                       "instanceUrl": "{url}"}}],
        "other": [{{"alias": "[/b]\\u001b[31m", "username": "odd@x.example",
                   "instanceUrl": "https://odd.sandbox.my.salesforce.com"}}],
    }}
elif "dev-eu" not in " ".join(words):
    print(json.dumps({{"status": 1, "message": "No such org"}}))
    raise SystemExit(1)
elif words[1] == "auth":
    result = {{"accessToken": "{token}"}}
else:
    result = {{"instanceUrl": "{url}", "username": "maya@acme.example.dev"}}
print(json.dumps({{"status": 0, "result": result}}))
"""
SLOW_SECONDS = 3.0


@pytest.fixture(scope="module")
def org() -> Iterator[Sandbox]:
    sandbox = Sandbox.start(seed=5)
    yield sandbox
    sandbox.stop()


@pytest.fixture
def first(tmp_path: Path) -> Iterator[House]:
    with closing(House(tmp_path / "home")) as house:
        yield house


def opened(house: House, folder: Path, org: Sandbox | None, slowness: float = 0.0) -> Terminal:
    programs = folder / "bin"
    programs.mkdir()
    if org is not None:
        text = SF.format(
            python=sys.executable, url=org.instance_url, token=org.access_token, slowness=slowness
        )
        (programs / "sf").write_text(text, encoding="utf-8")
        (programs / "sf").chmod(0o755)
    environment = house.environment(
        PATH=os.pathsep.join((str(programs), "/usr/bin", "/bin")),
        PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring",
    )
    return house.open(size=(100, 30), environment=environment)


def test_an_org_of_the_cli_is_offered_chosen_and_read(
    first: House, org: Sandbox, tmp_path: Path
) -> None:
    terminal = opened(first, tmp_path, org)
    terminal.wait_for("3 orgs found")
    assert "dev-eu (SANDBOX), main (PRODUCTION, opens read-only)" in " ".join(terminal.text.split())
    terminal.type("2")
    terminal.wait_for("By the session that the Salesforce CLI holds.")
    terminal.press("esc")
    terminal.wait_for("Welcome to Cockpit")
    terminal.type("2")
    terminal.wait_for(r"[1-3]  dev-eu")
    place = terminal.line_with("dev-eu").split("dev-eu")[0].strip(" ▌")
    terminal.type(place)
    terminal.wait_for("Reading dev-eu for the first time")
    terminal.wait_for("Nothing in Mine", 60)
    terminal.wait_for("SANDBOX")
    assert (first.root / "data" / "cockpit.db").exists()


def test_nobody_waits_for_a_slow_cli(first: House, org: Sandbox, tmp_path: Path) -> None:
    terminal = opened(first, tmp_path, org, SLOW_SECONDS)
    terminal.wait_for("Welcome to Cockpit")
    began = time.monotonic()
    terminal.type("?")
    terminal.wait_for("Keys that work here")
    terminal.press("esc")
    terminal.wait_until_gone("Keys that work here")
    terminal.type("3")
    terminal.wait_for("Nothing in Mine")
    assert "orgs found" not in terminal.text
    assert time.monotonic() - began < SLOW_SECONDS + 10


def test_without_the_cli_the_ways_to_connect_are_printed(first: House, tmp_path: Path) -> None:
    terminal = opened(first, tmp_path, None)
    terminal.wait_for("Connect to Salesforce")
    terminal.type("2")
    terminal.wait_for("cockpit connect --web")
    assert terminal.wait_for_end() == 0
    assert not (first.root / "data" / "cockpit.db").exists()


def test_a_failure_that_nobody_foresaw_is_told_and_is_no_success(first: House) -> None:
    """The chooser's own mistake ends as the cockpit's does: words, the log, status 1."""
    program = (
        "from cockpit_tui import first_run\n"
        "first_run.to_connect_choice = None\n"
        "from cockpit_tui.__main__ import run\n"
        "run()"
    )
    terminal = Terminal((sys.executable, "-c", program), first.environment(), (100, 30))
    with contextlib.closing(terminal):
        terminal.wait_for("Something went wrong that should not have")
        assert terminal.wait_for_end() == 1
        assert "What happened is in" in " ".join(terminal.text.split())


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("3", "Start empty"),
        ("j", "Connect to Salesforce"),
        ("jj\r", "Start empty"),
        ("2k", "Try the"),
    ],
)
def test_what_is_typed_before_the_chooser_stands_moves_in_it_and_makes_nothing(
    first: House, tmp_path: Path, typed: str, place: str
) -> None:
    """Typed blind, a choice's key goes to it; what makes a workspace is pressed by who sees it."""
    terminal = opened(first, tmp_path, None)
    terminal.type(typed)
    terminal.wait_for("Welcome to Cockpit")
    terminal.wait_for(rf"▌ \d  {place}")
    assert not (first.root / "data").exists()
    terminal.type("q")
    assert terminal.wait_for_end() == 0


def test_a_q_before_the_chooser_stands_leaves_it(first: House, tmp_path: Path) -> None:
    terminal = opened(first, tmp_path, None)
    terminal.type("3q")
    assert terminal.wait_for_end() == 0
    assert not (first.root / "data").exists()
