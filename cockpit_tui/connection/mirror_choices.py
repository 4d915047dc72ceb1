"""What the configuration says about the mirror, as the mirror takes it."""

from __future__ import annotations

from cockpit_sync.mirror_settings import MirrorSettings
from cockpit_tui.settings.configuration import Sync

_RELATES_TO_OPPORTUNITY = {"opportunity": True, "account": False}
"""What a setting switches; one that leaves it to the workspace is not among them."""


def to_mirror_settings(sync: Sync, instance_url: str, *, is_loopback: bool) -> MirrorSettings:
    """The settings of a mirror with the org at this address."""
    return MirrorSettings(
        instance_url,
        is_loopback=is_loopback,
        is_read_only=sync.read_only,
        relates_to_opportunity=_RELATES_TO_OPPORTUNITY.get(sync.relate_to),
        sends_contacts=sync.contact if isinstance(sync.contact, bool) else None,
        creates=sync.creates,
        daily_calls=max(sync.daily_calls, 0),
    )
