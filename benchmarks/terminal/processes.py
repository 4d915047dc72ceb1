"""Processes of a program, their CPU time and their memory, from /proc."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
WAKE_UPS = re.compile(r"^voluntary_ctxt_switches:\s+(\d+)", re.MULTILINE)
PSS = re.compile(r"^Pss:\s+(\d+)", re.MULTILINE)
PEAK = re.compile(r"^VmHWM:\s+(\d+)", re.MULTILINE)


class Process(Struct, frozen=True):
    """One line of the table."""

    parent: int
    name: str
    cpu_seconds: float
    """With that of children that ended; in ticks."""
    rss: int
    """Bytes."""


class Memory(Struct, frozen=True):
    """Bytes of some processes together."""

    rss: int
    pss: int
    peak: int
    """The largest RSS that each has had."""


def tree(root: int, without: tuple[str, ...] = ()) -> dict[int, Process]:
    """`root` and its descendants by pid; programs whose names begin so are left out."""
    table = dict(_all_processes())
    children: dict[int, list[int]] = {}
    for pid, process in table.items():
        children.setdefault(process.parent, []).append(pid)
    waiting, found = [root], {}
    while waiting:
        pid = waiting.pop()
        if pid in table:
            if not table[pid].name.startswith(without):
                found[pid] = table[pid]
            waiting += children.get(pid, [])
    return found


def _all_processes() -> Iterable[tuple[int, Process]]:
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            stat = Path(f"/proc/{entry}/stat").read_bytes()
        except OSError:
            continue
        end = stat.rindex(b")")
        name = stat[stat.index(b"(") + 1 : end].decode("utf8", "replace")
        facts = stat[end + 2 :].split()
        cpu_seconds = sum(map(int, facts[11:15])) / TICKS_PER_SECOND
        yield int(entry), Process(int(facts[1]), name, cpu_seconds, int(facts[21]) * PAGE_BYTES)


def cpu_seconds(processes: Mapping[int, Process]) -> float:
    """CPU seconds, in ticks; of children that ended as well."""
    return sum(process.cpu_seconds for process in processes.values())


def exact_cpu_seconds(processes: Iterable[int]) -> tuple[float, int]:
    """CPU seconds, to the nanosecond but of living threads alone; and how often they woke up."""
    nanoseconds = wake_ups = 0
    for pid in processes:
        with suppress(OSError):
            for thread in Path(f"/proc/{pid}/task").iterdir():
                nanoseconds += int((thread / "schedstat").read_text().split()[0])
                wake_ups += _number(WAKE_UPS, (thread / "status").read_text())
    return nanoseconds / 1e9, wake_ups


def memory(processes: Mapping[int, Process]) -> Memory:
    """What they take together; a process that ends meanwhile counts as far as it was read."""
    pss = peak = 0
    for pid in processes:
        with suppress(OSError):
            pss += _number(PSS, Path(f"/proc/{pid}/smaps_rollup").read_text()) * 1024
            peak += _number(PEAK, Path(f"/proc/{pid}/status").read_text()) * 1024
    return Memory(sum(process.rss for process in processes.values()), pss, peak)


def _number(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.search(text)
    return int(found[1]) if found else 0
