"""A TCP relay on loopback that counts, delays and limits what passes; in a process of its own."""

from __future__ import annotations

import asyncio
import mmap
import os
import signal
import socket
import struct
import time
from contextlib import suppress

COUNTS = struct.Struct("<qq")
LOOPBACK = "127.0.0.1"


class Relay:
    """From `port` to `target`. `delay_ms` is the round trip that it adds, `kbps` the line's limit
    in kbit/s, 0 for none."""

    def __init__(self, port: int, target: int, delay_ms: float = 0.0, kbps: float = 0.0) -> None:
        self._port, self._target = port, target
        self._delay_seconds, self._kbps = delay_ms / 2000.0, kbps
        self._counts = [0, 0]
        self._shared = mmap.mmap(-1, COUNTS.size)
        self._pid = os.fork()
        if self._pid == 0:
            try:
                with suppress(OSError):
                    os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
                asyncio.run(self._serve())
            finally:
                os._exit(0)

    def wire(self) -> tuple[int, int]:
        """Bytes up and down so far."""
        up, down = COUNTS.unpack_from(self._shared)
        return up, down

    def close(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._connect, LOOPBACK, self._port)
        await server.serve_forever()

    async def _connect(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        try:
            far_in, far_out = await asyncio.open_connection(LOOPBACK, self._target)
        except OSError:
            near_out.close()
            return
        for out in (near_out, far_out):
            out.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(self._carry(near_in, far_out, 0), self._carry(far_in, near_out, 1))

    async def _carry(
        self, source: asyncio.StreamReader, out: asyncio.StreamWriter, direction: int
    ) -> None:
        waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.create_task(self._write(waiting, out))
        try:
            while True:
                data = await source.read(65536)
                self._counts[direction] += len(data)
                COUNTS.pack_into(self._shared, 0, *self._counts)
                waiting.put_nowait((time.monotonic() + self._delay_seconds, data))
                if not data:
                    break
            await writing
        except OSError:
            writing.cancel()

    async def _write(
        self, waiting: asyncio.Queue[tuple[float, bytes]], out: asyncio.StreamWriter
    ) -> None:
        """Each piece when it is due, and not before the line is free."""
        free = 0.0
        while True:
            due, data = await waiting.get()
            if self._kbps:
                free = max(free, due) + len(data) * 8 / (self._kbps * 1000)
                due = free
            left = due - time.monotonic()
            if left > 0:
                await asyncio.sleep(left)
            if data == b"":
                out.close()
                return
            out.write(data)
            await out.drain()
