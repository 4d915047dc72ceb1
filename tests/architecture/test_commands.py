"""The table of commands: every one can be found, explained, pressed and typed."""

from __future__ import annotations

import string

import pytest

from cockpit_tui.commands import (
    COMMANDS,
    DEMO,
    Command,
    Where,
    refuse_clashes,
    tab_commands,
    with_keymap,
)
from cockpit_tui.commands.keymap import LIST_KEYS
from cockpit_tui.domain.errors import InvalidInput
from cockpit_tui.key_names import FORBIDDEN_KEYS, is_key, key_label, to_key

FROM_THE_PALETTE = ("Screen", "Show", "File", "Demo", "Views")
"""Groups whose commands are too rare for a key of their own, or share one."""
ALL = (*COMMANDS, *DEMO, *tab_commands())


def test_ids_are_unique() -> None:
    ids = [command.id for command in ALL]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.id)
def test_every_command_has_a_key_or_is_rare_a_label_and_a_sentence_of_help(
    command: Command,
) -> None:
    assert command.keys or command.group in FROM_THE_PALETTE
    assert 0 < len(command.label) <= 14
    assert command.help[0].isupper()
    assert command.help.endswith(".")


def test_no_key_does_two_things_in_one_place() -> None:
    refuse_clashes(ALL)


def test_no_key_is_one_that_terminals_cannot_send() -> None:
    keys = {key for command in ALL for key in command.keys}
    assert not keys & FORBIDDEN_KEYS
    assert not [key for key in keys if "alt+" in key]
    assert not [key for key in keys if key.startswith("ctrl+") and not key[5:].isalpha()]


def test_a_letter_means_one_thing_wherever_it_works() -> None:
    by_key: dict[str, set[str]] = {}
    for command in ALL:
        for key in command.keys:
            by_key.setdefault(key, set()).add(command.id)
    assert {key: ids for key, ids in by_key.items() if len(ids) > 1} == {}


def test_no_letter_of_a_widget_hides_a_command() -> None:
    """What has the focus gets a key first: a list, a pane or a grid takes none that does more."""
    from textual.binding import Binding

    from cockpit_widgets.cta_list.list import CtaList
    from cockpit_widgets.panes.calendar_grid import CalendarGrid
    from cockpit_widgets.panes.item_pane import ItemPane

    elsewhere = {Where.TRIAGE}  # where no such widget has the focus
    taken = {
        key
        for command in ALL
        if not elsewhere.issuperset(command.where)
        for key in command.keys
        if len(key) == 1
    }
    for widget in (CtaList, CalendarGrid, ItemPane):
        bound = [binding for base in widget.__mro__ for binding in vars(base).get("BINDINGS", ())]
        keys = {
            key
            for binding in bound
            if isinstance(binding, Binding)
            for key in binding.key.split(",")
        }
        assert keys & taken == set(), widget


def test_every_twin_is_a_command_of_the_command_line() -> None:
    import click

    from cockpit_tui.cli.root import NOUNS, LazyRoot

    root = LazyRoot("cockpit")
    context = click.Context(root)
    missing = []
    for command in ALL:
        for twin in filter(None, command.twin.split(", ")):
            words = [word for word in twin.split() if not word.startswith("-") and "=" not in word]
            found = root.get_command(context, words[0]) if words[0] in NOUNS else None
            for word in words[1:]:
                found = found.get_command(context, word) if isinstance(found, click.Group) else None
            if found is None:
                missing.append(twin)
    assert missing == []


ON_SCREENS_ALONE = {
    *("view.types", "view.priorities", "view.owner", "view.show_closed", "view.snoozed"),
    *("view.flagged", "view.columns", "view.fold", "view.fold_all", "view.reload"),
    *("mark.toggle", "mark.range", "mark.group", "mark.all", "repeat", "answers"),
    *("triage", "triage.skip", "triage.back"),
    *("calendar", "calendar.later", "calendar.earlier", "calendar.today"),
    *("pane.next", "pane.previous", "record.copy", "record.browse", "back", "palette"),
    *("help", "suspend", "quit", "demo.missions", "demo.network", "demo.colleague"),
}
"""Where one looks and goes: a command line says it with a filter, or has no need of it."""


@pytest.mark.parametrize("command", ALL, ids=lambda command: command.id)
def test_everything_that_is_done_has_a_twin_on_the_command_line(command: Command) -> None:
    """D15: and what has none only makes sense on a screen."""
    is_of_screens = command.id in ON_SCREENS_ALONE or command.id.startswith("view.tab_")
    assert bool(command.twin) is not is_of_screens


def test_keys_are_written_as_they_are_typed() -> None:
    assert [key_label(key) for key in ("slash", "ctrl+p", "f5", "enter", "c")] == [
        "/",
        "Ctrl+p",
        "F5",
        "Enter",
        "c",
    ]


def test_a_keymap_rebinds_by_id_and_the_shown_key_follows() -> None:
    bound = with_keymap(COMMANDS, {"record.close": "f8, Ctrl+x"})
    close = next(command for command in bound if command.id == "record.close")
    assert (close.keys, close.shown_key) == (("f8", "ctrl+x"), "F8")


@pytest.mark.parametrize("sign", string.punctuation)
def test_a_sign_is_a_key_by_the_name_that_the_screen_has_for_it(sign: str) -> None:
    from textual.keys import _character_to_key

    assert to_key(sign) == _character_to_key(sign)
    assert is_key(to_key(sign))
    assert key_label(to_key(sign)) == sign


def test_every_shipped_key_is_one() -> None:
    assert [key for command in ALL for key in command.keys if not is_key(key)] == []


def test_the_keys_that_lists_take_are_known() -> None:
    from textual.binding import Binding

    from cockpit_widgets.cta_list.list import CtaList

    bound = [one for base in CtaList.__mro__ for one in vars(base).get("BINDINGS", ())]
    keys = {key for one in bound if isinstance(one, Binding) for key in one.key.split(",")}
    assert keys == LIST_KEYS


def test_in_triage_there_is_no_list_that_takes_keys() -> None:
    bound = with_keymap(COMMANDS, {"triage.skip": "G", "triage.back": "g"})
    assert next(command for command in bound if command.id == "triage.skip").keys == ("G",)


@pytest.mark.parametrize(
    ("keymap", "words"),
    [
        ({"record.clos": "c"}, "record.close"),
        ({"record.close": "d"}, "record.due"),
        ({"record.close": "ctrl+h"}, "never arrives"),
        ({"record.close": "alt+c"}, "never arrives"),
        ({"record.close": "gg"}, "`gg` of `record.close` is no key"),
        ({"record.close": "f8, controll+c"}, "is no key"),
        ({"record.close": "g"}, "g of `record.close` moves in lists"),
        ({"record.close": "G"}, "moves in lists"),
        ({"palette": "PgDn"}, "moves in lists"),
    ],
)
def test_a_wrong_keymap_is_refused_in_words(keymap: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        with_keymap(COMMANDS, keymap)
    assert words in f"{refused.value.message} {refused.value.hint}"


def test_two_commands_may_share_a_key_in_different_places() -> None:
    refuse_clashes(
        [
            Command("a", ("k",), "a", "A.", (Where.LIST,)),
            Command("b", ("k",), "b", "B.", (Where.TASKS,)),
        ]
    )
