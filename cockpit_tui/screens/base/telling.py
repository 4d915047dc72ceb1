"""What a screen says in one line: what was done, what is new, what went wrong."""

from __future__ import annotations

from msgspec.structs import replace

from cockpit_tui.domain.errors import CockpitError, StoreError
from cockpit_widgets.frame.fitted_screen import FittedScreen
from cockpit_widgets.frame.toast import Toast, ToastKind, ToastText, is_cut, toast_height


class TellingScreen(FittedScreen[None]):
    """A screen with a toast, which never covers the cursor."""

    _store_is_gone: ToastText | None = None
    """What said last that the database cannot be used."""

    @property
    def cursor_line(self) -> int:
        """The screen's line of the cursor; dialogs open beside it."""
        return self.size.height // 3

    @property
    def toast(self) -> Toast:
        return self.query_one(Toast)

    def toast_place(self) -> tuple[int, int, int]:
        """Column, line and width of the toast: the row above the footer."""
        return 0, self.size.height - 2, self.size.width

    def tell(self, text: ToastText) -> None:
        """One line that says what was done, and never covers the cursor."""
        x, line, width = self.toast_place()
        is_failure = text.kind is ToastKind.FAILED and toast_height(text, width) > 1
        if is_failure or is_cut(text, width):
            # What went wrong is worth whole rows, and what comes last may be what matters.
            x, width = 0, self.size.width
        height = toast_height(text, width)
        if height > 1 and not x and line - height < self.cursor_line <= line:
            line = height  # below the header
        self.toast.place(x, line, width)
        self.toast.show(text)

    def tell_news(self, text: str) -> None:
        self.tell(ToastText(text, ToastKind.NEWS))

    def tell_also(self, news: str) -> None:
        """News that came of themselves: behind what is told just now, whose key still answers."""
        told = self.toast.text
        if told is None:
            self.tell_news(news)
            return
        end = "" if told.text.endswith((".", "?", "!")) else "."
        both = replace(told, text=f"{told.text}{end} {news}")
        if told is self._store_is_gone:
            self._store_is_gone = both
        self.tell(both)

    def tell_failure(self, error: CockpitError) -> None:
        text = ToastText(f"{error.message} {error.hint}".strip(), ToastKind.FAILED)
        if type(error) is StoreError:
            self._store_is_gone = text
        self.tell(text)

    def store_returned(self) -> None:
        """The database can be used again: what says that it cannot be is true no more."""
        if self.toast.text is not None and self.toast.text is self._store_is_gone:
            self.tell_news("The database is back.")

    def dismiss_toast(self) -> bool:
        """Takes the toast away; True when that was all Esc had to do: a failure was read."""
        told = self.toast.text
        self.toast.dismiss()
        return told is not None and told.kind is ToastKind.FAILED

    def copy_word(self, word: str) -> None:
        """Puts an address on the person's clipboard, also over ssh and tmux, and says how."""
        from cockpit_tui.screens.base.messages import ToTerminal
        from cockpit_tui.terminal.clipboard import clipboard_copy

        sent = clipboard_copy(word)
        self.post_message(ToTerminal(sent.sequence))
        self.tell_news(f"{word}: {sent.summary()}")
