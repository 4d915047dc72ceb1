"""What to send: operations and bases in, requests out; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from msgspec import Struct

from cockpit_sync.fields import (
    ACCOUNT_FIELD,
    BY_NAME,
    CONTACT_FIELD,
    Field,
    Translation,
    Unmapped,
    in_use,
)
from cockpit_sync.objects.capabilities import ObjectFacts
from cockpit_sync.salesforce.errors import FailureKind
from cockpit_sync.values import Value
from cockpit_tui.store.mirror.mirror_links import MirroredPart
from cockpit_tui.store.mirror.mirror_queue import Failure, Operation, Plain
from cockpit_tui.store.work.relations import RELATION

ROWS_A_COLLECTION = 200
"""The most records a collection call writes (Salesforce: sObject Collections)."""


class Planned(Struct, frozen=True):
    """One operation in Salesforce's terms."""

    operation: Operation
    salesforce_id: str | None
    fields: Mapping[str, Value]
    account: str
    """Salesforce id of the account, for the order: neighbours lock the same account."""
    unmodified_since: datetime | None = None
    """The stamp of the base: Salesforce's record is changed only if it is no newer."""


@dataclass(slots=True)
class Plan:
    """Operations by what becomes of them."""

    creates: list[Planned] = field(default_factory=list)
    updates: list[Planned] = field(default_factory=list)
    deletes: list[Planned] = field(default_factory=list)
    done: list[Operation] = field(default_factory=list)
    """Nothing is left to send: Salesforce has it, or the part is gone."""
    refused: list[tuple[Operation, Failure]] = field(default_factory=list)
    """Cannot be sent as it is; a person or an admin has to act."""
    locked: list[tuple[Operation, tuple[str, ...], Failure]] = field(default_factory=list)
    """Fields that this user may not change, beside others that can be sent."""
    waiting: list[Operation] = field(default_factory=list)
    """Not now: asked about, or the record is out of sight."""
    deleted_there: list[Operation] = field(default_factory=list)
    """Edits of records that are known to be deleted in Salesforce."""


class Known(Struct, frozen=True):
    """What planning reads of the store, by part id (bases by Salesforce id)."""

    parts: Mapping[int, MirroredPart]
    links: Mapping[int, tuple[str, str]]
    bases: Mapping[str, Mapping[str, Value]]
    asked: Mapping[int, frozenset[str]]
    stamps: Mapping[str, datetime] = {}
    """When the bases were stamped, by Salesforce id."""
    relates_to_opportunity: bool = False
    """Tasks relate to the opportunity of their CTA, where there is one (decision 2)."""
    related: Mapping[str, str | None] = {}
    """What records relate to as far as it was read, by Salesforce id; of those that are to follow
    their CTA's opportunity."""
    opportunities: Mapping[int, str] = {}
    """Salesforce ids of the opportunities that operations name."""


def plan(
    operations: Sequence[Operation],
    known: Known,
    translation: Translation,
    facts: ObjectFacts,
) -> Plan:
    """Sorts operations out; at most one a record is expected. The lists are ordered by account and
    then by age."""
    result = Plan()
    for operation in operations:
        part = known.parts.get(operation.part_id)
        link = known.links.get(operation.part_id)
        if operation.kind == "delete":
            _plan_delete(result, operation, link)
        elif part is None or not part.is_synced:
            result.done.append(operation)
        elif operation.kind == "create":
            _plan_create(result, operation, part, known, translation, facts)
        else:
            _plan_update(result, operation, part, known, translation, facts)
    for planned in (result.creates, result.updates, result.deletes):
        planned.sort(key=lambda entry: (entry.account, entry.operation.id))
    return result


def _plan_delete(result: Plan, operation: Operation, link: tuple[str, str] | None) -> None:
    salesforce_id = operation.salesforce_id or (link[0] if link else None)
    if salesforce_id is None or (link is not None and link[1] == "deleted"):
        result.done.append(operation)
    else:
        result.deletes.append(Planned(operation, salesforce_id, {}, ""))


def _plan_create(
    result: Plan,
    operation: Operation,
    part: MirroredPart,
    known: Known,
    translation: Translation,
    facts: ObjectFacts,
) -> None:
    if part.account_salesforce_id is None:
        message = (
            f"The account {part.account} is not in Salesforce, so its tasks cannot be. "
            "Desync the task, or make the account there."
        )
        failure = Failure(FailureKind.USER_FIX, "ACCOUNT_NOT_MIRRORED", message)
        result.refused.append((operation, failure))
        return
    try:
        fields = translated(operation, translation, part)
    except Unmapped as unmapped:
        result.refused.append((operation, _not_mapped(unmapped)))
        return
    if CONTACT_FIELD in fields and not fields[CONTACT_FIELD]:
        fields[CONTACT_FIELD] = part.contact_salesforce_id
    fields = {name: value for name, value in fields.items() if name in facts.createable}
    related = part.opportunity_salesforce_id if known.relates_to_opportunity else None
    fields[ACCOUNT_FIELD] = related or part.account_salesforce_id
    result.creates.append(Planned(operation, None, fields, part.account_salesforce_id))


def _plan_update(
    result: Plan,
    operation: Operation,
    part: MirroredPart,
    known: Known,
    translation: Translation,
    facts: ObjectFacts,
) -> None:
    if part.salesforce_id is None:
        # Its create is still on its way, or waits for a person.
        result.waiting.append(operation)
        return
    if part.link_state == "deleted":
        result.deleted_there.append(operation)
        return
    if part.link_state == "hidden":
        result.waiting.append(operation)
        return
    asked = known.asked.get(operation.part_id, frozenset())
    base = known.bases.get(part.salesforce_id, {})
    fields: dict[str, Value] = {}
    locked: list[Field] = []
    used = in_use(translation)
    for name in (name for name in operation.fields if name != RELATION):
        entry, ours = BY_NAME[name], _wanted(operation, part, name)
        if name in asked or entry not in used:
            continue
        if entry.api_name in base and entry.says(base[entry.api_name], ours, translation):
            continue
        try:
            value = entry.to_salesforce(ours, translation)
        except Unmapped as unmapped:
            result.refused.append((operation, _not_mapped(unmapped)))
            return
        if entry.api_name not in facts.updateable:
            locked.append(entry)
            continue
        fields[entry.api_name] = value
    if ACCOUNT_FIELD in facts.updateable:
        fields.update(_relation(operation, part, known))
    failure = Failure(
        FailureKind.PERMISSION,
        "FIELD_NOT_UPDATEABLE",
        f"Your Salesforce user may not change: {', '.join(entry.label for entry in locked)}.",
    )
    if fields and locked:
        names = tuple(entry.name for entry in locked)
        result.locked.append((operation, names, failure))
    elif fields:
        account = part.account_salesforce_id or ""
        stamp = known.stamps.get(part.salesforce_id)
        result.updates.append(Planned(operation, part.salesforce_id, fields, account, stamp))
    elif asked & operation.fields.keys():
        result.waiting.append(operation)
    elif locked:
        result.refused.append((operation, failure))
    else:
        result.done.append(operation)


def _relation(operation: Operation, part: MirroredPart, known: Known) -> dict[str, Value]:
    """The opportunity that the record is to follow; nothing where it relates to that already, or
    where somebody related it to something of their own there, which stays (§4.2: theirs)."""
    if RELATION not in operation.fields or not known.relates_to_opportunity:
        return {}
    before = operation.fields[RELATION][0]
    earlier = known.opportunities.get(before) if isinstance(before, int) else None
    now = known.related.get(part.salesforce_id or "", part.account_salesforce_id)
    wanted = part.opportunity_salesforce_id or part.account_salesforce_id
    is_ours = now in (None, earlier, part.account_salesforce_id)
    return {ACCOUNT_FIELD: wanted} if is_ours and now != wanted else {}


def translated(
    operation: Operation, translation: Translation, part: MirroredPart | None = None
) -> dict[str, Value]:
    """The operation's values in Salesforce's terms, with the part's contact of now if it is given;
    raises Unmapped."""
    return {
        entry.api_name: entry.to_salesforce(_wanted(operation, part, entry.name), translation)
        for entry in in_use(translation)
        if entry.name in operation.fields
    }


def _wanted(operation: Operation, part: MirroredPart | None, name: str) -> Plain:
    """What the operation asks for; of contacts the one that the task has now, since that which it
    had may be deleted meanwhile."""
    if part is not None and name == "contact_id":
        return part.values[name]
    return operation.fields[name][1]


def _not_mapped(unmapped: Unmapped) -> Failure:
    return Failure(
        FailureKind.USER_FIX,
        "NOT_MAPPED",
        f"The {unmapped.field} of this task has no counterpart in Salesforce. "
        "An admin maps it, or give the task another one.",
    )
