"""How a cell looks, and the shortest way for a terminal from one look to the next."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

PLAIN = 0
"""Number of the look of a terminal that was just reset."""

STYLES_KEPT = 4096
"""Styles remembered; Textual makes new ones with equal looks, so the memory is emptied at times."""

LOOKS_KEPT = 8192
"""Looks remembered, beyond which only links can have led (each has an id of its own)."""

ATTRIBUTE_OFF = {
    "1": "22", "2": "22", "3": "23", "4": "24", "21": "24", "5": "25", "6": "25", "7": "27",
    "8": "28", "9": "29", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
"""SGR code that switches an attribute on, to the one that switches it off (ECMA-48, 8.3.117)."""

SHOWN_ON_BLANKS = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that are seen where there is no letter, so that erasing cannot stand for a space."""

CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)))
"""Control characters, for `str.translate` to leave out."""


class Look(Struct, frozen=True):
    """Everything about a cell but its letter."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    """SGR codes; empty for the terminal's own colour."""

    background: str = ""
    link: str = ""
    """Parameters and address of OSC 8; empty for none."""


class Looks:
    """Looks by number, so that two cells are compared as cheaply as two integers."""

    def __init__(self, *, erases_with_background: bool) -> None:
        self._erases_with_background = erases_with_background
        self.forget()

    def forget(self, colours: ColorSystem = ColorSystem.TRUECOLOR) -> None:
        """Drops every look but the plain one; numbers given before mean nothing after. Styles are
        written in `colours` from now on."""
        self.colours = colours
        self._looks = [Look()]
        self._erasable = [True]
        self.blanks = [PLAIN]
        """To each look the one that stands for all in which a space looks the same: the colour and
        weight of letters are not seen there."""
        self._numbers = {Look(): PLAIN}
        self.numbers = _Numbers(self)
        """The look of a style: equal looks have equal numbers, whatever else the styles carry."""
        self.changes = _Changes(self._looks)
        """What to send so that letters look otherwise: `changes[old, new]`."""
        self.costs = _Costs(self.changes)
        """How many bytes that takes."""

    @property
    def is_full(self) -> bool:
        """Whether it is time to forget."""
        return len(self._looks) > LOOKS_KEPT

    def is_erasable(self, number: int) -> bool:
        """Whether an erased cell shows the same as a space of this look."""
        return self._erasable[number]

    def without_link(self, number: int) -> int:
        """The same look of letters that lead nowhere."""
        look = self._looks[number]
        return self.number_of(replace(look, link="")) if look.link else number

    def number_of(self, look: Look) -> int:
        """The number of a look, a new one if need be."""
        number = self._numbers.get(look)
        if number is None:
            number = self._numbers[look] = len(self._looks)
            self._looks.append(look)
            shows_on_blanks = bool(look.link) or not SHOWN_ON_BLANKS.isdisjoint(look.attributes)
            self._erasable.append(
                not shows_on_blanks and (self._erases_with_background or not look.background)
            )
            self.blanks.append(number)
            if not shows_on_blanks:
                self.blanks[number] = self.number_of(Look(background=look.background))
        return number


class _Numbers(dict["Style | None", int]):
    """Asked for at each segment, so that what is known costs no call."""

    def __init__(self, looks: Looks) -> None:
        super().__init__({None: PLAIN})
        self._looks = looks

    def __missing__(self, style: Style) -> int:
        if len(self) > STYLES_KEPT:
            self.clear()
            self[None] = PLAIN
        number = self[style] = self._looks.number_of(look_of(style, self._looks.colours))
        return number


class _Changes(dict[tuple[int, int], str]):
    """Worked out once each."""

    def __init__(self, looks: list[Look]) -> None:
        super().__init__()
        self._looks = looks

    def __missing__(self, change: tuple[int, int]) -> str:
        old, new = change
        sequence = self[change] = change_of_look(self._looks[old], self._looks[new])
        return sequence


class _Costs(dict[tuple[int, int], int]):
    """Their lengths: asked for dozens of times a frame, where a call would cost more than it
    does."""

    def __init__(self, changes: _Changes) -> None:
        super().__init__()
        self._changes = changes

    def __missing__(self, change: tuple[int, int]) -> int:
        cost = self[change] = len(self._changes[change])
        return cost


def look_of(style: Style, colours: ColorSystem) -> Look:
    """A style's look, by the codes that Textual itself would send."""
    attributes: list[str] = []
    foreground = background = ""
    codes = iter((style._ansi or Strip.render_ansi(style, colours)).split(";"))
    for code in codes:
        if code in ("38", "48"):
            kind = next(codes)
            values = [next(codes) for _ in range(1 if kind == "5" else 3)]
            colour = ";".join((code, kind, *values))
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif code in ("39", "49"):
            continue
        elif len(code) > 1 and code[:-1] in ("3", "9"):
            foreground = code
        elif len(code) > 1 and code[:-1] in ("4", "10"):
            background = code
        elif code:
            attributes.append(code)
    link = f"id={style._link_id};{style.link.translate(CONTROLS)}" if style.link else ""
    return Look(tuple(attributes), foreground, background, link)


def change_of_look(old: Look, new: Look) -> str:
    """The shortest sequences that lead from one look to another."""
    link = "" if old.link == new.link else f"\x1b]8;{new.link or ';'}\x1b\\"
    steps = _steps(old, new)
    if steps == "":
        return link
    anew = ("0", *new.attributes, new.foreground, new.background)
    from_scratch = ";".join(filter(None, anew))
    codes = from_scratch if steps is None or len(from_scratch) <= len(steps) else steps
    return f"\x1b[{'' if codes == '0' else codes}m{link}"


def _steps(old: Look, new: Look) -> str | None:
    """The codes that change only what differs; None if an attribute cannot be switched off."""
    codes: list[str] = []
    if new.attributes != old.attributes:
        removed = [code for code in old.attributes if code not in new.attributes]
        if any(code not in ATTRIBUTE_OFF for code in removed):
            return None
        codes += dict.fromkeys(ATTRIBUTE_OFF[code] for code in removed)
        codes += [
            code
            for code in new.attributes
            if code not in old.attributes or ATTRIBUTE_OFF.get(code) in codes
        ]
    if new.foreground != old.foreground:
        codes.append(new.foreground or "39")
    if new.background != old.background:
        codes.append(new.background or "49")
    return ";".join(codes)
