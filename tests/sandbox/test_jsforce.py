"""jsforce, unchanged, reads and writes: an outside judge of the sandbox.

It is looked for where node looks (NODE_PATH) and in `node_modules` at the root of the repository:
`npm install --no-save jsforce@3` puts it there.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from cockpit_sandbox import Sandbox

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("jsforce_client.cjs")
SECONDS = 60


def node_environment() -> dict[str, str]:
    folders = [os.environ.get("NODE_PATH", ""), str(ROOT / "node_modules")]
    return os.environ | {"NODE_PATH": os.pathsep.join(each for each in folders if each)}


@pytest.fixture(scope="module")
def node() -> str:
    """The path of node; skips when it or jsforce is missing."""
    found = shutil.which("node")
    if found is None:
        pytest.skip("node is not installed")
    probe = [found, "-e", "require.resolve('jsforce')"]
    missing = subprocess.run(probe, env=node_environment(), capture_output=True, check=False)
    if missing.returncode:
        pytest.skip("jsforce is not installed: npm install --no-save jsforce@3")
    return found


def test_jsforce_reads_writes_describes_and_posts(node: str, sandbox: Sandbox) -> None:
    """§1.3 to §1.9, §1.16: autoFetch, CRUD, upsert, describe, composite, bulk2 query, Chatter."""
    told = subprocess.run(
        [node, str(SCRIPT), sandbox.instance_url, sandbox.access_token, uuid4().hex],
        env=node_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    seen = json.loads(told.stdout)
    assert seen["fetched"] == seen["total"] > 4_000
    assert seen["user"] == sandbox.user_id
    assert (seen["key"], seen["objects"]) == (True, 15)
    assert seen["crud"] == [True, True, True]
    assert seen["several"] == [True, False]
    assert seen["both"] == ["From jsforce", "a"]
    assert seen["removed"] == [True, True]
    assert seen["upserts"] == [True, False]
    assert seen["found"] == ["[/b] Brackets & Söhne"]
    assert (seen["composite"], seen["referred"]) == ([201, 200], "In one call")
    rows, columns = seen["bulk"]
    assert rows >= seen["total"]
    assert columns == ["Id", "Subject", "Owner.Name"]
    (post,) = seen["feed"]
    assert post[0].startswith("Hi @")
    assert post[1] == ["Seen"]
    assert seen["refused"] == "INVALID_FIELD"
    assert seen["usage"] == 100_000
