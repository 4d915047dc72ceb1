"""Names that would break a screen: they are text, wherever they come from."""

from __future__ import annotations

from tests.journeys.house import House
from tests.journeys.steps import NARROW, WIDE, opened

HOSTILE = "[/b][red]x \x1b[2J\x1b]0;owned\x07 \u202eelif\u2066 \r\n\tz " + "漢" * 300


def test_hostile_names_from_salesforce_and_the_command_line_are_only_text(house: House) -> None:
    org = house.serve_org()
    account = org.create("Account", {"Name": HOSTILE[:200]})
    org.create(
        "Task",
        {"Subject": HOSTILE[:255], "WhatId": account, "Description": HOSTILE * 20},
    )
    terminal = opened(house, size=WIDE)
    terminal.wait_until(
        lambda: bool(house.rows("SELECT 1 FROM account WHERE salesforce_id = ?", [account])),
        "the account was read",
    )
    house.run("cta", "add", "--account", account, "--name", HOSTILE[:250].replace("\0", ""))
    terminal.press("f5")
    terminal.type("/" + "\x7f" * 40 + "elif\r")
    terminal.wait_for("1 CTA ")
    terminal.wait_for(r"\[/b\]\[red\]x")
    terminal.type("A")
    terminal.wait_for("All 1")
    terminal.press("enter", "esc", "esc")
    terminal.type("E")
    terminal.wait_for("Edit CTA")
    terminal.press("esc")
    terminal.resize(*NARROW)
    terminal.wait_for("1 CTA ")
    drawn = bytes(terminal.raw)
    assert b"\x1b[2J" not in drawn.partition(b"\x1b[?1049h")[2]
    assert b"owned" not in b"".join(title.encode() for title in terminal.answers.titles)
    turned = drawn.partition("\u202e".encode())
    assert not turned[1], turned[0][-200:]
    assert "Traceback" not in terminal.text
    terminal.press("q")
    assert terminal.wait_for_end() == 0
