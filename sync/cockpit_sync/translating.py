"""Reading from the store how values and people are translated."""

from __future__ import annotations

from cockpit_sync.fields import Translation
from cockpit_sync.objects.capabilities import Capabilities
from cockpit_tui.store.engine import Store
from cockpit_tui.store.mirror import mirror_mapping
from cockpit_tui.store.work import task_contacts


def read_translation(store: Store, capabilities: Capabilities) -> Translation:
    """Which value and which person is which, now."""
    with store.read() as connection:
        return Translation.of(
            mirror_mapping.load_mapping(connection),
            mirror_mapping.people_map(connection),
            capabilities.closed_statuses,
            task_contacts.contact_keys(connection)
            if task_contacts.are_mirrored(connection)
            else None,
        )
