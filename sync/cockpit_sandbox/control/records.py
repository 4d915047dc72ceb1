"""The control verbs about records and rights; see `control.verbs`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec

from cockpit_sandbox import upkeep
from cockpit_sandbox.access import CHANGED, EVERYBODY, Level
from cockpit_sandbox.ids import canonical, numbered
from cockpit_sandbox.late import LateWork
from cockpit_sandbox.messages import Request
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.state import OrgState
from cockpit_sandbox.storage import Row
from cockpit_sandbox.values import moment_text
from cockpit_sandbox.work import run_as

Content = Mapping[str, Any]
Told = dict[str, object]
_LEVELS: dict[str, Level] = {"none": "none", "read": "read", "edit": "edit"}


def delete_hard(org: OrgState, content: Content) -> Told:
    """Purge a row; whether there was one."""
    sobject, record_id = _record(org, content)
    with org.storage.transaction():
        return {"purged": org.records.purge(sobject, record_id)}


def share(org: OrgState, content: Content) -> Told:
    """Give records to a user, or limit what they may do with them; how many."""
    ids = content["ids"] if "ids" in content else [content["id"]]
    record_ids = [_id(each) for each in ids]
    org.access.share(_user(org, content), record_ids, _level(content, "access", "edit"))
    return {"shared": len(record_ids)}


def unshare(org: OrgState, content: Content) -> Told:
    """Take records away from a user; how many."""
    return share(org, {**content, "access": content.get("access", "none")})


def see_own_only(org: OrgState, content: Content) -> Told:
    """Let a user see only what they own, or end that."""
    org.access.see_own_only(
        _user(org, content), str(content["object"]), on=bool(content.get("on", True))
    )
    return {}


def rights(org: OrgState, content: Content) -> Told:
    """Limit an object or a field, for one user or for everybody."""
    user_id = _user(org, content) if "user_id" in content else EVERYBODY
    org.access.set_right(
        str(content["object"]), content.get("field"), _level(content, "access", "none"), user_id
    )
    return {}


def merge(org: OrgState, content: Content) -> Told:
    """Merge records; how many children moved."""
    sobject = _object(org, content)
    losers = [_id(each) for each in content["losers"]]
    moved = upkeep.merge(
        org.records,
        sobject,
        _id(content["winner"]),
        losers,
        _user(org, content),
        stamps_children=bool(content.get("stamps_children", False)),
    )
    return {"moved": moved}


def undelete(org: OrgState, content: Content) -> Told:
    """Bring a record back from the bin; how many came back with it."""
    sobject, record_id = _record(org, content)
    return {"undeleted": upkeep.undelete(org.records, sobject, record_id, _user(org, content))}


def archive(org: OrgState, content: Content) -> Told:
    """Archive a record or bring it back; whether there was one."""
    sobject, record_id = _record(org, content)
    is_archived = bool(content.get("archived", True))
    done = upkeep.archive(org.records, sobject, record_id, is_archived=is_archived)
    return {"archived": done}


def empty_bin(org: OrgState, content: Content) -> Told:
    """Purge what is deleted; how many rows."""
    return {"purged": upkeep.empty_bin(org.records, all_of_it=bool(content.get("all", True)))}


def cut_delete_log(org: OrgState, _content: Content) -> Told:
    """Forget all deletions so far."""
    upkeep.cut_delete_log(org.records)
    return {}


def picklist_value(org: OrgState, content: Content) -> Told:
    """Offer or withdraw a value of a picklist that a table holds; stored values stay."""
    sobject, value = _object(org, content), str(content["value"])
    if not sobject.has("ApiName") or not value:
        raise ValueError(f"{sobject.name} is no table of values")
    storage = org.storage
    with storage.transaction():
        storage.run(
            f'DELETE FROM "{sobject.name}" WHERE ApiName = ?',  # noqa: S608 schema's name
            (value,),
        )
        if not content.get("removed"):
            number = storage.next_number(sobject.name)
            row: Row = {each.name: None for each in sobject.fields}
            flags = {each.name: 0 for each in sobject.fields if each.type == "boolean"}
            row |= flags | org.records.modified(org.main_user_id)
            row |= {
                "Id": numbered(sobject.key_prefix or "", number),
                "ApiName": value,
                "MasterLabel": str(content.get("label", value)),
                "SortOrder": number,
                "CreatedDate": row["SystemModstamp"],
                "CreatedById": org.main_user_id,
            }
            if "IsClosed" in row:
                row["IsClosed"] = int(bool(content.get("closed")))
            storage.insert(sobject, [list(row.values())])
    storage.remember(CHANGED, moment_text(org.clock.now()))
    return {}


def write(org: OrgState, content: Content) -> Told:
    """A colleague's request: at once, or committed later than it is stamped."""
    user_id = _user(org, content)
    method, path = str(content["method"]).upper(), str(content["path"])
    seconds = float(content.get("after", 0))
    if not seconds:
        reply = run_as(org, user_id, method, path, content.get("content"))
        return {"status": reply.status, "content": reply.content}
    now = org.clock.now()
    body = content.get("content")
    stamp = now if content.get("stamp", "request") == "request" else None
    org.lateness.add(
        LateWork(
            now,
            now + timedelta(seconds=seconds),
            Request.from_wire(method, path, {}),
            b"" if body is None else msgspec.json.encode(body),
            user_id,
            stamp,
        )
    )
    return {"due": moment_text(now + timedelta(seconds=seconds))}


def stall(org: OrgState, content: Content) -> Told:
    """Let latestDateCovered stand still; where."""
    now = org.clock.now()
    org.lateness.stalled = (now + timedelta(seconds=float(content["seconds"])), now)
    return {"latestDateCovered": moment_text(now)}


def _object(org: OrgState, content: Content) -> SObject:
    sobject = org.schema.get(str(content["object"]))
    if sobject is None:
        raise ValueError(f"no such object: {content['object']}")
    return sobject


def _record(org: OrgState, content: Content) -> tuple[SObject, str]:
    return _object(org, content), _id(content["id"])


def _id(text: object) -> str:
    record_id = canonical(str(text))
    if record_id is None:
        raise ValueError(f"not an id: {text}")
    return record_id


def _user(org: OrgState, content: Content) -> str:
    """The user whom a verb names; the main user when it names none."""
    user_id = _id(content["user_id"]) if "user_id" in content else org.main_user_id
    if org.storage.record(org.schema["User"], user_id) is None:
        raise ValueError("no such user")
    return user_id


def _level(content: Content, name: str, default: Level) -> Level:
    level = _LEVELS.get(str(content.get(name, default)))
    if level is None:
        raise ValueError(f"{name} is one of {', '.join(_LEVELS)}")
    return level
