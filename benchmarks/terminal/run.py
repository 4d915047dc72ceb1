"""One run of a program from its start to its end, in figures."""

from __future__ import annotations

import resource
import subprocess
import time
from typing import Any

from benchmarks.terminal.key_script import Keys, Pause, Until, parse_keys
from benchmarks.terminal.key_timing import timed_key
from benchmarks.terminal.processes import Process, cpu_seconds, exact_cpu_seconds, memory, tree
from benchmarks.terminal.settings import Options, Program
from benchmarks.terminal.ssh import SSH_PROGRAMS, Ssh
from benchmarks.terminal.starting import options_of, started

UNTIL_SECONDS = 10.0
MOST_PENDING = 400
"""Pieces of output that may wait for the emulator while a key is held."""

Figures = dict[str, Any]
"""By name, as they are written to JSON: `_ms` milliseconds, `_s` seconds, `_mb` millions of bytes;
`groups` of keys with their `samples`, `exit`, `notes`, `queries` of the terminal."""


def run_once(program: Program, options: Options, ssh: Ssh | None = None) -> Figures:
    """Starts it, types its keys, watches it at rest, ends it."""
    options = options_of(program, options)
    if program.setup:
        subprocess.run(program.setup, shell=True, check=True, stdout=subprocess.DEVNULL)  # noqa: S602
    run = _Run(program, options, ssh)
    try:
        run.start()
        run.type_keys(options.keys)
        run.rest(options.idle)
        run.at_end()
    finally:
        ended, usage = run.session.finish(parse_keys(options.quit))
    run.ended(ended, usage)
    return run.figures


class _Run:
    def __init__(self, program: Program, options: Options, ssh: Ssh | None) -> None:
        self._wire_before = ssh.wire() if ssh else (0, 0)
        self.session = started(program, options, ssh)
        self.figures: Figures = {"name": program.name, "groups": [], "notes": []}
        self._program, self._options, self._ssh = program, options, ssh
        self._root = ssh.pid if ssh else self.session.pid
        self._peak = 0

    def _processes(self) -> dict[int, Process]:
        return tree(self._root, SSH_PROGRAMS if self._ssh else ())

    def _note(self, words: str) -> None:
        self.figures["notes"].append(words)

    def start(self) -> None:
        """Until it is ready, and quiet."""
        session, pattern = self.session, self._program.ready
        ready = session.wait_for(pattern, self._options.timeout) if pattern else None
        is_missing = bool(pattern) and ready is None
        if is_missing:
            self._note("ready regex never appeared")
        session.settle(max(self._options.quiet, 0.15), 0.2 if is_missing else 3.0)
        processes = self._processes()
        used = memory(processes)
        self._peak = max(used.rss, used.peak)
        self.figures |= {
            "first_byte_ms": self._since_start(session.first_byte),
            "first_paint_ms": self._since_start(session.first_paint),
            "ready_ms": self._since_start(ready),
            "settled_ms": self._since_start(session.last),
            "start_bytes": session.bytes,
            "cpu_start_s": round(cpu_seconds(processes), 3),
            "rss_ready_mb": round(used.rss / 1e6, 1),
            "pss_ready_mb": round(used.pss / 1e6, 1),
        }
        if self._options.screens or is_missing:
            self.figures["screen_ready"] = session.emulator.text()
        if self._ssh:
            self.figures["wire_start"] = self._ssh.wire()[1] - self._wire_before[1]

    def _since_start(self, stamp: float | None) -> float | None:
        return None if stamp is None else round((stamp - self.session.began) * 1e3, 1)

    def type_keys(self, script: str) -> None:
        """Group by group, until it ends by itself."""
        for step in parse_keys(script):
            if self.session.has_ended() or self.session.is_over:
                self._note("exited early")
                return
            if isinstance(step, Pause):
                self._watch(step.seconds, 0.05)
            elif isinstance(step, Until):
                if self.session.wait_for(step.pattern, UNTIL_SECONDS) is None:
                    self._note(f"never: {step.pattern}")
                self.session.settle(self._options.quiet, 1)
            else:
                self._type_group(step)

    def _watch(self, seconds: float, step_seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.session.poll(min(step_seconds, max(0, end - time.monotonic())))
        self.session.emulate()

    def _type_group(self, group: Keys) -> None:
        session = self.session
        exact_before, _ = exact_cpu_seconds(self._processes())
        ticks_before = cpu_seconds(self._processes())
        wire_before = self._ssh.wire() if self._ssh else (0, 0)
        bytes_before = session.bytes
        found = self._hold(group) if group.per_second else self._type(group)
        if session.is_over and session.has_ended():
            self._note(f"exited during {group.label}")
        exact = exact_cpu_seconds(self._processes())[0] - exact_before
        ticks = cpu_seconds(self._processes()) - ticks_before
        count = max(1, len(group.keys))
        # The exact time is that of living threads; ticks also count those that ended.
        has_lost_threads = ticks > 1.5 * exact + 0.05
        spent = ticks if has_lost_threads else max(exact, 0)
        found["cpu_ms_per_key"] = round(spent / count * 1e3, 3)
        found["bytes_per_key"] = round((session.bytes - bytes_before) / count, 1)
        if self._ssh:
            up, down = self._ssh.wire()
            found["wire_down_per_key"] = round((down - wire_before[1]) / count, 1)
            found["wire_up_per_key"] = round((up - wire_before[0]) / count, 1)
        if self._options.screens:
            found["screen"] = session.emulator.text()
        used = memory(self._processes())
        self._peak = max(self._peak, used.rss, used.peak)
        if group.is_measured:
            self.figures["groups"].append(found)

    def _type(self, group: Keys) -> Figures:
        samples = []
        for key in group.keys:
            samples.append(timed_key(self.session, key, group.pattern))
            if self._options.gap:
                time.sleep(self._options.gap)
            if self.session.is_over:
                break
        return {"label": group.label, "n": len(samples), "samples": samples}

    def _hold(self, group: Keys) -> Figures:
        """At a fixed rate, without waiting."""
        assert group.per_second
        session = self.session
        before, began = session.bytes, time.monotonic()
        sent = began
        for number, key in enumerate(group.keys):
            due = began + number / group.per_second
            while time.monotonic() < due:
                session.poll(min(0.01, max(0, due - time.monotonic())))
            sent = session.send(key)
            if len(session.pending) > MOST_PENDING:
                session.emulate()
        session.settle(max(0.2, self._options.quiet), 30)
        return {
            "label": group.label,
            "n": len(group.keys),
            "hz": group.per_second,
            "lag": round(((session.last or sent) - sent) * 1e3, 2),
            "bytes_total": session.bytes - before,
            "samples": [],
        }

    def rest(self, seconds: float) -> None:
        """What it does when nobody types."""
        session = self.session
        if not seconds or session.is_over:
            return
        session.settle(0.3, 2)
        processes = self._processes()
        exact_before, wake_ups_before = exact_cpu_seconds(processes)
        ticks_before, bytes_before, began = cpu_seconds(processes), session.bytes, time.monotonic()
        while time.monotonic() - began < seconds:
            session.poll(0.1)
        session.emulate()
        exact, wake_ups = exact_cpu_seconds(self._processes())
        took, spent = time.monotonic() - began, exact - exact_before
        if exact < exact_before or wake_ups < wake_ups_before:
            # A thread ended meanwhile, and took its share with it.
            spent = cpu_seconds(self._processes()) - ticks_before
            wake_ups = max(wake_ups, wake_ups_before)
        self.figures["idle_cpu_pct"] = round(spent / took * 100, 3)
        self.figures["idle_wakeups_s"] = round((wake_ups - wake_ups_before) / took, 1)
        self.figures["idle_bytes_s"] = round((session.bytes - bytes_before) / took, 1)

    def at_end(self) -> None:
        """What it holds when it is told to end."""
        processes = self._processes()
        used = memory(processes)
        self._peak = max(self._peak, used.rss, used.peak)
        self.figures["rss_end_mb"] = round(used.rss / 1e6, 1)
        self.figures["cpu_total_s"] = round(cpu_seconds(processes), 3)

    def ended(self, how: Figures, usage: resource.struct_rusage | None) -> None:
        """What is known once it is gone."""
        session, figures = self.session, self.figures
        if usage and not self._ssh:
            total = max(usage.ru_utime + usage.ru_stime, figures.get("cpu_total_s", 0))
            figures["cpu_total_s"] = round(total, 3)
            # Its largest size is also ours, from before it became the program: only well above
            # that it is its own.
            if usage.ru_maxrss > 1.3 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss:
                self._peak = max(self._peak, usage.ru_maxrss * 1024)
        figures["rss_peak_mb"] = round(self._peak / 1e6, 1)
        figures["bytes_total"] = session.bytes
        figures["exit"] = how
        figures["queries"] = session.responder.queries
        if session.emulator.errors:
            self._note(f"{session.emulator.errors} emulator errors")
