"""Which characters can be printed: with the committed fonts, and with those of the machine."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from pathlib import Path

import typst

FONT_FOLDER = Path(__file__).parent / "fonts"
FAMILY = "Fengqiao Serif SC"
_MAX_PROBED = 256
_PROBE = b'#set text(font: sys.inputs.fonts.split("|"))\n#sys.inputs.text'


@lru_cache(maxsize=1)
def own_fonts() -> typst.Fonts:
    """The committed fonts alone; loading them takes a few milliseconds."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)])


@lru_cache(maxsize=1)
def all_fonts() -> typst.Fonts:
    """The committed fonts and every font of this machine."""
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=False, font_paths=[str(FONT_FOLDER)])


@lru_cache(maxsize=1)
def fallback_families() -> tuple[str, ...]:
    """Families to look in, ours first, then Chinese serif, then whatever there is."""
    families = set(all_fonts().families()) - {FAMILY}

    def rank(name: str) -> tuple[int, str]:
        serif_han = re.search(r"(Serif|Song|Sun|Ming|宋|明).*(SC|CN|CJK|Ext)|Sun|宋", name)
        han = re.search(r"CJK|SC|Hei|Kai|Fang|Han|黑|楷|仿", name)
        return (0 if serif_han else 1 if han else 2, name)

    return FAMILY, *sorted(families, key=rank)


@lru_cache(maxsize=1)
def _covered() -> frozenset[str]:
    text = (FONT_FOLDER / "coverage.txt").read_text(encoding="ascii")
    covered: set[str] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        covered.update(map(chr, range(int(first, 16), int(last or first, 16) + 1)))
    return frozenset(covered)


def missing_glyphs(text: str) -> set[str]:
    """Return the characters of a text that the committed fonts do not have.

    They are printed with a font of the machine if one has them.
    """
    return set(text) - _covered() - {"\n"}


def unprintable_glyphs(text: str) -> set[str]:
    """Return the characters that no font of this machine has.

    A PDF shows them as their code point, 〔U+2B73A〕, and never leaves them out; a DOCX holds the
    character itself. Beyond 256 different characters the rest counts as unprintable untried.
    """
    missing = sorted(missing_glyphs(text))
    return set(missing[_MAX_PROBED:]) | _unshown(tuple(missing[:_MAX_PROBED]))


@lru_cache(maxsize=1024)
def _unshown(chars: tuple[str, ...]) -> frozenset[str]:
    """Find by halving which characters make a strict export fail."""
    if not chars or _shows("".join(chars)):
        return frozenset()
    if len(chars) == 1:
        return frozenset(chars)
    middle = len(chars) // 2
    return _unshown(chars[:middle]) | _unshown(chars[middle:])


def _shows(text: str) -> bool:
    inputs = {"fonts": "|".join(fallback_families()), "text": text}
    try:
        with _ONE_AT_A_TIME:
            compiler().compile(input=_PROBE, format="pdf", sys_inputs=inputs, pdf_standards=["a-2b"])
    except typst.TypstError:
        return False
    return True


# A compiler refuses a second thread while it works.
_ONE_AT_A_TIME = threading.Lock()


@lru_cache(maxsize=1)
def compiler() -> typst.Compiler:
    """A compiler with every font of the machine, kept because finding them takes time."""
    return typst.Compiler(font_paths=all_fonts())
