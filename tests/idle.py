"""When an app driven by a test is at rest: its event loop is asked, and no clock.

Textual's pilot sleeps 20 ms twice a key and takes a process that used little of the CPU meanwhile
for idle: slow where the machine is free, and wrong where it is busy.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

OTHERS_TURN_SECONDS = 0.001
"""So long threads and other processes have the machine before the loop is asked again."""
SOON_SECONDS = 0.02
"""A timer that is due within it is waited for: that of the next picture above all."""


async def wait_for_idle(min_sleep: float = 0, max_sleep: float = 1) -> None:
    """Comes back as soon as nothing is to run and nothing is due; after `max_sleep` at the latest.

    Takes the place of Textual's function of that name.
    """
    loop: Any = asyncio.get_running_loop()
    limit = time.monotonic() + max_sleep
    while time.monotonic() < limit:
        is_our_turn = asyncio.Event()
        loop.call_later(OTHERS_TURN_SECONDS, is_our_turn.set)
        await is_our_turn.wait()
        soon = loop.time() + SOON_SECONDS
        is_awaited = any(not timer.cancelled() and timer.when() < soon for timer in loop._scheduled)
        if not loop._ready and not is_awaited:
            return
