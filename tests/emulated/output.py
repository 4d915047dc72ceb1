"""What a program writes to its terminal, in pieces that end where a sequence ends."""

from __future__ import annotations

import codecs
import re

LONGEST_SEQUENCE = 8192
"""What is longer and still not at its end is taken as it is."""
_NOT_DRAWN = re.compile(
    r"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b\[\??[0-9;:]*[ !\"#$%&'()*+,./-]+[@-~]"
    r"|\x1b\[\?[0-9;:]*[a-gi-km-zA-Z]|\x1b[PX^_][^\x1b]*\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b\[[0-9;:]*[tqp]|\x1b\[[su]"
)
"""Sequences that draw nothing and that pyte would print or refuse."""
_UNFINISHED = re.compile(r"\x1b(?:\[[<=>?0-9;: -/]*|[PX^_\]][^\x1b\x07]*\x1b?|)$")
_QUERY = re.compile(
    rb"\x1b\[(?P<csi>[<=>?]?[0-9;:]*[ $!\"']?[cnpqtuRhl])"
    rb"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    rb"|\x1bP(?P<dcs>[^\x1b]*)\x1b\\"
)
_UNFINISHED_QUERY = re.compile(
    rb"\x1b(?:\[[<=>?0-9;: $!\"']*|\][^\x07\x1b]*\x1b?|P[^\x1b]*\x1b?|)$"
)


class Drawn:
    """Reads the part of the output that pyte can draw."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._carried = ""

    def feed(self, data: bytes) -> str:
        """What to draw by now; half a sequence, or half a letter, waits for its end."""
        text = self._carried + self._decode(data)
        cut = _UNFINISHED.search(text)
        self._carried = ""
        if cut and len(text) - cut.start() < LONGEST_SEQUENCE:
            self._carried, text = text[cut.start() :], text[: cut.start()]
        return _NOT_DRAWN.sub("", text)


class Queries:
    """Reads the part of the output that asks the terminal something, or sets its modes."""

    def __init__(self) -> None:
        self._carried = b""

    def feed(self, data: bytes) -> list[re.Match[bytes]]:
        """What is whole by now: each with what stands in its `csi`, `osc` or `dcs`."""
        data = self._carried + data
        cut = _UNFINISHED_QUERY.search(data)
        self._carried = b""
        if cut and len(data) - cut.start() < LONGEST_SEQUENCE:
            self._carried, data = data[cut.start() :], data[: cut.start()]
        return list(_QUERY.finditer(data))
