"""Records that vanish: one by one they are let go; too many at once freeze their object.

A wrong user, a lost permission or a narrowed scope look like a mass deletion. Nothing is deleted
here then until a person says that it is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from cockpit_sync.report import CycleError
from cockpit_sync.run import Run
from cockpit_sync.salesforce.api import Record
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror import mirror_state, sweeping

MASS_COUNT = 20
MASS_SHARE = 0.10
MASS_DELETION = "MASS_DELETION"
PULL = "pull"


def is_mass(vanished: int, total: int) -> bool:
    """True if more than 20 and more than a tenth of an object's records vanish in one run."""
    return vanished > max(MASS_COUNT, MASS_SHARE * total)


def admitted(run: Run, sobject: str, records: Sequence[Record]) -> Sequence[Record]:
    """The records that may be written: all of them, or those that are not deleted while the object
    is frozen."""
    if sobject not in sweeping.SWEPT:
        return records
    gone = [to_salesforce_id(row["Id"]) for row in records if row.get("IsDeleted")]
    if not gone:
        return records
    if may_vanish(run, sobject, gone):
        return records
    return [row for row in records if not row.get("IsDeleted")]


def of_ours_deleted(run: Run, sobject: str, records: Sequence[Record]) -> set[str]:
    """Those of the records that are deleted there and living here."""
    if sobject not in sweeping.SWEPT:
        return set()
    gone = [to_salesforce_id(row["Id"]) for row in records if row.get("IsDeleted")]
    if not gone:
        return set()
    with run.store.read() as connection:
        return sweeping.living_among(connection, sobject, gone)


def may_vanish(run: Run, sobject: str, salesforce_ids: Sequence[str]) -> bool:
    """True if these may be let go; else the object is frozen, and people are told."""
    if sobject in run.thawed:
        return True
    with run.store.read() as connection:
        frozen = sweeping.frozen(connection)
        if sobject not in frozen:
            known = sweeping.living_among(connection, sobject, salesforce_ids)
            run.vanished.setdefault(sobject, set()).update(known)
            count = len(run.vanished[sobject])
            if count <= MASS_COUNT:
                return True
            # Of what there was when the run began: some of it may be let go already.
            left = sweeping.living_among(connection, sobject, run.vanished[sobject])
            total = sweeping.living_count(connection, sobject) + count - len(left)
            if not is_mass(count, total):
                return True
            frozen[sobject] = count
            is_news = True
        else:
            is_news = False
    if is_news:
        words = _words(sobject, frozen[sobject])
        with run.transaction(PULL) as connection:
            sweeping.freeze(connection, sobject, frozen[sobject])
            mirror_state.log(connection, run.now(), "error", words, sobject)
    return False


def tell_frozen(run: Run) -> None:
    """Each cycle says which objects are frozen."""
    with run.store.read() as connection:
        frozen = sweeping.frozen(connection)
    for sobject, count in frozen.items():
        run.tally.errors.append(
            CycleError("user_fix", MASS_DELETION, _words(sobject, count), sobject)
        )


def _words(sobject: str, count: int) -> str:
    return (
        f"{count:,} records of {sobject} vanished at once in Salesforce. None was deleted here. "
        "If that is right: `cockpit sync --once --accept-deletions`. If not: check which user and "
        "which rights this session has."
    )
