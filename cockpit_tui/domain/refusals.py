"""What Salesforce's refusals mean, and what a person can do; pure.

Codes: Salesforce, SOAP and REST API status codes. Where a code is not known its class speaks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Remedy(NamedTuple):
    """What it means and what to do, which names keys as `{command:shipped}`."""

    means: str
    cure: str


_EDIT = "Change the task, then {task.sync:y} sends it again."
_ADMIN = "An admin gives the right; it is then sent by itself, or by {task.sync:y}."
_BY_CODE: Mapping[str, Remedy] = {
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": Remedy(
        "A validation rule of the org does not allow these values.",
        "Change the task as the rule says, then {task.sync:y} sends it again.",
    ),
    "REQUIRED_FIELD_MISSING": Remedy(
        "The org wants a field filled that the cockpit does not write.",
        "An admin gives it a default or takes the requirement away, then {task.sync:y}.",
    ),
    "STRING_TOO_LONG": Remedy(
        "A text is longer than the field.", "Shorten it, then {task.sync:y}."
    ),
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": Remedy(
        "The org no longer has this value in its list.",
        "Choose another value, or an admin adds it and connects again; then {task.sync:y}.",
    ),
    "NOT_MAPPED": Remedy(
        "A value of this task has no counterpart in the org.",
        "Choose another value, or an admin maps it; then {task.sync:y}.",
    ),
    "ACCOUNT_NOT_MIRRORED": Remedy(
        "The customer is only here, so its tasks cannot be there.",
        "Desync the task, or make the account in Salesforce.",
    ),
    "FIELD_NOT_UPDATEABLE": Remedy("Your user may not change these fields.", _ADMIN),
    "INVALID_FIELD_FOR_INSERT_UPDATE": Remedy("Your user may not change these fields.", _ADMIN),
    "INVALID_FIELD": Remedy("Your user does not see one of these fields.", _ADMIN),
    "INSUFFICIENT_ACCESS_OR_READONLY": Remedy("Your user may not change this record.", _ADMIN),
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": Remedy(
        "Your user may not use the customer or the assignee of this task.", _ADMIN
    ),
    "INVALID_CROSS_REFERENCE_KEY": Remedy(
        "The customer, the assignee or the contact is gone there, or you do not see it.",
        "Choose another, or ask an admin; then {task.sync:y}.",
    ),
    "ENTITY_IS_DELETED": Remedy(
        "What the task refers to is deleted there, such as its contact.",
        "Choose another, then {task.sync:y}.",
    ),
    "INACTIVE_OWNER_OR_USER": Remedy(
        "The assignee is no longer active in Salesforce.",
        "Choose another assignee, then {task.sync:y}.",
    ),
    "ENTITY_IS_LOCKED": Remedy(
        "The record is locked, usually by an approval.",
        "Wait for the approval, then {task.sync:y}.",
    ),
    "DUPLICATES_DETECTED": Remedy("A duplicate rule of the org stopped it.", _EDIT),
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": Remedy(
        "A trigger or flow of the org stopped it.", "Its words say why; an admin can change it."
    ),
}
_BY_CLASS: Mapping[str, Remedy] = {
    "permission": Remedy("Your user lacks a right there.", _ADMIN),
    "bug": Remedy(
        "Salesforce could not make sense of the request.",
        "The log has the details: please report it. {record.delete:x} keeps the task as it is "
        "here.",
    ),
}
_ELSE = Remedy("Salesforce did not take this edit.", _EDIT)


def remedy(kind: str, code: str) -> Remedy:
    """For a refusal of this class (as the mirror sorts failures) and code."""
    return _BY_CODE.get(code) or _BY_CLASS.get(kind) or _ELSE
