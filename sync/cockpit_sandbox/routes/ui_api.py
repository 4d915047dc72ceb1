"""`/ui-api/records`: single records as the user interface reads and writes them.

Salesforce: "User Interface API". A write with an `Idempotency-Key` (UUID version 4) is done once:
the same key gives the kept answer again, for thirty days.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.schema import Field, SObject
from cockpit_sandbox.soql.shape import written
from cockpit_sandbox.storage import Row
from cockpit_sandbox.values import moment_text

KEY_LIFE = timedelta(days=30)
"""Salesforce: a key is kept for thirty days; an expired one is like a new one."""
MASTER_RECORD_TYPE = "012000000000000AAA"


def create(call: Call) -> Reply:
    """POST /ui-api/records {"apiName", "fields"}: 201 with the record."""

    def work() -> Reply:
        content = call.json_object()
        sobject = call.schema.get(str(content.get("apiName")))
        if sobject is None:
            raise ApiError(400, "INVALID_TYPE", f"no such object: {content.get('apiName')}")
        record_id = call.org.records.create(sobject, _fields(content), call.user_id)
        return Reply(201, _record(call, sobject, record_id))

    return _once(call, work)


def update(call: Call) -> Reply:
    """PATCH /ui-api/records/ID {"fields"}: 200 with the record; 412 for If-Modified-Since."""

    def work() -> Reply:
        sobject, record_id = _target(call)
        values = _fields(call.json_object())
        since = call.request.headers.get("if-modified-since")
        row = call.org.records.living(sobject, record_id, call.user_id)
        if since is not None and since != row["LastModifiedDate"]:
            raise ApiError(412, "PRECONDITION_FAILED", "the record was modified since")
        call.org.records.update(sobject, record_id, values, call.user_id)
        return Reply(200, _record(call, sobject, record_id))

    return _once(call, work)


def delete(call: Call) -> Reply:
    """DELETE /ui-api/records/ID: 204."""

    def work() -> Reply:
        sobject, record_id = _target(call)
        call.org.records.delete(sobject, record_id, call.user_id)
        return Reply(204)

    return _once(call, work)


def retrieve(call: Call) -> Reply:
    """GET /ui-api/records/ID?fields=Task.Subject,…: the record with these fields."""
    sobject, record_id = _target(call)
    wanted = [name for name in call.request.query.get("fields", "").split(",") if name]
    if not wanted:
        raise ApiError(400, "MISSING_ARGUMENT", "fields, optionalFields or layoutTypes is needed")
    named = [_named(sobject, name) for name in wanted]
    return Reply(200, _record(call, sobject, record_id, named))


def picklist_values(call: Call) -> Reply:
    """GET /ui-api/object-info/X/picklist-values/RECORDTYPE/FIELD: the choices of a field."""
    target = call.sobject().get(call.part("field"))
    if target is None or target.type not in ("picklist", "combobox"):
        raise ApiError(404, "NOT_FOUND", f"no picklist {call.part('field')}")
    choices: list[dict[str, object]] = [
        {"attributes": None, "label": value, "validFor": [], "value": value}
        for value in call.org.records.intake.choices(target)
    ]
    default = next((each for each in choices if each["value"] == target.default), None)
    base = f"/services/data/v{call.version}/ui-api/object-info/{call.part('object')}"
    url = f"{base}/picklist-values/{MASTER_RECORD_TYPE}/{target.name}"
    return Reply(
        200,
        {"controllerValues": {}, "defaultValue": default, "url": url, "values": choices},
    )


def _once(call: Call, work: Callable[[], Reply]) -> Reply:
    """Do the work, or answer again what was answered under the same key."""
    key = call.request.headers.get("idempotency-key")
    if key is None:
        return work()
    _require_uuid(key)
    storage, now = call.org.storage, call.org.clock.now()
    kept = storage.first(
        "SELECT status, body FROM idempotency_key WHERE key = ? AND resource = ? AND user_id = ?"
        " AND expires > ?",
        (key, f"{call.request.method} {call.request.path}", call.user_id, moment_text(now)),
    )
    if kept is not None:
        content = None if kept[1] is None else msgspec.json.decode(str(kept[1]))
        return Reply(int(kept[0] or 200), content)
    reply = work()
    body = None if reply.content is None else msgspec.json.encode(reply.content).decode()
    storage.run(
        "INSERT OR REPLACE INTO idempotency_key VALUES (?, ?, ?, ?, ?, ?)",
        (
            key,
            f"{call.request.method} {call.request.path}",
            call.user_id,
            reply.status,
            body,
            moment_text(now + KEY_LIFE),
        ),
    )
    return reply


def _require_uuid(key: str) -> None:
    try:
        is_good = UUID(key).version == 4
    except ValueError:
        is_good = False
    if not is_good:
        raise ApiError(400, "INVALID_INPUT", "Idempotency-Key must be a UUID of version 4")


def _fields(content: Mapping[str, Any]) -> dict[str, Any]:
    fields = content.get("fields")
    if not isinstance(fields, dict):
        raise ApiError(400, "JSON_PARSER_ERROR", "fields must be an object")
    return fields


def _target(call: Call) -> tuple[SObject, str]:
    record_id = canonical(call.part("id"))
    sobject = call.schema.of_id(record_id) if record_id else None
    if sobject is None or record_id is None:
        raise ApiError(404, "NOT_FOUND", "The requested resource does not exist")
    return sobject, record_id


def _named(sobject: SObject, text: str) -> Field:
    name, _, field_name = text.strip().partition(".")
    found = sobject.get(field_name) if name.lower() == sobject.name.lower() else None
    if found is None:
        raise ApiError(400, "INVALID_FIELD", f"no such field: {text}")
    return found


def _record(
    call: Call, sobject: SObject, record_id: str, fields: list[Field] | None = None
) -> dict[str, object]:
    row = call.org.records.living(sobject, record_id, call.user_id)
    shown = fields if fields is not None else list(sobject.fields)
    stamp = row.get("LastModifiedDate")
    return {
        "apiName": sobject.name,
        "childRelationships": {},
        "eTag": _tag(row),
        "fields": {
            each.name: {"displayValue": None, "value": written(each, row[each.name])}
            for each in shown
            if each.name != "Id"
        },
        "id": record_id,
        "lastModifiedById": row.get("LastModifiedById"),
        "lastModifiedDate": stamp,
        "recordTypeId": None,
        "recordTypeInfo": None,
        "systemModstamp": row.get("SystemModstamp"),
        "weakEtag": int("".join(c for c in str(row.get("SystemModstamp")) if c.isdigit())[:14]),
    }


def _tag(row: Row) -> str:
    return sha256(msgspec.json.encode(row)).hexdigest()[:32]
