"""Names that lead to their record in Salesforce, in terminals that know links (OSC 8)."""

from __future__ import annotations

import re
from functools import lru_cache

from rich.style import Style

SALESFORCE_ID = r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?"
"""What came from outside is part of an address only if it looks like an id."""
WEB_ADDRESS = r"https?://[!-~]+"
"""Printable ASCII alone: an address goes into a sequence of the terminal."""
INSTANCE = r"https?://[0-9A-Za-z.:\[\]-]+"
_instance, _is_on = [""], [True]


def use_links(instance_url: str, *, is_on: bool = True) -> None:
    """Where links to records lead from now on; empty for nowhere. `is_on`: links are wanted."""
    _is_on[0] = is_on
    _instance[0] = instance_url if is_on and re.fullmatch(INSTANCE, instance_url) else ""


def linked(style: Style, salesforce_id: str | None) -> Style:
    """The style with the record's address, where there is an org and links are wanted."""
    if not _instance[0] or not salesforce_id or not re.fullmatch(SALESFORCE_ID, salesforce_id):
        return style
    return _linked(style, f"{_instance[0]}/{salesforce_id}")


def leading_to(style: Style, address: str) -> Style:
    """The style with a web address, where links are wanted; as it is for a path."""
    return _linked(style, address) if _is_on[0] and re.fullmatch(WEB_ADDRESS, address) else style


@lru_cache(maxsize=512)
def _linked(style: Style, address: str) -> Style:
    # Kept, because Rich gives each link an id of its own and equal cells must stay equal.
    return style.update_link(address)
