"""Single rows: create, read, change, delete, and upsert by an external id."""

from __future__ import annotations

from urllib.parse import quote

from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError, RecordRefused
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes import conditions
from cockpit_sandbox.schema import Field, SObject
from cockpit_sandbox.soql.shape import written
from cockpit_sandbox.storage import Row

UPSERT_BODY_SINCE = 46
"""Salesforce: before this version an upsert that updates answers 204 without a body."""


def create(call: Call) -> Reply:
    """POST /sobjects/X: 201 with the id."""
    sobject = call.sobject()
    record_id = call.org.records.create(sobject, call.json_object(), call.user_id)
    location = {"Location": _url(call, sobject, record_id)}
    return Reply(201, {"id": record_id, "success": True, "errors": []}, location)


def retrieve(call: Call) -> Reply:
    """GET /sobjects/X/ID?fields=a,b: the row; 304 when it is older than the client asks."""
    sobject = call.sobject()
    text = call.part("id")
    row = call.org.records.living(sobject, _own_id(sobject, text) or text, call.user_id)
    return _read(call, sobject, row)


def retrieve_by_key(call: Call) -> Reply:
    """GET /sobjects/X/Key__c/VALUE: as `retrieve`."""
    sobject = call.sobject()
    found = _by_key(call, sobject)
    if not found:
        raise _key_missing(call.part("value"))
    if len(found) > 1:
        return _several(call, sobject, found)
    return _read(call, sobject, call.org.records.living(sobject, found[0], call.user_id))


def update(call: Call) -> Reply:
    """PATCH /sobjects/X/ID: 204; 412 when the row is newer than If-Unmodified-Since."""
    sobject = call.sobject()
    record_id = _written_id(sobject, call.part("id"))
    records = call.org.records
    row = records.living(sobject, record_id, call.user_id)
    conditions.require_unmodified(call.request.headers, sobject.name, row, writing=True)
    values = call.json_object()
    if any(name.lower() == "id" for name in values):
        raise RecordRefused(
            "INVALID_FIELD", "The Id field should not be specified in the sobject data."
        )
    records.update(sobject, record_id, values, call.user_id)
    return Reply(204)


def delete(call: Call) -> Reply:
    """DELETE /sobjects/X/ID: 204. Conditions are not supported, and therefore not looked at."""
    sobject = call.sobject()
    record_id = _written_id(sobject, call.part("id"))
    call.org.records.delete(sobject, record_id, call.user_id)
    return Reply(204)


def delete_by_key(call: Call) -> Reply:
    """DELETE /sobjects/X/Key__c/VALUE: 204."""
    sobject = call.sobject()
    found = _by_key(call, sobject)
    if not found:
        raise _key_missing(call.part("value"))
    if len(found) > 1:
        return _several(call, sobject, found)
    call.org.records.delete(sobject, found[0], call.user_id)
    return Reply(204)


def upsert(call: Call) -> Reply:
    """PATCH /sobjects/X/Key__c/VALUE: 201 created, 200 changed, 300 when several match."""
    sobject = call.sobject()
    key = key_field(sobject, call.part("key"))
    values = call.json_object()
    if any(name.lower() in ("id", key.name.lower()) for name in values):
        raise RecordRefused(
            "INVALID_FIELD",
            f"The {key.name} field should not be specified in the sobject data.",
        )
    found = _by_key(call, sobject)
    if len(found) > 1:
        return _several(call, sobject, found)
    records = call.org.records
    if found:
        row = records.living(sobject, found[0], call.user_id)
        conditions.require_unmodified(call.request.headers, sobject.name, row, writing=True)
        records.update(sobject, found[0], values, call.user_id)
        if int(call.version.partition(".")[0]) < UPSERT_BODY_SINCE:
            return Reply(204)
        return Reply(200, _upserted(found[0], created=False))
    if call.request.query.get("updateOnly", "").lower() == "true" or key.name == "Id":
        raise _key_missing(call.part("value"))
    record_id = records.create(sobject, values | {key.name: call.part("value")}, call.user_id)
    location = {"Location": _url(call, sobject, record_id)}
    return Reply(201, _upserted(record_id, created=True), location)


def key_field(sobject: SObject, name: str) -> Field:
    """The external id field (or Id) of that name; raises 404."""
    found = sobject.get(name)
    if found is None or not (found.external_id or found.name == "Id"):
        raise _key_missing(name)
    return found


def matching_ids(call: Call, sobject: SObject, key: Field, value: str) -> list[str]:
    """The living rows that have this value in the key field."""
    if key.name == "Id":
        record_id = canonical(value)
        row = seen(call, sobject, record_id) if record_id else None
        return [str(row["Id"])] if row else []
    condition, values = call.org.access.condition(call.user_id, sobject, "t")
    found = call.org.storage.rows(
        f'SELECT Id FROM "{sobject.name}" t WHERE {key.name} = ? COLLATE caseless'  # noqa: S608
        f" AND IsDeleted = 0{' AND ' if condition else ''}{condition} ORDER BY Id",
        (value.strip(), *values),
    )
    return [str(row[0]) for row in found]


def seen(call: Call, sobject: SObject, record_id: str) -> Row | None:
    """A living row that the user may see, or None."""
    row = call.org.storage.record(sobject, record_id)
    is_there = row is not None and not row.get("IsDeleted")
    if not row or not is_there or call.org.access.level(call.user_id, sobject, row) == "none":
        return None
    return row


def as_json(call: Call, sobject: SObject, row: Row, names: list[str] | None = None) -> object:
    """A row as the answer shows it: all its fields, or the named ones; raises INVALID_FIELD."""
    fields = sobject.fields
    if names is not None:
        fields = tuple(_known(sobject, name) for name in names)
    attributes = {"type": sobject.name, "url": _url(call, sobject, str(row["Id"]))}
    content: dict[str, object] = {"attributes": attributes}
    content.update((each.name, written(each, row[each.name])) for each in fields)
    if "Id" not in content:
        content["Id"] = row["Id"]
    return content


def _known(sobject: SObject, name: str) -> Field:
    found = sobject.get(name.strip())
    if found is None:
        raise ApiError(400, "INVALID_FIELD", f"No such column '{name}' on entity '{sobject.name}'")
    return found


def _read(call: Call, sobject: SObject, row: Row) -> Reply:
    headers = call.request.headers
    conditions.require_unmodified(headers, sobject.name, row, writing=False)
    described = conditions.row_headers(sobject.name, row)
    if conditions.row_is_unchanged(headers, sobject.name, row):
        return Reply(304, None, described)
    wanted = call.request.query.get("fields")
    names = wanted.split(",") if wanted else None
    return Reply(200, as_json(call, sobject, row, names), described)


def _by_key(call: Call, sobject: SObject) -> list[str]:
    key = key_field(sobject, call.part("key"))
    return matching_ids(call, sobject, key, call.part("value"))


def _upserted(record_id: str, *, created: bool) -> dict[str, object]:
    return {"id": record_id, "success": True, "errors": [], "created": created}


def _several(call: Call, sobject: SObject, found: list[str]) -> Reply:
    return Reply(300, [_url(call, sobject, record_id) for record_id in found])


def _url(call: Call, sobject: SObject, record_id: str) -> str:
    return f"/services/data/v{call.version}/sobjects/{sobject.name}/{quote(record_id)}"


def _own_id(sobject: SObject, text: str) -> str | None:
    record_id = canonical(text)
    return record_id if record_id and record_id[:3] == sobject.key_prefix else None


def _written_id(sobject: SObject, text: str) -> str:
    record_id = _own_id(sobject, text)
    if record_id is None:
        raise RecordRefused(
            "MALFORMED_ID", f"{sobject.label} ID: id value of incorrect type: {text}", ["Id"]
        )
    return record_id


def _key_missing(what: str) -> ApiError:
    return ApiError(
        404,
        "NOT_FOUND",
        f"Provided external ID field does not exist or is not accessible: {what}",
    )
