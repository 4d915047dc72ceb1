"""GET /limits."""

from __future__ import annotations

from cockpit_sandbox.call import Call
from cockpit_sandbox.messages import Reply


def limits(call: Call) -> Reply:
    """The daily API calls: the most, and what remains."""
    meter = call.org.meter
    daily = {"Max": meter.maximum, "Remaining": max(meter.maximum - meter.used(), 0)}
    return Reply(200, {"DailyApiRequests": daily})
