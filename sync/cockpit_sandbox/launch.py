"""Starts a sandbox org as a child process, for tests and tools."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from msgspec import Struct

from cockpit_sandbox.errors import SandboxError

STOP_SECONDS = 10.0
"""The child closes its file and ends well within this, or it is killed."""
CONTROL_SECONDS = 30.0


class SandboxStartError(SandboxError):
    """The child ended before it listened; the message is what it wrote on standard error."""


class Control(Struct, frozen=True):
    """What only a simulation may do; see `control.verbs` for the verbs."""

    instance_url: str
    token: str

    def send(self, verb: str, **content: object) -> Any:
        """Send one verb and return its answer; raises urllib.error.HTTPError on refusal."""
        request = urllib.request.Request(  # noqa: S310 the address is the sandbox's own
            f"{self.instance_url}/__control__",
            data=json.dumps({"verb": verb, **content}).encode(),
            headers={"Authorization": f"Bearer {self.token}"},
            method="POST",
        )
        with urllib.request.urlopen(request, timeout=CONTROL_SECONDS) as answer:  # noqa: S310
            return json.load(answer)

    def advance_clock(self, seconds: float) -> str:
        """Move the server's clock; return its new time."""
        return str(self.send("advance_clock", seconds=seconds)["now"])

    def add_faults(self, *rules: str) -> None:
        """Put fault rules in force."""
        self.send("faults", add=list(rules))

    def clear_faults(self) -> None:
        """Take all rules away."""
        self.send("faults", clear=True)

    def reset(self) -> None:
        """Leave the rows as they are, and take away faults, limited rights and late work."""
        self.send("reset")

    def answer_now(self) -> None:
        """Let answers that a fault delays leave at once."""
        self.send("answer_now")

    def calls(self) -> int:
        """API calls made since the sandbox started."""
        return int(self.send("calls")["total"])

    def change_app(self, **values: object) -> Any:
        """Change the connected app (see `oauth.apps.App`); return it whole."""
        return self.send("app", **values)

    def requests(self) -> list[dict[str, Any]]:
        """What the calls were, oldest first: method, path, status, user_id; a call is among them
        before its answer leaves."""
        return list(self.send("requests")["requests"])

    def write(self, method: str, path: str, content: object = None, **more: object) -> Any:
        """Do something as a colleague in the browser; `after` seconds later if asked."""
        return self.send("write", method=method, path=path, content=content, **more)

    def delete_hard(self, object_name: str, record_id: str) -> bool:
        """Purge a row; whether there was one."""
        return bool(self.send("delete_hard", object=object_name, id=record_id)["purged"])


@dataclass
class Sandbox:
    """A running child process. Use it as a context manager, or call `stop`."""

    instance_url: str
    access_token: str
    org_id: str
    user_id: str
    username: str
    client_id: str
    client_secret: str
    control: Control
    process: subprocess.Popen[str] = field(repr=False)

    @classmethod
    def start(
        cls,
        *,
        data: Path | None = None,
        schema: Path | None = None,
        seed: int = 1,
        size: str = "small",
        today: date | None = None,
        port: int = 0,
        colleague: bool = False,
        faults: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Sandbox:
        """Start a sandbox that ends with this process, and wait until it listens.

        Raises:
            SandboxStartError: it ended before it listened.
        """
        command = [sys.executable, "-m", "cockpit_sandbox", "--end-with-parent"]
        command += ["--seed", str(seed), "--size", size, "--port", str(port)]
        if data is not None:
            command += ["--data", str(data)]
        if schema is not None:
            command += ["--schema", str(schema)]
        if today is not None:
            command += ["--today", today.isoformat()]
        if not colleague:
            command.append("--no-colleague")
        for rule in faults:
            command += ["--fault", rule]
        # A file, not a pipe: nobody reads it while the child lives, and a full pipe would stop it.
        with tempfile.TemporaryFile("w+") as complaints:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
                env=None if environment is None else dict(environment),
            )
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                process.communicate()
                complaints.seek(0)
                raise SandboxStartError(complaints.read().strip() or "it ended without a word")
        return cls._running(json.loads(line), process)

    @classmethod
    def _running(cls, line: Mapping[str, str], process: subprocess.Popen[str]) -> Sandbox:
        return cls(
            instance_url=line["instance_url"],
            access_token=line["access_token"],
            org_id=line["org_id"],
            user_id=line["user_id"],
            username=line["username"],
            client_id=line["client_id"],
            client_secret=line["client_secret"],
            control=Control(line["instance_url"], line["control_token"]),
            process=process,
        )

    def stop(self) -> None:
        """End the child by closing its standard input; kill it if it does not."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
