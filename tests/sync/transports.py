"""Transports around another one: they answer in its place, or act after each call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport


@dataclass
class Answering:
    """Answers pushes with what `answer` makes of the request, instead of the org."""

    inner: Transport
    answer: Callable[[ApiRequest], ApiResponse | None]

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose == "push":
            made = self.answer(request)
            if made is not None:
                return made
        return self.inner.call(request)

    def close(self) -> None:
        self.inner.close()


@dataclass
class After:
    """Acts after each call."""

    inner: Transport
    act: Callable[[ApiRequest], None]

    def call(self, request: ApiRequest) -> ApiResponse:
        response = self.inner.call(request)
        self.act(request)
        return response

    def close(self) -> None:
        self.inner.close()
