"""A throwaway sshd on loopback, behind a relay that counts and delays."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.terminal.relay import LOOPBACK, Relay

SSH_PROGRAMS = ("sshd", "ssh")
"""Processes that are not the program's."""
SET_BY_SSHD = frozenset({"HOME", "USER", "LOGNAME", "SHELL", "TERM"})
CONFIGURATION = """Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/auth
StrictModes no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
AcceptEnv *
PidFile {folder}/pid
PrintMotd no
PrintLastLog no
Compression yes
"""


class Ssh:
    """`delay_ms` is the round trip that is added, by tc's netem (as root) or by the relay; `kbps`
    the line's limit in kbit/s, 0 for none. `close` ends all of it."""

    def __init__(
        self,
        delay_ms: float = 0.0,
        kbps: float = 0.0,
        *,
        is_compressed: bool = False,
        wants_netem: bool = False,
    ) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="cockpit-bench-ssh-"))
        self._is_compressed = is_compressed
        self._has_netem = False
        self.note = ""
        """Why the relay delays although netem was wanted."""
        port, self._port = _free_port(), _free_port()
        self._server = self._start_server(port)
        self.pid = self._server.pid
        if wants_netem and delay_ms:
            self._delay_by_netem(delay_ms)
        self._relay = Relay(self._port, port, 0.0 if self._has_netem else delay_ms, kbps)
        _wait_for(port, self._port)

    def _start_server(self, port: int) -> subprocess.Popen[bytes]:
        for name in ("host", "user"):
            key = str(self._folder / name)
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key]
            subprocess.run(command, check=True)
        shutil.copy(self._folder / "user.pub", self._folder / "auth")
        os.makedirs("/run/sshd", exist_ok=True)
        configuration = self._folder / "conf"
        configuration.write_text(CONFIGURATION.format(port=port, folder=self._folder))
        server = shutil.which("sshd") or "/usr/sbin/sshd"
        with (self._folder / "log").open("w") as log:
            return subprocess.Popen([server, "-D", "-e", "-f", configuration], stderr=log)

    def _delay_by_netem(self, delay_ms: float) -> None:
        command = ["tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", f"{delay_ms / 2}ms"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self._has_netem = done.returncode == 0
        if not self._has_netem:
            self.note = f"tc netem refused: {done.stderr.strip()}; the relay delays instead"

    def wire(self) -> tuple[int, int]:
        """Bytes up and down through the relay: SSH's framing and all."""
        return self._relay.wire()

    def command(
        self, command: Sequence[str], environment: Mapping[str, str], folder: str | None
    ) -> list[str]:
        """What runs the command over there, on a terminal."""
        kept = [
            f"{name}={shlex.quote(value)}"
            for name, value in environment.items()
            if name not in SET_BY_SSHD
        ]
        words = ["exec", "env", *kept, *map(shlex.quote, command)]
        change = f"cd {shlex.quote(folder)} && " if folder else ""
        return [
            "ssh", "-tt", "-q", "-F", "/dev/null", "-p", str(self._port),
            "-i", str(self._folder / "user"), "-o", "IdentitiesOnly=yes",
            "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
            "-o", "EscapeChar=none", "-o", f"Compression={'yes' if self._is_compressed else 'no'}",
            f"{os.environ.get('USER') or 'root'}@{LOOPBACK}", change + " ".join(words),
        ]  # fmt: skip

    def close(self) -> None:
        self._relay.close()
        self._server.terminate()
        try:
            self._server.wait(3)
        except subprocess.TimeoutExpired:
            self._server.kill()
        if self._has_netem:
            subprocess.run(["tc", "qdisc", "del", "dev", "lo", "root", "netem"], check=False)
        shutil.rmtree(self._folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return int(free.getsockname()[1])


def _wait_for(*ports: int) -> None:
    """Until all of them answer, 200 tries at most."""
    for _ in range(200):
        try:
            for port in ports:
                socket.create_connection((LOOPBACK, port), 0.2).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
