"""Case numbers (案号): writing and reading. Rules R-CNO-01 to R-CNO-07.

``（2026）粤0703民初123号``: year of receipt, court code, type code, number. Full-width brackets,
no spaces, no leading zeros.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.instruments import CNO
from fengqiao.law.settings import setting
from fengqiao.law.store import load

_PROVINCES = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新兵军"
_COURT = re.compile(rf"最高法|[{_PROVINCES}](?:\d{{2}}(?:\d{{2}})?)?")
_NUMBER = re.compile(
    rf"（(\d{{4}})）(最高法|[{_PROVINCES}](?:\d{{2}}(?:\d{{2}})?)?)(知)?([\u4e00-\u9fa5]{{1,4}})"
    r"([1-9]\d*)号(之[一二三四五六七八九十]+)?"
)
_FAULTS = (
    (re.compile(r"[()]"), "the brackets must be full-width: （ ）"),
    (re.compile(r"\s"), "there are no spaces in a case number"),
    (re.compile(r"（(?!\d{4}）)"), "the year has four digits in brackets"),
    (re.compile(r"[\u4e00-\u9fa5]0\d*号"), "the number has no leading zeros"),
    (re.compile(r"^(?!.*号)"), "the number ends with 号"),
    (re.compile(r"[０-９]"), "digits are half-width"),
)


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """The parts of a case number; ``special`` is 知 for intellectual property, ``suffix`` 之一 …"""

    year: int
    court: str
    type: str
    sequence: int
    special: str | None = None
    suffix: str | None = None

    def __str__(self) -> str:
        return f"（{self.year}）{self.court}{self.special or ''}{self.type}{self.sequence}号{self.suffix or ''}"

    @property
    def series(self) -> tuple[str, int, str | None, str]:
        """What the numbers run on in: court, year, special-trial character, type (R-CNO-05)."""
        return (self.court, self.year, self.special, self.type)


@dataclass(frozen=True, slots=True)
class CaseType:
    """One type code, with its group and meaning. ``status`` S or U."""

    code: str
    group: str
    zh: str
    en: str
    status: str
    retired: bool


@cache
def case_types() -> dict[str, CaseType]:
    """Return all type codes by code, in the order of the list."""
    return {
        code: CaseType(
            code,
            entry["group"],
            entry["zh"],
            entry["en"],
            entry["status"],
            entry.get("retired", False),
        )
        for code, entry in load("case_types.yaml")["codes"].items()
    }


def format_number(year: int, court: str, type: str, sequence: int, special: str | None = None) -> Answer[str]:
    """Write a case number. Raises FieldError for a part that cannot stand in one."""
    if isinstance(year, bool) or not isinstance(year, int) or not 1000 <= year <= 9999:
        raise FieldError("year", "the year has four digits")
    if not isinstance(court, str) or not _COURT.fullmatch(court):
        raise FieldError("court", "must be 最高法, or a province character with 0, 2 or 4 digits")
    found = case_types().get(type) if isinstance(type, str) else None
    if found is None:
        raise FieldError("type", "not a known type code")
    if isinstance(sequence, bool) or not isinstance(sequence, int) or sequence < 1:
        raise FieldError("sequence", "must be a whole number, 1 or more")
    if special not in (None, "", "知"):
        raise FieldError("special", "must be 知 or nothing")
    number = CaseNumber(year, court, type, sequence, special or None)
    line = Line(
        f"收案年度{year}，法院代字{court}，类型代字{type}（{found.zh}），编号{sequence}。",
        f"Year of receipt {year}, court code {court}, type code {type} ({found.en}), number {sequence}.",
    )
    return Answer(str(number), (CNO(2), CNO(3)), (line,), found.status == "U")


def parse_number(text: str) -> Answer[CaseNumber]:
    """Read a case number into its parts. Raises FieldError saying what is wrong with it."""
    if not isinstance(text, str):
        raise FieldError("text", "must be text")
    match = _NUMBER.fullmatch(text)
    if match is None:
        reasons = [reason for fault, reason in _FAULTS if fault.search(text)]
        raise FieldError("text", "; ".join(reasons) or "not of the form （2026）粤0703民初123号")
    year, court, special, type, sequence, suffix = match.groups()
    number = CaseNumber(int(year), court, type, int(sequence), special, suffix)
    found = case_types().get(type)
    if found is None:
        line = Line(f"类型代字{type}不在已知代字表内。", f"The type code {type} is not in the list.")
    else:
        line = Line(f"类型代字{type}：{found.zh}。", f"Type code {type}: {found.en}.")
    return Answer(number, (CNO(2), CNO(3)), (line,), found is None or suffix is not None)


def case_year(received: date, filed: date) -> Answer[int]:
    """Return the year of the case number: that of receipt, unless the court's setting says filing."""
    basis = setting("case_number.year_basis")
    one_of("case_number.year_basis", basis.value, ("received", "filed"))
    year = received.year if basis.value == "received" else filed.year
    open_point = received.year != filed.year and not basis.confirmed
    line = Line(
        "案号年度为收案年度。" if basis.value == "received" else "案号年度为立案年度。",
        f"The year is that of {'receipt' if basis.value == 'received' else 'filing'}.",
    )
    return Answer(year, (CNO(2),), (line,), open_point)
