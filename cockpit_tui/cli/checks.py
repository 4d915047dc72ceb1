"""One thing that `cockpit doctor` looked at."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

State = Literal["ok", "note", "problem"]


class Check(Struct, frozen=True):
    """What was looked at, how it is, and what to do."""

    name: str
    state: State
    message: str
    hint: str = ""
