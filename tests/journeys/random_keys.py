"""What somebody sends who leans on the keyboard: keys, words, pastes, the mouse, the window."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from string import ascii_letters, digits, punctuation

from tests.journeys.house import House
from tests.journeys.terminal import Terminal

OPENING_SIZES = ((160, 45), (120, 32), (100, 30), (80, 24))
SIZES = (*OPENING_SIZES, (60, 15), (30, 8))
"""The last two are too small for anything but a sentence."""
MOST_OPEN = 12
"""More screens and dialogs than ever stand over each other."""
LEAVING_ROUNDS = 3
"""On a busy machine a dialog may open after the keys that were to close it."""
LEAVING = ("q",)
"""The key that ends the program; seldom pressed, so that it gets somewhere in between."""
LETTERS = tuple((ascii_letters + digits + punctuation).replace("q", ""))
ANSWERING = ("enter", "esc", "tab", "shift+tab", "space", "up", "down", "left", "right")
MOVING = ("home", "end", "pgup", "pgdn", "backspace", "f1", "f5")
CONTROLS = tuple(f"ctrl+{letter}" for letter in "acdeknpuwy")
WORDS = (
    "fri",
    "+3d",
    "31 jan",
    "type:risk due<7d",
    "owner:",
    '"',
    "weekly mon until eoy",
    "[/b]",
    "\u6f22\u5b57\u202e",
    "=1+1",
    "0",
)
LAST_TOLD = 60
"""So many of the last things sent stand in the report of a failure."""


class RandomKeys:
    """Sends seeded nonsense to the cockpit of a house, and opens it again when it was left."""

    def __init__(self, house: House, seed: int) -> None:
        self._house = house
        self._chance = Random(seed)
        self._seed = seed
        self._sent: list[str] = []
        self._terminal = self._opened()

    def send(self, count: int) -> None:
        """So many keys, clicks or words; fails when the program dies or answers no more."""
        try:
            for _ in range(count):
                self._send_one()
                if self._terminal.has_ended:
                    assert self._terminal.wait_for_end() == 0
                    self._terminal = self._opened()
        except (AssertionError, OSError) as failed:
            raise AssertionError(self._report()) from failed

    def _send_one(self) -> None:
        chance = self._chance.random()
        if chance < 0.02:
            self._resize()
        elif chance < 0.05:
            self._note("type", self._chance.choice(WORDS))
        elif chance < 0.06:
            self._note("paste", self._chance.choice(WORDS) * self._chance.choice((1, 50)))
        elif chance < 0.12:
            self._mouse()
        else:
            self._note("key", self._key())

    def _key(self) -> str:
        kinds = (LETTERS, ANSWERING, MOVING, CONTROLS, LEAVING)
        (kind,) = self._chance.choices(kinds, weights=(50, 35, 8, 6, 1))
        return self._chance.choice(kind)

    def _note(self, kind: str, text: str) -> None:
        self._sent.append(text if kind == "key" else f"{kind} {text[:20]!r}")
        if kind == "key" and self._chance.random() < 0.3:
            self._terminal.press(text)
        elif kind == "key":
            self._terminal.press_at_once(text)
        else:
            self._terminal.type(f"\x1b[200~{text}\x1b[201~" if kind == "paste" else text)

    def _mouse(self) -> None:
        """A click, a turn of the wheel, or a drag, anywhere."""
        column = self._chance.randint(1, self._terminal.screen.columns)
        row = self._chance.randint(1, self._terminal.screen.lines)
        button = self._chance.choice((0, 0, 0, 2, 64, 65))
        self._sent.append(f"mouse {button} at {column},{row}")
        text = f"\x1b[<{button};{column};{row}M"
        if self._chance.random() < 0.2:
            row = self._chance.randint(1, self._terminal.screen.lines)
            text += f"\x1b[<{button + 32};{column};{row}M"
        self._terminal.type(text + ("" if button >= 64 else f"\x1b[<{button};{column};{row}m"))

    def _resize(self, sizes: Sequence[tuple[int, int]] = SIZES) -> None:
        """Another size, which the program has to draw anew: that is how it shows that it lives."""
        size = (self._terminal.screen.columns, self._terminal.screen.lines)
        size = self._chance.choice([other for other in sizes if other != size])
        self._sent.append(f"size {size[0]}x{size[1]}")
        before = len(self._terminal.raw)
        self._terminal.resize(*size)
        self._terminal.wait_until(
            lambda: len(self._terminal.raw) > before or self._terminal.has_ended,
            "an answer to another size",
        )

    def finish(self) -> None:
        """The program still answers, and ends when it is told to."""
        try:
            self._resize(OPENING_SIZES)
            for _ in range(LEAVING_ROUNDS):
                if not self._terminal.has_ended:
                    self._terminal.press(*["esc"] * MOST_OPEN, "q")
            assert self._terminal.wait_for_end() == 0
        except (AssertionError, OSError) as failed:
            raise AssertionError(self._report()) from failed

    def _opened(self) -> Terminal:
        terminal = self._house.open(size=self._chance.choice(OPENING_SIZES))
        terminal.wait_until(lambda: bool(terminal.text.strip()), "the first picture")
        return terminal

    def _report(self) -> str:
        last = " | ".join(self._sent[-LAST_TOLD:])
        told = f"seed {self._seed}, key {len(self._sent)}: {last}\n{self._terminal.text}"
        return f"{told}\n{mistakes(self._house)}"


def mistakes(house: House) -> str:
    """What the log tells from the first traceback on; empty when nothing went wrong."""
    file = house.root / "log" / "cockpit.log"
    logged = file.read_text(encoding="utf-8") if file.exists() else ""
    return logged[max(0, logged.index("Traceback") - 500) :] if "Traceback" in logged else ""
