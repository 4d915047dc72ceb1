"""What a shell is offered after Tab, as its script asks for it."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from cockpit_tui.cli.shells import powershell_quoted
from cockpit_tui.domain.text import to_words
from cockpit_tui.store.engine import Store
from cockpit_tui.store.tables import schema
from tests.cli.cockpit_call import PROGRAM, Cockpit


def test_the_shell_is_offered_values_people_and_ids(cockpit: Cockpit) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    offers = {
        "cockpit cta add --type ": ["Risk", "Opportunity", "Event"],
        "cockpit cta add --owner le": ["Leo"],
        "cockpit cta add --account g": ["Globex"],
        "cockpit cta close ": ["CTA-1"],
    }
    for typed, expected in offers.items():
        answer = cockpit.process(_COCKPIT_COMPLETE="bash_complete", COMP_LINE=typed)
        assert answer.out.split() == [f"plain,{word}" for word in expected], typed
        assert answer.err == ""


HOSTILE = "Söhne, \"Nord\" & $(touch pwned) `x` 'y' \\z"
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
        _COCKPIT_COMPLETE=f"{shell}_complete",
        COMP_WORDS=line,
        COMP_CWORD=place,
        COMP_LINE=" ".join(("cockpit", *typed)),
        COMP_WORDBREAKS=" ",
    )
    assert answer.err == ""
    lines = answer.out.strip().splitlines()
    if shell in {"zsh", "powershell"}:
        return [line.replace("\\:", ":") for line in lines[1::3]]
    return [line.partition(",")[2].split("\t")[0].replace("\\", "") for line in lines]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_is_offered_values_of_fields_queries_and_histories(
    cockpit: Cockpit, shell: str
) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    for typed, expected in OFFERED_OF_A_LINE.items():
        assert completed(cockpit, shell, *typed) == expected, typed


BASH = """
{script}
COMP_LINE={line}
COMP_POINT=${{#COMP_LINE}}
COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
compopt() {{ :; }}
_cockpit_completion cockpit
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
"""Asks the function of the script as bash does, outside a line that is typed."""


def offered_by_bash(cockpit: Cockpit, line: str) -> list[str]:
    """What bash puts in place of the last word, or behind its last `:`, `=` or quote."""
    script = cockpit.process("completion", "bash").out
    said = BASH.format(script=script, line=shlex.quote(line))
    house = {**os.environ, "PATH": f"{Path(PROGRAM).parent}:{os.environ['PATH']}"}
    answer = subprocess.run(
        ["bash", "--norc", "-c", said], env=house, capture_output=True, text=True, timeout=60
    )
    assert answer.stderr == ""
    return answer.stdout.splitlines()


def as_bash_reads(cockpit: Cockpit, words: str) -> list[str]:
    """The words that bash makes of what stands on the line, after running what it would run."""
    answer = subprocess.run(
        ["bash", "--norc", "-c", f"printf '%s\\n' {words}"],
        cwd=cockpit.home,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not (cockpit.home / "pwned").exists()
    return answer.stdout.splitlines()


@pytest.mark.parametrize(
    ("line", "kept", "after"),
    [
        ("cockpit cta add --account sö", "", ""),
        ("cockpit cta add --account=sö", "--account=", ""),
        ('cockpit cta add --account "Sö', '"', '"'),
        ("cockpit cta add --account 'Sö", "'", "'"),
    ],
)
def test_bash_gets_a_hostile_name_as_one_word_that_runs_nothing(
    cockpit: Cockpit, line: str, kept: str, after: str
) -> None:
    with Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}").write() as connection:
        connection.execute(
            update(schema.account)
            .where(schema.account.c.name == "Globex")
            .values(name=HOSTILE, words=to_words(HOSTILE))
        )
    (offered,) = offered_by_bash(cockpit, line)
    expected = kept.strip("\"'") + HOSTILE
    assert as_bash_reads(cockpit, f"{kept}{offered}{after}") == [expected]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("cockpit cta set CTA-1 owner=le", ["Leo"]),
        ("cockpit cta set CTA-1 status=wor", ["Work\\ in\\ progress"]),
        ('cockpit cta set CTA-1 status="Work i', ["Work in progress"]),
        ("cockpit cta set CTA-1 flagged=", ["yes", "no"]),
        ('cockpit cta list --filter "mine:yes owner:le', ["mine:yes owner:Leo"]),
        ("cockpit cta list --filter mine:yes\\ owner:le", ["Leo"]),
        ('cockpit cta list --filter "status:wor', ['status:\\"Work in progress\\"']),
        ("cockpit cta list --filter typ", ["type:"]),
    ],
)
def test_bash_replaces_the_end_of_a_word_behind_a_sign_and_a_query_in_quotes_whole(
    cockpit: Cockpit, line: str, expected: list[str]
) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    assert offered_by_bash(cockpit, line) == expected


def test_a_name_that_a_terminal_would_obey_is_not_offered(cockpit: Cockpit) -> None:
    with Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}").write() as connection:
        for name in ("Globex\x1b[31m", "Globex\nplain,Globex rm"):
            connection.execute(
                insert(schema.account).values(name=name, words=to_words(name), salesforce_id=None)
            )
    assert completed(cockpit, "bash", "cta", "add", "--account", "glo") == ["Globex"]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Leo", "Leo"),
        ("CTA-1", "CTA-1"),
        ("ana@acme.example", "ana@acme.example"),
        ("--keep-changed", "--keep-changed"),
        ("-h", "-h"),
        ("--owner=Leo", "--owner=Leo"),
        ("--owner=Maya Lindåker", "'--owner=Maya Lindåker'"),
        ("O’Hara $(x)", "'O’’Hara $(x)'"),
        ("a,b", "'a,b'"),
        ("@name", "'@name'"),
        ("--%", "'--%'"),
        ("%USERNAME%", "'%USERNAME%'"),
        ("-a.b", "'-a.b'"),
    ],
)
def test_powershell_gets_one_word_too(text: str, quoted: str) -> None:
    assert powershell_quoted(text) == quoted


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_a_value_behind_an_option_and_its_sign_is_offered_with_both(
    cockpit: Cockpit, shell: str
) -> None:
    assert completed(cockpit, shell, "cta", "add", "--owner=le") == ["--owner=Leo"]
    assert completed(cockpit, shell, "cta", "list", "--sort=-") == []


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_what_stands_beside_a_value_is_one_line_that_no_terminal_obeys(
    cockpit: Cockpit, shell: str
) -> None:
    cockpit.ok("cta", "add", "--account", "Globex", "--name", "Usage down")
    hostile = "Acme\nplain\n--force\n\x1b]0;pwned\x07"
    with Store(f"sqlite:///{cockpit.home / 'data' / 'cockpit.db'}").write() as connection:
        connection.execute(update(schema.account).values(name=hostile))
    answer = cockpit.process(
        _COCKPIT_COMPLETE=f"{shell}_complete",
        COMP_WORDS="cockpit cta close CTA",
        COMP_CWORD="CTA" if shell == "fish" else "3",
    )
    beside = "Usage down, Acme plain --force ␛]0;pwned␇"
    lines = [f"plain,CTA-1\t{beside}"] if shell == "fish" else ["plain", "CTA-1", beside]
    assert answer.out == "\n".join((*lines, ""))


def test_a_bash_script_of_an_earlier_version_is_answered_nothing(cockpit: Cockpit) -> None:
    answer = cockpit.process(
        _COCKPIT_COMPLETE="bash_complete", COMP_WORDS="cockpit cta add --owner le", COMP_CWORD="4"
    )
    assert (answer.out.strip(), answer.err) == ("", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_gets_its_script(empty: Cockpit, shell: str) -> None:
    answer = empty.json("completion", shell)
    assert "_COCKPIT_COMPLETE" in answer["script"]
