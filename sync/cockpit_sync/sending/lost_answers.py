"""What the answer of a push would have told, when it was lost after the push had arrived.

The answer holds what each record was just before we wrote it. Without it nothing tells a value
that somebody typed between our reading and our writing, once it is overwritten: Salesforce keeps
who changed a record last, and that is ourselves. So it is never silent. A change that was sent
under a guard is beyond doubt, since Salesforce refuses it where the record is newer; only a base
that was not read again after its own second is not, however late the request left: Salesforce tells
no shorter times, and what was typed in that second behind our reading is no newer than the base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cockpit_sync.fields import BY_API_NAME
from cockpit_sync.merging.apply import Incoming
from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.salesforce.errors import FailureKind
from cockpit_sync.values import Value
from cockpit_tui.domain.ids import to_task_word
from cockpit_tui.store.mirror import mirror_links, mirror_state
from cockpit_tui.store.mirror.mirror_links import Base
from cockpit_tui.store.mirror.push_batches import PushBatch

PUSH = "push"
MAY_HAVE_OVERWRITTEN = "MAY_HAVE_OVERWRITTEN"
SECOND = timedelta(seconds=1)
"""As close as Salesforce tells two changes of one record apart."""


def tell_of_overwritten(run: Run, batch: PushBatch, found: Sequence[Incoming]) -> None:
    """Names the records and fields of a push without an answer in which somebody's value may be
    lost: each by itself where something else of the record shows that somebody was there.

    Written before the batch is closed: told twice after a crash, but told.
    """
    with run.store.read() as connection:
        bases = mirror_links.bases(connection, [entry.remote.salesforce_id for entry in found])
        parts = mirror_links.parts_by_id(connection, [entry.part_id for entry in found])
    lines: list[tuple[str, str]] = []
    silent: list[str] = []
    for entry in found:
        base = bases.get(entry.remote.salesforce_id)
        if base is None or entry.part_id not in parts or _is_beyond_doubt(batch, base):
            continue
        fields = ", ".join(_written(entry, base))
        word = to_task_word(parts[entry.part_id].task_id)
        if fields and _was_somebody_there(entry, base):
            lines.append((_alone(word, fields), word))
        elif fields:
            silent.append(f"{word} ({fields})")
    if silent:
        is_one = len(silent) == 1
        lines.append((_together(silent), "1 task" if is_one else f"{len(silent):,} tasks"))
    if not lines:
        return
    with run.transaction(PUSH) as connection:
        for words, record in lines:
            mirror_state.log(connection, run.now(), "warning", words, record)
    run.tally.errors += [
        CycleError(FailureKind.CONFLICT.value, MAY_HAVE_OVERWRITTEN, words, record)
        for words, record in lines
    ]


def _alone(word: str, fields: str) -> str:
    return (
        f"{word} was changed in Salesforce while its {fields} was sent, and the answer was lost. "
        "If the same was typed there, it was overwritten: look at the record."
    )


def _together(names: Sequence[str]) -> str:
    return (
        "The answer to a push was lost after it had arrived. If somebody typed into the same "
        f"fields there in those seconds, that was overwritten: {', '.join(names)}."
    )


def _is_beyond_doubt(batch: PushBatch, base: Base) -> bool:
    """Each reading goes back behind the newest stamp of the one before, so the last one that moved
    the cursor has seen all of every second before it began."""
    read_at = batch.request.get("read_at")
    if not batch.request.get("guarded") or not read_at:
        return False
    return datetime.fromisoformat(read_at) - base.system_modstamp > SECOND


def _written(entry: Incoming, base: Base) -> list[str]:
    """The fields that have what we sent and had something else before."""
    sent: Mapping[str, Value] = entry.sent or {}
    return [
        BY_API_NAME[name].label
        for name, value in sent.items()
        if name not in base.fields or base.fields[name] != value
    ]


def _was_somebody_there(entry: Incoming, base: Base) -> bool:
    """True if a field that we did not send is not what it was."""
    return any(
        entry.remote.fields[name] != value
        for name, value in base.fields.items()
        if name in entry.remote.fields and name not in (entry.sent or {})
    )
