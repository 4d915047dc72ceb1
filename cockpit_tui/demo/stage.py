"""What only the demo does on demand: the network to its org goes, a colleague edits a task.

The org is spoken to by its URL; the token for it stands in the note that its starter leaves (0600).
"""

from __future__ import annotations

import json
import threading
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cockpit_tui.domain.errors import Unreachable

if TYPE_CHECKING:
    from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport

ANSWER_SECONDS = 5.0
API = "/services/data/v66.0"
WORDS = "Spoke to them this morning: they want it before Thursday."


class DemoStage:
    """The org of the running demo, and the cable between it and this cockpit."""

    def __init__(self, note: Path) -> None:
        self._note = note
        self._is_cut = threading.Event()

    def is_cut(self) -> bool:
        """Whether the cable is pulled."""
        return self._is_cut.is_set()

    def cut(self) -> None:
        """From now on the org cannot be reached from here."""
        self._is_cut.set()

    def mend(self) -> None:
        """The network is back."""
        self._is_cut.clear()

    def through(self, transport: Transport) -> Transport:
        """The transport, for as long as the cable is in."""
        return _Cable(transport, self._is_cut)

    def colleague_comments(self, user_id: str, salesforce_id: str) -> None:
        """That user writes the comments of a Salesforce Task.

        It reaches the org also while our cable is pulled: they work in their browser. Waits for the
        org, so call it in a lane. Raises Unreachable without one.
        """
        path = f"{API}/sobjects/Task/{salesforce_id}"
        content = {"Description": WORDS}
        self._send("write", user_id=user_id, method="PATCH", path=path, content=content)

    def _send(self, verb: str, **content: object) -> Any:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            request = urllib.request.Request(  # noqa: S310 the address is the demo's own org
                f"{note['instance_url']}/__control__",
                data=json.dumps({"verb": verb, **content}).encode(),
                headers={"Authorization": f"Bearer {note['control_token']}"},
                method="POST",
            )
            with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except (OSError, ValueError, KeyError) as error:
            raise Unreachable(
                "The demo's org does not answer. Edits are kept.",
                "Leave with q and start `cockpit demo` again.",
            ) from error


class _Cable(Struct, frozen=True):
    """A transport that reaches nothing while it is cut."""

    transport: Transport
    is_cut: threading.Event

    def call(self, request: ApiRequest) -> ApiResponse:
        if self.is_cut.is_set():
            from cockpit_sync.salesforce.errors import Offline

            raise Offline("The network is cut, for the demo.")
        return self.transport.call(request)

    def close(self) -> None:
        self.transport.close()
