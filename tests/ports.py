"""A port on which a server can be started, stopped and started again."""

from __future__ import annotations

import random
import socket

BELOW_EPHEMERAL = range(20_000, 32_000)
"""Outgoing connections take their ports above it, on Linux and macOS: none slips in between."""


def steady_port() -> int:
    """A port of loopback that is free now and likely to be so later."""
    while True:
        port = random.choice(BELOW_EPHEMERAL)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
