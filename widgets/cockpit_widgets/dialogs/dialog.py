"""What all dialogs share: a raised box that hides nothing else, a title, and buttons by key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.console import RenderableType
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.css.styles import RulesMap
from textual.geometry import Size
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual
from textual.widget import Widget

from cockpit_widgets.drawing.line_widget import LineWidget
from cockpit_widgets.drawing.spans import Part, text_width, to_line
from cockpit_widgets.frame.fitted_screen import FittedScreen

R = TypeVar("R")
MARGIN = 4
"""Cells and lines of the screen that a dialog leaves free."""
BORDER = 2

LOSES_TYPED = "Esc again throws away what you typed"

Words = tuple[str, str]
"""A text and the token it is written in."""


class DialogLine(LineWidget):
    """One line of a dialog; words in the token `title` are bold."""

    DEFAULT_CSS = "DialogLine { height: 1; background: $ck-raised; }"
    GROUND = "raised"

    def __init__(
        self,
        left: Sequence[Words] = (),
        right: Sequence[Words] = (),
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._left, self._right = tuple(left), tuple(right)

    def show(self, left: Sequence[Words], right: Sequence[Words] = ()) -> None:
        """Shows other words."""
        self._left, self._right = tuple(left), tuple(right)
        self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        fill = self.palette.style("text", "raised")
        left, right = self._parts(self._left), self._parts(self._right)
        return [to_line(left, width, fill, _if_fits(left, right, width))]

    def _parts(self, words: Sequence[Words]) -> list[Part]:
        return [(text, self._style(meaning)) for text, meaning in words]

    def _style(self, meaning: str) -> Style:
        is_title = meaning == "title"
        return self.palette.style("text" if is_title else meaning, "raised", bold=is_title)


class DialogButtons(LineWidget):
    """The buttons, each by its key: the first acts, the others do not."""

    DEFAULT_CSS = "DialogButtons { height: 1; margin: 1 0 0 0; background: $ck-raised; }"
    GROUND = "raised"

    def __init__(self, buttons: Sequence[tuple[str, str]], aside: Sequence[Words] = ()) -> None:
        super().__init__()
        self._buttons = tuple(buttons)
        self._aside = tuple(aside)
        self._warning = ""
        self._ends: list[tuple[int, str]] = []

    def show(self, buttons: Sequence[tuple[str, str]], aside: Sequence[Words] = ()) -> None:
        """Shows other buttons."""
        self._buttons, self._aside = tuple(buttons), tuple(aside)
        self.redraw()

    def warn(self, words: str) -> None:
        """Says this in place of the buttons; empty: the buttons are back."""
        if words != self._warning:
            self._warning = words
            self.redraw()

    def build_lines(self, width: int) -> list[Strip]:
        if self._warning:
            self._ends = []
            style = self.palette.style("warning", "raised")
            return [to_line([(self._warning, style)], width, style)]
        parts, self._ends = button_parts(self, self._buttons)
        aside = [(text, self.palette.style(token, "raised")) for text, token in self._aside]
        fill = self.palette.style("text", "raised")
        return [to_line(parts, width, fill, _if_fits(parts, aside, width))]

    def on_click(self, event: events.Click) -> None:
        """A click on a button is its key."""
        for end, key in self._ends:
            if event.x < end:
                self.app.simulate_key(key.lower().replace("esc", "escape"))
                return


def button_parts(
    widget: LineWidget, buttons: Sequence[tuple[str, str]]
) -> tuple[list[Part], list[tuple[int, str]]]:
    """The parts of a line of buttons, and after which column each one ends."""
    palette = widget.palette
    parts: list[Part] = []
    ends: list[tuple[int, str]] = []
    column = 0
    for place, (key, label) in enumerate(buttons):
        style = palette.style("text", "panel") if place else palette.main_button()
        if place:
            parts.append(("  ", palette.style("text", "raised")))
            column += 2
        text = f" {key}  {label} "
        parts.append((text, style))
        column += len(text)
        ends.append((column, key))
    return parts, ends


def _if_fits(left: Sequence[Part], right: Sequence[Part], width: int) -> Sequence[Part]:
    """What stands at the right, left out where it would cut what stands at the left."""
    return right if text_width(left) + 1 + text_width(right) <= width else ()


class _Below(Visual):
    """What another screen shows. Textual would send its lines through Rich, segment by segment."""

    def __init__(self, screen: Screen[object]) -> None:
        self._screen = screen

    def render_strips(
        self,
        width: int,
        height: int | None,
        style: VisualStyle,  # noqa: ARG002
        options: RenderOptions,  # noqa: ARG002
    ) -> list[Strip]:
        size = Size(width, self._screen.size.height if height is None else height)
        return self._screen._compositor.render_strips(size)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:  # noqa: ARG002
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:  # noqa: ARG002
        return self._screen.size.height


class Dialog(FittedScreen[R], ModalScreen[R]):
    """A box of at most `width` cells over the screen, which stays as it is around it.

    Esc always leaves with nothing done, at its second press where something was typed into the
    fields. `anchor` is the screen line under which it opens when
    there is room; else, and without one, it stands in the middle.
    """

    width = 48

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > #box {
            height: auto;
            padding: 0 2;
            background: $ck-raised;
            border: solid $ck-text-faint;
        }
        Input, Input:focus {
            height: 1;
            border: none;
            padding: 0 1;
            background: $surface;
            background-tint: $surface 0%;
            color: $text;
        }
        TextArea, TextArea:focus {
            height: auto;
            border: none;
            padding: 0 1;
            background: $surface;
            background-tint: $surface 0%;
            color: $text;
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", show=False),
        Binding("ctrl+z", "app.suspend_process", "Suspend", id="dialog.suspend", show=False),
    ]

    def __init__(self, *, anchor: int | None = None, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._anchor = anchor
        self._below: Screen[object] | None = None
        self._focus_below: Widget | None = None
        self._untouched: object = None
        self._given_up: object = None
        """What the fields held when Esc was pressed over them, until it is typed on."""

    def parts(self) -> Sequence[Widget]:
        """What the box holds, from the top."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield Vertical(*self.parts(), id="box")

    def render(self) -> RenderableType:
        behind = super().render()
        if isinstance(behind, BackgroundScreen):
            return _Below(behind.screen)  # type: ignore[return-value]  # Textual takes both
        return behind

    @property
    def inner_width(self) -> int:
        """Cells inside the box's border and padding."""
        return max(8, self.box_width - BORDER - 4)

    @property
    def box_width(self) -> int:
        """Cells of the box, border included."""
        return max(12, min(self.width, self.size.width - MARGIN))

    @property
    def inner_height(self) -> int:
        """The most lines that fit inside the border."""
        return max(3, self.size.height - MARGIN - BORDER)

    def on_mount(self) -> None:
        # Inline, because a rule of the app for all screens would cover what is behind.
        self.styles.background = "transparent"
        self.fit()
        self._take_focus()
        self._untouched = self.untouched()

    def on_resize(self, _: events.Resize) -> None:
        self.fit()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.turn(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.turn(-1)

    def turn(self, notches: int) -> None:
        """What the wheel does; nothing where all is in sight."""

    def fit(self) -> None:
        """Sizes and places the box."""
        box = self.query_one("#box")
        box.styles.width = self.box_width
        box.styles.max_height = self.inner_height + BORDER
        self.call_after_refresh(self._place)

    def _place(self) -> None:
        box = self.query_one("#box")
        y = 0
        if self._anchor is not None:
            below = self._anchor + 1
            if below + box.outer_size.height <= self.size.height - 1:
                y = below - (self.size.height - box.outer_size.height) // 2
        box.styles.offset = (0, y)

    def _take_focus(self) -> None:
        """Only one place has the accent bar: what had the focus below shows that it lost it."""
        stack = self.app.screen_stack
        if len(stack) > 1 and stack[-1] is self:
            self._below = stack[-2]
            self._focus_below = self._below.focused
            self._below.set_focus(None)

    def dismiss(self, result: R | None = None) -> AwaitComplete:
        """Closes the dialog with a result and gives the focus back."""
        if self._below is not None and self._focus_below is not None:
            self._below.set_focus(self._focus_below, scroll_visible=False)
        return super().dismiss(result)

    def typed(self) -> object:
        """What the fields hold, to be compared; None in a dialog where nothing typed is kept."""
        return None

    def untouched(self) -> object:
        """What of `typed` one Esc may leave: what the fields hold when the dialog opens."""
        return self.typed()

    def note_typed(self) -> None:
        """A field changed: the next Esc is a first one again."""
        if self._given_up is not None and self.typed() != self._given_up:
            self._given_up = None
            self.query_one(DialogButtons).warn("")

    def action_cancel(self) -> None:
        typed = self.typed()
        if typed in (self._untouched, self._given_up):
            self.dismiss(None)
            return
        if self.is_covered:
            # Nobody would see what the next one does.
            return
        self._given_up = typed
        self.query_one(DialogButtons).warn(LOSES_TYPED)


def too_long(n: int) -> str:
    """That a text has `n` characters more than fit."""
    return f"{n:,} character{'' if n == 1 else 's'} too many"
