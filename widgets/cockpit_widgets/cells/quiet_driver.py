"""Textual's driver for Linux and macOS, without its ten wake-ups a second.

Textual looks every 0.1 s whether it is to end, and waits as long again when it is. This one sleeps
until there is something to read, and is woken by a pipe to end: an idle screen costs nothing, and
leaving it is not felt. It replaces one method of a private module of Textual 8.2, and is only
installed where that is what runs.
"""

from __future__ import annotations

import os
import selectors
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from cockpit_widgets.cells.cell_app import CellApp
from cockpit_widgets.cells.cell_diff import is_known_textual
from cockpit_widgets.cells.escapes import ESC, Escapes
from cockpit_widgets.cells.margins_answer import MARGINS_QUESTION, PRINT_QUESTIONS, MarginsAnswer

READ_BYTES = 4096
ESCAPE_SECONDS = 0.05
"""After so long an Esc that nothing follows is the key; a sequence comes in one piece."""
LOOKS_AFTER_INPUT = 4
"""Looks at what the parser still holds, after each input: longer than the 0.1 s that it waits."""


class _Terminal:
    """Where output goes. A terminal that was closed takes it and shows nothing.

    Textual's writing thread would end, and whoever writes next would wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


class QuietDriver(LinuxDriver):
    """Reads the terminal without polling."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file = _Terminal(self._file)  # type: ignore[assignment,arg-type]
        self._end_reader, self._end_writer = os.pipe()
        self._margins_answer = MarginsAnswer()

    def _request_terminal_sync_mode_support(self) -> None:
        """With Textual's question goes one of ours."""
        super()._request_terminal_sync_mode_support()
        if self.input_tty and os.environ.get("TERM_PROGRAM", "") not in PRINT_QUESTIONS:
            self.write(MARGINS_QUESTION)
            self.flush()

    def disable_input(self) -> None:
        """Ends the reading thread at once."""
        thread = self._key_thread
        if thread is not None and thread.is_alive() and not self.exit_event.is_set():
            os.write(self._end_writer, b"\0")
        super().disable_input()

    def _sigtstp_application(self, *_: object) -> None:
        """Gives the terminal back and stops, with whoever started us in this job: where that is
        `make`, the shell would wait for it and not come back."""
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        os.killpg(os.getpgrp(), signal.SIGSTOP)

    def _sigcont_application(self, *_: object) -> None:
        """Comes back after Ctrl+Z alone: a terminal that is closed sends SIGCONT as well."""
        if self._must_signal_resume:
            super()._sigcont_application()

    def run_input_thread(self) -> None:
        """Reads and dispatches until `disable_input`, or until the terminal is gone."""
        parser, escapes = XTermParser(self._debug), Escapes(self._is_typing)
        decode = getincrementaldecoder("utf-8")("replace").decode
        looks = 0
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._end_reader, selectors.EVENT_READ)
            while True:
                ready = selector.select(ESCAPE_SECONDS if looks else None)
                looks = max(0, looks - 1)
                if any(key.fd == self._end_reader for key, _ in ready):
                    os.read(self._end_reader, 1)
                    return
                if ready:
                    read = self._read()
                    if read is None:
                        self._app.call_later(self._app.exit)
                        return
                    self._take(parser, escapes.pieces(decode(read)))
                    looks = LOOKS_AFTER_INPUT
                elif escapes.is_undecided:
                    self._take(parser, escapes.nothing_more())
                for event in parser.tick():
                    self.process_message(event)

    def _take(self, parser: XTermParser, pieces: Iterable[str]) -> None:
        """Dispatches what was typed."""
        for piece in pieces:
            if (has_margins := self._margins_answer.in_piece(piece)) is not None:
                self._tell_margins(has_margins=has_margins)
            if piece == ESC:
                self.process_message(events.Key("escape", ESC))
                continue
            for event in parser.feed(piece):
                self.process_message(event)

    def _is_typing(self) -> bool:
        """Whether a letter would go into a text field."""
        focused = self._app.focused
        return focused is not None and focused.check_consume_key("b", "b")

    def _tell_margins(self, *, has_margins: bool) -> None:
        if isinstance(self._app, CellApp) and self._app.cell_diff is not None:
            self._app.cell_diff.use_margins(are_there=has_margins)

    def _read(self) -> bytes | None:
        """What the terminal sent; None when it was closed."""
        try:
            return os.read(self.fileno, READ_BYTES) or None
        except OSError:
            return None


def install(app: App[Any]) -> None:
    """Makes an app read its terminal so, where it would use Textual's own driver."""
    if app.driver_class is LinuxDriver and is_known_textual():
        app.driver_class = QuietDriver
