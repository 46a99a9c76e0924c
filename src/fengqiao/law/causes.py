"""Causes of action (案由) and charges: the official trees, and the way from plain words to them.

Sets: ``civ26`` (civil, in force 2026-01-01), ``adm21`` (administrative), ``crim24`` (criminal).
A code is the set and the official numbers: ``civ26-108.3`` is third-level cause 108, fourth-level
（3）; ``civ26-s10`` is section 十 and ``civ26-p4`` part 四. Where the instrument prints no numbers
(administrative, criminal) they count the order. A later instrument is a new set, so that a case
keeps its cause as it was. Instruments and certainty stand at the head of the data files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from fengqiao.law.outline import read_outline
from fengqiao.law.store import load


@dataclass(frozen=True, slots=True)
class CauseSet:
    """One official list: its instrument and the days between which new cases take it."""

    code: str
    kind: str
    file: str
    instrument: str
    valid_from: date
    valid_to: date | None = None


SETS: Final = (
    CauseSet(
        "civ26",
        "civil",
        "causes_civil_2026.txt",
        "民事案件案由规定（法〔2025〕226号）",
        date(2026, 1, 1),
    ),
    CauseSet(
        "adm21",
        "administrative",
        "causes_administrative_2021.txt",
        "关于行政案件案由的暂行规定（法发〔2020〕44号）",
        date(2021, 1, 1),
    ),
    CauseSet(
        "crim24",
        "criminal",
        "causes_criminal_2024.txt",
        "罪名规定及罪名补充规定（八）（法释〔2024〕3号）",
        date(2024, 3, 1),
    ),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause of action or a charge.

    ``number`` is as printed in the instrument (第四部分, 十, 108, （3）). ``parent`` is a code,
    empty at the top. ``path`` holds the names from the top to this one. ``valid_to`` is the last
    day, or None while the list is in force.
    """

    code: str
    name: str
    level: int
    number: str
    parent: str
    path: tuple[str, ...]
    kind: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Everyday:
    """What a person without legal training should know of a common civil cause.

    ``claims``: money, property (a thing or its title), status, act. ``mediation``: ``must`` (to be
    tried, R-MED-01), ``suited`` or ``unsuited``. ``small_claims``: False where R-SIM-02 excludes
    the cause whatever the amount. ``fee`` (R-FEE): property, divorce, personality, labour, ip,
    other or none.
    """

    code: str
    plain_zh: str
    plain_en: str
    about_zh: str
    about_en: str
    claims: tuple[str, ...]
    mediation: str
    small_claims: bool
    fee: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A cause that a description points to, with the words that did, and how strongly."""

    cause: Cause
    reason_zh: str
    reason_en: str
    score: float


def _code(cause_set: CauseSet, above: list[Cause], depth: int, number: str, count: int) -> str:
    """Return the code of a line from its place: the set, then the numbers."""
    if cause_set.kind != "civil":
        return f"{above[-1].code}.{count}" if above else f"{cause_set.code}-{count}"
    if depth < 2:
        return f"{cause_set.code}-{'ps'[depth]}{count}"
    if depth == 2:
        return f"{cause_set.code}-{number}"
    return f"{above[-1].code}.{number.strip('（）')}"


@cache
def _table() -> dict[str, Cause]:
    table: dict[str, Cause] = {}
    for cause_set in SETS:
        above: list[Cause] = []
        counts: dict[str, int] = {}
        for depth, text in read_outline(cause_set.file, blanks=2):
            number, name = text.split(" ", 1)
            del above[depth:]
            parent = above[-1].code if above else ""
            counted = f"section of {cause_set.code}" if depth == 1 else parent
            if cause_set.kind != "civil":
                counted = parent
            counts[counted] = counts.get(counted, 0) + 1
            one = Cause(
                code=_code(cause_set, above, depth, number, counts[counted]),
                name=name,
                level=depth + 1,
                number=number,
                parent=parent,
                path=(*(above[-1].path if above else ()), name),
                kind=cause_set.kind,
                valid_from=cause_set.valid_from,
                valid_to=cause_set.valid_to,
            )
            table[one.code] = one
            above.append(one)
    return table


@cache
def _children() -> dict[str, tuple[Cause, ...]]:
    found: dict[str, list[Cause]] = {}
    for one in _table().values():
        found.setdefault(one.parent, []).append(one)
    return {parent: tuple(children) for parent, children in found.items()}


def cause(code: str) -> Cause:
    """Return a cause. Raises ``KeyError`` if there is no such code."""
    return _table()[code]


def children(code: str = "", kind: str = "civil") -> tuple[Cause, ...]:
    """Return the causes directly below one, in official order; without a code: the top level."""
    below = _children().get(code, ())
    return below if code else tuple(one for one in below if one.kind == kind)


def valid_on(code: str, day: date) -> bool:
    """Say whether a case registered on this day may take the cause. Raises ``KeyError``."""
    one = cause(code)
    return one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)


def search(text: str, limit: int = 20, kind: str | None = None) -> list[Cause]:
    """Return causes by a part of the name or by the official number; closest and deepest first."""
    wanted = plain(text).removesuffix("纠纷")
    if not wanted:
        return []
    found = [
        one
        for one in _table().values()
        if (kind is None or one.kind == kind) and (wanted in plain(one.name) or wanted == one.number)
    ]
    found.sort(key=lambda one: (len(one.name) - len(wanted), -one.level, one.code))
    return found[:limit]


def plain(text: str) -> str:
    """Fold a text for comparison: width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


@cache
def _everyday() -> dict[str, Everyday]:
    return {
        row["code"]: Everyday(
            code=row["code"],
            plain_zh=row["plain"][0],
            plain_en=row["plain"][1],
            about_zh=row["about"][0],
            about_en=row["about"][1],
            claims=tuple(row["claims"]),
            mediation=row["mediation"],
            small_claims=row["small_claims"],
            fee=row["fee"],
        )
        for row in load("cause_words.yaml")["causes"]
    }


def everyday_causes() -> tuple[Everyday, ...]:
    """Return the common causes that are explained in plain words, the commonest first."""
    return tuple(_everyday().values())


def everyday(code: str) -> Everyday | None:
    """Return the plain words for a cause, or for the nearest cause above it that has some."""
    found = None
    while code and found is None:
        found, code = _everyday().get(code), cause(code).parent
    return found


def fee_kind(code: str) -> str:
    """Return which fee rule a civil cause falls under (R-FEE-01 to 08): see ``Everyday.fee``."""
    known = everyday(code)
    if known is not None:
        return known.fee
    defaults: dict[str, str] = load("cause_words.yaml")["fees"]
    while code:
        if code in defaults:
            return defaults[code]
        code = cause(code).parent
    return "property"


WEIGHTS: Final = {"strong": 4.0, "words": 2.0, "hints": 1.0, "not": -4.0}
"""What one expression of each list of the lexicon adds to a cause."""
THRESHOLD: Final = 2.0
_GAP: Final = 14


def suggest(description: str, limit: int = 5) -> list[Suggestion]:
    """Return the causes that a plain Chinese description points to, the likeliest first.

    Every suggestion says which words it rests on. A description without any known word gives none.
    """
    text = plain(description)
    found = [_by_words(text, row) for row in load("cause_words.yaml")["causes"]]
    known = {one.cause.code for one in found if one is not None}
    found += [_by_name(text, one, stem) for one, stem in _stems() if one.code not in known]
    kept = [one for one in found if one is not None and one.score >= THRESHOLD]
    kept.sort(key=lambda one: -one.score)
    return kept[:limit]


def _by_words(text: str, row: Mapping[str, Any]) -> Suggestion | None:
    score, seen = 0.0, list[str]()
    for kind, weight in WEIGHTS.items():
        for pattern in row.get(kind, ()):
            match = find(pattern, text)
            if match:
                score += weight
            if match and weight > 0:
                score += len(pattern) / 100
                seen.append(match)
    stem = _stem(cause(row["code"]).name)
    if stem in text:
        score += WEIGHTS["strong"]
        seen.append(stem)
    return _suggestion(cause(row["code"]), seen, score) if seen else None


def _by_name(text: str, one: Cause, stem: str) -> Suggestion | None:
    if stem not in text:
        return None
    return _suggestion(one, [stem], THRESHOLD + len(stem) / 10)


def _suggestion(one: Cause, seen: list[str], score: float) -> Suggestion:
    words = [word for word in dict.fromkeys(seen) if not any(word in s and word != s for s in seen)]
    quoted_zh = "".join(f"“{word}”" for word in words[:4])
    quoted_en = ", ".join(f"“{word}”" for word in words[:4])
    return Suggestion(one, f"您提到了{quoted_zh}", f"you wrote {quoted_en}", round(score, 2))


def find(pattern: str, text: str) -> str:
    """Return the part of a folded text that fits an expression, or an empty string.

    ``…`` stands for up to 14 characters within one sentence, ``<亲>`` for any word of that class
    in the lexicon: 借…不还 fits 借了我三万块钱不还.
    """
    if "…" not in pattern and "<" not in pattern:
        return pattern if pattern in text else ""
    match = _compiled(pattern).search(text)
    return match.group() if match else ""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    classes: dict[str, list[str]] = load("cause_words.yaml")["classes"]
    parts = re.split("(…|<[^>]*>)", pattern)
    return re.compile("".join(_expression(part, classes) for part in parts))


def _expression(part: str, classes: Mapping[str, list[str]]) -> str:
    if part == "…":
        return f"[^。;!?]{{0,{_GAP}}}?"
    if part.startswith("<"):
        return "(?:" + "|".join(map(re.escape, classes[part[1:-1]])) + ")"
    return re.escape(part)


def _stem(name: str) -> str:
    return plain(name).removesuffix("纠纷").removesuffix("案件").removesuffix("责任")


@cache
def _stems() -> tuple[tuple[Cause, str], ...]:
    """Return the civil causes of level three and four whose own name may stand in a text."""
    stems = [(one, _stem(one.name)) for one in _table().values() if one.kind == "civil"]
    return tuple((one, stem) for one, stem in stems if one.level > 2 and len(stem) > 2)
