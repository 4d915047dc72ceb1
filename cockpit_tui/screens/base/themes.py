"""The colours of this run: chosen by setting or on the screen, read anew when a file changes."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import astuple

from cockpit_themes.errors import ThemeError
from cockpit_themes.registry import load_theme, theme_names
from cockpit_themes.theme import Theme
from cockpit_tui.state_file import keep, read_kept
from cockpit_tui.terminal.background import Background
from cockpit_tui.terminal.colours import AUTOMATIC, ColourDepth, theme_name

Stamp = tuple[tuple[str, int, int], ...]
"""Name, size and time of change of each file in the folder."""


class Themes:
    """Which themes this terminal can show, and which one it shows."""

    def __init__(
        self,
        folder: Path | None = None,
        depth: ColourDepth = ColourDepth.TRUECOLOR,
        ground: Background = Background.DARK,
        configured: str = AUTOMATIC,
        state_file: Path | None = None,
    ) -> None:
        """`folder`: the person's own themes; it need not exist. `configured`: what flag,
        environment or file say; a choice on the screen stands until that changes."""
        self.folder = folder
        self.depth = depth
        self.ground = ground
        self.configured = configured
        self.state_file = state_file
        self.chosen = self._kept() or configured
        """What is shown: a theme's name, or `auto`."""
        self._stamp = self._files()

    @property
    def is_fixed(self) -> bool:
        """Whether the terminal has no colours to choose from (NO_COLOR)."""
        return self.depth is ColourDepth.NONE

    def begin(self) -> Theme:
        """The theme to start with. Raises ThemeError only for what was configured."""
        try:
            return self.load(self.chosen)
        except ThemeError:
            if self.chosen == self.configured:
                raise
        # What was picked on the screen once is gone or broken: back to the setting.
        self.chosen = self.configured
        return self.load(self.chosen)

    def load(self, name: str) -> Theme:
        """A theme as this terminal can show it. Raises ThemeError."""
        found = load_theme(theme_name(name, self.ground, self.depth), self.folder)
        return found.for_256_colours() if self.depth is ColourDepth.XTERM_256 else found

    def keep(self, name: str) -> None:
        """Remembers a choice for the next start."""
        self.chosen = name
        keep(self.state_file, theme=name, theme_over=self.configured)

    def descriptions(self) -> list[tuple[str, str]]:
        """Every theme and what it is; those that cannot be used say so."""
        own = {file.stem for file in self.folder.glob("*.toml")} if self.folder else set()
        found = [(AUTOMATIC, "follows the terminal")]
        for name in theme_names(self.folder):
            try:
                theme = load_theme(name, self.folder)
            except ThemeError as error:
                words = f"cannot be used: {error.title.casefold()}"
            else:
                words = "dark" if theme.dark else "light"
                if theme.ansi:
                    words = f"the terminal's own colours, {words}"
                if set(astuple(theme.colours)) == {"default"}:
                    words = "no colours"
                words += ", yours" if name in own else ""
            found.append((name, words))
        return found

    def has_changed(self) -> bool:
        """Whether a file of the folder came, went or was written since this was last asked."""
        files = self._files()
        if files == self._stamp:
            return False
        self._stamp = files
        return True

    def _files(self) -> Stamp:
        if self.folder is None:
            return ()
        try:
            stats = sorted((file.name, file.stat()) for file in self.folder.glob("*.toml"))
        except OSError:
            return ()
        return tuple((name, stat.st_size, stat.st_mtime_ns) for name, stat in stats)

    def _kept(self) -> str:
        kept = read_kept(self.state_file)
        name = kept.get("theme")
        is_current = kept.get("theme_over") == self.configured
        return name if isinstance(name, str) and is_current else ""
