"""Citations of law: an instrument, an article, and nothing in free text.

A citation is data, so that a page can print it in either language, a document can
print the number of today's text, and a test can prove that the instrument exists.
"""

from __future__ import annotations

from dataclasses import dataclass

_DIGITS = "零一二三四五六七八九"


def chinese_number(n: int) -> str:
    """Return the Chinese numeral used in article numbers, for 1 to 9999 (133 -> 一百三十三)."""
    if n < 10:
        return _DIGITS[n]
    text, rest, gap = "", n, False
    for value, unit in ((1000, "千"), (100, "百"), (10, "十")):
        digit, rest = divmod(rest, value)
        if digit:
            text += ("零" if gap else "") + _DIGITS[digit] + unit
            gap = False
        elif text:
            gap = True
    if rest:
        text += ("零" if gap else "") + _DIGITS[rest]
    return text.removeprefix("一") if text.startswith("一十") else text


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, regulation or judicial interpretation, in one version.

    Call it with an article number to cite that article: ``CPL(125)``, ``FEE(13, 1)``.
    """

    code: str
    zh: str
    en: str
    version: str

    def __call__(self, article: int, paragraph: int | None = None) -> Citation:
        return Citation(self, article, paragraph)


@dataclass(frozen=True, slots=True)
class Citation:
    """One article (and paragraph) of one instrument."""

    instrument: Instrument
    article: int
    paragraph: int | None = None

    @property
    def zh(self) -> str:
        part = f"第{chinese_number(self.paragraph)}款" if self.paragraph else ""
        return f"《{self.instrument.zh}》第{chinese_number(self.article)}条{part}"

    @property
    def en(self) -> str:
        part = f"({self.paragraph})" if self.paragraph else ""
        return f"{self.instrument.en}, art. {self.article}{part}"

    @property
    def key(self) -> str:
        """Short stable form for storage: ``CPL@2024-01-01:125``."""
        part = f".{self.paragraph}" if self.paragraph else ""
        return f"{self.instrument.code}@{self.instrument.version}:{self.article}{part}"

    def __str__(self) -> str:
        return self.zh
