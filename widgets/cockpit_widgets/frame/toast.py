"""What was just done, and how to take it back, in one to four lines."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.printable import cell_width, printable
from cockpit_widgets.drawing.signs import draw
from cockpit_widgets.drawing.spans import Part, to_line, wrapped

SECONDS_SHOWN = 6.0
MOST_LINES = 4
SIGN_CELLS = 3


class ToastKind(Enum):
    """What a toast reports; failures stay until they are sent away."""

    DONE = "done"
    NEWS = "news"
    FAILED = "failed"


_SIGNS = {
    ToastKind.DONE: ("task_done", "success"),
    ToastKind.NEWS: ("", "text-muted"),
    ToastKind.FAILED: ("sync_refused", "risk"),
}


class ToastText(Struct, frozen=True):
    """`✓ Done “Joint call with sales”, Globex  u undo`."""

    text: str
    kind: ToastKind = ToastKind.DONE
    key: str = ""
    """The key that answers it, usually `u`."""
    key_label: str = ""


class Toast(LineWidget):
    """Stands over other widgets, placed by `place`; hidden while there is nothing to say."""

    DEFAULT_CSS = """
    Toast { position: absolute; overlay: screen; display: none; height: 1; background: $ck-raised; }
    """
    GROUND = "raised"

    class Gone(Message):
        """Nothing is shown any more."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._place = (0, 0, 1)
        self._text: ToastText | None = None
        self._timer: Timer | None = None

    @property
    def text(self) -> ToastText | None:
        """What is shown."""
        return self._text

    def show(self, text: ToastText) -> None:
        """Shows a text in place of the one before; a failure until `dismiss`, others 6 s."""
        self._stop()
        self._text = text
        self.display = True
        self._fit()
        self.redraw()
        if text.kind is not ToastKind.FAILED:
            self._timer = self.set_timer(SECONDS_SHOWN, self.dismiss)

    def dismiss(self) -> bool:
        """Takes the toast away; False when there was none."""
        if self._text is None:
            return False
        self._stop()
        self._text = None
        self.display = False
        self.post_message(self.Gone())
        return True

    def place(self, x: int, y: int, width: int) -> None:
        """Puts it on a line of the screen, `width` cells from column `x` on; what has more lines
        stands on those above it too."""
        self._place = (x, y, max(1, width))
        self.styles.width = max(1, width)
        self._fit()

    def _fit(self) -> None:
        x, y, width = self._place
        lines = 1 if self._text is None else toast_height(self._text, width)
        self.styles.height = lines
        self.styles.offset = (x, max(0, y - lines + 1))

    def build_lines(self, width: int) -> list[Strip]:
        style = self.palette.style
        if self._text is None:
            return [self.blank_line()]
        glyph, token = _SIGNS[self._text.kind]
        fill = style("text", "raised")
        sign = f" {draw(glyph)} " if glyph else " "
        left: list[Part] = [(sign, style(token, "raised", bold=True))]
        right: list[Part] = []
        key, label = _answer(self._text)
        if key:
            right = [
                ("  ", fill),
                (key, style("text", "raised", bold=True)),
                (f" {label}", style("text-muted", "raised")),
            ]
        taken = sum(cell_width(text) for text, _ in (*left, *right))
        text = printable(self._text.text)
        if cell_width(text) + taken + 1 <= width:
            return [to_line([*left, (text, fill), *right], width, fill)]
        texts = _texts(self._text, width)
        first = right if len(texts) == 1 else ()
        lines = [to_line([*left, (texts[0], fill)], width, fill, first, margin=1)]
        for place, more in enumerate(texts[1:], 2):
            is_last = place == len(texts)
            parts: list[Part] = [(" " * cell_width(sign), fill), (more, fill)]
            lines.append(to_line(parts, width, fill, right if is_last else (), margin=1))
        return lines

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.dismiss()


def toast_height(text: ToastText, width: int) -> int:
    """How many lines it takes: as many as it needs, four at most."""
    return len(_texts(text, width))


def is_cut(text: ToastText, width: int) -> bool:
    """Whether so few cells do not hold it on the lines that there are."""
    return len(_lines(text, width)) > MOST_LINES


def _answer(text: ToastText) -> tuple[str, str]:
    """The key that answers it, and its label."""
    is_closed_by_hand = text.kind is ToastKind.FAILED and not text.key
    return ("Esc", "close") if is_closed_by_hand else (text.key, text.key_label)


def _texts(text: ToastText, width: int) -> list[str]:
    """The text by the lines that there are; beside the last one stands the key."""
    lines = _lines(text, width)
    first, rest = lines[: MOST_LINES - 1], lines[MOST_LINES - 1 :]
    return [*first, " ".join(rest)] if rest else first


def _lines(text: ToastText, width: int) -> list[str]:
    """The text by as many lines as it takes."""
    words = printable(text.text)
    whole = max(8, width - SIGN_CELLS - 1)
    key, label = _answer(text)
    beside_key = max(8, whole - cell_width(f"  {key} {label}"))
    *lines, last = wrapped(words, whole) or [""]
    return lines + (wrapped(last, beside_key) or [last])


def toast_line(cursor_y: int | None, last_y: int, footer_y: int) -> int:
    """The screen line for a toast over a list: its last, or the footer's where the cursor is."""
    return footer_y if cursor_y == last_y else last_y
