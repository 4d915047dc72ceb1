"""What Salesforce's answers say became of each operation; pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cockpit_sync.fields import CONTACT_FIELD
from cockpit_sync.objects.create_modes import CreateMode, Wanted, found_for
from cockpit_sync.salesforce.api import PartResult, to_page
from cockpit_sync.salesforce.errors import FailureKind, classify, read_error
from cockpit_sync.sending.outcome import Outcome
from cockpit_sync.sending.plan import ROWS_A_COLLECTION, Planned
from cockpit_sync.sending.request_parts import guard_ref
from cockpit_tui.domain.ids import to_salesforce_id
from cockpit_tui.store.mirror.mirror_queue import Failure

SIZES = (ROWS_A_COLLECTION, 50, 10, 1)
"""Records of a kind in one call; the next smaller size after a call that failed as a whole."""
CALLS_UNTIL_LARGER = 3
WARY_CALLS = 3
"""Calls that have to come through before changes go without a guard again."""
SLOW_SECONDS = 60.0
"""A call that takes longer than this is too large."""
BUSY_CALLS_UNTIL_SMALLER = 2
FIRST_BACKOFF_SECONDS = 1.0
LONGEST_BACKOFF_SECONDS = 300.0
LOST_REFERENCES = ("INVALID_CROSS_REFERENCE_KEY", "ENTITY_IS_DELETED")
"""A record that the refused one refers to is not there, or the refused one itself."""
PASSING = (FailureKind.RETRY, FailureKind.BUDGET, FailureKind.IN_DOUBT, FailureKind.AUTH)


@dataclass(slots=True)
class PushPace:
    """How much is sent at once; it shrinks when calls fail as a whole and grows again."""

    level: int = 0
    good_calls: int = 0
    busy_calls: int = 0
    wary_calls: int = 0
    """An answer was lost a moment ago: while this is above 0 all changes go under a guard, which
    needs none. Kept in the store (`wariness`) for whichever process comes after."""
    dice: random.Random = field(default_factory=random.Random)

    @property
    def size(self) -> int:
        return SIZES[self.level]

    @property
    def is_wary(self) -> bool:
        return self.wary_calls > 0

    def went_well(self) -> None:
        self.busy_calls = 0
        self.good_calls += 1
        self.wary_calls = max(0, self.wary_calls - 1)
        if self.level and self.good_calls >= CALLS_UNTIL_LARGER:
            self.level, self.good_calls = self.level - 1, 0

    def went_badly(self) -> None:
        self.level, self.good_calls = min(self.level + 1, len(SIZES) - 1), 0
        self.busy_calls = 0
        if self.is_wary:
            self.wary_calls = WARY_CALLS

    def lost_an_answer(self) -> None:
        """Less is sent at once, and more carefully, until the line holds again."""
        self.went_badly()
        self.grow_wary()

    def grow_wary(self) -> None:
        """An answer was lost, here or by a process before this one: the next calls are guarded."""
        self.wary_calls, self.good_calls = WARY_CALLS, 0

    def was_busy(self) -> None:
        """Most records of a call met a lock or a limit; after the second such call less is sent."""
        self.busy_calls += 1
        if self.busy_calls >= BUSY_CALLS_UNTIL_SMALLER:
            self.went_badly()

    def backoff(self, attempts: int) -> timedelta:
        """Full jitter between nothing and a bound that doubles with each attempt."""
        bound = min(LONGEST_BACKOFF_SECONDS, FIRST_BACKOFF_SECONDS * 2 ** min(attempts, 16))
        return timedelta(seconds=self.dice.uniform(0, bound))


def collected(
    pace: PushPace, entries: Sequence[Planned], answers: Mapping[str, PartResult]
) -> list[Outcome]:
    """What became of the changes of one collection; one that Salesforce did not answer for is left
    out, in doubt."""
    answer = answers.get("update")
    if not entries or answer is None:
        return []
    if not answer.is_success:
        return _refused_whole(entries, answer)
    before, after = read_back(answers.get("before")), read_back(answers.get("after"))
    results = answer.body if isinstance(answer.body, list) else []
    return [
        outcome(pace, entry, result, before.get(_key(entry)), after.get(_key(entry)))
        for entry, result in zip(entries, results, strict=False)
    ]


def guarded(
    pace: PushPace, entries: Sequence[Planned], answers: Mapping[str, PartResult]
) -> list[Outcome]:
    """What became of changes that were sent one by one under a guard."""
    before, after = read_back(answers.get("before")), read_back(answers.get("after"))
    found = []
    for number, entry in enumerate(entries):
        answer = answers.get(guard_ref(number))
        if answer is None:
            continue
        key = _key(entry)
        if answer.is_success:
            result: Mapping[str, Any] = {"success": True, "id": entry.salesforce_id}
        else:
            code, message = read_error(answer.body, answer.status)
            kind = classify(answer.status, code, message, is_write=True)
            if kind is FailureKind.IN_DOUBT:
                continue
            if kind is FailureKind.CONFLICT:
                stale = after.get(key)
                found.append(Outcome(entry.operation, is_stale=True, after=stale))
                continue
            errors = answer.body if isinstance(answer.body, list) and answer.body else [{}]
            fields = errors[0].get("fields") if isinstance(errors[0], Mapping) else None
            error = {"statusCode": code, "message": message, "fields": fields or []}
            status = {404: "NOT_FOUND"}.get(answer.status, code)
            result = {"success": False, "errors": [{**error, "statusCode": status}]}
        found.append(outcome(pace, entry, result, before.get(key), after.get(key)))
    return found


def created(
    pace: PushPace,
    mode: CreateMode,
    entries: Sequence[Planned],
    answers: Mapping[str, PartResult],
) -> list[Outcome]:
    """What became of creates; one that Salesforce did not answer for is left out, in doubt."""
    answer = answers.get("create")
    if not entries or answer is None:
        return []
    if not answer.is_success:
        return _refused_whole(entries, answer)
    made = read_back(answers.get("created"))
    by_ref: Mapping[str, Mapping[str, Any]] = {}
    if mode is CreateMode.EXACT:
        wanted = [Wanted(entry.operation.ref, entry.fields) for entry in entries]
        by_ref = found_for(mode, wanted, made.values())
    results = answer.body if isinstance(answer.body, list) else []
    found = []
    for entry, result in zip(entries, results, strict=False):
        record = by_ref.get(entry.operation.ref)
        if record is None and result.get("id"):
            record = made.get(to_salesforce_id(result["id"]))
        found.append(outcome(pace, entry, result, None, record))
    return found


def outcome(
    pace: PushPace,
    entry: Planned,
    result: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> Outcome:
    """One record's result, as collections give it."""
    operation = entry.operation
    if result.get("success"):
        return Outcome(
            operation,
            is_done=True,
            salesforce_id=to_salesforce_id(result["id"]) if result.get("id") else None,
            sent=entry.fields,
            before=before,
            after=after,
        )
    code, message = read_error(result.get("errors") or [], 0)
    fields = tuple((result.get("errors") or [{}])[0].get("fields") or ())
    kind = classify(0, code, message)
    if code == "DUPLICATE_VALUE" and after is not None:
        # Our key is taken, by ourselves: the record exists already.
        return Outcome(
            operation,
            is_done=True,
            salesforce_id=to_salesforce_id(after["Id"]),
            sent=entry.fields,
            after=after,
        )
    if code in LOST_REFERENCES and _is_about_contact(entry, fields, before or after):
        # Not the task is gone, but the contact whom it names.
        failure = Failure(FailureKind.USER_FIX.value, code, message)
        return Outcome(operation, failure=failure, refused_fields=(CONTACT_FIELD,))
    is_unseen = before is None and after is None and operation.kind == "update"
    if kind is FailureKind.GONE or (code == "INVALID_CROSS_REFERENCE_KEY" and is_unseen):
        is_done = operation.kind == "delete"
        return Outcome(operation, is_done=is_done, is_gone=True, before=before, after=after)
    failure = Failure(kind.value, code, message)
    if kind in PASSING:
        return Outcome(operation, failure=failure, retry_in=pace.backoff(operation.attempts))
    return Outcome(operation, failure=failure, refused_fields=fields)


def read_back(answer: PartResult | None) -> dict[str, Mapping[str, Any]]:
    """Records of a part that read, by id; none where it failed."""
    return {} if answer is None or not answer.is_success else by_id(to_page(answer.body).records)


def by_id(records: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Records by their long id."""
    return {to_salesforce_id(record["Id"]): record for record in records}


def is_busy(outcomes: Sequence[Outcome]) -> bool:
    """Most of the records met something that passes: a lock, a limit."""
    passing = sum(row.retry_in is not None for row in outcomes)
    return len(outcomes) > 1 and passing * 2 > len(outcomes)


def _refused_whole(entries: Sequence[Planned], answer: PartResult) -> list[Outcome]:
    kind = classify(answer.status, *read_error(answer.body, answer.status), is_write=True)
    if kind is FailureKind.IN_DOUBT:
        return []
    return [Outcome(entry.operation, is_unsent=True) for entry in entries]


def _is_about_contact(
    entry: Planned, fields: Sequence[str], seen: Mapping[str, Any] | None
) -> bool:
    """Whether a record that Salesforce misses is the contact. It need not say which it misses; then
    it is the contact where the task itself was seen alive, or is only to be made."""
    if fields or not entry.fields.get(CONTACT_FIELD):
        return CONTACT_FIELD in fields
    is_alive = seen is not None and not seen.get("IsDeleted")
    return is_alive or entry.operation.kind == "create"


def _key(entry: Planned) -> str:
    return entry.salesforce_id or ""
