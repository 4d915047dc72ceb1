"""Completion as the shells want it: each value quoted, so that it is one word and runs nothing.

Click's own classes hand values over as they are. A customer's name has spaces, commas and quotes,
and comes from outside: `Acme $(reboot)` would be run by the next Enter.
"""

from __future__ import annotations

import os
import re
from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    PowerShellComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)
from msgspec import Struct

from cockpit_widgets.drawing.printable import editable, printable

_BARE = re.compile(r"-[\w=-]+|[\w+=:./][\w@%+=:./-]*")
"""What PowerShell takes for letters alone: `@name` and `--%` are more to it; it parts `-a.b`."""
_BREAKS = "=:"
"""Where bash begins a new word to complete, of what may stand in a word of ours."""
_OPEN = (":", "=", "(")
"""How a value ends that wants more of it."""
_BASH = r"""
%(complete_func)s() {
    local IFS=$'\n' response line
    response=$(env COMP_LINE="${COMP_LINE:0:COMP_POINT}" COMP_WORDBREAKS="$COMP_WORDBREAKS" \
        %(complete_var)s=bash_complete "$1")
    COMPREPLY=()
    while IFS= read -r line; do
        case "$line" in
            dir,*) compopt -o dirnames ;;
            file,*) compopt -o default ;;
            open,*) compopt -o nospace; COMPREPLY+=("${line#*,}") ;;
            plain,*) COMPREPLY+=("${line#*,}") ;;
        esac
    done <<< "$response"
    return 0
}

%(complete_func)s_setup() {
    complete -o nosort -F %(complete_func)s %(prog_name)s
}

%(complete_func)s_setup;
"""


class Typed(Struct, frozen=True):
    """A line up to the cursor, as bash reads it."""

    words: tuple[str, ...]
    """Those before the last, without quotes."""
    last: str
    """The one at the cursor, without quotes; empty after a blank."""
    quote: str
    """The quote that is open, or nothing."""
    kept: int
    """Letters of the last word that bash leaves where they are and does not replace."""


def to_typed(line: str, breaks: str = _BREAKS) -> Typed:
    """Reads the line as bash does.

    >>> to_typed('cockpit cta list --filter "mine:yes owner:l').last
    'mine:yes owner:l'
    >>> to_typed("cockpit cta set CTA-1 owner=Maya\\\\ L")
    Typed(words=('cockpit', 'cta', 'set', 'CTA-1'), last='owner=Maya L', quote='', kept=6)
    """
    words: list[str] = []
    word, quote, kept, outside = "", "", 0, 0
    is_begun = is_escaped = False
    for letter in line:
        if is_escaped:
            plain = quote == '"' and letter not in '"\\$`'
            word, is_escaped = word + ("\\" if plain else "") + letter, False
        elif letter == "\\" and quote != "'":
            is_escaped = is_begun = True
        elif quote:
            if letter == quote:
                quote, kept = "", outside
            else:
                word += letter
        elif letter in "\"'":
            quote, kept, outside, is_begun = letter, len(word), kept, True
        elif letter.isspace():
            if is_begun:
                words.append(word)
            word, kept, is_begun = "", 0, False
        else:
            word, is_begun = word + letter, True
            kept = len(word) if letter in breaks else kept
    return Typed(tuple(words), word, quote, kept)


def bash_quoted(text: str, quote: str) -> str:
    """The text as it may stand behind the open quote, or without one.

    Between double quotes a `!` would bring back an earlier line, also behind a backslash: it stands
    outside them.

    >>> bash_quoted("Zorro!", '"')
    'Zorro"\\\\!"'
    """
    if quote == "'":
        return text.replace("'", r"'\''")
    if quote:
        return re.sub(r'(["\\$`])', r"\\\1", text).replace("!", r'"\!"')
    return re.sub(r"([^\w@%+=:,./-])", r"\\\1", text)


def powershell_quoted(text: str) -> str:
    """The text as one word; what PowerShell takes for a quote is doubled."""
    if _BARE.fullmatch(text):
        return text
    return "'" + re.sub("(['‘’‚‛])", r"\1\1", text) + "'"


class _Careful(ShellComplete):
    """Offers whole words, nothing that a terminal would obey, and one line beside each."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        name, sign, value = incomplete.partition("=")
        is_value = bool(sign) and name.startswith("-")
        if is_value and value.startswith("-"):
            return []  # Click would offer options for the value of one.
        # Of an option written `--name=value` Click gives the value alone.
        before = name + sign if is_value else ""
        found = super().get_completions(args, incomplete)
        return [_harmless(item, before) for item in found if _is_harmless(str(item.value))]


def _harmless(item: CompletionItem[Any], before: str) -> CompletionItem[Any]:
    value = f"{before}{item.value}" if item.type == "plain" else item.value
    return CompletionItem(value, item.type, printable(item.help or "").strip() or None)


def _is_harmless(value: str) -> bool:
    return editable(value, is_one_line=True) == value


class Bash(_Careful, BashComplete):
    """Reads the line itself: bash parts words at `:` and `=`, and replaces the last part alone."""

    source_template = _BASH
    _typed = to_typed("")

    def get_completion_args(self) -> tuple[list[str], str]:
        breaks = os.environ.get("COMP_WORDBREAKS", _BREAKS)
        self._typed = to_typed(os.environ.get("COMP_LINE", ""), breaks)
        return list(self._typed.words[1:]), self._typed.last

    def complete(self) -> str:
        # A script of an earlier version hands over words alone, and cannot take what we answer.
        return super().complete() if "COMP_LINE" in os.environ else ""

    def format_completion(self, item: CompletionItem[Any]) -> str:
        value = str(item.value)
        kind = "open" if item.type == "plain" and value.endswith(_OPEN) else item.type
        typed = self._typed
        return f"{kind},{bash_quoted(value[typed.kept :], typed.quote)}"


class Fish(_Careful, FishComplete):
    """Parts an answer at its first comma alone: values have commas too."""

    source_template = FishComplete.source_template.replace(
        'string split "," $completion', 'string split -m 1 "," $completion'
    )


class PowerShell(_Careful, PowerShellComplete):
    def format_completion(self, item: CompletionItem[Any]) -> str:
        quoted = powershell_quoted(str(item.value))
        return super().format_completion(CompletionItem(quoted, item.type, item.help))


class Zsh(_Careful, ZshComplete):
    """Zsh quotes what it is offered."""


def use_ours() -> None:
    """Click completes with these from now on."""
    for shell in (Bash, Fish, PowerShell, Zsh):
        add_completion_class(shell)
