"""`cockpit connect` with a session of one's own: what it says, keeps and refuses."""

from __future__ import annotations

import stat

from cockpit_sandbox.launch import Sandbox
from tests.cli.cockpit_call import Cockpit
from tests.cli.own_keyring import install_keyring


def test_connect_says_what_it_found_and_keeps_the_token_private(
    empty: Cockpit, sandbox: Sandbox
) -> None:
    answer = empty.process(
        "connect", "--instance-url", sandbox.instance_url, "--json", stdin=sandbox.access_token
    )
    assert answer.status == 0, answer
    document = answer.document
    assert document["org"] == sandbox.org_id
    assert (document["production"], document["armed"]) == (False, True)
    assert (document["create_mode"], document["mapped"]) == ("A", True)
    assert document["sign_in"] == "file"
    assert sandbox.access_token not in answer.out + answer.err
    kept = empty.home / "data" / "sign-ins.json"
    assert document["sign_in_file"] == str(kept)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert document["first_cycle"]["pulled"]["Account"]["applied"] == 60
    assert empty.json("account", "list")["total"] == 60
    assert empty.json("cta", "list")["total"] == 0


def test_a_token_that_does_not_work_makes_no_workspace(empty: Cockpit, sandbox: Sandbox) -> None:
    answer = empty(
        "connect", "--instance-url", sandbox.instance_url, "--json", stdin="x" * 40 + "\n"
    )
    assert answer.status == 5, answer
    assert not (empty.home / "data" / "cockpit.db").exists()


def test_a_token_file_that_others_can_read_is_refused(empty: Cockpit, sandbox: Sandbox) -> None:
    file = empty.home.parent / "token"
    file.write_text(sandbox.access_token, encoding="utf-8")
    file.chmod(0o644)
    words = ("connect", "--instance-url", sandbox.instance_url, "--token-file", str(file))
    answer = empty(*words)
    assert answer.status == 2
    assert "chmod 600" in answer.err
    file.chmod(0o600)
    empty.ok(*words)


def test_a_session_is_never_sent_over_plain_http(empty: Cockpit) -> None:
    answer = empty("connect", "--instance-url", "http://example.com", stdin="x" * 40)
    assert answer.status == 2
    assert "plain http" in answer.err


def test_another_org_is_refused_with_both_names(connected: Cockpit) -> None:
    with Sandbox.start(seed=8) as other:
        answer = connected(
            "connect", "--instance-url", other.instance_url, "--json", stdin=other.access_token
        )
        assert answer.status == 4, answer
        assert other.org_id in answer.document["error"]["message"]
        assert connected.json("status")["org"] in answer.document["error"]["message"]


def test_the_token_goes_into_the_keyring_where_there_is_one(
    empty: Cockpit, sandbox: Sandbox
) -> None:
    folder = empty.home.parent
    environment = install_keyring(folder)
    words = ("connect", "--instance-url", sandbox.instance_url, "--json")
    made = empty.process(*words, stdin=sandbox.access_token, **environment)
    assert made.document["sign_in"] == "keyring"
    kept = empty.home / "data" / "sign-ins.json"
    assert sandbox.access_token not in kept.read_text(encoding="utf-8")
    assert empty.process("sync", **environment).status == 0
    del environment["FILE_KEYRING"]
    locked = empty.process("sync", "--json", FILE_KEYRING="/nowhere", **environment)
    assert locked.status == 5
    assert "keyring" in locked.document["error"]["message"]
    # What needs no network opens no keyring.
    for quiet in ("status", "doctor"):
        assert empty.process(quiet, PYTHON_KEYRING_BACKEND="no.such.Keyring").status == 0


def test_a_keyring_that_keeps_nothing_is_not_trusted(empty: Cockpit, sandbox: Sandbox) -> None:
    words = ("connect", "--instance-url", sandbox.instance_url, "--json")
    null = {"PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert empty.process(*words, stdin=sandbox.access_token, **null).document["sign_in"] == "file"
    assert empty.process("sync", **null).status == 0
