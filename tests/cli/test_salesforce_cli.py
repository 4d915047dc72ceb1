"""`cockpit connect --sf`: the session of the Salesforce CLI, which is a program of its own here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from cockpit_sandbox.launch import Sandbox
from tests.cli.cockpit_call import Cockpit

PROGRAM = '''#!{python}
"""Stands for the Salesforce CLI: answers what `answers.json` beside it says, and notes the call."""
import json
import os
import pathlib
import sys

here = pathlib.Path(__file__).parent
with open(here / "calls.txt", "a", encoding="utf-8") as notes:
    quiet = os.environ.get("SF_DISABLE_TELEMETRY", "") + os.environ.get("SF_AUTOUPDATE_DISABLE", "")
    notes.write(" ".join(sys.argv[1:]) + " quiet=" + quiet + "\\n")
answers = json.loads((here / "answers.json").read_text(encoding="utf-8"))
for words, answer in answers.items():
    if " ".join(sys.argv[1:]).startswith(words):
        sys.stdout.write(answer["before"] + json.dumps(answer["json"]) + "\\n")
        sys.exit(answer["json"].get("status", 0))
sys.stderr.write("Warning: that is not a sf command.\\n")
sys.exit(2)
'''
NEW, OLD = "org auth show-access-token", "org display"
REDACTED = "[REDACTED] Use 'sf org auth show-access-token' to view"
NODE_WARNING = "(node:2048) Warning: {deprecated} environment variable.\n ›   Warning: update\n"


class SfProgram(Struct, frozen=True):
    """The CLI on the PATH, and what it was asked."""

    folder: Path
    sandbox: Sandbox

    def answers(self, *, before: str = "", **by_command: dict[str, Any]) -> None:
        names = {"new": NEW, "old": OLD}
        found = {names[key]: {"before": before, "json": by_command[key]} for key in by_command}
        (self.folder / "answers.json").write_text(json.dumps(found), encoding="utf-8")

    def token(self, token: str | None = None) -> dict[str, Any]:
        return {"status": 0, "result": {"accessToken": token or self.sandbox.access_token}}

    def display(self, token: str = REDACTED) -> dict[str, Any]:
        facts = {"id": self.sandbox.org_id, "username": self.sandbox.username}
        url = self.sandbox.instance_url + "/"
        return {"status": 0, "result": {**facts, "instanceUrl": url, "accessToken": token}}

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls.txt").read_text(encoding="utf-8").splitlines()


@pytest.fixture
def sf(tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> SfProgram:
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "sf"
    program.write_text(PROGRAM.format(python=sys.executable), encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    return SfProgram(folder, sandbox)


def test_the_session_of_a_new_cli_connects_and_is_kept_nowhere(
    empty: Cockpit, sf: SfProgram
) -> None:
    sf.answers(new=sf.token(), old=sf.display(), before=NODE_WARNING)
    answer = empty.ok("connect", "--sf", "acme", "--json")
    document = answer.document
    assert (document["way"], document["sign_in"], document["org"]) == (
        "sf",
        "sf",
        sf.sandbox.org_id,
    )
    assert document["sign_in_file"] is None
    assert f"{NEW} --target-org=acme --json quiet=truetrue" in sf.calls
    for file in empty.home.rglob("*"):
        if file.is_file():
            assert sf.sandbox.access_token.encode() not in file.read_bytes(), file
    before = len(sf.calls)
    empty.ok("status")
    empty.ok("doctor")
    assert len(sf.calls) == before, "what needs no network asks the CLI nothing"
    empty.ok("sync")
    assert len(sf.calls) > before


def test_a_cli_without_the_new_command_shows_the_token_in_the_old_one(
    empty: Cockpit, sf: SfProgram
) -> None:
    sf.answers(old=sf.display(sf.sandbox.access_token))
    assert empty.json("connect", "--sf", "acme")["way"] == "sf"


@pytest.mark.parametrize("shown", [REDACTED, "", "00D0123", "abc", "00D000000000001!"])
def test_row_23_a_redacted_or_cut_token_is_never_used_as_one(
    empty: Cockpit, sf: SfProgram, shown: str
) -> None:
    sf.answers(old=sf.display(shown))
    answer = empty("connect", "--sf", "acme", "--json")
    assert answer.status == 5
    error = answer.document["error"]
    assert error["code"] == "sign-in"
    assert "does not show the token of “acme” (it is redacted)" in error["message"]
    assert error["hint"].startswith("For you: `sf update`")
    assert not (empty.home / "data" / "cockpit.db").exists()


def test_row_23_a_missing_cli_is_named_with_what_to_do(
    empty: Cockpit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = empty("connect", "--sf", "acme", "--json")
    assert answer.status == 5
    assert "(`sf`) is not on the PATH" in answer.document["error"]["message"]
    assert "--web" in answer.document["error"]["hint"]


def test_an_org_that_the_cli_does_not_know_is_told_in_its_words(
    empty: Cockpit, sf: SfProgram
) -> None:
    words = "No authorization information found for nope."
    refused = {"status": 1, "name": "NamedOrgNotFoundError", "message": words}
    sf.answers(new=refused, old=refused, before=NODE_WARNING)
    answer = empty("connect", "--sf", "nope", "--json")
    assert answer.status == 5
    assert answer.document["error"]["message"] == (
        f"The Salesforce CLI has no org “nope”: {words} Edits are kept."
    )
    assert "sf org login web --alias nope" in answer.document["error"]["hint"]


def test_row_19_an_ended_session_is_asked_of_the_cli_once_more(
    empty: Cockpit, sf: SfProgram
) -> None:
    sf.answers(new=sf.token(), old=sf.display())
    empty.ok("connect", "--sf", "acme")
    stale = f"{sf.sandbox.org_id[:15]}!{'x' * 40}"
    sf.answers(new=sf.token(stale), old=sf.display())
    before = len([call for call in sf.calls if call.startswith(NEW)])
    answer = empty("sync", "--json")
    assert answer.status == 5
    assert answer.document["errors"][0]["class"] == "auth"
    asked = len([call for call in sf.calls if call.startswith(NEW)]) - before
    assert asked == 2, "the first session, and one renewal"


def test_row_22_a_session_of_another_org_is_refused_before_anything_is_sent(
    empty: Cockpit, sf: SfProgram
) -> None:
    sf.answers(new=sf.token(), old=sf.display())
    empty.ok("connect", "--sf", "acme")
    sf.answers(new=sf.token("00D000000000zzz!" + "y" * 40), old=sf.display())
    before = sf.sandbox.control.calls()
    answer = empty("sync", "--json")
    assert answer.status == 5
    assert "00D000000000zzz" in answer.err
    assert sf.sandbox.org_id in answer.err
    assert sf.sandbox.control.calls() == before
