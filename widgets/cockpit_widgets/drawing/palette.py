"""Colours by meaning, turned once per theme into the styles that line-API widgets draw with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style

TOKENS = (
    "background",
    "surface",
    "panel",
    "raised",
    "selection",
    "selection-off",
    "mark-ground",
    "rule",
    "text",
    "text-muted",
    "text-faint",
    "accent",
    "risk",
    "warning",
    "success",
    "info",
    "conflict",
    "mark",
)
"""The meanings a theme gives a colour; widgets name nothing else."""

_FALLBACKS = {
    "raised": "boost",
    "selection": "block-cursor-blurred-background",
    "selection-off": "block-cursor-blurred-background",
    "mark-ground": "panel",
    "rule": "border-blurred",
    "text": "foreground",
    "text-muted": "foreground",
    "text-faint": "foreground",
    "risk": "error",
    "info": "secondary",
    "conflict": "error",
    "mark": "accent",
}
"""Textual's own variable for a token, under a theme that is not one of ours."""


class Palette:
    """The styles of one theme. Equal variables give the same palette."""

    def __init__(self, colours: Mapping[str, str], *, lifts_faint_on_raised: bool = False) -> None:
        self._colours = {token: _rich_colour(colours.get(token, "")) for token in TOKENS}
        self.has_grounds = self._colours["selection"] not in (None, "default")
        """False on 16 colours: no ground tells anything, so the cursor is reverse video."""
        self.is_true_colour = all(
            colour is None or colour.startswith("#") for colour in self._colours.values()
        )
        """Whether nothing is written in one of the terminal's own colours."""
        self._lifted = {"selection"} | ({"raised"} if lifts_faint_on_raised else set())
        self._styles: dict[tuple[str, str, bool, bool], Style] = {}
        self.reversed = Style(reverse=True)
        """A cursor cell without grounds."""
        self.reversed_bold = Style(reverse=True, bold=True)

    @classmethod
    def from_theme_variables(cls, variables: Mapping[str, str]) -> Palette:
        """The palette of a Textual theme: `$ck-<token>`, else Textual's nearest variable."""
        colours = []
        for token in TOKENS:
            names = (f"ck-{token}", token, _FALLBACKS.get(token, token))
            found = (variables[name] for name in names if _is_colour(variables.get(name, "")))
            colours.append(next(found, ""))
        lifted = variables.get("ck-faint-raised", "") == variables.get("ck-text-muted")
        return _palette(tuple(colours), lifted)

    def style(
        self, meaning: str, ground: str = "surface", *, bold: bool = False, underline: bool = False
    ) -> Style:
        """What is written in a token's colour on a ground; faint is lifted where it would fade."""
        key = (meaning, ground, bold, underline)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = self._built(meaning, ground, bold, underline)
        return style

    def accent_words(self, ground: str = "surface") -> Style:
        """Words in the accent. Of 16 colours the accent is for glyphs: words are bold."""
        return self.style("accent" if self.has_grounds else "text", ground, bold=True)

    def main_button(self) -> Style:
        """The one button that acts: the ground's colour on the accent."""
        if not self.has_grounds:
            return self.reversed_bold
        return Style(color=self._colours["background"], bgcolor=self._colours["accent"], bold=True)

    def _built(self, meaning: str, ground: str, bold: bool, underline: bool) -> Style:
        if meaning == "text-faint" and ground in self._lifted:
            meaning = "text-muted"
        if meaning == "conflict" and not self.has_grounds:
            bold = True
        return Style(
            color=self._colours[meaning],
            bgcolor=self._colours[ground] if self.has_grounds else None,
            bold=bold or None,
            underline=underline or None,
        )


@lru_cache(maxsize=16)
def _palette(colours: tuple[str, ...], lifted: bool) -> Palette:
    return Palette(dict(zip(TOKENS, colours, strict=True)), lifts_faint_on_raised=lifted)


def _is_colour(value: str) -> bool:
    return (value.startswith("#") and len(value) == 7) or value.startswith("ansi_")


def _rich_colour(value: str) -> str | None:
    """`#rrggbb` as it is, `ansi_red` as Rich's `red`; None is the terminal's own colour."""
    if value.startswith("ansi_"):
        name = value.removeprefix("ansi_")
        return None if name == "default" else name
    return value or None
