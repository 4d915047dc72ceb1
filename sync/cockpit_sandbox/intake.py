"""Checks of the values that a client sends for one record.

Everything here raises `RecordRefused` with the code that Salesforce gives for the same mistake.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from msgspec import Struct

from cockpit_sandbox.access import Access
from cockpit_sandbox.errors import ApiError, RecordRefused
from cockpit_sandbox.ids import canonical
from cockpit_sandbox.schema import NUMBER_TYPES, Field, Scalar, Schema, SObject
from cockpit_sandbox.storage import Row, Storage
from cockpit_sandbox.values import moment_text, parsed_day, parsed_moment


class Intake(Struct, frozen=True):
    """Turns the JSON of a record into stored values."""

    storage: Storage
    schema: Schema
    access: Access

    def accepted(
        self, sobject: SObject, values: Mapping[str, object], user_id: str, *, creating: bool
    ) -> Row:
        """The stored form of `values`: trimmed, typed, ids in 18 characters.

        Raises:
            RecordRefused: a value, a field or a reference that Salesforce would refuse.
            ApiError: JSON_PARSER_ERROR for a value of the wrong JSON type.
        """
        row: Row = {}
        barred = []
        for name, value in values.items():
            if name == "attributes":
                continue
            target = sobject.get(name)
            if target is None:
                raise RecordRefused(
                    "INVALID_FIELD", f"No such column '{name}' on sobject of type {sobject.name}"
                )
            if not (target.createable if creating else target.updateable):
                barred.append(target.name)
                continue
            row[target.name] = self._value(target, value)
        if barred:
            names = ", ".join(barred)
            raise RecordRefused(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                f"Unable to create/update fields: {names}. Please check the security settings of"
                " this field and verify that it is read/write for your profile or permission set.",
                barred,
            )
        for name, stored in row.items():
            self._check(sobject, sobject.by_name[name.lower()], stored, user_id)
        return row

    def require(self, sobject: SObject, row: Row) -> None:
        """Refuse a row without one of its required fields."""
        missing = [
            each.name
            for each in sobject.fields
            if each.createable and not each.nillable and row.get(each.name) is None
        ]
        if missing:
            raise RecordRefused(
                "REQUIRED_FIELD_MISSING",
                f"Required fields are missing: [{', '.join(missing)}]",
                missing,
            )

    def require_unique(self, sobject: SObject, row: Row, record_id: str | None) -> None:
        """Refuse a value of a unique field that another living row has."""
        for each in sobject.fields:
            value = row.get(each.name)
            if not each.unique or value is None:
                continue
            found = self.storage.first(
                f'SELECT Id FROM "{sobject.name}" WHERE {each.name} = ? COLLATE caseless'  # noqa: S608
                " AND IsDeleted = 0 AND Id IS NOT ?",
                (value, record_id),
            )
            if found is not None:
                raise RecordRefused(
                    "DUPLICATE_VALUE",
                    f"duplicate value found: {each.name} duplicates value on record with id:"
                    f" {found[0]}",
                )

    def choices(self, target: Field) -> tuple[str, ...]:
        """The values a picklist offers, in order."""
        if target.choices_from is None:
            return tuple(choice.value for choice in target.choices)
        rows = self.storage.rows(
            f'SELECT ApiName FROM "{target.choices_from}" ORDER BY SortOrder'  # noqa: S608
        )
        return tuple(str(row[0]) for row in rows)

    def _value(self, target: Field, value: object) -> Scalar:
        if value is None:
            return int(bool(target.default)) if target.type == "boolean" else None
        if target.type == "boolean":
            if isinstance(value, bool):
                return int(value)
            if isinstance(value, str) and value.lower() in ("true", "false"):
                return int(value.lower() == "true")
            _wrong_json(target, value)
        if target.type in NUMBER_TYPES:
            return _number(target, value)
        if not isinstance(value, str):
            _wrong_json(target, value)
        text = value.strip()
        if not text:
            return None
        if target.type == "date":
            day = parsed_day(text[:10]) if len(text) == 10 or parsed_moment(text) else None
            return day.isoformat() if day else _wrong_json(target, value)
        if target.type == "datetime":
            moment = parsed_moment(text)
            return moment_text(moment) if moment else _wrong_json(target, value)
        if target.type == "reference":
            return self._reference_id(target, text)
        return text

    def _reference_id(self, target: Field, text: str) -> str:
        record_id = canonical(text)
        prefixes = {self.schema[each].key_prefix for each in target.reference_to}
        if record_id is None or record_id[:3] not in prefixes:
            raise RecordRefused(
                "MALFORMED_ID", f"{target.label}: id value of incorrect type: {text}", [target.name]
            )
        return record_id

    def _check(self, sobject: SObject, target: Field, value: Scalar, user_id: str) -> None:
        if value is None:
            return
        if isinstance(value, str) and target.length and len(value) > target.length:
            raise RecordRefused(
                "STRING_TOO_LONG",
                f"{target.label}: data value too large: {value[:80]} (max length={target.length})",
                [target.name],
            )
        if target.restricted_picklist and value not in self.choices(target):
            raise RecordRefused(
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                f"{target.label}: bad value for restricted picklist field: {value}",
                [target.name],
            )
        if target.type == "email" and not _looks_like_email(str(value)):
            raise RecordRefused(
                "INVALID_EMAIL_ADDRESS",
                f"{target.label}: invalid email address: {value}",
                [target.name],
            )
        if target.type in NUMBER_TYPES:
            _check_range(target, float(value))
        if target.type == "reference":
            self._check_reference(sobject, target, str(value), user_id)

    def _check_reference(
        self, sobject: SObject, target: Field, record_id: str, user_id: str
    ) -> None:
        parent = self.schema.of_id(record_id)
        row = self.storage.record(parent, record_id) if parent else None
        if parent is None or row is None or row.get("IsDeleted"):
            raise RecordRefused(
                "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", [target.name]
            )
        if self.access.level(user_id, parent, row) == "none":
            raise RecordRefused(
                "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
                f"insufficient access rights on cross-reference id: {record_id[:15]}",
                [target.name],
            )
        if target.name == "OwnerId" and parent.name == "User" and not row["IsActive"]:
            raise RecordRefused(
                "INACTIVE_OWNER_OR_USER",
                f"operation performed with inactive user [{record_id[:15]}] as owner of"
                f" {sobject.name.lower()}",
                [target.name],
            )


def _looks_like_email(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at) and "." in host.strip(".") and not any(c.isspace() for c in text)


def _number(target: Field, value: object) -> Scalar:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        _wrong_json(target, value)
    try:
        number = float(value)
    except (ValueError, OverflowError):
        _wrong_json(target, value)
    if target.type == "int":
        return int(number) if number.is_integer() else _wrong_json(target, value)
    return number


def _check_range(target: Field, number: float) -> None:
    low = target.minimum if target.minimum is not None else -1e18
    high = target.maximum if target.maximum is not None else 1e18
    if not low <= number <= high:
        raise RecordRefused(
            "NUMBER_OUTSIDE_VALID_RANGE",
            f"{target.label}: value outside of valid range on numeric field: {number:g}",
            [target.name],
        )


def _wrong_json(target: Field, value: object) -> NoReturn:
    kind = {bool: "VALUE_TRUE", int: "VALUE_NUMBER_INT", float: "VALUE_NUMBER_FLOAT"}
    token = kind.get(type(value), "VALUE_STRING" if isinstance(value, str) else "START_OBJECT")
    raise ApiError(
        400,
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {target.type} from {token} value {value!s:.80}"
        f" or request may be missing a required field ({target.name})",
    )
