"""What `cockpit connect` prints: the org, the person, what the mirror may do, where secrets are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cockpit_tui.cli.documents import Document
from cockpit_tui.cli.output import facts, heading
from cockpit_tui.connection.connecting import Connected
from cockpit_tui.connection.sign_ins import FILE, SF, SignIn, sign_in_file
from cockpit_widgets.drawing.printable import printable

if TYPE_CHECKING:
    from cockpit_sync.sending.preview import WritePreview
    from cockpit_tui.paths import Paths
    from cockpit_tui.store.mirror.mirror_state import Org


def org_document(org: Org) -> Document:
    """The org as scripts see it."""
    return {
        "org": org.id,
        "org_name": org.name,
        "production": org.is_production,
        "armed": org.is_armed,
        "instance_url": org.instance_url,
        "create_mode": org.create_mode,
    }


def connected_document(paths: Paths, found: Connected) -> Document:
    """All that connecting found."""
    is_file = found.sign_in.kept_in == FILE
    return {
        **org_document(found.org),
        "user": found.user_name,
        "mapped": found.is_mapped,
        "advice": list(found.advice),
        "way": found.sign_in.way,
        "sign_in": found.sign_in.kept_in,
        "sign_in_file": str(sign_in_file(paths)) if is_file else None,
        "first_cycle": found.first_cycle.to_json() if found.first_cycle else None,
        "writes": preview_document(found.preview),
    }


def connected_lines(paths: Paths, found: Connected) -> Iterator[str]:
    """The same for people."""
    org = found.org
    yield heading(f"{org.name}  {org.to_row().kind}")
    yield from facts(
        [
            ("Org", org.id),
            ("Address", org.instance_url),
            ("User", found.user_name),
            ("Writing", "armed" if org.is_armed else "not armed: `cockpit connect --arm`"),
            ("Creates", _CREATES.get(org.create_mode, org.create_mode)),
            ("Mapping", "saved" if found.is_mapped else "none that fits: tasks are not mirrored"),
            ("Session", kept_words(sign_in_file(paths), found.sign_in)),
            ("Read", _read_words(found)),
            ("Advice", "\n".join(found.advice)),
        ]
    )
    if org.is_production and found.preview.total:
        yield from preview_lines(found.preview, is_armed=org.is_armed)


def preview_document(preview: WritePreview) -> Document:
    """What is written next, the first of it in words."""
    return {
        "org_name": preview.org_name,
        "production": preview.is_production,
        "total": preview.total,
        "first": [
            {
                "kind": write.kind,
                "task": write.record or None,
                "salesforce_id": write.salesforce_id,
                "fields": dict(write.fields),
                "words": write.words,
            }
            for write in preview.first
        ],
        "refused": list(preview.refused),
        "unchecked": preview.unchecked,
    }


def preview_lines(preview: WritePreview, *, is_armed: bool) -> Iterator[str]:
    """The same for people; each write is one line."""
    row = "PRODUCTION" if preview.is_production else "SANDBOX"
    to_org = f"{preview.org_name} ({row})"
    if not preview.total:
        yield printable(f"Nothing waits to be written to {to_org}.")
    else:
        verb = "writes" if is_armed else "would write"
        first = f"the first {len(preview.first)}:" if preview.total > len(preview.first) else ""
        count = "1 task" if preview.total == 1 else f"{preview.total:,} tasks"
        yield printable(
            f"The next cycle {verb} {count} to {to_org}{', ' + first if first else ':'}"
        )
    for number, write in enumerate(preview.first, 1):
        yield printable(f"  {number}. {write.words}")
    for words in preview.refused:
        yield printable(f"  Not sent: {words}")
    if preview.total:
        yield preview.unchecked


def kept_words(file: Path, sign_in: SignIn) -> str:
    """Where the session comes from and where its secrets are."""
    if sign_in.kept_in == SF:
        return f"the Salesforce CLI's, org {sign_in.sf_org}; nothing is kept here"
    way = {
        "web": "by web sign-in, renewed by itself; ",
        "jwt": f"signed with {sign_in.key_file}, renewed by itself; ",
        "client-credentials": "the app's own user, renewed by itself; ",
    }.get(sign_in.way, "")
    if sign_in.kept_in == FILE:
        return f"{way}{file} (0600), since no system keyring works here"
    return f"{way}in the system keyring"


_CREATES = {
    "A": "exact, by external id",
    "B": "exact, by idempotency key, one record a call",
    "C": "by a marker in CallObject",
    "D": "by a marker line in the comments",
    "E": "by comparing with the newest records",
}


def _read_words(found: Connected) -> str:
    if found.first_cycle is None:
        return ""
    tallies = found.first_cycle.pulled.items()
    return ", ".join(f"{tally.applied:,} {name}" for name, tally in tallies if tally.applied)
