"""simple-salesforce, without what it loads for calls that we never make.

Its SOAP client brings zeep and lxml, its ways to sign in PyJWT and cryptography: 130 modules and
15 MB of a process that sends JSON in a session which it has already. They are loaded when they are
called, and not with the library.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

LATER = {
    "simple_salesforce.login": "SalesforceLogin",
    "simple_salesforce.metadata": "SfdcMetadataApi",
}
"""Modules of the library by what the rest of it takes from them when it is imported."""


@contextmanager
def _loaded_later() -> Iterator[None]:
    """Stand-ins for those modules while the library is imported."""
    waiting = {name: taken for name, taken in LATER.items() if name not in sys.modules}
    for name, taken in waiting.items():
        stand_in = ModuleType(name)
        setattr(stand_in, taken, _called_later(name, taken))
        sys.modules[name] = stand_in
    try:
        yield
    finally:
        for name in waiting:
            del sys.modules[name]


def _called_later(module: str, name: str) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        return getattr(import_module(module), name)(*arguments, **options)

    return call


with _loaded_later():
    from simple_salesforce.api import Salesforce as Salesforce
