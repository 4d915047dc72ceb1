"""The control verbs about records and rights; see `routes.control`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from cockpit_sandbox import upkeep
from cockpit_sandbox.access import EVERYBODY, Level
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.late import LateWork
from cockpit_sandbox.request import Request
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.values import moment_text

if TYPE_CHECKING:
    from cockpit_sandbox.org import Org

Content = Mapping[str, Any]
Told = dict[str, object]
_LEVELS: dict[str, Level] = {"none": "none", "read": "read", "edit": "edit"}


def delete_hard(org: Org, content: Content) -> Told:
    sobject, record_id = _record(org, content)
    with org.storage.transaction():
        return {"purged": org.records.purge(sobject, record_id)}


def share(org: Org, content: Content) -> Told:
    ids = content["ids"] if "ids" in content else [content["id"]]
    record_ids = [_id(each) for each in ids]
    org.access.share(_user(org, content), record_ids, _level(content, "access", "edit"))
    return {"shared": len(record_ids)}


def unshare(org: Org, content: Content) -> Told:
    return share(org, {**content, "access": content.get("access", "none")})


def see_own_only(org: Org, content: Content) -> Told:
    org.access.see_own_only(
        _user(org, content), str(content["object"]), on=bool(content.get("on", True))
    )
    return {}


def rights(org: Org, content: Content) -> Told:
    user_id = _user(org, content) if "user_id" in content else EVERYBODY
    org.access.set_right(
        str(content["object"]), content.get("field"), _level(content, "access", "none"), user_id
    )
    return {}


def merge(org: Org, content: Content) -> Told:
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


def undelete(org: Org, content: Content) -> Told:
    sobject, record_id = _record(org, content)
    return {"undeleted": upkeep.undelete(org.records, sobject, record_id, _user(org, content))}


def archive(org: Org, content: Content) -> Told:
    sobject, record_id = _record(org, content)
    is_archived = bool(content.get("archived", True))
    done = upkeep.archive(org.records, sobject, record_id, is_archived=is_archived)
    return {"archived": done}


def empty_bin(org: Org, content: Content) -> Told:
    return {"purged": upkeep.empty_bin(org.records, all_of_it=bool(content.get("all", True)))}


def cut_delete_log(org: Org, _content: Content) -> Told:
    upkeep.cut_delete_log(org.records)
    return {}


def write(org: Org, content: Content) -> Told:
    """A colleague's request: at once, or committed later than it is stamped."""
    user_id = _user(org, content)
    method, path = str(content["method"]).upper(), str(content["path"])
    seconds = float(content.get("after", 0))
    if not seconds:
        reply = org.work_for(user_id, method, path, content.get("content"))
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


def stall(org: Org, content: Content) -> Told:
    now = org.clock.now()
    org.lateness.stalled = (now + timedelta(seconds=float(content["seconds"])), now)
    return {"latestDateCovered": moment_text(now)}


def _object(org: Org, content: Content) -> SObject:
    sobject = org.schema.get(str(content["object"]))
    if sobject is None:
        raise ValueError(f"no such object: {content['object']}")
    return sobject


def _record(org: Org, content: Content) -> tuple[SObject, str]:
    return _object(org, content), _id(content["id"])


def _id(text: object) -> str:
    record_id = canonical(str(text))
    if record_id is None:
        raise ValueError(f"not an id: {text}")
    return record_id


def _user(org: Org, content: Content) -> str:
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
