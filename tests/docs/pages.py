"""The pages as tests read them: files, headings, links, and the code that they show."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(
    r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)|src(?:set)?=\"([^\"]+)\""
)


class Page(Struct, frozen=True):
    """One Markdown file."""

    file: Path

    @property
    def name(self) -> str:
        return str(self.file.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.file.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without its blocks of code."""
        return _FENCE.sub("", self.text)

    def blocks(self, language: str) -> list[str]:
        """The blocks of code in a language."""
        return [block for name, block in _FENCE.findall(self.text) if name == language]

    def inline(self) -> list[str]:
        """What stands between single backticks."""
        return _INLINE.findall(self.prose)

    def links(self) -> list[str]:
        """The targets of links and pictures."""
        return ["".join(found) for found in _LINK.findall(self.prose)]

    def anchors(self) -> set[str]:
        """The anchors that headings make."""
        heads = re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)
        return {
            re.sub(r"[^\w\- ]", "", head.replace("`", "").lower()).replace(" ", "-")
            for head in heads
        }


def all_pages() -> list[Page]:
    """Every page that people read, generated ones included."""
    return [Page(file) for file in (*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")))]
