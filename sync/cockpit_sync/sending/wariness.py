"""How careful the next calls are, kept for whichever process makes them.

Only a change sent under a guard is beyond doubt when its answer is lost (`lost_answers`). After one
was lost all changes are guarded until some calls came through, also those of another process: two
`cockpit sync --once` in a row go over the same line.
"""

from __future__ import annotations

from cockpit_sync.run import Run
from cockpit_sync.sending.answers import PushPace
from cockpit_tui.store import workspace
from cockpit_tui.store.mirror.mirror_state import Transaction

PUSH = "push"
_KEY = "mirror_wary_calls"


def recall(run: Run, pace: PushPace, connection: Transaction) -> None:
    """The pace is as wary as the process before it was."""
    pace.wary_calls = _kept(run, connection)


def keep(run: Run, pace: PushPace) -> None:
    """Writes down how wary the pace is, if that is news."""
    with run.store.read() as connection:
        is_news = _kept(run, connection) != pace.wary_calls
    if is_news:
        with run.transaction(PUSH) as connection:
            keep_within(run, pace, connection)


def keep_within(run: Run, pace: PushPace, connection: Transaction) -> None:
    """The same in a transaction of the caller's."""
    workspace.set_fact(connection, _key(run), str(pace.wary_calls))


def _kept(run: Run, connection: Transaction) -> int:
    return int(workspace.fact(connection, _key(run)) or 0)


def _key(run: Run) -> str:
    """Of the user whose edits are sent: others have a line of their own."""
    return f"{_KEY} {run.held[PUSH].name}"
