"""A theme as a value: one colour for each meaning."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import asdict, replace


class Palette(Struct, frozen=True):
    """One colour for each token: `#RRGGBB`, or in an ANSI theme a name of `ANSI_COLOURS`."""

    background: str
    surface: str
    panel: str
    raised: str
    selection: str
    selection_off: str
    mark_ground: str
    rule: str
    text: str
    text_muted: str
    text_faint: str
    accent: str
    risk: str
    warning: str
    success: str
    info: str
    conflict: str
    mark: str

    def by_token(self) -> dict[str, str]:
        """Token name (as written in a theme file) to colour, in the order of `TOKENS`."""
        return {name.replace("_", "-"): colour for name, colour in asdict(self).items()}


class Theme(Struct, frozen=True):
    """A theme, complete and checked."""

    name: str
    colours: Palette
    dark: bool
    """Whether its ground is dark."""

    ansi: bool = False
    """The terminal's own colours: no grounds, so the cursor row is reverse video and bands are
    drawn as lines."""

    xterm_256: tuple[int, ...] = ()
    """Colour numbers in the order of `TOKENS`, for terminals without true colour; empty when the
    theme leaves it to the terminal."""

    faint_lifted_on: tuple[str, ...] = ("selection",)
    """Grounds on which text-faint is too faint to be read and text-muted stands in."""

    @property
    def has_grounds(self) -> bool:
        """Whether panels, bands and rows may be told apart by their ground."""
        return not self.ansi

    @property
    def cursor_style(self) -> str:
        """Text style of the cursor row: `reverse` where there are no grounds, else `none`."""
        return "reverse" if self.ansi else "none"

    @property
    def accent_words(self) -> str:
        """Colour of words in the accent: of sixteen colours the accent is for glyphs alone."""
        return self.colours.text if self.ansi else self.colours.accent

    def faint_on(self, ground: str) -> str:
        """Colour of faint words on a ground (a token of `GROUNDS`)."""
        lifted = ground in self.faint_lifted_on
        return self.colours.text_muted if lifted else self.colours.text_faint

    def for_256_colours(self) -> Theme:
        """This theme for a terminal with 256 colours: itself if it names no numbers for them.

        The colours of what comes back are those which Textual rounds to the named numbers.
        """
        if not self.xterm_256:
            return self
        from cockpit_themes.xterm import hex_rounding_to

        return replace(
            self,
            colours=Palette(*map(hex_rounding_to, self.xterm_256)),
            faint_lifted_on=("selection", "selection-off", "raised"),
        )
