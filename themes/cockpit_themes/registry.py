"""Which themes there are, and each by its name.

Built-in themes come from `builtin.py`, which is generated from `data/*.toml`: the first picture
waits for a theme, and reading TOML would cost more than the whole budget of 3 ms. The files of a
person's own folder come after the built-in ones and are parsed when they are asked for.
"""

from __future__ import annotations

from pathlib import Path

from cockpit_themes.builtin import BUILT_IN
from cockpit_themes.theme import Palette, Theme

LONGEST_NAME = 64


def theme_names(user_folder: Path | None = None) -> tuple[str, ...]:
    """Every theme that can be asked for: the built-in ones, then the folder's, each sorted."""
    own = sorted(file.stem for file in _theme_files(user_folder) if file.stem not in BUILT_IN)
    return (*sorted(BUILT_IN), *own)


def load_theme(name: str, user_folder: Path | None = None) -> Theme:
    """The theme of that name; a person's own file wins over the built-in one it is named after.

    Raises ThemeNotFoundError, or for a person's own file ThemeFileError or ThemeContrastError.
    """
    return _load(name, user_folder, ())


def _load(name: str, user_folder: Path | None, heirs: tuple[Path, ...]) -> Theme:
    file = _user_file(name, user_folder)
    if file is not None and file in heirs[:-1]:
        from cockpit_themes.errors import ThemeFileError

        raise ThemeFileError(
            f"`{name}` inherits from itself by way of `{heirs[-1].stem}`.",
            file=file,
            key="inherits",
        )
    # A file may refine the built-in theme of its own name.
    if file is None or file in heirs:
        return _built_in(name, user_folder, heirs)
    from cockpit_themes.inheritance import theme_of
    from cockpit_themes.parsing import theme_source

    line = (*heirs, file)
    return theme_of(theme_source(file), lambda parent: _load(parent, user_folder, line))


def _built_in(name: str, user_folder: Path | None, heirs: tuple[Path, ...]) -> Theme:
    entry = BUILT_IN.get(name)
    if entry is None:
        from cockpit_themes.errors import ThemeNotFoundError, nearest_name

        ours = f"cockpit-{name}"
        itself = {name, *(heir.stem for heir in heirs)}
        others = tuple(known for known in theme_names(user_folder) if known not in itself)
        nearest = ours if ours in BUILT_IN else nearest_name(name, others)
        raise ThemeNotFoundError(
            f"`{name}` is neither built in nor a file of yours.", key=name, nearest=nearest
        )
    dark, ansi, colours, numbers = entry
    return Theme(name, Palette(*colours), dark, ansi, numbers)


def _user_file(name: str, user_folder: Path | None) -> Path | None:
    if user_folder is None or not _is_theme_name(name):
        return None
    file = user_folder / f"{name}.toml"
    return file if file.is_file() else None


def _is_theme_name(name: str) -> bool:
    """Whether it is letters, digits, - and _ alone: a name is also a file name."""
    letters = name.replace("-", "").replace("_", "")
    return letters.isascii() and letters.isalnum() and len(name) <= LONGEST_NAME


def _theme_files(user_folder: Path | None) -> list[Path]:
    if user_folder is None or not user_folder.is_dir():
        return []
    return [file for file in user_folder.glob("*.toml") if _is_theme_name(file.stem)]
