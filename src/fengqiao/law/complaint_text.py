"""What a paper complaint or an identity card says, taken from its recognised text. Pure; nothing is guessed.

Only what stands plainly in the text is answered; a number whose check digit is wrong is left out, because a
sign was misread. Whoever reads the answer shows it as a proposal to be corrected, never as told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from fengqiao.law import identity

_HEADS = "原告|被告|第三人|申请人|被申请人|法定代表人|法定代理人|委托诉讼代理人|诉讼请求|事实|证据|此致|具状人|起诉人|附"
_BEGINS = re.compile(rf"^(?:{_HEADS}|姓名|性别|出生|住址|公民身份|民事起诉|\d{{1,2}}[.、．:：]|[一二三四五六七八九十]{{1,2}}[、.．])")
_PARTY = re.compile(r"^(原告|被告|第三人|申请人|被申请人)(?:\([^)]*\))?[一二三四五六七八九十\d]{0,2}[::]?(.+)$")
_SIDES = {"原告": "claimant", "申请人": "claimant", "被告": "respondent", "被申请人": "respondent", "第三人": "third_party"}
_ENTITY = re.compile(r"(?:公司|合作社|事务所|委员会|银行|支行|医院|学校|中心|工厂|商行|经营部|店|厂)$")
_ID = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9])")
_USCC = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_DAY = re.compile(r"([12][0-9]{3})年([0-9]{1,2})月([0-9]{1,2})日")
_BORN = re.compile(r"(?:出生(?:于)?[::]?([12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)|([12][0-9]{3}年[0-9]{1,2}月[0-9]{1,2}日)(?:出)?生)")
_SEX = re.compile(r"(?:^|[,。;]|性别[::]?)(男|女)(?=[,。;民]|$)")
_ETHNIC = re.compile(r"(?:(?:^|[,。;男女])民族[::]?([\u3400-\u9fff]{1,6}?)|(?:^|[,。;])([\u3400-\u9fff]{1,6}族))(?=[,。;]|出生|$)")
_WORK = re.compile(
    r"(?:职业[::]?([^,。;]{2,20})|(?:^|[,。;])(农民|务农|工人|职工|职员|教师|医生|司机|个体(?:工商户|户)?|退休(?:人员|职工)?|学生|无业|自由职业者?))"
    r"(?=[,。;]|$)"
)
_ADDRESS = re.compile(r"(?:住所地|住址|住所|户籍(?:所在)?地|地址|现住|住)[::]?([^,。;]{4,80})")
_LEGAL = re.compile(r"^(?:法定代表人|负责人)[::]?([^,。;]{2,20})")
_MONEY = re.compile(r"(?:人民币|¥)?([0-9][0-9,]*(?:\.[0-9]{1,2})?)(万)?元")
_BASE_BEFORE = re.compile(
    r"(?:以|按照?|依照?)(?:上述|尚欠|所欠|未付|未还|欠付|剩余|拖欠)?(?:的)?(?:借款|贷款)?(?:本金|借款|欠款|货款|租金|工程款|价款|款项)?$"
)
_BASE_AFTER = re.compile(r"(?:的)?(?:作?为)?(?:计算|计息)?(?:的)?(?:基数|本金|基础)")
_COSTS = re.compile(r"诉讼费|受理费|保全费|鉴定费用由")
_ITEM = re.compile(r"^(?:[0-9]{1,2}[.、．:：]|[一二三四五六七八九十]{1,2}[、.．]|\([一二三四五六七八九十0-9]{1,2}\))(?![0-9])")
_STORY_END = re.compile(r"^(?:此致|具状人|起诉人|证据(?:和|及|目录|清单|来源|[::])|附[::件])")
STORY, CLAIM, NAME, TEXT = 20000, 200, 100, 200


@dataclass(frozen=True, slots=True)
class PartyRead:
    """One party as the paper names it; what could not be read is empty."""

    name: str
    kind: str = "person"
    sex: str = ""
    born: date | None = None
    id_number: str = ""
    address: str = ""
    phone: str = ""
    legal_representative: str = ""
    ethnicity: str = ""
    occupation: str = ""


@dataclass(slots=True)
class Read:
    """What a text says. ``doubtful`` are numbers whose check digit is wrong: a sign was misread."""

    claimants: list[PartyRead] = field(default_factory=list)
    respondents: list[PartyRead] = field(default_factory=list)
    third_parties: list[PartyRead] = field(default_factory=list)
    claims: list[tuple[str, Decimal | None]] = field(default_factory=list)
    story: str = ""
    doubtful: list[str] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing at all could be taken from the text."""
        return not (self.claimants or self.respondents or self.third_parties or self.claims or self.story)


def read(lines: Iterable[str]) -> Read:
    """Read a paper complaint, an identity card, or several pages of both, line by line."""
    found = Read()
    paragraphs = _paragraphs(lines)
    section = "parties"
    for text in paragraphs:
        section, rest = _section(section, text)
        if not rest:
            continue
        if section == "parties":
            _party(found, rest)
        elif section == "claims":
            _claim(found, rest)
        elif section == "story":
            found.story = f"{found.story}\n{rest}".strip()[:STORY]
    card = _card(paragraphs, found)
    if card is not None and not any(p.id_number == card.id_number for p in found.claimants):
        _merge(found, card)
    return found


def _plain(line: str) -> str:
    """One line in the signs that the rules know: half-width digits and brackets, no blanks, one kind of comma."""
    text = unicodedata.normalize("NFKC", line)
    text = re.sub(r"\s+", "", text).replace("，", ",").replace("；", ";").replace("：", ":").replace("．", ".")
    return text


def _paragraphs(lines: Iterable[str]) -> list[str]:
    """Lines joined to paragraphs: a line that begins nothing of its own goes on with the one before."""
    made: list[str] = []
    for line in lines:
        text = _plain(line)
        if not text:
            continue
        if made and not _BEGINS.match(text) and not re.fullmatch(r"民事(?:起诉状|诉状)", made[-1]):
            made[-1] += text
        else:
            made.append(text)
    return made


def _section(section: str, text: str) -> tuple[str, str]:
    if match := re.match(r"^诉讼请求[::]?(.*)$", text):
        return "claims", match[1]
    if match := re.match(r"^事实(?:与|和|及|、)?(?:理由)?[::]?(.*)$", text):
        return "story", match[1]
    if section in ("claims", "story") and _STORY_END.match(text):
        return "end", ""
    return section, text


def _party(found: Read, text: str) -> None:
    match = _PARTY.match(text)
    if match is None:
        _representative(found, text)
        return
    side, rest = _SIDES[match[1]], match[2]
    name = re.split(r"[,。;(]", rest, maxsplit=1)[0].strip(":")[:NAME]
    if name:
        people = {"claimant": found.claimants, "respondent": found.respondents, "third_party": found.third_parties}
        people[side].append(_described(name, rest[len(name) :], found))


def _representative(found: Read, text: str) -> None:
    match = _LEGAL.match(text)
    people = [p for side in (found.third_parties, found.respondents, found.claimants) for p in side[-1:]]
    if match is None or not people or people[0].kind != "entity":
        return
    for side in (found.claimants, found.respondents, found.third_parties):
        if side and side[-1] is people[0]:
            old = side.pop()
            values = {name: getattr(old, name) for name in PartyRead.__slots__}
            side.append(PartyRead(**{**values, "legal_representative": match[1]}))


def _described(name: str, text: str, found: Read) -> PartyRead:
    entity = bool(_ENTITY.search(name))
    sex, born, address, phone = _SEX.search(text), _BORN.search(text), _ADDRESS.search(text), _PHONE.search(text)
    return PartyRead(
        name=name,
        kind="entity" if entity else "person",
        sex=sex[1] if sex and not entity else "",
        born=_day(born[1] or born[2]) if born and not entity else None,
        id_number=_number(text, "uscc" if entity else "resident_id", found),
        address=address[1][:TEXT] if address else "",
        phone=phone[0] if phone else "",
        ethnicity="" if entity else _ethnicity(text),
        occupation="" if entity else _first(_WORK.search(text)),
    )


def _first(match: re.Match[str] | None) -> str:
    return next(filter(None, match.groups()), "") if match else ""


def _ethnicity(text: str) -> str:
    """The ethnic group with its last sign: a card says 汉, a complaint 汉族."""
    found = _first(_ETHNIC.search(text))
    return found if not found or found.endswith("族") else f"{found}族"


def _number(text: str, kind: str, found: Read) -> str:
    for match in (_USCC if kind == "uscc" else _ID).finditer(text):
        number = match[0].upper()
        if identity.check(kind, number).value.valid:
            return number
        found.doubtful.append(number)
    return ""


def _day(text: str) -> date | None:
    match = _DAY.search(text)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _claim(found: Read, text: str) -> None:
    match = _ITEM.match(text)
    rest = text[match.end() :] if match else text
    rest = rest.strip(";。,")
    if rest:
        found.claims.append((rest[:CLAIM], None if _COSTS.search(rest) else amount(rest)))


def amount(text: str) -> Decimal | None:
    """The first sum of money asked for in a sentence, in yuan; None where there is none."""
    match = next(_asked(text), None)
    return _value(match) if match else None


def sums(text: str) -> list[tuple[int, int, Decimal]]:
    """Every sum of money of a text with the place where it stands: begin, end, yuan."""
    return [(m.start(1), m.end(), value) for m in _asked(text) if (value := _value(m)) is not None]


def days(text: str) -> list[tuple[int, int, date]]:
    """Every day of a text with the place where it stands: begin, end, day."""
    return [(m.start(), m.end(), day) for m in _DAY.finditer(text) if (day := _day(m[0])) is not None]


def _asked(text: str) -> Iterator[re.Match[str]]:
    """The sums of a text but those on which interest is to be reckoned: 以80000元为基数."""
    return (m for m in _MONEY.finditer(text) if not is_base(text, m.start(), m.end()))


def _value(match: re.Match[str]) -> Decimal | None:
    try:
        value = Decimal(match[1].replace(",", "")) * (10000 if match[2] else 1)
    except InvalidOperation:
        return None
    return value.quantize(Decimal("0.01")) if 0 < value < Decimal("999999999999") else None


def is_base(text: str, begin: int, end: int) -> bool:
    """Whether the sum that stands there is only that on which interest is to be reckoned."""
    before = _BASE_BEFORE.search(text, 0, begin)
    return before is not None or _BASE_AFTER.match(text, end) is not None


def _card(paragraphs: Sequence[str], found: Read) -> PartyRead | None:
    """The bearer of a resident identity card, where its front is among the pages."""
    whole = ",".join(paragraphs)
    name = re.search(r"(?:^|,)姓名[::]?([\u3400-\u9fff·]{2,20}?)(?=,|性别)", whole)
    number = re.search(r"公民身份(?:号码|证号)[::]?,?([0-9Xx]{18})", whole)
    if name is None or number is None:
        return None
    address = re.search(r"住址[::]?,?(.{4,80}?),?公民身份", whole)
    sex = re.search(r"性别[::]?(男|女)", whole)
    checked = _number(number[1], "resident_id", found)
    born = identity.check("resident_id", checked).value.birth if checked else None
    place = address[1].replace(",", "") if address else ""
    sex_read, ethnicity = sex[1] if sex else "", _ethnicity(whole)
    return PartyRead(name[1], "person", sex_read, born, checked, place[:TEXT], ethnicity=ethnicity)


def _merge(found: Read, card: PartyRead) -> None:
    """What the card says of a claimant of that name is better than what the paper says; else it is the claimant."""
    for n, party in enumerate(found.claimants):
        if party.name == card.name:
            better = {name: getattr(card, name) or getattr(party, name) for name in PartyRead.__slots__}
            found.claimants[n] = PartyRead(**better)
            return
    if not found.claimants:
        found.claimants.append(card)
