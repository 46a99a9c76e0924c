"""Makes gettext catalogues of the word lists (words.yaml) that lie beside the code they serve.

A word list maps a key to ``[Chinese, English]``, or a Chinese text of a template to its English.
Both languages stand side by side, so that whoever changes one sees the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polib

from fengqiao.kernel import yamls
from fengqiao.law import elements

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "config" / "locale"
LANGUAGES = ("zh_Hans", "en")
ELEMENTS = tuple((PACKAGE / "law" / "data" / "elements").glob("*.yaml"))
"""The forms of elements (law.elements) carry the words of their questions."""


class WordsError(ValueError):
    """Two lists give one key different words, or an entry has not both languages."""


def lists() -> list[Path]:
    """All word lists, in the order of the floors."""
    return sorted(PACKAGE.glob("**/words*.yaml"))


def entries(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (key, Chinese, English) of one list; a nested mapping joins its keys with dots."""
    yield from _flatten(path, "", yamls.read(path) or {})


def _flatten(path: Path, prefix: str, content: object) -> Iterator[tuple[str, str, str]]:
    if not isinstance(content, dict):
        raise WordsError(f"{path}: {prefix} is neither words nor a list of words")
    for key, value in content.items():
        if not isinstance(key, str):
            raise WordsError(f"{path}: {prefix}{key} is no text; put it in quotation marks")
        name = f"{prefix}{key}" if key != "_" else prefix.rstrip(".")
        if isinstance(value, dict):
            yield from _flatten(path, f"{name}.", value)
        elif isinstance(value, str):
            yield name, name, value
        elif isinstance(value, list) and len(value) == 2 and all(isinstance(v, str) for v in value):
            yield name, value[0], value[1]
        else:
            raise WordsError(f"{path}: {name} needs [Chinese, English]")


def catalogue() -> dict[str, tuple[str, str]]:
    """All words by key; raises WordsError where two lists differ."""
    found: dict[str, tuple[str, str]] = {}
    for path in lists():
        for key, zh, en in entries(path):
            if found.setdefault(key, (zh, en)) != (zh, en):
                raise WordsError(f"{path}: {key} has other words elsewhere")
    found.update({key: (zh, en) for key, zh, en in elements.words()})
    return found


def stale() -> bool:
    """Whether some list is newer than the catalogues."""
    made = LOCALE / "en" / "LC_MESSAGES" / "django.mo"
    return not made.exists() or any(p.stat().st_mtime > made.stat().st_mtime for p in (*lists(), *ELEMENTS))


def compile_words() -> int:
    """Write the catalogues; return the number of entries."""
    words = catalogue()
    for n, language in enumerate(LANGUAGES):
        po = polib.POFile()
        po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": language}
        po.extend(polib.POEntry(msgid=key, msgstr=both[n]) for key, both in words.items())
        folder = LOCALE / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        po.save_as_mofile(str(folder / "django.mo"))
    return len(words)
