"""What a shell is offered after Tab, as its script asks for it."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.cockpit_call import Cockpit


def test_the_shell_is_offered_values_people_and_ids(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    offers = {
        "cockpit cta add --type ": ["Risk", "Opportunity", "Event"],
        "cockpit cta add --owner le": ["Leo"],
        "cockpit cta add --account g": ["Globex"],
        "cockpit cta close ": ["CTA-1"],
    }
    for typed, expected in offers.items():
        words = typed.split(" ")
        answer = cockpit.process(
            _COCKPIT_COMPLETE="bash_complete",
            COMP_WORDS=typed,
            COMP_CWORD=str(len(words) - 1),
        )
        assert answer.out.split() == [f"plain,{word}" for word in expected], typed
        assert answer.err == ""


OFFERED_OF_A_LINE = {
    ("cta", "set", "CTA-1", "owner=le"): ["owner=Leo"],
    ("cta", "set", "CTA-1", "due=fri", "status=work"): ["status=Work in progress"],
    ("cta", "set", "CTA-1", "flagged="): ["flagged=yes", "flagged=no"],
    ("task", "set", "TASK-1", "assignees=sa"): ["assignees=Sam"],
    ("cta", "set", "cta-"): ["CTA-1"],
    ("cta", "set", "CTA-1", "name=x"): [],
    ("cta", "list", "--filter", "owner:le"): ["owner:Leo"],
    ("cta", "close", "--filter", "typ"): ["type:"],
    ("history", "CTA-1", "--field", "ow"): ["owner"],
    ("history", "TASK-1", "--field", "assi"): ["assignee"],
}
"""What the shell offers for the last word, whole."""


def completed(cockpit: Cockpit, shell: str, *typed: str) -> list[str]:
    """What a shell is offered for the last word, as its script asks."""
    line = shlex.join(("cockpit", *typed))
    place = typed[-1] if shell == "fish" else str(len(typed))
    answer = cockpit.process(
        _COCKPIT_COMPLETE=f"{shell}_complete", COMP_WORDS=line, COMP_CWORD=place
    )
    assert answer.err == ""
    lines = answer.out.strip().splitlines()
    if shell == "zsh":
        return [line.replace("\\:", ":") for line in lines[1::3]]
    return [line.removeprefix("plain,").split("\t")[0] for line in lines]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_offered_values_of_fields_queries_and_histories(
    cockpit: Cockpit, shell: str
) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    for typed, expected in OFFERED_OF_A_LINE.items():
        assert completed(cockpit, shell, *typed) == expected, typed


def test_bash_takes_a_sign_of_equality_as_a_word_and_a_query_in_quotes_as_one(
    cockpit: Cockpit,
) -> None:
    """And puts what it is offered behind it."""
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    for typed, expected in (
        (("cta", "set", "CTA-1", "owner", "=", "le"), ["Leo"]),
        (("cta", "set", "CTA-1", "flagged", "="), ["yes", "no"]),
        (("cta", "list", "--filter", "mine:yes owner:le"), ["mine:yes owner:Leo"]),
    ):
        assert completed(cockpit, "bash", *typed) == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(empty: Cockpit, shell: str) -> None:
    answer = empty.json("completion", shell)
    assert "_COCKPIT_COMPLETE" in answer["script"]
