"""The field on Activity as a package that an admin deploys: metadata format, ready for `sf`."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

from cockpit_sync.fields import REF_FIELD
from cockpit_sync.salesforce.client import API_VERSION
from cockpit_tui.domain.errors import InvalidInput

PERMISSION_SET = "Cockpit_Mirror"
REF_LENGTH = 36
"""A UUID with its dashes."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
_WHAT_FOR = (
    "Written by Cockpit when it creates a task: the same create twice makes one task. "
    "Not meant for people."
)


def write_metadata(folder: Path) -> list[Path]:
    """Writes the package into a new or empty folder; the files.

    A custom field of Activity is a field of Task and of Event, and its rights are given on each of
    them (Salesforce: Metadata API, PermissionSet). Raises InvalidInput for a folder with something
    in it, or one that cannot be written.
    """
    files = {
        "package.xml": _package(),
        "objects/Activity.object": _object(),
        f"permissionsets/{PERMISSION_SET}.permissionset": _permission_set(),
        "README.txt": _readme(),
    }
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise InvalidInput(f"{folder} is not an empty folder. Nothing was written.")
        written = []
        for name, text in files.items():
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            written.append(file)
    except OSError as error:
        raise InvalidInput(f"{folder} cannot be written: {error.strerror}.") from error
    return written


def _package() -> str:
    return (
        f"{_HEAD}<Package {_SPACE}>\n"
        f"{_type('CustomField', f'Activity.{REF_FIELD}')}"
        f"{_type('PermissionSet', PERMISSION_SET)}"
        f"    <version>{API_VERSION}</version>\n</Package>\n"
    )


def _type(name: str, member: str) -> str:
    return (
        f"    <types>\n        <members>{member}</members>\n"
        f"        <name>{name}</name>\n    </types>\n"
    )


def _object() -> str:
    facts = {
        "fullName": REF_FIELD,
        "caseSensitive": "true",
        "description": escape(_WHAT_FOR),
        "externalId": "true",
        "label": "Cockpit Ref",
        "length": str(REF_LENGTH),
        "required": "false",
        "type": "Text",
        "unique": "true",
    }
    return f"{_HEAD}<CustomObject {_SPACE}>\n{_element('fields', facts)}</CustomObject>\n"


def _permission_set() -> str:
    fields = "".join(
        _element(
            "fieldPermissions",
            {"editable": "true", "field": f"{sobject}.{REF_FIELD}", "readable": "true"},
        )
        for sobject in ("Event", "Task")
    )
    return (
        f"{_HEAD}<PermissionSet {_SPACE}>\n"
        "    <description>Lets people's Cockpit mark the tasks that it creates.</description>\n"
        f"{fields}    <label>Cockpit Mirror</label>\n</PermissionSet>\n"
    )


def _element(name: str, facts: dict[str, str]) -> str:
    inner = "".join(f"        <{key}>{value}</{key}>\n" for key, value in facts.items())
    return f"    <{name}>\n{inner}    </{name}>\n"


def _readme() -> str:
    return f"""One custom field on Activity and a permission set for it.

  field            Activity.{REF_FIELD}: Text ({REF_LENGTH}), External ID, Unique, case sensitive
  permission set   {PERMISSION_SET}: read and edit on Task.{REF_FIELD} and Event.{REF_FIELD}

Look first, then deploy (Salesforce CLI; Workbench takes the folder as a zip):

  sf project deploy start --dry-run --metadata-dir . --target-org MY_ORG
  sf project deploy start --metadata-dir . --target-org MY_ORG

Assign it to whoever uses Cockpit, then each of them runs `cockpit connect` again:

  sf org assign permset --name {PERMISSION_SET} --on-behalf-of ana@example.com --target-org MY_ORG

Nothing else of the org is touched; deleting field and permission set undoes it.
"""
