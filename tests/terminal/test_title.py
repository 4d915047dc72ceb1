from __future__ import annotations

import subprocess
import sys

from cockpit_tui.terminal.title import terminal_title, title_sequence


def test_the_title_says_the_kind_of_org_first() -> None:
    assert terminal_title("Globex", "PRODUCTION") == "PRODUCTION · Globex · Cockpit"
    assert terminal_title(None) == "Cockpit"


def test_a_long_name_is_cut_before_the_rest() -> None:
    title = terminal_title("x" * 60, "SANDBOX")
    assert title == f"SANDBOX · {'x' * 39}… · Cockpit"


def test_no_name_can_break_out_of_the_title() -> None:
    hostile = "Acme\x07\x1b]0;owned\u202e\n"
    assert terminal_title(hostile) == "Acme]0;owned · Cockpit"
    assert title_sequence(hostile) == "\x1b]2;Acme]0;owned\x07"


def test_speaking_to_the_terminal_needs_no_textual() -> None:
    program = (
        "import sys; from cockpit_tui.terminal import background, clipboard, colours, late_answer,"
        " title; print([n for n in ('textual', 'rich') if n in sys.modules])"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert outcome.stdout.strip() == "[]"
