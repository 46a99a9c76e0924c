"""Hiding names and deleting personal data in a published document. Rules R-PUB-04 to R-PUB-07.

Names: surname and 某; a transliterated name its first character and 某; Latin script its first
letter; equal results are numbered. Deleted: identity, bank, telephone, plate and title-certificate
numbers, e-mail, and the part of a home address below district level. Kept: birth date, sex, the
district, an entity's name, domicile and code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fengqiao.kernel.answer import Answer, Line
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import DOC
from fengqiao.law.store import load

CROSS = "×"
_PLATE = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
_ADDRESS = re.compile(
    r"(?<![居入])(住(?!所|宅|房|院|建|宿)(?:址)?[:：为在]?)"
    r"([^，。；,;\n]*?(?:[县区旗]|自治县))([^，。；,;\n]+)"
)
_DATA: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("resident_id", re.compile(r"(?<![\dA-Za-z])\d{17}[\dXx](?![\dA-Za-z])")),
    ("resident_id", re.compile(r"(?<=身份证号)[码]?[:：]?\s*\d{15}(?!\d)")),
    ("title_certificate", re.compile(r"(?<=第)\d{5,}(?=号)")),
    (
        "bank_account",
        re.compile(r"(?<![\dA-Za-z])\d{4}(?:[ -]?\d{4}){2,3}(?:[ -]?\d{1,3})?(?![\dA-Za-z])"),
    ),
    ("phone", re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)")),
    ("phone", re.compile(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)")),
    ("plate", re.compile(rf"[{_PLATE}][A-Z]·?[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])")),
    ("email", re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")),
)


@dataclass(frozen=True, slots=True)
class Anonymised:
    """The names in their hidden form, in the order given, and the text (None: none was given).

    ``removed`` counts what was deleted from the text, by kind.
    """

    names: tuple[str, ...]
    text: str | None
    removed: tuple[tuple[str, int], ...]


def hidden_form(name: str) -> str:
    """Return the hidden form of one name, not yet numbered.

    Raises FieldError for an empty name.
    """
    plain = name.strip() if isinstance(name, str) else ""
    if not plain:
        raise FieldError("names", "a name is empty")
    if plain[0].isascii():
        return plain[0].upper()
    for surname in load("publication.yaml")["compound_surnames"]:
        if plain.startswith(surname) and len(plain) > len(surname):
            return f"{surname}某"
    return f"{plain[0]}某"


def hidden_names(names: Sequence[str]) -> list[str]:
    """Return the hidden forms; different people with the same form are numbered in order."""
    forms = {name: hidden_form(name) for name in dict.fromkeys(names)}
    many = Counter(forms.values())
    seen: Counter[str] = Counter()
    result = {}
    for name, form in forms.items():
        if many[form] > 1:
            seen[form] += 1
            result[name] = f"{form}{seen[form]}"
        else:
            result[name] = form
    return [result[name] for name in names]


def without_data(text: str) -> tuple[str, Counter[str]]:
    """Return the text with personal numbers and home addresses crossed out, and how many of each."""
    removed: Counter[str] = Counter()
    for kind, form in _DATA:
        text, count = form.subn(CROSS * 3, text)
        removed[kind] += count
    text, count = _ADDRESS.subn(rf"\1\2{CROSS * 3}", text)
    removed["address"] += count
    return text, Counter({kind: n for kind, n in removed.items() if n})


def anonymise(names: Sequence[str] = (), text: str | None = None) -> Answer[Anonymised]:
    """Hide the given names (also in the text) and delete personal data from the text.

    Raises FieldError.
    """
    if text is not None and not isinstance(text, str):
        raise FieldError("text", "must be text")
    forms = hidden_names(names)
    removed: Counter[str] = Counter()
    if text is not None:
        pairs = sorted(zip(names, forms, strict=True), key=lambda pair: -len(pair[0]))
        for name, form in pairs:
            text = text.replace(name, form)
        text, removed = without_data(text)
    line = Line(
        "姓名保留姓氏并以“某”代替其余，相同的加序号；删除身份证号、银行账号、电话、车牌、产权证号和住址，保留出生日期、性别和所在县区。",
        "Surname and 某, numbered where equal; identity, bank, phone, plate and title numbers and "
        "home addresses deleted; birth date, sex and district kept.",
    )
    value = Anonymised(tuple(forms), text, tuple(sorted(removed.items())))
    return Answer(value, (DOC(8), DOC(9), DOC(10), DOC(11)), (line,))
