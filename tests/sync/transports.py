"""Transports around another one: they answer in its place, or act after each call."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
from cockpit_sync.salesforce.errors import NoAnswer


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


@dataclass
class Interrupted:
    """Somebody acts in the org before a push, a second after our reading; the answers of the
    pushes numbered `loses` do not come."""

    inner: Transport
    act: Callable[[int], object]
    times: int = 1
    loses: Collection[int] = ()
    pushes: int = field(default=0)

    def call(self, request: ApiRequest) -> ApiResponse:
        if request.purpose != "push":
            return self.inner.call(request)
        self.pushes += 1
        if self.pushes <= self.times:
            self.act(self.pushes)
        answer = self.inner.call(request)
        if self.pushes in self.loses:
            raise NoAnswer("The connection broke before an answer came.")
        return answer

    def close(self) -> None:
        self.inner.close()
