"""Identity numbers: resident identity card, unified social credit code, passport, telephone.

Checks the form and the check digit; it cannot know whether the number was issued. R-FIL-11.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength, ValidationError

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.instruments import CC, OLR

TYPES: Final = ("resident_id", "uscc", "passport", "phone")
ADULT: Final = 18
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
"""The first two digits (GB/T 2260, GB 11643). Of the county nothing is asked: its code is that of the day on which the
number was given, which may be long after birth, and counties come and go. A foreigner's number begins with a 9."""
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{5,9}")
_CHINESE_PASSPORT = re.compile(r"(?:E[0-9A-HJ-NP-Z]\d{7}|[DGPS]\d{8}|[DPS]E\d{7}|1[45]\d{7})")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})-?\d{7,8}(?:-\d{1,6})?")
_SERVICE = re.compile(r"(?:400|800)-?\d{3}-?\d{4}")
_FOREIGN = re.compile(r"\+(?!86)[1-9]\d{6,14}")


@dataclass(frozen=True, slots=True)
class Identity:
    """The result of a check; ``reason_zh`` and ``reason_en`` are None where the number is valid.

    ``birth`` and ``sex`` (male, female) are read from a resident identity number.
    """

    valid: bool
    number: str
    reason_zh: str | None = None
    reason_en: str | None = None
    birth: date | None = None
    sex: str | None = None


def _refused(number: str, zh: str, en: str) -> Identity:
    return Identity(False, number, zh, en)


def _resident(number: str) -> Identity:
    compact = number.upper()
    if not re.fullmatch(r"\d{17}[\dX]", compact):
        return _refused(number, "应为18位：17位数字加1位校验码。", "must be 17 digits and a check character")
    if compact[-1] != ric.calc_check_digit(compact):
        return _refused(number, "校验码不符。", "the check character does not fit")
    birth = _date_of(compact)
    if birth is None:
        return _refused(number, "出生日期不存在。", "the birth date does not exist")
    if (compact[1:3] if compact[0] == "9" else compact[:2]) not in _PROVINCES:
        return _refused(number, "地址码不存在。", "the area code is unknown")
    sex = "male" if int(compact[16]) % 2 else "female"
    return Identity(True, compact, birth=birth, sex=sex)


def _date_of(compact: str) -> date | None:
    try:
        return date(int(compact[6:10]), int(compact[10:12]), int(compact[12:14]))
    except ValueError:
        return None


def _uscc(number: str) -> Identity:
    compact = number.upper()
    try:
        uscc.validate(compact)
    except InvalidLength:
        return _refused(number, "应为18位。", "must have 18 characters")
    except InvalidChecksum:
        return _refused(number, "校验码不符。", "the check character does not fit")
    except ValidationError:
        return _refused(number, "含有不允许的字符（不用 I、O、S、V、Z）。", "a character is not allowed")
    return Identity(True, compact)


def _passport(number: str) -> Identity:
    compact = number.upper()
    if _CHINESE_PASSPORT.fullmatch(compact) or _PASSPORT.fullmatch(compact):
        return Identity(True, compact)
    return _refused(number, "应为5至9位字母和数字，且至少含一个数字。", "must be 5 to 9 letters and digits")


def _phone(number: str) -> Identity:
    compact = re.sub(r"[ \u00a0]", "", number)
    local = re.sub(r"^(?:\+86|0086)-?", "", compact)
    for form in (_MOBILE, _LANDLINE, _SERVICE):
        if form.fullmatch(local):
            return Identity(True, local)
    if _FOREIGN.fullmatch(compact):
        return Identity(True, compact)
    return _refused(
        number,
        "应为11位手机号、带区号的固定电话，或者以+开头的境外号码。",
        "must be an 11-digit mobile number, a landline with area code, or a number abroad with +",
    )


_CHECKS = {"resident_id": _resident, "uscc": _uscc, "passport": _passport, "phone": _phone}


def check(type: str, number: str) -> Answer[Identity]:
    """Check a number of a type (resident_id, uscc, passport, phone). Raises FieldError."""
    one_of("type", type, TYPES)
    if not isinstance(number, str) or not number.strip():
        raise FieldError("number", "must be text")
    found = _CHECKS[type](number.strip())
    line = (
        Line(
            "号码格式和校验码正确（不代表号码真实存在）。",
            "Form and check digit are right; whether it was issued is not checked.",
        )
        if found.valid
        else Line(found.reason_zh or "", found.reason_en or "")
    )
    return Answer(found, (OLR(7),), (line,))


def age(birth: date, on: date) -> int:
    """Return the full years of age on a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def is_minor(number: str, on: date) -> bool:
    """Say whether the holder of a resident identity number is under 18 on a day (CC 17).

    Raises FieldError for a number that is not valid.
    """
    found = check("resident_id", number).value
    if found.birth is None:
        raise FieldError("number", found.reason_en or "is not valid")
    return age(found.birth, on) < ADULT


MINOR_CITES: Final = (CC(17),)
