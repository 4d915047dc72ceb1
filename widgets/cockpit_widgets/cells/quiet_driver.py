"""Textual's driver for Linux and macOS, without its threads on a key's way and without polling.

Textual reads keys in a thread that looks every 0.1 s whether it is to end, and writes in another.
A key and its answer would wait three times for one thread to wake another. This one reads in the
loop of the screen and writes from there what the terminal takes at once; the writing thread has
what a slow line does not take. It hangs on private parts of Textual 8.2, and is only installed
where that is what runs.
"""

from __future__ import annotations

import asyncio
import os
import signal
from codecs import getincrementaldecoder
from collections.abc import Iterable
from contextlib import suppress
from contextvars import Context
from typing import Any, TextIO

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from cockpit_widgets.cells.cell_app import CellApp
from cockpit_widgets.cells.cell_diff import is_known_textual
from cockpit_widgets.cells.escapes import ESC, Escapes
from cockpit_widgets.cells.margins_answer import MARGINS_QUESTION, PRINT_QUESTIONS, MarginsAnswer

READ_BYTES = 4096
ESCAPE_SECONDS = 0.05
"""After so long an Esc that nothing follows is the key; a sequence comes in one piece."""
KEYS_KEPT = 256
"""Keys remembered by what a terminal sends for them."""


class _Terminal:
    """Where output goes. A terminal that was closed takes it and shows nothing.

    Textual's writing thread would end, and whoever writes next would wait for it for ever.
    """

    def __init__(self, file: TextIO) -> None:
        self.fileno = file.fileno
        self.encoding, self.errors = file.encoding, file.errors or "strict"
        self.written = 0
        """Pieces that the writing thread was given and has written."""
        self._in_hand = 0
        self._at_once = _without_waiting(file)

    def offer(self, data: bytes) -> bytes:
        """Writes what the terminal takes without a wait; the rest."""
        if self._at_once is None:
            return data
        try:
            return data[os.write(self._at_once, data) :]
        except BlockingIOError:
            return data
        except OSError:
            return b""

    def write(self, data: bytes) -> None:
        """In the writing thread: waits until the terminal has taken all."""
        self._in_hand += 1
        with suppress(OSError):
            while data:
                data = data[os.write(self.fileno(), data) :]

    def flush(self) -> None:
        """In the writing thread, when it was given nothing more."""
        self.written = self._in_hand


def _without_waiting(file: TextIO) -> int | None:
    """The terminal once more, opened so that it takes what it can and never waits; whoever else
    has it open, such as the shell, still waits. None for what is no terminal or has no name."""
    with suppress(OSError, ValueError):
        file.flush()
        return os.open(os.ttyname(file.fileno()), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    return None


class QuietDriver(LinuxDriver):
    """Reads and writes the terminal in the screen's loop."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        assert self._file is not None
        self._terminal = _Terminal(self._file)
        self._file = self._terminal  # type: ignore[assignment]
        self._handed = 0
        """Pieces given to the writing thread."""
        self._margins_answer = MarginsAnswer()
        self._look: asyncio.TimerHandle | None = None
        self._keys: dict[str, tuple[str, str | None]] = {}

    # Writing

    def write(self, data: str) -> None:
        """At once, unless the terminal is still busy with what came before."""
        terminal = self._terminal
        rest = data.encode(terminal.encoding, terminal.errors)
        if self._handed == terminal.written:
            rest = terminal.offer(rest)
        if rest:
            assert self._writer_thread is not None, "Driver must be in application mode"
            self._handed += 1
            self._writer_thread.write(rest)  # type: ignore[arg-type]  # what it writes is ours

    def _request_terminal_sync_mode_support(self) -> None:
        """With Textual's question goes one of ours."""
        super()._request_terminal_sync_mode_support()
        if self.input_tty and os.environ.get("TERM_PROGRAM", "") not in PRINT_QUESTIONS:
            self.write(MARGINS_QUESTION)
            self.flush()

    # Reading

    def start_application_mode(self) -> None:
        """Takes the terminal, and listens unless Textual found that it is not ours to take."""
        before = self._key_thread
        super().start_application_mode()  # type: ignore[no-untyped-call]
        if self._key_thread is not before:
            self._parser, self._escapes = XTermParser(self._debug), Escapes(self._is_typing)
            self._decode = getincrementaldecoder("utf-8")("replace").decode
            # What holds for whatever begins to listen is not to hold for keys that come later.
            Context().run(self._loop.add_reader, self.fileno, super()._run_input_thread)
            Context().run(self._loop.call_soon, self._take_what_was_typed_before)

    def disable_input(self) -> None:
        """Listens no more."""
        self._loop.remove_reader(self.fileno)
        if self._look is not None:
            self._look.cancel()
        super().disable_input()

    def _run_input_thread(self) -> None:
        """Textual's thread has nothing to do. What it would, which ends the app where reading
        fails, is called when there is something to read."""

    def _take_what_was_typed_before(self) -> None:
        if isinstance(self._app, CellApp):
            typed, self._app.typed_before = self._app.typed_before, b""
            self._take(self._escapes.pieces(self._decode(typed)))
            self._look_again()

    def run_input_thread(self) -> None:
        """Reads and dispatches what has come, or leaves as the terminal is gone."""
        read = self._read()
        if read is None:
            self._loop.remove_reader(self.fileno)
            self._app.call_later(self._app.exit)
            return
        self._take(self._escapes.pieces(self._decode(read)))
        self._look_again()

    def _look_again(self) -> None:
        """Soon, where what came may be the beginning of more, or all there is."""
        if self._look is not None:
            self._look.cancel()
            self._look = None
        if self._escapes.is_undecided or self._is_parsing:
            self._look = self._loop.call_later(ESCAPE_SECONDS, self._nothing_more)

    def _nothing_more(self) -> None:
        if self._escapes.is_undecided:
            self._take(self._escapes.nothing_more())
        for event in self._parser.tick():
            self.process_message(event)
        self._look_again()

    def _take(self, pieces: Iterable[str]) -> None:
        """Dispatches what was typed."""
        for piece in pieces:
            if (has_margins := self._margins_answer.in_piece(piece)) is not None:
                self._tell_margins(has_margins=has_margins)
            if piece == ESC:
                self.process_message(events.Key("escape", ESC))
                continue
            for event in self._events_of(piece):
                self.process_message(event)

    def _events_of(self, piece: str) -> Iterable[Message]:
        """What a piece means: keys that came before are not parsed again, letter by letter."""
        is_apart = not (self._is_parsing or self._escapes.is_pasting)
        if is_apart and (key := self._keys.get(piece)) is not None:
            return (events.Key(*key),)
        found = list(self._parser.feed(piece))
        if is_apart and not self._is_parsing and len(self._keys) < KEYS_KEPT:
            match found:
                case [events.Key() as key_event]:
                    self._keys[piece] = (key_event.key, key_event.character)
        return found

    @property
    def _is_parsing(self) -> bool:
        """Whether the parser has the beginning of a sequence."""
        return self._parser._timeout_time is not None

    def send_message(self, message: Message) -> None:
        """To the app, in whose loop we are."""
        self._app.post_message(message)

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

    # Stopping for a while

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


def install(app: App[Any]) -> None:
    """Makes an app read its terminal so, where it would use Textual's own driver."""
    if app.driver_class is LinuxDriver and is_known_textual():
        app.driver_class = QuietDriver
