"""sObject Collections: up to 200 records written, or 2,000 read, in one call.

Salesforce: "sObject Collections". Results stand in the order of the request, and the answer is 200
even when every record failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from cockpit_sandbox.call import Call
from cockpit_sandbox.errors import ApiError, RecordRefused, Refusal
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.messages import Reply
from cockpit_sandbox.routes.rows import as_json, key_field, matching_ids, seen
from cockpit_sandbox.schema import SObject
from cockpit_sandbox.storage import RollBack

MOST_WRITTEN = 200
MOST_READ = 2_000
MOST_CHUNKS = 10
"""Runs of consecutive records of one type."""

Result = dict[str, object]
Record = dict[str, Any]
_ROLLED_BACK = Refusal(
    "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "Record rolled back because not all records were valid and the request was using AllOrNone"
    " header",
)


def create(call: Call) -> Reply:
    """POST /composite/sobjects."""

    def create_one(sobject: SObject, record: Record) -> Result:
        return _done(call.org.records.create(sobject, record, call.user_id))

    return _write(call, _typed_records(call), create_one)


def update(call: Call) -> Reply:
    """PATCH /composite/sobjects: each record names its id."""
    seen: set[str] = set()

    def update_one(sobject: SObject, record: Record) -> Result:
        record_id = _once(_id_of(sobject, record), seen)
        values = {name: value for name, value in record.items() if name.lower() != "id"}
        call.org.records.update(sobject, record_id, values, call.user_id)
        return _done(record_id)

    return _write(call, _typed_records(call), update_one)


def upsert(call: Call) -> Reply:
    """PATCH /composite/sobjects/X/Key__c: one object, each record carries the key."""
    sobject = call.sobject()
    key = key_field(sobject, call.part("key"))
    seen: set[str] = set()

    def created(sobject: SObject, record: Record) -> Result:
        return _done(call.org.records.create(sobject, record, call.user_id)) | {"created": True}

    def upsert_one(_of: SObject, record: Record) -> Result:
        value = next((v for name, v in record.items() if name.lower() == key.name.lower()), None)
        if key.name == "Id" and value is None:
            return created(sobject, record)
        if not isinstance(value, str) or not value.strip():
            raise RecordRefused("MISSING_ARGUMENT", f"{key.name} not specified", [key.name])
        _once(value.strip().casefold(), seen)
        found = matching_ids(call, sobject, key, value)
        if len(found) > 1:
            raise RecordRefused(
                "DUPLICATE_EXTERNAL_ID", f"{key.name}: more than one record found: {found}"
            )
        if found:
            values = {n: v for n, v in record.items() if n.lower() not in ("id", key.name.lower())}
            call.org.records.update(sobject, found[0], values, call.user_id)
            return _done(found[0]) | {"created": False}
        return created(sobject, record)

    pairs = _typed_records(call)
    if any(each is not sobject for each, _record in pairs):
        raise ApiError(400, "INVALID_TYPE", f"all records of this call must be {sobject.name}")
    return _write(call, pairs, upsert_one)


def delete(call: Call) -> Reply:
    """DELETE /composite/sobjects?ids=a,b&allOrNone=true."""
    texts = [text for text in call.request.query.get("ids", "").split(",") if text]
    if not texts or len(texts) > MOST_WRITTEN:
        raise _wrong_size(len(texts), MOST_WRITTEN)
    pairs: list[tuple[SObject | None, Record]] = []
    for text in texts:
        record_id = canonical(text)
        sobject = call.schema.of_id(record_id) if record_id else None
        pairs.append((sobject, {"id": record_id or text}))
    seen: set[str] = set()

    def delete_one(sobject: SObject, record: Record) -> Result:
        record_id = _once(str(record["id"]), seen)
        call.org.records.delete(sobject, record_id, call.user_id)
        return _done(record_id)

    all_or_none = call.request.query.get("allOrNone", "").lower() == "true"
    return _run(call, pairs, delete_one, all_or_none=all_or_none)


def retrieve(call: Call) -> Reply:
    """GET or POST /composite/sobjects/X: rows in the order of the ids, null where none is."""
    sobject = call.sobject()
    if call.request.method == "GET":
        texts = call.request.query.get("ids", "").split(",")
        names = call.request.query.get("fields", "").split(",")
    else:
        content = call.json_object()
        texts, names = content.get("ids", []), content.get("fields", [])
    if not _are_texts(texts) or not _are_texts(names) or not any(names):
        raise ApiError(400, "JSON_PARSER_ERROR", "ids and fields must be lists of texts")
    if not texts or len(texts) > MOST_READ:
        raise _wrong_size(len(texts), MOST_READ)
    content_rows = []
    for text in texts:
        record_id = canonical(text)
        row = seen(call, sobject, record_id) if record_id else None
        content_rows.append(as_json(call, sobject, row, names) if row else None)
    return Reply(200, content_rows)


def _typed_records(call: Call) -> list[tuple[SObject | None, Record]]:
    records = call.json_object().get("records")
    if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
        raise ApiError(400, "JSON_PARSER_ERROR", "records must be a list of objects")
    if not records or len(records) > MOST_WRITTEN:
        raise _wrong_size(len(records), MOST_WRITTEN)
    pairs: list[tuple[SObject | None, Record]] = []
    for record in records:
        attributes = record.get("attributes")
        name = attributes.get("type") if isinstance(attributes, dict) else None
        sobject = call.schema.get(name) if isinstance(name, str) else None
        if sobject is None:
            raise ApiError(400, "INVALID_TYPE", f"each record needs attributes.type; got {name!r}")
        pairs.append((sobject, record))
    chunks = sum(1 for _ in groupby(pairs, key=lambda pair: pair[0]))
    if chunks > MOST_CHUNKS:
        raise ApiError(
            400,
            "LIMIT_EXCEEDED",
            f"{chunks} chunks of consecutive record types; the most is {MOST_CHUNKS}",
        )
    return pairs


def _write(
    call: Call,
    pairs: list[tuple[SObject | None, Record]],
    write_one: Callable[[SObject, Record], Result],
) -> Reply:
    all_or_none = call.json_object().get("allOrNone", False) is True
    return _run(call, pairs, write_one, all_or_none=all_or_none)


def _run(
    call: Call,
    pairs: Iterable[tuple[SObject | None, Record]],
    write_one: Callable[[SObject, Record], Result],
    *,
    all_or_none: bool,
) -> Reply:
    results: list[Result] = []
    try:
        with call.org.storage.transaction():
            for sobject, chunk in _chunks(pairs):
                stopped = call.org.faults.too_many(sobject, len(chunk)) if sobject else None
                for record in chunk:
                    done = _failed(stopped) if stopped else _attempt(sobject, record, write_one)
                    results.append(done)
            if all_or_none and not all(result["success"] for result in results):
                raise RollBack
    except RollBack:
        results = [_failed(_ROLLED_BACK) if each["success"] else each for each in results]
    return Reply(200, results)


def _chunks(
    pairs: Iterable[tuple[SObject | None, Record]],
) -> Iterator[tuple[SObject | None, list[Record]]]:
    """Runs of consecutive records of one type: a trigger sees each run as one."""
    for sobject, run in groupby(pairs, key=lambda pair: pair[0]):
        yield sobject, [record for _, record in run]


def _attempt(
    sobject: SObject | None, record: Record, write_one: Callable[[SObject, Record], Result]
) -> Result:
    try:
        if sobject is None:
            raise RecordRefused("MALFORMED_ID", f"malformed id {record['id']}", ["Id"])
        return write_one(sobject, record)
    except RecordRefused as refused:
        return _failed(refused.refusal)


def _id_of(sobject: SObject, record: Record) -> str:
    text = next((value for name, value in record.items() if name.lower() == "id"), None)
    if text is None:
        raise RecordRefused("MISSING_ARGUMENT", "Id not specified in an update call", ["Id"])
    record_id = canonical(text) if isinstance(text, str) else None
    if record_id is None or record_id[:3] != sobject.key_prefix:
        raise RecordRefused(
            "MALFORMED_ID", f"{sobject.label} ID: id value of incorrect type: {text}", ["Id"]
        )
    return record_id


def _once(key: str, seen: set[str]) -> str:
    if key in seen:
        raise RecordRefused("DUPLICATE_VALUE", f"duplicate id in list: {key}")
    seen.add(key)
    return key


def _done(record_id: str) -> Result:
    return {"id": record_id, "success": True, "errors": []}


def _failed(refusal: Refusal) -> Result:
    return {"success": False, "errors": [refusal.as_collection()]}


def _are_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(each, str) for each in values)


def _wrong_size(size: int, most: int) -> ApiError:
    return ApiError(
        400, "EXCEEDED_ID_LIMIT", f"record limit reached: {size} records, from 1 to {most} allowed"
    )
