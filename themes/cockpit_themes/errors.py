"""What can go wrong with a theme. All of it is for the person who wrote or chose it.

ThemeError
├── ThemeNotFoundError   no theme has this name
├── ThemeFileError       the file cannot be read, or a key or value in it is wrong
└── ThemeContrastError   the file is well formed, but something could not be read on screen
"""

from __future__ import annotations

from pathlib import Path


class ThemeError(Exception):
    """A theme that cannot be used: where (`file`, `line`, `key`) and why (`message`)."""

    title = "The theme cannot be used"

    def __init__(
        self,
        message: str,
        *,
        file: Path | None = None,
        line: int | None = None,
        key: str | None = None,
        nearest: str | None = None,
    ) -> None:
        self.message = message
        self.file = file
        self.line = line
        """Line in the file, counted from 1."""
        self.key = key
        self.nearest = nearest
        """The known name that looks most like the wrong one."""
        place = ""
        if file is not None:
            place = f"{file}: " if line is None else f"{file}:{line}: "
        hint = f" Did you mean `{nearest}`?" if nearest else ""
        super().__init__(f"{place}{message}{hint}")


class ThemeNotFoundError(ThemeError):
    """No theme has the asked name."""

    title = "There is no such theme"


class ThemeFileError(ThemeError):
    """A theme file that cannot be read or understood."""

    title = "The theme file has a mistake"


class ThemeContrastError(ThemeError):
    """Two colours of a theme are too close to be read."""

    title = "The theme is hard to read"

    def __init__(
        self,
        message: str,
        *,
        ratio: float,
        limit: float,
        file: Path | None = None,
        line: int | None = None,
        key: str | None = None,
    ) -> None:
        super().__init__(message, file=file, line=line, key=key)
        self.ratio = ratio
        self.limit = limit


def nearest_name(name: str, known: tuple[str, ...]) -> str | None:
    """The known name most like `name`, or None when nothing is alike."""
    import difflib

    matches = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return matches[0] if matches else None
