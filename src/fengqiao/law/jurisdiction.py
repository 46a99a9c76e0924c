"""Jurisdiction (管辖): which level of court, and which places, with the ground for each.

Rules R-JUR-01 to R-JUR-16. The answer lists grounds; the court examines and decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import exact
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.facts import Facts, flag, word, words
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.instruments import CPL, CPLI
from fengqiao.law.settings import setting
from fengqiao.law.store import load, newest

BASIC, INTERMEDIATE, HIGH = "basic", "intermediate", "high"
_LEVELS = {
    BASIC: ("基层人民法院", "basic court"),
    INTERMEDIATE: ("中级人民法院", "intermediate court"),
    HIGH: ("高级人民法院", "high court"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground of territorial jurisdiction and the place it points to (None: not stated)."""

    ground: str
    place: str | None
    zh: str
    en: str


def _level(level: str, why: list[Line], cites: Sequence[str], provisional: bool) -> Answer[str]:
    zh, en = _LEVELS[level]
    line = Line(f"由{zh}管辖第一审。", f"First instance: {en}.")
    return Answer(level, tuple(cite(text) for text in cites), (*why, line), provisional)


def _foreign_level(amount: Decimal, province: str, on: date | None) -> Answer[str]:
    data = newest(load("jurisdiction.yaml")["level"]["foreign"], on)
    if data is None:
        raise FieldError("on", "no threshold is held for that day")
    listed = any(province.startswith(name) for name in data["provinces"])
    middle = Decimal(data["listed" if listed else "elsewhere"])
    high = Decimal(data["high"])
    level = HIGH if amount >= high else INTERMEDIATE if amount >= middle else BASIC
    why = Line(
        f"涉外（含涉港澳台）案件，{province}：中级人民法院{exact(middle)}元以上，高级人民法院{exact(high)}元以上；"
        f"标的额{exact(amount)}元。",
        f"Foreign-related, {province}: intermediate from {exact(middle)}, high from {exact(high)}; "
        f"the claim is {exact(amount)}.",
    )
    return _level(level, [why], data["cites"], False)


def _domestic_level(amount: Decimal, same: bool, on: date | None) -> Answer[str]:
    data = newest(load("jurisdiction.yaml")["level"]["domestic"], on)
    if data is None:
        raise FieldError("on", "no threshold is held for that day")
    middle = Decimal(data["same_province" if same else "other_province"])
    open_point = setting(data["high_setting"], on)
    level = BASIC
    if amount >= middle:
        level = HIGH if amount >= open_point.amount else INTERMEDIATE
    why = Line(
        (
            "当事人住所地均在或者均不在受理法院所处省级行政辖区"
            if same
            else "当事人一方住所地不在受理法院所处省级行政辖区"
        )
        + f"：中级人民法院{exact(middle)}元以上；标的额{exact(amount)}元。",
        ("All or none of the parties are in the province" if same else "A party is outside the province")
        + f": intermediate from {exact(middle)}; the claim is {exact(amount)}.",
    )
    return _level(level, [why], data["cites"], level == HIGH and not open_point.confirmed)


def _ip_level(subject: str) -> Answer[str]:
    data = load("jurisdiction.yaml")["ip"]
    if subject in data["technical"] or subject in data["intermediate"]:
        why = Line(
            "由知识产权法院或者最高人民法院确定的中级人民法院管辖。",
            "IP court or designated intermediate court.",
        )
        return _level(INTERMEDIATE, [why], data["cites"], False)
    why = Line("由最高人民法院确定的基层人民法院管辖。", "Designated basic court.")
    return _level(BASIC, [why], data["cites"], True)


def level_jurisdiction(facts: Facts, on: date | None = None) -> Answer[str]:
    """Return ``basic``, ``intermediate`` or ``high`` for a civil case at first instance.

    Facts: ``amount``; ``foreign`` (Hong Kong, Macao and Taiwan included) with ``province``; or
    ``parties`` (all, none, one_outside); or ``ip`` with the subject. Raises FieldError.
    """
    known = ("amount", "foreign", "foreign_related", "province", "parties", "ip")
    for name in facts:
        one_of(name, name, known)
    if facts.get("ip"):
        return _ip_level(str(facts["ip"]))
    amount = amount_of(facts.get("amount"))
    if flag(facts, "foreign") or flag(facts, "foreign_related"):
        province = facts.get("province")
        if not isinstance(province, str) or not province:
            raise FieldError("province", "is needed for a foreign-related case")
        return _foreign_level(amount, province, on)
    parties = word(facts, "parties", ("all", "none", "one_outside"), "all")
    return _domestic_level(amount, parties != "one_outside", on)


def _defendants(facts: Facts) -> list[str]:
    """Return the defendants' places: habitual residence of a year or more before domicile."""
    given = facts.get("defendants", facts.get("defendant"))
    if given is None:
        return []
    found = []
    for one in given if isinstance(given, (list, tuple)) else [given]:
        if isinstance(one, str):
            found.append(one)
            continue
        if not isinstance(one, Mapping):
            raise FieldError("defendants", "must be places, or domicile and habitual residence")
        habitual = one.get("habitual")
        lived = bool(habitual) and not one.get("in_hospital") and one.get("habitual_years", 1) >= 1
        place = habitual if lived else one.get("domicile") or one.get("registered")
        if place:
            found.append(str(place))
    return found


def _performance(facts: Facts) -> tuple[list[str], Line, tuple[Citation, ...]]:
    """Return the place of performance by CPLI 18 to 20, with the reason."""
    subject = word(
        facts,
        "subject",
        ("money", "real_estate", "other", "instant", "lease", "online_delivered", "online_shipped"),
        "other",
    )
    agreed = facts.get("agreed_performance")
    if agreed and flag(facts, "performed", True):
        return (
            [str(agreed)],
            Line("合同约定履行地点。", "The agreed place of performance."),
            (CPLI(18),),
        )
    if agreed and not flag(facts, "party_lives_there"):
        line = Line(
            "合同没有实际履行，双方住所地又都不在约定履行地，只由被告住所地法院管辖。",
            "Not performed and neither party lives at the agreed place: the defendant's court only.",
        )
        return [], line, (CPLI(18),)
    if agreed:
        return (
            [str(agreed)],
            Line("合同约定履行地点。", "The agreed place of performance."),
            (CPLI(18),),
        )
    key, zh, en, article = {
        "money": ("receiver", "接收货币一方所在地", "the receiver of the money", 18),
        "real_estate": ("property_place", "不动产所在地", "the real estate", 18),
        "other": ("obligor", "履行义务一方所在地", "the debtor of the obligation", 18),
        "instant": ("deal_place", "交易行为地", "the place of the deal", 18),
        "lease": ("use_place", "租赁物使用地", "the place of use", 19),
        "online_delivered": ("buyer", "买受人住所地", "the buyer's domicile", 20),
        "online_shipped": ("receipt_place", "收货地", "the place of receipt", 20),
    }[subject]
    line = Line(f"履行地为{zh}。", f"Place of performance: {en}.")
    place = facts.get(key)
    return [str(place)] if place else [], line, (CPLI(article),)


def territorial_jurisdiction(facts: Facts) -> Answer[tuple[Ground, ...]]:
    """Return every ground of territorial jurisdiction and its place.

    Facts: ``cause`` (a kind of case in ``data/jurisdiction.yaml``), the places it names,
    ``defendants`` (places, or domicile with habitual residence), for contracts ``subject`` and
    its place, ``agreement`` (place) with ``connected``. Raises FieldError.
    """
    data = load("jurisdiction.yaml")
    cause = str(facts.get("cause", "general"))
    one_of("cause", cause, data["territorial"])
    entry = data["territorial"][cause]
    cites: list[Citation] = [cite(text) for text in entry["cites"]]
    lines: list[Line] = []
    agreed = _agreement(facts, entry, lines, cites)
    if agreed is not None:
        return Answer((agreed,), tuple(cites), tuple(lines))
    grounds: list[Ground] = []
    for name in entry["grounds"]:
        names = data["places"][name]
        if name == "performance":
            places, line, more = _performance(facts)
            lines.append(line)
            cites.extend(more)
            if not places and "没有实际履行" in line.zh:
                continue
        elif name == "defendant":
            places = _defendants(facts)
        else:
            places = list(words(facts, name)) if isinstance(facts.get(name), list) else _one(facts, name)
        known: list[str | None] = [*places] or [None]
        grounds.extend(Ground(name, place, names["zh"], names["en"]) for place in known)
    if entry.get("exclusive"):
        lines.append(Line("专属管辖，不得协议变更。", "Exclusive jurisdiction; no agreement changes it."))
    if len(grounds) > 1:
        lines.append(
            Line(
                "两个以上法院都有管辖权的，原告可以选择。",
                "With several courts the plaintiff chooses.",
            )
        )
        cites.append(CPL(36))
    return Answer(tuple(grounds), tuple(dict.fromkeys(cites)), tuple(lines))


def _one(facts: Facts, name: str) -> list[str]:
    value: Any = facts.get(name)
    return [str(value)] if value else []


def _agreement(facts: Facts, entry: Mapping[str, Any], lines: list[Line], cites: list[Citation]) -> Ground | None:
    """Return the ground of a valid agreement, or say why it does not count (R-JUR-07)."""
    place = facts.get("agreement")
    if not place:
        return None
    cites += [CPL(35), CPLI(30)]
    if entry.get("exclusive"):
        lines.append(Line("违反专属管辖的协议无效。", "An agreement against exclusive rules is void."))
        return None
    if not flag(facts, "agreement_written", True):
        lines.append(Line("管辖协议应当采用书面形式。", "The agreement must be in writing."))
        return None
    if not flag(facts, "connected"):
        lines.append(
            Line(
                "约定的地点与争议没有实际联系的，协议无效。",
                "Without an actual connection to the dispute the agreement is void.",
            )
        )
        return None
    if flag(facts, "consumer_form_clause") and not flag(facts, "drawn_to_attention"):
        lines.append(
            Line(
                "经营者未以合理方式提请消费者注意的格式条款，消费者可以主张无效。",
                "A form clause not drawn to the consumer's attention does not bind the consumer.",
            )
        )
        return None
    lines.append(Line("书面协议选择有实际联系地点的法院。", "Agreed in writing, with a connection."))
    return Ground("agreed", str(place), "协议选择的法院所在地", "place of the agreed court")
