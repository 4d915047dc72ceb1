"""Lanes: threads that read and write the store while the screen stays free."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar

from msgspec import Struct
from textual.message import Message

from cockpit_tui.domain.errors import CockpitError
from cockpit_tui.screens.base.messages import JobDone, JobFailed

Value = TypeVar("Value")
log = logging.getLogger(__name__)
STOP_SECONDS = 0.5


class _Job(Struct, frozen=True):
    work: Callable[[], Any]
    then: Callable[[Any], None] | None
    otherwise: Callable[[CockpitError], None] | None


class Lane:
    """One thread that does one job after the other and answers by message.

    A job with a key replaces one of that key that still waits: what is asked for twice is read
    once. A daemon: quitting never waits for a read.
    """

    def __init__(self, name: str, post: Callable[[Message], bool]) -> None:
        self._post = post
        self._waiting: OrderedDict[object, _Job] = OrderedDict()
        self._numbers = count()
        self._wake = threading.Condition()
        self._is_stopped = False
        self.untold: list[CockpitError] = []
        """Failures that no screen was there to tell."""
        self.is_busy = False
        """Whether a job runs or waits; tests settle on it."""
        self._thread = threading.Thread(target=self._loop, name=f"lane-{name}", daemon=True)
        self._thread.start()

    def run(
        self,
        work: Callable[[], Value],
        then: Callable[[Value], None] | None = None,
        *,
        key: str | None = None,
        otherwise: Callable[[CockpitError], None] | None = None,
    ) -> None:
        """Does `work` in the lane's thread, then `then(its value)` in the screen's.

        A CockpitError goes to `otherwise`, or to the screen as a failure that stays until Esc.
        """
        job = _Job(work, then, otherwise)
        with self._wake:
            slot: object = key if key is not None else next(self._numbers)
            self._waiting.pop(slot, None)
            self._waiting[slot] = job
            self.is_busy = True
            self._wake.notify_all()

    def drain(self, seconds: float) -> bool:
        """Waits until every job is done; False when that took longer than `seconds`."""
        with self._wake:
            return self._wake.wait_for(lambda: not self.is_busy, seconds)

    def stop(self) -> None:
        """Lets the job at hand end, forgets the rest; waits half a second at most."""
        with self._wake:
            self._is_stopped = True
            self._waiting.clear()
            self._wake.notify_all()
        self._thread.join(STOP_SECONDS)

    def _loop(self) -> None:
        while True:
            with self._wake:
                while not self._waiting and not self._is_stopped:
                    self.is_busy = False
                    self._wake.notify_all()
                    self._wake.wait()
                if self._is_stopped:
                    self.is_busy = False
                    return
                _, job = self._waiting.popitem(last=False)
            self._do(job)

    def _do(self, job: _Job) -> None:
        try:
            value = job.work()
        except CockpitError as error:
            self._tell(JobFailed(error, job.otherwise))
        except Exception as error:  # the thread's top: logged whole, told in words
            log.exception("a lane's job failed")
            told = CockpitError(
                f"Something went wrong ({type(error).__name__}). What was saved is kept.",
                "The log tells more: `cockpit doctor` says where it is.",
            )
            self._tell(JobFailed(told, job.otherwise))
        else:
            if job.then is not None:
                self._send(JobDone(job.then, value))

    def _tell(self, failure: JobFailed) -> None:
        if not self._send(failure):
            self.untold.append(failure.error)

    def _send(self, message: Message) -> bool:
        """Posts the message; False where the screen is gone."""
        try:
            return self._post(message)
        except RuntimeError:
            # Textual raises it while an app that failed is being taken apart.
            return False


async def ask_in(lane: Lane, work: Callable[[], Value]) -> Value:
    """What `work` gives, done in a lane; raises the CockpitError it raised.

    Who asked may have been cancelled meanwhile, by the next key for example; then nobody is told.
    """
    answer: asyncio.Future[Value] = asyncio.get_running_loop().create_future()

    def tell(value: Value) -> None:
        if not answer.done():
            answer.set_result(value)

    def fail(error: CockpitError) -> None:
        if not answer.done():
            answer.set_exception(error)

    lane.run(work, tell, otherwise=fail)
    return await answer
