"""The org over HTTP, on the loopback address only."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import TypeVar

from aiohttp import web

from cockpit_sandbox.colleague import Colleague
from cockpit_sandbox.delivery import Delivery
from cockpit_sandbox.messages import Answer
from cockpit_sandbox.org import Org

_log = logging.getLogger(__name__)
Result = TypeVar("Result")

HOST = "127.0.0.1"
LARGEST_BODY = 64 * 1024 * 1024
"""More than 200 records of Salesforce's longest texts."""
UNEXPECTED = [
    {
        "message": "Something unexpected; the log says what",
        "errorCode": "UNKNOWN_EXCEPTION",
    }
]
LONGEST_LINE = 1024 * 1024
"""Far beyond what the org accepts, so that the org's own 414 is what a client sees."""
SHUTDOWN_SECONDS = 0.2
LATE_GRACE_SECONDS = 0.01
"""Timers may fire a little early; late work is not to be missed for that."""
DRIPS = 10
"""Pieces of a body that comes slowly."""


class SandboxServer:
    """Serves one org. All work on the org happens in one thread: SQLite has one writer."""

    def __init__(self, org: Org, colleague: Colleague | None = None) -> None:
        """Serve `org`; with a colleague, somebody else works in it now and then."""
        self.org = org
        self._colleague = colleague
        self._worker = ThreadPoolExecutor(1, "sandbox-org")
        self._colleague_task: asyncio.Task[None] | None = None
        self._runner: web.AppRunner | None = None
        self._is_closing = False
        self._hurry = asyncio.Event()

    async def start(self, port: int) -> str:
        """Listen, and return the instance URL; port 0 takes any free one."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS, max_line_size=LONGEST_LINE
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        if self._colleague is not None:
            self._colleague_task = asyncio.create_task(self._work_beside(self._colleague))
        return f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening, finish the write in hand, close the file."""
        if self._colleague_task is not None:
            self._colleague_task.cancel()
            await asyncio.gather(self._colleague_task, return_exceptions=True)
        self._is_closing = True
        if self._runner is not None:
            await self._runner.cleanup()
        await self._in_worker(self.org.close)
        self._worker.shutdown()

    async def leave(self) -> None:
        """Finishes the write in hand, closes the file, and ends the process: nobody is left whose
        connections would have to be waited for. Whoever closed our input may wait for the end."""
        self._is_closing = True
        await self._in_worker(self.org.close)
        os._exit(0)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        headers = dict(request.headers)
        work = partial(self.org.deliver, request.method, request.raw_path, headers, body)
        try:
            delivery: Delivery = await self._in_worker(work)
        except Exception:
            _log.exception("%s %s failed", request.method, request.path)
            return web.json_response(UNEXPECTED, status=500)
        if delivery.late_seconds is not None:
            self._run_due_after(delivery.late_seconds)
        if delivery.hurries:
            self._hurry.set()
            self._hurry = asyncio.Event()
        if delivery.delay_seconds:
            await self._delay(delivery.delay_seconds)
        if delivery.answer is None:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        if delivery.drip_seconds or delivery.broken_at is not None:
            return await _hindered(request, delivery, delivery.answer)
        answer = delivery.answer
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _delay(self, seconds: float) -> None:
        """Waits, until somebody says that the answer is to leave now at the latest."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), seconds)

    def _run_due_after(self, seconds: float) -> None:
        """Let the work that waits be done in time, even when no request comes by."""
        loop = asyncio.get_running_loop()
        loop.call_later(
            max(seconds, 0.0) + LATE_GRACE_SECONDS, self._worker.submit, self._run_due_if_open
        )

    def _run_due_if_open(self) -> None:
        if self._is_closing:
            return
        try:
            self.org.run_due()
        except Exception:
            # Nobody waits for this answer; the log is the only place to say it.
            _log.exception("late work failed")

    def _in_worker(self, work: Callable[[], Result]) -> Awaitable[Result]:
        return asyncio.get_running_loop().run_in_executor(self._worker, work)

    async def _work_beside(self, colleague: Colleague) -> None:
        while True:
            await asyncio.sleep(colleague.seconds_until_next())
            try:
                await self._in_worker(colleague.act)
            except Exception:
                # The demo goes on without this one thing being done.
                _log.exception("the colleague could not do it")


async def _hindered(request: web.Request, delivery: Delivery, answer: Answer) -> web.StreamResponse:
    """An answer whose body comes slowly, or breaks off."""
    response = web.StreamResponse(status=answer.status, headers=answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    body = answer.body[: delivery.broken_at]
    step = max(-(-len(body) // DRIPS), 1)
    for start in range(0, len(body), step):
        await asyncio.sleep(delivery.drip_seconds / DRIPS)
        await response.write(body[start : start + step])
    if delivery.broken_at is not None:
        if request.transport is not None:
            request.transport.close()
    else:
        await response.write_eof()
    return response
