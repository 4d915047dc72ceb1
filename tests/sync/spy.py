"""A transport that remembers what was asked; for tests and measurements."""

from __future__ import annotations

from dataclasses import dataclass, field

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport


@dataclass
class Spy:
    """Passes calls on and remembers them."""

    inner: Transport
    requests: list[ApiRequest] = field(default_factory=list)

    def call(self, request: ApiRequest) -> ApiResponse:
        self.requests.append(request)
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()

    @property
    def writes(self) -> int:
        """Calls so far that changed records."""
        return sum(request.is_write for request in self.requests)
