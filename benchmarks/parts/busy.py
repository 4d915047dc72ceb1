"""Goal 14: keys while the mirror applies pages back to back; and leaving in the middle of it."""

from __future__ import annotations

from benchmarks.goals import Line, absolute, against
from benchmarks.org_at_work import busy_org
from benchmarks.session import BenchSession, say
from benchmarks.terminal_runs import interleaved, ours

KEYS = "sleep:4,down=j*40,!<home>,down=j*40"
RECORDS = 600


def lines(session: BenchSession) -> list[Line]:
    """The small demo, with its org at rest and with one where hundreds of tasks change, again
    and again."""
    say("the small demo")
    home, rounds = session.small_demo, max(1, session.rounds // 2)
    quiet = interleaved([ours("quiet", home, KEYS, idle=0)], rounds)["quiet"]
    with busy_org(home, RECORDS) as work:
        busy = interleaved([ours("busy", home, KEYS, idle=0)], rounds)["busy"]
    still, beside = quiet.key("down", 0.95), busy.key("down", 0.95)
    return [
        against("14 key p95 beside a busy mirror", beside, still, 2.0, "ms", "at rest"),
        absolute("14 key p95 beside a busy mirror", beside, 16.0),
        Line("14 records changed in the org meanwhile", work.records, ""),
        absolute("16 unclean exits beside a busy mirror", _unclean(busy.exits), 0, ""),
        absolute("16 slowest exit beside a busy mirror", max(e["ms"] for e in busy.exits), 100),
    ]


def _unclean(exits: list[dict[str, object]]) -> int:
    return sum(not entry["clean"] for entry in exits)
