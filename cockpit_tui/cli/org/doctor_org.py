"""What the org lets us do, as connecting found it: no network is used to tell it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from cockpit_tui.cli.checks import Check, State
from cockpit_tui.cli.documents import Document
from cockpit_tui.domain.days.dates import to_age

if TYPE_CHECKING:
    from cockpit_sync.connecting.mapping import Unmapped
    from cockpit_sync.objects.capabilities import Capabilities
    from cockpit_tui.domain.lists.rows import SyncStatus
    from cockpit_tui.services.mirroring import MirrorService
    from cockpit_tui.store.mirror.mirror_state import Org

METADATA = "`cockpit doctor --metadata FOLDER` writes the field for an admin to deploy."
AGAIN = "`cockpit connect` looks again."


def org_checks(mirror: MirrorService, org: Org, now: datetime) -> Iterator[Check]:
    """The org, what may be read and written there, how creates are told apart, what is unmapped."""
    from cockpit_sync.connecting.mapping import unmapped
    from cockpit_sync.objects.capabilities import Capabilities

    capabilities = Capabilities.from_json(org.capabilities)
    row = org.to_row()
    armed = "armed" if org.is_armed else "not armed: nothing is written to it"
    hint = "" if org.is_armed else "`cockpit connect --arm --dry-run` shows what would be written."
    yield Check("Org", "ok", f"{row.name}, {row.kind}, {row.instance_url}, {armed}", hint)
    looked = str(org.capabilities.get("described_at") or "")
    if looked:
        age = to_age((now - datetime.fromisoformat(looked)).total_seconds())
        yield Check("Looked at", "ok", f"the org's fields and rights, {age} ago", AGAIN)
    yield from _tasks(capabilities)
    yield from _reads(capabilities)
    yield _creates(org)
    yield from _mapping(mirror.is_mapped(), unmapped(mirror.store, capabilities))


def org_facts(mirror: MirrorService, org: Org) -> Document:
    """The same for scripts."""
    from cockpit_sync.connecting.mapping import unmapped
    from cockpit_sync.objects.capabilities import Capabilities

    capabilities = Capabilities.from_json(org.capabilities)
    found = unmapped(mirror.store, capabilities)
    facts = capabilities.objects["Task"]
    return {
        "org": org.id,
        "org_name": org.name,
        "production": org.is_production,
        "armed": org.is_armed,
        "instance_url": org.instance_url,
        "create_mode": org.create_mode,
        "has_ref_field": capabilities.has_ref,
        "described_at": org.capabilities.get("described_at"),
        "task_fields": {
            "createable": sorted(facts.createable),
            "updateable": sorted(facts.updateable),
        },
        "unreadable": {name: list(columns) for name, columns in _missing(capabilities).items()},
        "unmapped": {
            "statuses": list(found.statuses),
            "priorities": list(found.priorities),
            "ours": list(found.ours),
        },
    }


def mirror_checks(status: SyncStatus) -> Iterator[Check]:
    """How the mirror stands, and what it has spent."""
    waiting = status.pending + status.would_write + status.in_doubt
    state: State = "problem" if status.problem else "ok"
    words = status.problem or f"{waiting:,} edits wait, {status.conflicts:,} in conflict"
    hint = ""
    if status.problem:
        hint = "Edits are kept. `cockpit sync` tries now; `doctor --online` finds the layer."
    elif status.conflicts:
        hint = "`cockpit conflict list` shows both sides."
    yield Check("Mirror", state, words, hint)
    if status.api_limit:
        used = f"{status.api_used or 0:,} of {status.api_limit:,} in 24 hours as the org counts"
        yield Check("API calls", "ok", f"{used}, {status.api_ours_today:,} of ours as we count")
    if status.quarantined:
        count = f"{status.quarantined:,} edits were refused by Salesforce"
        yield Check("Quarantine", "note", count, "`cockpit quarantine list` says why.")


def _tasks(capabilities: Capabilities) -> Iterator[Check]:
    from cockpit_sync.fields import ACCOUNT_FIELD, TASK_FIELDS

    facts = capabilities.objects["Task"]
    needed = {"Subject", ACCOUNT_FIELD}
    if not needed <= facts.createable:
        names = ", ".join(sorted(needed - facts.createable))
        yield Check(
            "Tasks",
            "problem",
            f"this user may not create tasks ({names})",
            "An admin gives the right to create tasks and to edit these fields. " + AGAIN,
        )
        return
    locked = [
        entry.label
        for entry in TASK_FIELDS
        if not entry.is_optional and entry.api_name not in facts.updateable
    ]
    if locked:
        yield Check(
            "Tasks",
            "note",
            f"may be created and changed, but not their {', '.join(locked)}",
            "Edits of these fields wait; an admin gives the field right. " + AGAIN,
        )
    else:
        yield Check("Tasks", "ok", "may be created, changed and closed")


def _missing(capabilities: Capabilities) -> dict[str, Sequence[str]]:
    """Columns that the mirror would read and this user does not see, by object."""
    from cockpit_sync.fields import REF_FIELD
    from cockpit_sync.objects.streams import MEASURES, STREAMS

    found: dict[str, Sequence[str]] = {}
    for stream in STREAMS:
        seen = set(capabilities.columns(stream.sobject, stream.columns))
        own = {REF_FIELD, *MEASURES}
        lost = [name for name in stream.columns if name not in seen and name not in own]
        if lost:
            found[stream.sobject] = lost
    return found


def _reads(capabilities: Capabilities) -> Iterator[Check]:
    from cockpit_sync.objects.streams import MEASURES, STREAMS

    names = ", ".join(stream.sobject for stream in STREAMS)
    missing = _missing(capabilities)
    if missing:
        words = "; ".join(f"{name}: {', '.join(columns)}" for name, columns in missing.items())
        yield Check(
            "Reads", "note", f"{names}; not seen: {words}", "They stay empty here. " + AGAIN
        )
    else:
        yield Check("Reads", "ok", names)
    seen = capabilities.columns("Account", MEASURES)
    absent = [name for name in MEASURES if name not in seen]
    if absent:
        yield Check(
            "Customer facts",
            "note",
            f"Account has no {', '.join(absent)}: they stay empty",
            "An admin adds what you want to see; nothing else depends on it. " + AGAIN,
        )


def _creates(org: Org) -> Check:
    from cockpit_sync.fields import REF_FIELD
    from cockpit_sync.objects.create_modes import MODE_WORDS, CreateMode

    mode = CreateMode(org.create_mode)
    words = f"mode {mode.value}: {MODE_WORDS[mode]}"
    if mode is CreateMode.EXACT:
        return Check("Creates", "ok", f"{words}; a task is never made twice")
    if mode.is_exact:
        return Check("Creates", "ok", words, f"Cheaper with {REF_FIELD}: {METADATA}")
    return Check(
        "Creates",
        "note",
        f"{words}; one whose answer is lost waits up to 15 minutes",
        f"Exact with {REF_FIELD} on Activity. {METADATA}",
    )


def _mapping(is_mapped: bool, found: Unmapped) -> Iterator[Check]:
    if not is_mapped:
        words = "none that fits: tasks are not mirrored"
        yield Check("Mapping", "problem", words, "`cockpit connect` names what is missing.")
        return
    yield Check("Mapping", "ok", "statuses and priorities fit the org")
    theirs = [f"status “{value}”" for value in found.statuses]
    theirs += [f"priority “{value}”" for value in found.priorities]
    if theirs:
        yield Check(
            "Unmapped",
            "note",
            f"the org's {', '.join(theirs)}",
            "Such a value is shown as it is and never rewritten.",
        )
    if found.ours:
        yield Check(
            "Unmapped here",
            "note",
            ", ".join(f"“{value}”" for value in found.ours),
            "Tasks with it are set aside when they are sent: an admin maps it, or choose another.",
        )
