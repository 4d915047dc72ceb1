"""One key: how long until the program answers, and what it sends."""

from __future__ import annotations

import re
import time

from benchmarks.terminal.session import Session

FRAME_END = b"\x1b[?2026l"
"""The end of synchronized output."""

Sample = dict[str, float]
"""Milliseconds until `first` byte, visible `change`, `regex` on the screen and `settle`; `bytes`
and `chunks` of the whole answer, `frame`: bytes up to the end of its first frame. Only `none` where
nothing came."""


def timed_key(session: Session, key: str, pattern: str | None = None) -> Sample:
    """Types a key, and waits until the program is quiet and the pattern is on the screen."""
    session.poll(0)
    session.emulate()
    session.emulator.snapshot()
    bytes_before, chunks_before = session.bytes, session.chunks
    sent = session.send(key)
    first = _first_byte(session, sent)
    if first is None:
        return {"none": 1}
    watch = _Watch(session, sent, pattern)
    watch.settle(sent + session.options.keymax)
    sample = {"first": (first - sent) * 1e3}
    if not pattern:
        sample["frame"] = _frame_bytes(session, sent)
    session.emulate(watch.look)
    sample["settle"] = ((session.last or sent) - sent) * 1e3
    if watch.changed is not None:
        sample["change"] = (watch.changed - sent) * 1e3
    if watch.hit is not None:
        sample["regex"] = (watch.hit - sent) * 1e3
    sample["bytes"] = session.bytes - bytes_before
    sample["chunks"] = session.chunks - chunks_before
    return sample


def _first_byte(session: Session, sent: float) -> float | None:
    """Output that was under way already when the key was written does not count."""
    end = sent + session.options.noresp
    while True:
        fresh = next((stamp for stamp, _ in session.pending if stamp >= sent), None)
        if fresh is not None or time.monotonic() >= end or session.is_over:
            return fresh
        session.poll(end - time.monotonic())


def _frame_bytes(session: Session, sent: float) -> int:
    answer = b"".join(chunk for stamp, chunk in session.pending if stamp >= sent)
    end = answer.find(FRAME_END)
    return len(answer) if end < 0 else end + len(FRAME_END)


class _Watch:
    """Looks at the screen after each piece of the answer."""

    def __init__(self, session: Session, sent: float, pattern: str | None) -> None:
        self.changed: float | None = None
        self.hit: float | None = None
        self._session, self._sent = session, sent
        self._wanted = re.compile(pattern, re.MULTILINE) if pattern else None

    def look(self, stamp: float) -> None:
        emulator = self._session.emulator
        if stamp < self._sent:
            emulator.snapshot()
            return
        if self.changed is None and emulator.has_changed():
            self.changed = stamp
        if self._wanted and self.hit is None and self._wanted.search(emulator.text()):
            self.hit = stamp

    def settle(self, limit: float) -> None:
        """Emulates meanwhile only for a pattern: that takes time, and the stamps are taken."""
        session, quiet = self._session, self._session.options.quiet
        while time.monotonic() < limit and not session.is_over:
            left = quiet - (time.monotonic() - (session.last or self._sent))
            if left > 0:
                session.poll(left)
            elif not session.poll(0):
                if self._wanted and self.hit is None:
                    session.emulate(self.look)
                if self._wanted is None or self.hit is not None:
                    return
                session.poll(0.02)
