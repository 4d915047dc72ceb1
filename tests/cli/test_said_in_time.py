"""What is said of a call that ends early: a filter with a mistake, and Ctrl+C."""

from __future__ import annotations

import signal

import pytest

from cockpit_tui.cli.progress import ToldProgress, told
from cockpit_tui.services.progress import steps
from tests.cli.cockpit_call import Cockpit


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("a typ:risk", ["  a typ:risk", "    ^^^"]),
        ("日本 typ:risk", ["  日本 typ:risk", "       ^^^"]),
        ("x\x1b[31m typ:risk", ["  x␛[31m typ:risk", "         ^^^"]),
        ("type:risk (due<7d", ["  type:risk (due<7d", "            ^"]),
        (
            f"{'a ' * 40}typ:risk{' b' * 40}",
            [f"  …{'a ' * 15}typ:risk{' b' * 12} …", f"   {' ' * 30}^^^"],
        ),
        (
            f"owner:{'x' * 40} b",
            [f"  owner:{'x' * 30}… b", f"        {'^' * 30}"],
        ),
        ("owner:nobody", ["  owner:nobody", "        ^^^^^^"]),
    ],
)
def test_a_mistake_in_a_filter_is_underlined_where_it_stands(
    cockpit: Cockpit, query: str, shown: list[str]
) -> None:
    answer = cockpit("cta", "list", "--filter", query)
    assert answer.status == 2
    assert answer.err.splitlines()[1:3] == shown


@pytest.mark.parametrize(
    ("words", "query", "position"),
    [
        (("cta", "list", "--view", "either"), "due:xyz", 4),
        (("cta", "list", "--view", "either"), "owner:qqq", 6),
        (("export", "--view", "either"), "owner:qqq", 6),
        (("cta", "stale"), "due:xyz", 4),
    ],
)
def test_a_mistake_stands_where_it_was_typed_also_beside_what_the_command_adds(
    cockpit: Cockpit, words: tuple[str, ...], query: str, position: int
) -> None:
    cockpit.ok("view", "save", "either", "--filter", "type:risk or is:flagged")
    answer = cockpit(*words, "--filter", query, "--json")
    assert answer.status == 2
    error = answer.document["error"]
    assert (error["position"], error["length"]) == (position, 3)
    assert answer.err.splitlines()[1:3] == [f"  {query}", f"  {' ' * position}^^^"]


def test_d4_ctrl_c_takes_back_what_is_under_way_and_says_so(
    cockpit: Cockpit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second Ctrl+C ends the program at once, as it does where nothing is under way."""
    for number in range(3):
        cockpit.ok("cta", "add", "--account", "Globex", "--name", f"Usage {number}")
    check, seen = ToldProgress.check, []

    def interrupted(progress: ToldProgress) -> None:
        seen.append(progress.done)
        if len(seen) == 2:
            signal.raise_signal(signal.SIGINT)
        check(progress)

    with monkeypatch.context() as patch:
        patch.setattr(ToldProgress, "check", interrupted)
        answer = cockpit("cta", "flag", "--filter", "usage", "--json")
    assert answer.status == 130
    assert answer.document["error"]["message"] == "Cancelled after 1 of 3. Nothing was changed."
    assert cockpit.json("cta", "list", "--filter", "is:flagged")["total"] == 0
    with told(2), pytest.raises(KeyboardInterrupt):
        _interrupt_twice()


def test_what_runs_behind_a_script_is_not_cancelled_by_the_ctrl_c_that_it_ignores() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with told(2):
            signal.raise_signal(signal.SIGINT)
            for _ in steps(range(2)):
                pass
    finally:
        signal.signal(signal.SIGINT, before)


def _interrupt_twice() -> None:
    for _ in range(2):
        signal.raise_signal(signal.SIGINT)
