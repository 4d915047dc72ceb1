"""`cockpit connect` by web sign-in, private key and client credentials, against the sandbox org."""

from __future__ import annotations

import json
import os
import re
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from cockpit_sandbox.launch import Sandbox
from tests.cli.cockpit_call import LONGEST_SECONDS, PROGRAM, Answer, Cockpit
from tests.cli.own_keyring import install_keyring

BROWSER = '''#!{python}
"""Stands for a person at a browser: opens the page, presses a button, goes where it leads."""
import re
import sys
import urllib.parse
import urllib.request

print("noise that a browser writes to the terminal")
page = urllib.request.urlopen(sys.argv[-1]).read().decode()
key = re.search(r'name="request" value="([^"]+)"', page)[1]
user = re.search(r'option value="([^"]+)"', page)[1]
form = urllib.parse.urlencode({{"request": key, "user": user, "decision": "{decision}"}})
host = "/".join(sys.argv[-1].split("/")[:3])
urllib.request.urlopen(host + "/services/oauth2/authorize", form.encode())
'''


@pytest.fixture(scope="module")
def shared_sandbox() -> Iterator[Sandbox]:
    """An org of this module's own: its sessions are ended and its clock is moved."""
    own = Sandbox.start(seed=7)
    yield own
    own.stop()


@pytest.fixture(autouse=True)
def app_as_it_was(sandbox: Sandbox) -> Iterator[None]:
    yield
    sandbox.control.change_app(
        is_installed=True, is_preapproved=True, needs_secret=False, rotates_refresh_tokens=False
    )


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def browser(folder: Path, decision: str = "allow") -> str:
    """The address of a program that signs in."""
    program = folder / "browser"
    program.write_text(BROWSER.format(python=sys.executable, decision=decision), encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def web(cockpit: Cockpit, sandbox: Sandbox, port: int, *words: str, **environment: str) -> Answer:
    return cockpit.process(
        *("connect", "--web", "--client-id", sandbox.client_id, "--port", str(port)),
        *("--login-url", sandbox.instance_url, "--json", *words),
        **environment,
    )


def kept(cockpit: Cockpit) -> dict[str, Any]:
    file = cockpit.home / "data" / "sign-ins.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (entry,) = json.loads(file.read_text(encoding="utf-8")).values()
    return dict(entry)


def secrets_of(cockpit: Cockpit) -> dict[str, str]:
    return dict(kept(cockpit)["secrets"])


def end_sessions(sandbox: Sandbox) -> None:
    sandbox.control.send("expire_sessions")


def test_web_sign_in_with_pkce_is_renewed_when_the_session_has_ended(
    empty: Cockpit, sandbox: Sandbox, port: int
) -> None:
    answer = web(empty, sandbox, port, BROWSER=browser(empty.home.parent))
    assert answer.status == 0, answer
    document = answer.document
    assert (document["way"], document["sign_in"]) == ("web", "file")
    assert document["org"] == sandbox.org_id
    assert "Sign in in the browser:" in answer.err
    before = secrets_of(empty)
    assert set(before) == {"access_token", "refresh_token"}
    assert not any(secret in answer.out + answer.err for secret in before.values())
    end_sessions(sandbox)
    cycle = empty.json("sync")
    assert cycle["errors"] == []
    after = secrets_of(empty)
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] == before["refresh_token"]
    assert "renewed by itself" in empty.ok("doctor").out


def test_a_refresh_token_that_the_org_rotates_is_kept_anew(
    empty: Cockpit, sandbox: Sandbox, port: int
) -> None:
    sandbox.control.change_app(rotates_refresh_tokens=True)
    assert web(empty, sandbox, port, BROWSER=browser(empty.home.parent)).status == 0
    first = secrets_of(empty)["refresh_token"]
    for _ in range(2):
        end_sessions(sandbox)
        empty.ok("sync")
        assert secrets_of(empty)["refresh_token"] != first
        first = secrets_of(empty)["refresh_token"]


def test_a_refresh_token_that_was_revoked_asks_for_a_new_sign_in_and_keeps_edits(
    empty: Cockpit, sandbox: Sandbox, port: int
) -> None:
    assert web(empty, sandbox, port, BROWSER=browser(empty.home.parent)).status == 0
    sandbox.control.send("revoke_refresh_tokens")
    end_sessions(sandbox)
    answer = empty("sync", "--json")
    assert answer.status == 5
    (error,) = answer.document["errors"]
    assert error["class"] == "auth"
    assert "session has ended, or was revoked" in error["message"]
    assert "Edits are kept" in error["message"]


def test_a_sign_in_that_is_declined_in_the_browser_makes_nothing(
    empty: Cockpit, sandbox: Sandbox, port: int
) -> None:
    answer = web(empty, sandbox, port, BROWSER=browser(empty.home.parent, "deny"))
    assert answer.status == 5
    assert "declined in the browser" in answer.document["error"]["message"]
    assert not (empty.home / "data").exists()


def test_secrets_of_a_web_sign_in_go_into_the_keyring_where_there_is_one(
    empty: Cockpit, sandbox: Sandbox, port: int
) -> None:
    folder = empty.home.parent
    environment = install_keyring(folder)
    answer = web(empty, sandbox, port, BROWSER=browser(folder), **environment)
    assert answer.document["sign_in"] == "keyring"
    assert "secrets" not in kept(empty)
    end_sessions(sandbox)
    assert empty.process("sync", **environment).status == 0
    assert "secrets" not in kept(empty)


class Waiting:
    """A web sign-in that waits for its browser."""

    def __init__(self, sandbox: Sandbox, port: int, stdin: int | None = None) -> None:
        self.process = subprocess.Popen(
            [
                *(PROGRAM, "connect", "--web", "--no-browser", "--port", str(port)),
                *("--client-id", sandbox.client_id, "--login-url", sandbox.instance_url),
            ],
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        stream = self.process.stderr
        assert stream is not None
        assert "Open this" in stream.readline()
        self.address = stream.readline().strip()

    def __enter__(self) -> Waiting:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()


def status_of(address: str, host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(address, headers={"Host": host} if host else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.usefixtures("empty")
def test_an_answer_without_our_state_is_none_and_the_wait_goes_on(
    sandbox: Sandbox, port: int
) -> None:
    with Waiting(sandbox, port) as waiting:
        back = f"http://127.0.0.1:{port}/callback"
        assert status_of(f"{back}?code=stolen&state=guessed")[0] == 400
        assert status_of(f"{back}?code=stolen")[0] == 400
        assert status_of(f"http://127.0.0.1:{port}/")[0] == 404
        # A page elsewhere that has its name point here does not get to talk to us.
        assert status_of(f"{back}?code=x", host=f"evil.example:{port}")[0] == 404
        assert waiting.process.poll() is None
        state = re.findall(r"state=([^&]+)", waiting.address)[0]
        words = "error=OAUTH_APP_BLOCKED&error_description=%3Cb%3Eblocked"
        status, page = status_of(f"{back}?{words}&state={state}")
        assert status == 200
        assert "<b>" not in page
        assert "&lt;b&gt;blocked" in page
        _, err = waiting.process.communicate(timeout=LONGEST_SECONDS)
    assert waiting.process.returncode == 5
    assert "The org blocks this app." in err
    assert "For your Salesforce admin:" in err
    assert "Subject: Salesforce access for Cockpit" in err
    assert f"Callback URL: http://localhost:{port}/callback" in err


def test_over_ssh_the_address_that_the_browser_ended_at_is_pasted(
    empty: Cockpit, sandbox: Sandbox, port: int
) -> None:
    ours, theirs = os.openpty()
    with Waiting(sandbox, port, theirs) as waiting:
        page = status_of(waiting.address)[1]
        key = re.findall(r'name="request" value="([^"]+)"', page)[0]
        user = re.findall(r'option value="([^"]+)"', page)[0]
        ended_at = decided(sandbox, key, user)
        os.write(ours, ended_at.encode() + b"\n")
        waiting.process.communicate(timeout=LONGEST_SECONDS)
    os.close(ours)
    os.close(theirs)
    assert waiting.process.returncode == 0
    assert kept(empty)["way"] == "web"


def decided(sandbox: Sandbox, key: str, user: str) -> str:
    """Where the page sends the browser after Allow; nobody follows."""

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: object) -> None:
            return None

    form = f"request={key}&user={user}&decision=allow".encode()
    opener = urllib.request.build_opener(Stay)
    with pytest.raises(urllib.error.HTTPError) as answer:
        opener.open(f"{sandbox.instance_url}/services/oauth2/authorize", form, timeout=30)
    answer.value.close()
    return str(answer.value.headers["Location"])


def test_a_port_that_is_taken_is_told_before_the_browser_opens(
    empty: Cockpit, sandbox: Sandbox
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = web(empty, sandbox, taken.getsockname()[1], "--no-browser")
    assert answer.status == 5
    assert "is taken" in answer.document["error"]["message"]


@pytest.fixture
def key_file(tmp_path: Path, sandbox: Sandbox) -> Path:
    """A private key whose public half the app knows."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    file = tmp_path / "server.key"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    file.chmod(0o600)
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    sandbox.control.change_app(certificate=public.decode())
    return file


def jwt_words(sandbox: Sandbox, key_file: Path) -> tuple[str, ...]:
    return (
        *("connect", "--jwt", str(key_file), "--client-id", sandbox.client_id),
        *("--username", sandbox.username, "--login-url", sandbox.instance_url, "--json"),
    )


def test_a_private_key_signs_in_and_again_when_the_session_has_ended(
    empty: Cockpit, sandbox: Sandbox, key_file: Path
) -> None:
    document = empty.ok(*jwt_words(sandbox, key_file)).document
    assert document["way"] == "jwt"
    before = secrets_of(empty)
    assert set(before) == {"access_token"}
    assert "PRIVATE KEY" not in (empty.home / "data" / "sign-ins.json").read_text(encoding="utf-8")
    end_sessions(sandbox)
    empty.ok("sync")
    assert secrets_of(empty) != before


def test_a_key_that_others_can_read_or_that_is_none_is_refused(
    empty: Cockpit, sandbox: Sandbox, key_file: Path
) -> None:
    key_file.chmod(0o644)
    answer = empty(*jwt_words(sandbox, key_file))
    assert answer.status == 2
    assert "chmod 600" in answer.err
    key_file.write_text("no key", encoding="utf-8")
    key_file.chmod(0o600)
    answer = empty(*jwt_words(sandbox, key_file))
    assert answer.status == 2
    assert "not a private RSA key" in answer.err


def test_row_24_a_clock_that_is_off_is_named_with_how_far(
    empty: Cockpit, sandbox: Sandbox, key_file: Path
) -> None:
    sandbox.control.advance_clock(600)
    try:
        answer = empty(*jwt_words(sandbox, key_file))
    finally:
        sandbox.control.advance_clock(-600)
    assert answer.status == 5
    message = answer.document["error"]["message"]
    found = re.search(r"clock is (\d+) seconds slow", message)
    assert found is not None, message
    assert 590 <= int(found[1]) <= 610
    assert answer.document["error"]["hint"] == "For you: set the clock."


def test_an_app_that_is_not_approved_gives_a_note_for_the_admin(
    empty: Cockpit, sandbox: Sandbox, key_file: Path
) -> None:
    sandbox.control.change_app(is_preapproved=False)
    answer = empty(*jwt_words(sandbox, key_file))
    assert answer.status == 5
    assert "user hasn't approved this consumer" in answer.document["error"]["message"]
    assert "Flow: JWT bearer" in answer.err
    assert f"Give my user, {sandbox.username}, the permission “API Enabled”" in answer.err


def client_words(sandbox: Sandbox) -> tuple[str, ...]:
    return (
        *("connect", "--client-credentials", "--client-id", sandbox.client_id),
        *("--login-url", sandbox.instance_url, "--json"),
    )


def test_client_credentials_sign_in_and_again_with_a_secret_that_no_setting_holds(
    empty: Cockpit, sandbox: Sandbox
) -> None:
    answer = empty.ok(*client_words(sandbox), stdin=sandbox.client_secret + "\n")
    assert answer.document["way"] == "client-credentials"
    assert sandbox.client_secret not in answer.out + answer.err
    end_sessions(sandbox)
    empty.ok("sync")
    refused = empty(*client_words(sandbox), stdin="not-the-secret\n")
    assert refused.status == 5
    assert "For you: copy both again" in refused.document["error"]["hint"]
    sandbox.control.change_app(run_as=None)
    refused = empty(*client_words(sandbox), stdin=sandbox.client_secret + "\n")
    sandbox.control.change_app(run_as=sandbox.user_id)
    assert "“Run As”" in refused.document["error"]["hint"]


def test_without_an_app_the_way_to_one_is_named(empty: Cockpit) -> None:
    answer = empty("connect", "--web")
    assert answer.status == 2
    assert "--admin-note" in answer.err
    note = empty.ok("connect", "--admin-note").out
    for words in (
        *("External Client App", "http://localhost:8737/callback", "Cockpit_Ref__c"),
        *("Manage user data via APIs (api)", "refresh_token", "API Enabled", "PKCE"),
    ):
        assert words in note
    assert max(len(line) for line in note.splitlines()) <= 96
    assert empty.json("connect", "--admin-note")["note"] + "\n" == note


def test_two_ways_at_once_are_refused(empty: Cockpit) -> None:
    answer = empty("connect", "--web", "--client-credentials")
    assert answer.status == 2
    assert "--web or --client-credentials" in answer.err
