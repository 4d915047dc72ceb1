"""The settings as a JSON schema, made from the configuration's own classes."""

from __future__ import annotations

import ast
import inspect
from typing import Any

import msgspec

from cockpit_tui.domain.lists import weights
from cockpit_tui.settings import configuration
from cockpit_tui.settings.configuration import Configuration

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings_schema() -> dict[str, Any]:
    """Types, defaults and choices, with what the code says of each setting."""
    schema = msgspec.json.schema(Configuration)
    for name, fields in _descriptions().items():
        properties = schema["$defs"].get(name, {}).get("properties", {})
        for field, words in fields.items():
            if field in properties:
                properties[field] = {**properties[field], "description": words}
    for definition in schema["$defs"].values():
        definition["additionalProperties"] = False
    return {"$schema": DIALECT, "title": "cockpit-tui settings", **schema}


def _descriptions() -> dict[str, dict[str, str]]:
    """Class name to attribute to the text under it in the source."""
    found: dict[str, dict[str, str]] = {}
    sources = (inspect.getsource(module) for module in (configuration, weights))
    for node in (node for source in sources for node in ast.parse(source).body):
        if not isinstance(node, ast.ClassDef):
            continue
        texts = found.setdefault(node.name, {})
        for attribute, below in zip(node.body, node.body[1:], strict=False):
            if (
                isinstance(attribute, ast.AnnAssign)
                and isinstance(attribute.target, ast.Name)
                and isinstance(below, ast.Expr)
                and isinstance(below.value, ast.Constant)
                and isinstance(below.value.value, str)
            ):
                texts[attribute.target.id] = " ".join(below.value.value.split())
    return found
