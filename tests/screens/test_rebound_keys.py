"""A key that the person changed is the one that is shown, wherever one is named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from cockpit_tui.commands import COMMANDS, tab_commands
from cockpit_tui.commands.keymap import with_keymap
from cockpit_tui.domain.lists.stale import StaleReason
from cockpit_tui.domain.missions import Mission
from cockpit_tui.domain.refusals import remedy
from cockpit_widgets.drawing.signs import key_for, use_keys, with_keys
from tests.architecture.test_habits import ROOT
from tests.screens import bench as benches
from tests.screens.bench import Bench, picture, press

NAMED = r"""key_for\(["']([a-z_.0-9]+)["'], ["'](.+?)["']\)"""
"""How a sentence names the key of a command in the sources."""
IN_WORDS = r"\{([a-z_.]+):([^}]+)\}"
"""The same in sentences of the domain, which knows of no keymap."""
_KEY = r"(?:[A-Za-z]|[:?/.|=*@]|F\d+|Ctrl\+\w|Tab|Space)"
BARE = re.compile(rf"(?:^|[.;,:] |\(|, then |by )({_KEY})(?= [a-z]+s\b|\)|, [a-z]\)|[.,;]$)")
"""A key that is named as it is shipped: `; R asks`, `(c, i)`, `then y.`"""
NO_COMMANDS = {
    "Tab takes several": "a dialog's own",
    "That fits nothing: Ctrl+u clears it": "a field's own",
    "close one of them as invalid ({record.close:c}, i)": "`i` answers the question of closing",
    "..": "between the two ends of what is asked for",
    "“!” denies nothing here, a minus does.": "an article",
}
OWN = {
    "undo": "f3",
    "redo": "f4",
    "help": "f6",
    "task.add": "f7",
    "task.do_next": "f8",
    "record.close": "f9",
    "record.reopen": "f10",
    "account.activities": "f12",
    "cta.add": "ctrl+n",
    "palette": "ctrl+o",
    "playbooks": "",
}


@pytest.fixture
def rebound(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """Ana's cockpit with keys of her own."""
    monkeypatch.setattr(benches, "COMMANDS", with_keymap(COMMANDS, OWN))
    yield bench
    use_keys({})


def test_toast_footer_and_pane_name_the_keys_that_the_person_has(rebound: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        shown = picture(pilot)
        assert "F8 completes it" in shown
        assert "F12 all" in shown
        assert shown.endswith("F6 help"), shown.splitlines()[-1]
        await press(pilot, "f")
        assert "F3 undo" in picture(pilot)
        await press(pilot, "f3")
        assert "F4 redo" in picture(pilot)
        await press(pilot, "f6")
        assert "Keys that work here" in picture(pilot)
        await press(pilot, "escape", "j", "j")
        assert "F7 adds one" in picture(pilot)
        await press(pilot, "f9", "s")
        assert "F10 reopens it" in picture(pilot)
        await press(pilot, "f8")
        assert "This CTA is closed. F10 reopens it." in picture(pilot)

    rebound.drive(steps)


def test_a_click_on_the_footers_help_opens_it_by_its_own_key(rebound: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        width, height = pilot.app.size
        await pilot.click(offset=(width - 4, height - 1))
        await benches.settle(pilot)
        assert "Keys that work here" in picture(pilot)

    rebound.drive(steps)


def test_at_the_end_of_triage_and_in_a_preview_undo_has_its_own_key(rebound: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2", "G", "T", "f", "j")
        assert "F3" in picture(pilot)
        assert not re.search(r"\bu  undo the last", picture(pilot))
        await press(pilot, "q", "space", "k", "space", "p", "1")
        assert "one undo takes it back: F3" in picture(pilot), picture(pilot)

    rebound.drive(steps)


def test_a_command_that_was_taken_off_the_keys_is_one_of_the_palette(rebound: Bench) -> None:
    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "2")
        assert key_for("playbooks", "B") == "Ctrl+o"

    rebound.drive(steps)


def test_the_shipped_keys_of_sentences_are_those_of_the_table() -> None:
    """What a widget says where nobody told it of a keymap."""
    shown = {command.id: command.shown_key for command in (*COMMANDS, *tab_commands())}
    found = dict(named_keys())
    assert len(found) >= 12
    assert found == {name: shown[name] for name in found}


def test_no_sentence_names_a_key_that_a_person_may_have_changed_as_it_is_shipped() -> None:
    found = {text: BARE.search(text) for text in texts() if text not in NO_COMMANDS}
    assert {text: key[1] for text, key in found.items() if key} == {}


@pytest.mark.usefixtures("rebound")
def test_sentences_of_the_domain_are_shown_with_the_persons_own_keys() -> None:
    use_keys({**OWN, "task.sync": "F5", "record.close": "F9"})
    assert with_keys(StaleReason.TWIN.fix) == "close one of them as invalid (F9, i)"
    assert with_keys(Mission.CLOSE.short) == "F9 closes a CTA"
    means, cure = remedy("user_fix", "STRING_TOO_LONG")
    assert with_keys(f"{means} {cure}") == "A text is longer than the field. Shorten it, then F5."


def sources() -> Iterator[str]:
    """What stands in the files whose words people see on screens."""
    for folder in ("cockpit_tui/domain", "cockpit_tui/screens", "widgets"):
        for file in (ROOT / folder).rglob("*.py"):
            yield file.read_text(encoding="utf-8")


def texts() -> Iterator[str]:
    """All texts in them that are no docstrings."""
    for source in sources():
        nodes = list(ast.walk(ast.parse(source)))
        docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        for node in nodes:
            if isinstance(node, ast.Constant) and id(node) not in docstrings:
                yield from (node.value,) if isinstance(node.value, str) else ()


def named_keys() -> Iterator[tuple[str, str]]:
    """Command and key of each sentence in the sources."""
    for source in sources():
        yield from re.findall(NAMED, source)
    for text in texts():
        yield from re.findall(IN_WORDS, text)


@pytest.mark.parametrize(
    ("written", "shown"), [("%", ""), ("%,f6", "F6 help"), ("question_mark,f1", "F1 help")]
)
def test_while_a_filter_is_typed_the_help_is_named_by_a_key_that_opens_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, written: str, shown: str
) -> None:
    monkeypatch.setattr(benches, "COMMANDS", with_keymap(COMMANDS, {"help": written}))

    async def steps(pilot: Pilot[None]) -> None:
        await press(pilot, "slash", "x")
        footer = picture(pilot).splitlines()[-1]
        assert footer.endswith(shown) if shown else "help" not in footer, footer
        width, height = pilot.app.size
        await pilot.click(offset=(width - 4, height - 1))
        await benches.settle(pilot)
        assert ("Keys that work here" in picture(pilot)) == bool(shown)

    bench.drive(steps)
    use_keys({})
