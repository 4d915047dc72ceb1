"""A program in a pseudo terminal, with a process beside it that stamps its output."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import resource
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from benchmarks.terminal.answers import CELL_HEIGHT, CELL_WIDTH, Responder
from benchmarks.terminal.emulator import Emulator
from benchmarks.terminal.key_script import Keys, Pause, Step, encode_key
from benchmarks.terminal.settings import Options

HEADER = struct.Struct("<dI")
"""Before each piece of output in the pipe: its stamp and its length."""
PIPE_BYTES = 1 << 20
MAY_STAY = frozenset({7, 8, 25, 1006, 1015, 1016, 1034})
"""Modes that a terminal is usually in, or that do nothing by themselves."""
CURSOR_SHOWN = 25
NOT_FOUND = 127


class Session:
    """One run of a program. `finish` ends it and what watches it."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        options: Options,
        folder: str | None = None,
    ) -> None:
        rows, columns = options.cells
        self.options = options
        self._master, slave = os.openpty()
        pixels = columns * CELL_WIDTH, rows * CELL_HEIGHT
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, *pixels))
        self._pipe, written = os.pipe()
        fcntl.fcntl(written, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._pump_pid = os.fork()
        if self._pump_pid == 0:
            os.close(self._pipe)
            os.close(slave)
            _pump(self._master, written, Responder(rows, columns, options))
            os._exit(0)
        os.close(written)
        self.began = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            _become(command, slave, environment, folder)
        os.close(slave)
        self.emulator = Emulator(rows, columns)
        self.responder = Responder(rows, columns, options)
        self.pending: list[tuple[float, bytes]] = []
        """Pieces that are not emulated yet, with their stamps."""
        self.bytes = self.chunks = 0
        self.first_byte: float | None = None
        self.first_paint: float | None = None
        self.last: float | None = None
        """The stamp of the last piece."""
        self.is_over = False
        """Whether all has been read that the program will ever write."""
        self._buffer = b""
        self._raw_log = open(options.rawlog, "ab") if options.rawlog else None  # noqa: SIM115
        self._ended: tuple[int, resource.struct_rusage] | None = None

    def poll(self, seconds: float) -> bool:
        """Takes what has come, and waits so long for it; True when anything did."""
        if self.is_over:
            if seconds:
                time.sleep(min(seconds, 0.02))
            return False
        readable, _, _ = select.select([self._pipe], [], [], max(0, seconds))
        if not readable:
            return False
        data = os.read(self._pipe, PIPE_BYTES)
        if not data:
            self.is_over = True
            return False
        self._buffer += data
        while len(self._buffer) >= HEADER.size:
            stamp, length = HEADER.unpack_from(self._buffer)
            if len(self._buffer) < HEADER.size + length:
                break
            self._take(stamp, self._buffer[HEADER.size : HEADER.size + length])
            self._buffer = self._buffer[HEADER.size + length :]
        return True

    def _take(self, stamp: float, chunk: bytes) -> None:
        self.bytes += len(chunk)
        self.chunks += 1
        if self.first_byte is None:
            self.first_byte = stamp
        self.last = stamp
        self.responder.feed(chunk)
        if self._raw_log:
            self._raw_log.write(chunk)
        self.pending.append((stamp, chunk))

    def emulate(self, look: Callable[[float], None] | None = None) -> None:
        """Brings the screen up to date; `look` is called after each piece, with its stamp."""
        pending, self.pending = self.pending, []
        for stamp, chunk in pending:
            self.emulator.feed(chunk)
            if self.first_paint is None and not self.emulator.is_blank():
                self.first_paint = stamp
            if look:
                look(stamp)

    def wait_for(self, pattern: str, seconds: float) -> float | None:
        """The stamp of the piece that put it on the screen; None when it did not come in time."""
        wanted = re.compile(pattern, re.MULTILINE)
        hits: list[float] = []
        end = time.monotonic() + seconds

        def look(stamp: float) -> None:
            if not hits and wanted.search(self.emulator.text()):
                hits.append(stamp)

        self.emulate()
        if wanted.search(self.emulator.text()):
            return self.last or time.monotonic()
        while not hits and time.monotonic() < end and not self.is_over:
            self.poll(0.02)
            self.emulate(look)
        return hits[0] if hits else None

    def settle(self, quiet_seconds: float, seconds: float) -> None:
        """Until nothing came for so long, or the time is over; the screen is up to date then."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.is_over:
            left = quiet_seconds - (time.monotonic() - (self.last or self.began))
            if left > 0:
                self.poll(left)
            elif not self.poll(0):
                break
        self.emulate()

    def send(self, key: str) -> float:
        """Types a letter or a `<name>`; when it was written. Raises OSError without a reader."""
        flags = self.responder.keyboard[-1] if self.options.kitty else 0
        is_application = self.responder.modes.get(1, False)
        sequence = encode_key(key, flags, is_application=is_application).encode()
        stamp = time.monotonic()
        os.write(self._master, sequence)
        return stamp

    def has_ended(self) -> bool:
        """True once the program's process is gone."""
        if self._ended:
            return True
        try:
            pid, status, usage = os.wait4(self.pid, os.WNOHANG)
        except ChildProcessError:
            return True
        if pid:
            self._ended = (status, usage)
        return bool(pid)

    def finish(
        self, steps: Sequence[Step], seconds: float = 5.0
    ) -> tuple[dict[str, Any], resource.struct_rusage | None]:
        """Ends the program by these keys, by signals where they do not; how that went, and what
        the system says that it used."""
        how, asked = self._ask_to_end(steps)
        is_gone = self._wait_for_end(seconds)
        ended = time.monotonic()
        if not is_gone:
            how = "killed"
            self._kill()
        self._close()
        status, usage = self._ended or (None, None)
        left: list[int | str] = [
            mode
            for mode, is_set in self.responder.modes.items()
            if (is_set and mode not in MAY_STAY) or (mode == CURSOR_SHOWN and not is_set)
        ]
        if len(self.responder.keyboard) > 1:
            left.append("kitty")
        found = {
            "how": how,
            "rc": None if status is None else os.waitstatus_to_exitcode(status),
            "ms": round((ended - asked) * 1e3, 1),
            "modes_left": left,
            "clean": how != "killed" and status == 0 and not left,
        }
        return found, usage

    def _ask_to_end(self, steps: Sequence[Step]) -> tuple[str, float]:
        """How it came to end, and when the last key was sent."""
        how, asked = "itself", time.monotonic()
        for step in steps:
            if self.has_ended():
                break
            if isinstance(step, Pause):
                time.sleep(step.seconds)
            elif isinstance(step, Keys):
                for key in step.keys:
                    try:
                        asked = self.send(key)
                    except OSError:
                        break
                    self.settle(min(self.options.quiet, 0.05), 0.4)
                how = "keys"
        return how, asked

    def _wait_for_end(self, seconds: float) -> bool:
        """Whether it came in time; the output is read meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.has_ended():
            self.poll(0.01)
        return self.has_ended()

    def _kill(self) -> None:
        for sign in (signal.SIGHUP, signal.SIGKILL):
            with suppress(OSError):
                os.kill(self.pid, sign)
            if self._wait_for_end(1.0):
                return

    def _close(self) -> None:
        """Reads the rest of the output, and ends the process that stamped it."""
        end = time.monotonic() + 0.3
        while time.monotonic() < end and not self.is_over:
            self.poll(0.05)
        self.emulate()
        os.close(self._master)
        with suppress(OSError):
            os.kill(self._pump_pid, signal.SIGKILL)
        os.waitpid(self._pump_pid, 0)
        os.close(self._pipe)
        if self._raw_log:
            self._raw_log.close()


def _become(
    command: Sequence[str], slave: int, environment: Mapping[str, str], folder: str | None
) -> None:
    """In the child: becomes the program, on the terminal."""
    try:
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
        for descriptor in (0, 1, 2):
            os.dup2(slave, descriptor)
        os.closerange(3, 256)
        if folder:
            os.chdir(folder)
        os.execvpe(command[0], list(command), environment)  # noqa: S606
    except BaseException as error:
        os.write(2, f"exec failed: {error}".encode())
    os._exit(NOT_FOUND)


def _pump(master: int, pipe: int, responder: Responder) -> None:
    """In a process of its own: stamps what the program writes, and answers it."""
    with suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError as error:
            if error.errno == errno.EIO:
                # The program has closed the terminal.
                return
            raise
        stamp = time.monotonic()
        if not chunk:
            return
        answer = responder.feed(chunk)
        if answer:
            os.write(master, answer)
        left = HEADER.pack(stamp, len(chunk)) + chunk
        while left:
            left = left[os.write(pipe, left) :]
