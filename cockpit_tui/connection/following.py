"""The way to an org that moves, as the demo's does when the cockpit that ran it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from cockpit_tui.domain.errors import Unreachable

if TYPE_CHECKING:
    from cockpit_sync.salesforce.calls import ApiRequest, ApiResponse, Transport
    from cockpit_tui.demo.org_process import OrgAddress


class FollowingTransport:
    """A call that finds nobody looks for the org once more."""

    def __init__(
        self,
        address: OrgAddress,
        find: Callable[[], OrgAddress],
        carry: Callable[[OrgAddress], Transport],
    ) -> None:
        self._find = find
        self._carry = carry
        self._transport = carry(address)

    def call(self, request: ApiRequest) -> ApiResponse:
        """The org's answer. Raises Offline when it is nowhere, NoAnswer as every transport."""
        from cockpit_sync.salesforce.errors import Offline

        try:
            return self._transport.call(request)
        except Offline:
            # Nothing left this machine, so the call may be made again.
            try:
                found = self._find()
            except Unreachable as error:
                raise Offline(error.message) from error
        self._transport.close()
        self._transport = self._carry(found)
        return self._transport.call(request)

    def close(self) -> None:
        self._transport.close()
