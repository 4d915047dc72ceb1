"""Goal 9: over a real sshd on loopback, 80 ms away."""

from __future__ import annotations

import os
import shutil

from benchmarks.goals import Line, absent, absolute
from benchmarks.session import BenchSession
from benchmarks.terminal.ssh import Ssh
from benchmarks.terminal_runs import interleaved, ours

ROUND_TRIP_MS = 80.0
OVER_ROUND_TRIP_MS, WIRE_BYTES = 6.0, 500
KEYS = "sleep:2.5,down=j*24,!j*20,scroll=j*30"


def lines(session: BenchSession) -> list[Line]:
    """What was measured; a line that says why when there is no sshd."""
    if not (shutil.which("sshd") or os.path.exists("/usr/sbin/sshd")):
        return [absent("9 over ssh", "sshd is not installed")]
    if os.geteuid() != 0:
        return [absent("9 over ssh", "an sshd of one's own needs root here")]
    remote = Ssh(ROUND_TRIP_MS)
    name = session.largest
    try:
        program = ours(name, session.place(name), KEYS, idle=0)
        runs = interleaved([program], max(1, session.rounds // 2), remote)[name]
    finally:
        remote.close()
    if not runs.key("down", 0.5):
        return [absent("9 over ssh", "nobody could sign in at the sshd of this run")]
    down, scroll = (runs.key(label, 0.95) - ROUND_TRIP_MS for label in ("down", "scroll"))
    wire = runs.per_key("scroll", "wire_down_per_key")
    return [
        absolute(f"9 ssh +80 ms: j p95 over the round trip, {name}", down, OVER_ROUND_TRIP_MS),
        Line(f"9 ssh +80 ms: scrolling j p95 over the round trip, {name}", scroll),
        absolute(f"9 ssh: wire bytes a scrolled row, {name}", wire, WIRE_BYTES, "B"),
    ]
