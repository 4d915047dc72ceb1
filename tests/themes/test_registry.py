from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from cockpit_themes.errors import ThemeContrastError, ThemeFileError, ThemeNotFoundError
from cockpit_themes.generate import GENERATED_FILE, builtin_module, themes_from_data
from cockpit_themes.registry import load_theme, theme_names
from cockpit_themes.theme import Palette
from cockpit_themes.tokens import TOKENS


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_built_in_module_is_what_the_toml_files_say() -> None:
    themes = themes_from_data()
    assert builtin_module(themes) == GENERATED_FILE.read_text(encoding="utf-8")
    assert [load_theme(theme.name) for theme in themes] == themes


def test_the_palette_holds_every_token_in_the_order_of_a_theme_file() -> None:
    assert tuple(Palette(*TOKENS).by_token().items()) == tuple((name, name) for name in TOKENS)


def test_loading_a_built_in_theme_imports_neither_textual_nor_a_toml_parser() -> None:
    program = (
        "import sys; from cockpit_themes.registry import load_theme; load_theme('cockpit-dark');"
        "print([name for name in ('textual', 'rich', 'tomllib') if name in sys.modules])"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert outcome.stdout.strip() == "[]"


def test_a_persons_own_themes_come_after_the_built_in_ones(tmp_path: Path) -> None:
    written(tmp_path, "aubergine", 'inherits = "cockpit-dark"\n')
    written(tmp_path, "cockpit-dark", 'inherits = "cockpit-dark"\n')
    written(tmp_path, "not a name", "")
    assert theme_names() == (
        "ansi-dark",
        "ansi-light",
        "cockpit-dark",
        "cockpit-light",
        "colour-safe-dark",
        "colour-safe-light",
        "high-contrast-dark",
        "high-contrast-light",
        "no-colour",
    )
    assert theme_names(tmp_path) == (*theme_names(), "aubergine")
    assert theme_names(tmp_path / "absent") == theme_names()


def test_a_partial_file_takes_the_rest_from_the_theme_it_inherits(tmp_path: Path) -> None:
    written(tmp_path, "aubergine", 'inherits = "cockpit-dark"\n[tokens]\naccent = "#c0a0ff"\n')
    theme = load_theme("aubergine", tmp_path)
    parent = load_theme("cockpit-dark")
    assert theme.name == "aubergine"
    assert theme.colours == replace(parent.colours, accent="#C0A0FF")
    assert theme.dark
    numbers = dict(zip(TOKENS, theme.xterm_256, strict=True))
    assert numbers.pop("accent") == 147
    parents_numbers = dict(zip(TOKENS, parent.xterm_256, strict=True))
    del parents_numbers["accent"]
    assert numbers == parents_numbers


def test_a_file_may_refine_the_built_in_theme_of_its_own_name(tmp_path: Path) -> None:
    written(tmp_path, "cockpit-light", 'inherits = "cockpit-light"\n[tokens]\naccent = "#004488"\n')
    assert load_theme("cockpit-light", tmp_path).colours.accent == "#004488"
    assert load_theme("cockpit-light").colours.accent == "#1F55C9"


def test_own_themes_inherit_from_each_other_but_not_in_a_circle(tmp_path: Path) -> None:
    written(tmp_path, "base", 'inherits = "cockpit-dark"\n[tokens]\nmark = "#FFFFFF"\n')
    written(tmp_path, "child", 'inherits = "base"\n')
    assert load_theme("child", tmp_path).colours.mark == "#FFFFFF"

    written(tmp_path, "egg", 'inherits = "hen"\n')
    written(tmp_path, "hen", 'inherits = "egg"\n')
    with pytest.raises(ThemeFileError, match="inherits from itself by way of"):
        load_theme("egg", tmp_path)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "", "a.b", "x" * 65])
def test_a_name_never_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "themes"
    inner.mkdir()
    written(tmp_path, "secret", 'inherits = "cockpit-dark"\n')
    with pytest.raises(ThemeNotFoundError):
        load_theme(name, inner)


def test_an_unknown_name_comes_with_the_nearest_known_one() -> None:
    with pytest.raises(ThemeNotFoundError) as caught:
        load_theme("cockpit-drak")
    assert caught.value.nearest == "cockpit-dark"
    said = "`cockpit-drak` is neither built in nor a file of yours. Did you mean `cockpit-dark`?"
    assert str(caught.value) == said


def test_a_ground_alone_means_our_theme_of_it() -> None:
    with pytest.raises(ThemeNotFoundError, match="Did you mean `cockpit-light`"):
        load_theme("light")


@pytest.mark.parametrize(
    ("text", "line", "key", "says"),
    [
        ("dark = true\nsufrace = 1\n", 2, "sufrace", "`sufrace` is no key."),
        ("[tokens]\n\naccnt = '#000000'\n", 3, "accnt", "Did you mean `accent`?"),
        ("[tokens]\naccent = '#12'\n", 2, "accent", 'a colour like "#8AB0FF"'),
        ("[tokens]\naccent = 'brihgt-blue'\n", 2, "accent", "Did you mean `bright-blue`?"),
        ("[tokens]\naccent = 7\n", 2, "accent", "must be a colour"),
        ("[xterm-256]\naccent = 7\n", 2, "accent", "16 to 255"),
        ("[xterm-256]\naccent = true\n", 2, "accent", "16 to 255"),
        ("tokens = 3\n", 1, "tokens", "must be a table"),
        ("dark = 'yes'\n", 1, "dark", "true or false"),
        ("inherits = 3\n", 1, "inherits", "the name of a theme"),
        ("inherits = 'cockpit-lihgt'\n", 1, "inherits", "Did you mean `cockpit-light`?"),
        ("[tokens]\n", None, "dark", "`dark` is missing"),
        ("dark = true\n", None, "background", "`background` is missing"),
        ("inherits = 'ansi-dark'\nansi = false\n", None, "background", "need ansi = true"),
        ("inherits = 'cockpit-dark'\nansi = true\n", None, "background", "a terminal colour"),
        ("inherits='ansi-dark'\n[tokens]\npanel = 'blue'\n", 3, "panel", "is a ground"),
        ("dark = tru\n", 1, None, "This is not TOML"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_key(
    tmp_path: Path, text: str, line: int | None, key: str | None, says: str
) -> None:
    file = written(tmp_path, "wrong", text)
    with pytest.raises(ThemeFileError) as caught:
        load_theme("wrong", tmp_path)
    assert (caught.value.file, caught.value.line, caught.value.key) == (file, line, key)
    assert says in str(caught.value)
    assert str(caught.value).startswith(f"{file}:")


def test_a_file_that_cannot_be_read_is_a_theme_error(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ThemeFileError, match="not UTF-8"):
        load_theme("binary", tmp_path)


def test_a_theme_below_a_limit_is_refused_with_key_and_ratio(tmp_path: Path) -> None:
    file = written(
        tmp_path, "faint", 'inherits = "cockpit-dark"\n[tokens]\n\nwarning = "#5A4A2A"\n'
    )
    with pytest.raises(ThemeContrastError) as caught:
        load_theme("faint", tmp_path)
    error = caught.value
    assert (error.file, error.line, error.key, error.limit) == (file, 4, "warning", 4.5)
    assert 1 < error.ratio < 2
    assert "`warning` on `selection` has a contrast of 1." in str(error)


def test_a_changed_ground_is_refused_at_the_line_of_the_ground(tmp_path: Path) -> None:
    written(tmp_path, "grey", 'inherits = "cockpit-dark"\n[tokens]\npanel = "#777777"\n')
    with pytest.raises(ThemeContrastError) as caught:
        load_theme("grey", tmp_path)
    assert caught.value.line == 3
    assert "on `panel`" in caught.value.message


def test_numbers_that_only_we_rounded_are_dropped_rather_than_refused(tmp_path: Path) -> None:
    """A theme that meets the limits in true colour is not refused for our rounding of it."""
    own = 'inherits = "cockpit-dark"\n[tokens]\naccent = "#9090FF"\n'
    written(tmp_path, "own", own)
    assert load_theme("own", tmp_path).xterm_256 == ()

    written(tmp_path, "chosen", f"{own}[xterm-256]\naccent = 105\n")
    with pytest.raises(ThemeContrastError) as caught:
        load_theme("chosen", tmp_path)
    assert caught.value.line == 5
    assert caught.value.message.endswith("less than 4.5 ([xterm-256]).")
