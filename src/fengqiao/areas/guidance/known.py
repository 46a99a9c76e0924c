"""What was told at the front door already, read from the draft that this browser holds.

Only what bears on the outlook is taken, and never a name, a number or an address.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest

from fengqiao.areas.guidance.facts import About
from fengqiao.core import drafts
from fengqiao.law import causes

COOKIE, KIND = "fq_tell", "tell"
"""The front door's draft: the cookie that holds its secret, and its kind."""
_ABOUT: tuple[tuple[str, About], ...] = (
    ("民间借贷", "loan"), ("借款合同", "loan"), ("房屋租赁", "lease"), ("租赁合同", "lease"), ("买卖合同", "sale"),
    ("劳动", "labour"), ("交通事故", "traffic"), ("离婚", "divorce"), ("赡养", "support"), ("抚养", "support"),
    ("扶养", "support"), ("继承", "inheritance"), ("相邻", "neighbour"), ("产品责任", "consumer"),
    ("网络购物", "consumer"), ("侵权", "injury"), ("人格权", "injury"), ("服务合同", "service"),
    ("承揽合同", "service"), ("合同", "sale"),
)  # fmt: skip
_PROOF = (
    ("agreement", ("合同", "借条", "欠条", "协议", "收条")),
    ("payment", ("转账", "流水", "付款", "收据", "工资条", "发票")),
    ("messages", ("微信", "聊天", "短信", "录音", "通话")),
    ("delivery", ("送货", "验收", "签收", "交货")),
    ("official", ("认定书", "报警", "笔录", "证明")),
    ("medical", ("病历", "诊断", "医疗", "鉴定")),
    ("photos", ("照片", "视频", "监控")),
    ("witness", ("证人", "证言")),
    ("work", ("考勤", "工牌", "劳动合同", "社保")),
    ("relation", ("户口", "结婚证", "出生证")),
    ("title", ("房产证", "不动产", "登记", "宅基地")),
)


def about_of(cause: str) -> About:
    """The kind of dispute, in everyday terms, of an official cause; ``other`` where none fits."""
    try:
        path = causes.cause(cause).path
    except LookupError:
        return "other"
    text = " ".join(reversed(path))
    return next((about for word, about in _ABOUT if word in text), "other")


def draft_of(request: HttpRequest) -> Mapping[str, Any] | None:
    """The draft that this browser holds, or the newest of the person who is signed in; never another's."""
    held = drafts.by_token(request.COOKIES.get(COOKIE, ""), KIND)
    person = request.actor.person
    if held is not None and held.person_id not in (None, person):
        held = None
    held = held or drafts.held(person, KIND)
    return held.data if held is not None else None


def outlook_of(draft: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of the outlook that a draft holds already, as its form takes them."""
    found: dict[str, Any] = {"about": about_of(str(step(draft, "cause").get("cause") or ""))}
    amount = claimed(draft)
    if amount:
        found["amount"] = str(amount)
    told = [step(draft, code).get("due_on") for code in draft if "-" in code]
    since = next((str(day) for day in (*told, step(draft, "story").get("happened_on")) if day and _is_day(str(day))), "")
    if since:
        found["since"] = since
    others = rows(people(draft), "others")
    if others:
        found["reach"] = min((_reach(one) for one in others), key=("none", "one", "both").index)
    pieces = " ".join(str(one.get("name") or "") for one in rows(step(draft, "evidence"), "evidence"))
    proof = [kind for kind, words in _PROOF if any(word in pieces for word in words)]
    if proof:
        found["proof"] = proof
    return found


def step(draft: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """What was typed at one step of the front door; empty where there is nothing."""
    found = draft.get(code)
    return found if isinstance(found, Mapping) else {}


def people(draft: Mapping[str, Any]) -> Mapping[str, Any]:
    """Everybody named, whether asked on one page or, in drafts begun earlier, on two."""
    return {**step(draft, "you"), **step(draft, "them"), **step(draft, "people")}


def claimed(draft: Mapping[str, Any]) -> Decimal | None:
    """The sum asked for; where the claims are still reckoned from elements, the principal told there."""
    told = amount_of(step(draft, "claims"))
    if told is not None:
        return told
    groups = (step(draft, code) for code in draft if "-" in code)
    return next((found for found in (_money(group.get("principal")) for group in groups) if found), None)


def rows(answer: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The rows of a repeated group of a step."""
    found = answer.get(name)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _reach(party: Mapping[str, Any]) -> str:
    ways = bool(party.get("phone")) + bool(party.get("address"))
    return ("none", "one", "both")[ways]


def amount_of(claims: Mapping[str, Any]) -> Decimal | None:
    """The sum of the money claimed at the front door, None where none is."""
    found = [_money(row.get("amount")) for row in (claims, *rows(claims, "more"), *rows(claims, "claims"))]
    amounts = [one for one in found if one is not None]
    return sum(amounts, Decimal()) if amounts else None


def _money(value: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value).replace(",", "")) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and amount >= 0 else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
