"""The child process: how it starts, what it keeps, how it ends."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from datetime import date
from pathlib import Path
from time import monotonic, sleep

import pytest

from cockpit_sandbox import Sandbox
from cockpit_sandbox.launch import SandboxStartError

TODAY = date(2026, 11, 23)
PATIENCE_SECONDS = 20.0


def fetch(sandbox: Sandbox, path: str, content: object = None) -> object:
    """The JSON of a path; with content it is posted."""
    request = urllib.request.Request(  # noqa: S310 the address is the sandbox's own
        sandbox.instance_url + path,
        data=None if content is None else json.dumps(content).encode(),
        headers={"Authorization": f"Bearer {sandbox.access_token}"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310
        return json.load(answer)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return state != "Z"


def wait_for_the_end_of(pid: int) -> None:
    limit = monotonic() + PATIENCE_SECONDS
    while is_alive(pid):
        assert monotonic() < limit, "the sandbox outlived its parent"
        sleep(0.01)


def test_it_says_where_it_listens_and_answers_there(sandbox: Sandbox) -> None:
    assert sandbox.instance_url.startswith("http://127.0.0.1:")
    me = fetch(sandbox, "/services/oauth2/userinfo")
    assert isinstance(me, dict)
    assert me["user_id"] == sandbox.user_id
    assert me["organization_id"] == sandbox.org_id
    assert me["preferred_username"] == sandbox.username


def test_control_works_over_http(sandbox: Sandbox) -> None:
    before = sandbox.control.calls()
    fetch(sandbox, "/services/data/v66.0/limits")
    assert sandbox.control.calls() == before + 1
    sandbox.control.add_faults("unavailable")
    with pytest.raises(urllib.error.HTTPError, match="503"):
        fetch(sandbox, "/services/data/v66.0/limits")
    sandbox.control.clear_faults()


def test_a_lost_answer_breaks_the_connection(sandbox: Sandbox) -> None:
    sandbox.control.add_faults("drop-before")
    with pytest.raises((ConnectionError, urllib.error.URLError)):
        fetch(sandbox, "/services/data/v66.0/limits")


def test_a_long_statement_passes_and_a_too_long_one_is_414(sandbox: Sandbox) -> None:
    def query(length: int) -> str:
        literal = "x" * length
        return f"/services/data/v66.0/query?q=SELECT+Id+FROM+Task+WHERE+Subject='{literal}'"

    found = fetch(sandbox, query(14_000))
    assert isinstance(found, dict)
    assert found["totalSize"] == 0
    with pytest.raises(urllib.error.HTTPError, match="414"):
        fetch(sandbox, query(17_000))


def test_a_fault_can_be_given_at_the_start() -> None:
    with Sandbox.start(today=TODAY, faults=["delay seconds=0.3"]) as sandbox:
        begin = monotonic()
        fetch(sandbox, "/services/data/v66.0/limits")
        assert monotonic() - begin >= 0.3


def test_a_data_file_keeps_the_org_its_edits_and_its_token(tmp_path: Path) -> None:
    file = tmp_path / "org.sqlite"
    with Sandbox.start(data=file, seed=3, today=TODAY) as first:
        fetch(first, "/services/data/v66.0/sobjects/Account", {"Name": "Kept"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with Sandbox.start(data=file, seed=3, today=TODAY) as second:
        assert (second.access_token, second.org_id) == (first.access_token, first.org_id)
        soql = "SELECT+COUNT()+FROM+Account+WHERE+Name='Kept'"
        found = fetch(second, f"/services/data/v66.0/query?q={soql}")
        assert isinstance(found, dict)
        assert found["totalSize"] == 1


def test_a_file_of_another_seed_is_not_taken_for_this_one(tmp_path: Path) -> None:
    file = tmp_path / "org.sqlite"
    Sandbox.start(data=file, seed=3, today=TODAY).stop()
    with pytest.raises(SandboxStartError, match="holds an org of --seed 3 --size small"):
        Sandbox.start(data=file, seed=4)


@pytest.mark.parametrize("fault", ["nonsense", "lock times=many"])
def test_a_bad_rule_ends_the_start_with_a_reason(fault: str) -> None:
    with pytest.raises(SandboxStartError, match="argument --fault"):
        Sandbox.start(faults=[fault])


def test_a_file_that_cannot_be_made_ends_the_start_with_a_reason(tmp_path: Path) -> None:
    with pytest.raises(SandboxStartError, match="No such file"):
        Sandbox.start(data=tmp_path / "missing" / "org.sqlite")


def test_a_port_that_is_taken_ends_the_start_with_a_reason(sandbox: Sandbox) -> None:
    port = int(sandbox.instance_url.rpartition(":")[2])
    with pytest.raises(SandboxStartError, match="address already in use"):
        Sandbox.start(port=port)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "cockpit_sandbox", "--no-colleague"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["pid"] == process.pid
        process.send_signal(number)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stderr is not None
        assert process.stderr.read() == ""


def test_it_ends_when_its_parent_is_killed() -> None:
    parent_program = (
        "import time; from cockpit_sandbox import Sandbox; running = Sandbox.start();"
        " print(running.process.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", parent_program], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    wait_for_the_end_of(child)


def test_starting_one_imports_neither_the_server_nor_the_grammar() -> None:
    program = (
        "import sys; import cockpit_sandbox; cockpit_sandbox.Sandbox;"
        " print([m for m in ('aiohttp', 'lark') if m in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"
