"""Litigation costs: case fees, application fees, and what changes them.

All amounts are in yuan. Nothing is rounded before the end; see the setting ``fee.rounding``.
Rules R-FEE-01 to R-FEE-31 and R-FEE-43.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import ZERO, exact, half_up
from fengqiao.law import causes
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import Sum, amount_of, banded, exempt, fixed, local, sentence
from fengqiao.law.instruments import CPLI, FEE
from fengqiao.law.settings import setting
from fengqiao.law.store import load
from fengqiao.law.tariff import entry, names

STAGES = ("first", "appeal", "counterclaim", "third_party")
CASE_KINDS = (
    "property",
    "divorce",
    "personality",
    "ip",
    "other",
    "company_dissolution",
    "labour",
    "administrative",
    "administrative_ip",
    "jurisdiction_objection",
    "unregistered_creditor",
    *("confirmation", "special_procedure", "dismissal", "appeal_against_ruling"),
    *("administrative_compensation", "protection_order"),
)
APPLICATION_KINDS = (
    "enforcement",
    "foreign_recognition",
    "preservation",
    "payment_order",
    "public_summons",
    "arbitration_set_aside",
    "bankruptcy",
    "compulsory_liquidation",
    "maritime_fund",
    "maritime_injunction",
    "maritime_lien",
    "maritime_claim_registration",
    "general_average",
    "security_interest",
)
REDUCTIONS = ("simple", "mediated", "withdrawn", "deemed_withdrawn", "small_claims")
WHEN = ("before_end_of_investigation", "after_end_of_investigation")


@dataclass(frozen=True, slots=True)
class FeeChange:
    """What changes with an amount or a procedure, in yuan.

    ``top_up`` is still to be paid, ``refund`` is paid back, ``borne`` is what the party who
    dropped part of its claim bears, ``refund_if_unpaid`` what is paid back when a due top-up is
    not paid without good reason.
    """

    top_up: Decimal
    refund: Decimal
    borne: Decimal = ZERO
    refund_if_unpaid: Decimal = ZERO


def _full(
    kind: str,
    amount: Decimal | int | str | None,
    base: Decimal | int | str | None,
    on: date | None,
) -> Sum:
    """Return the case fee of a kind before any halving."""
    if kind in ("divorce", "personality") and (amount is None or setting("fee.mixed_own_table", on).value):
        return banded(kind, amount_of(amount if amount is not None else 0), base, on)
    if kind == "property" or (kind in ("ip", "divorce", "personality") and amount is not None):
        return banded("property", amount_of(amount), None, on)
    if kind == "unregistered_creditor":
        return banded("enforcement", amount_of(amount), None, on)
    if kind in names("fixed"):
        return fixed(kind, on)
    if kind in names("local"):
        return local(kind, base, on)
    return exempt(kind, on)


def _halve(total: Sum, reason_zh: str, reason_en: str, cites: Sequence[Citation]) -> None:
    total.amount /= 2
    total.cites.extend(cites)
    total.lines.append(
        Line(
            f"{reason_zh}，减半：{exact(total.amount)}元。",
            f"{sentence(reason_en)}: half, {exact(total.amount)}.",
        )
    )


def _reduce(total: Sum, reductions: Sequence[str], stage: str, on: date | None) -> None:
    """Apply at most one halving, for the counterclaim first, then for the named grounds."""
    if stage in ("counterclaim", "third_party"):
        zh = "反诉" if stage == "counterclaim" else "有独立请求权的第三人的请求"
        en = "counterclaim" if stage == "counterclaim" else "independent third party's claim"
        _halve(total, f"{zh}与本诉合并审理", f"{en} merged with the main claim", [FEE(18)])
        if reductions:
            total.lines.append(Line("已减半，不再重复减半。", "Already halved; never twice."))
        return
    grounds = []
    for name in dict.fromkeys(reductions):
        ground = load("fees.yaml")["halving"][name]
        if stage == "appeal" and name in ("simple", "small_claims"):
            total.lines.append(
                Line(
                    "第二审不适用简易程序，一审适用简易程序不影响上诉案件受理费。",
                    "There is no simple procedure on appeal; it does not halve the appeal fee.",
                )
            )
            continue
        if "setting" in ground:
            open_point = setting(ground["setting"], on)
            if open_point.value is False:
                continue
            total.provisional |= not open_point.confirmed
        grounds.append(ground)
    if not grounds:
        return
    cites = [cite(text) for ground in grounds for text in ground["cites"]]
    if len(grounds) > 1:
        cites.append(CPLI(206))
    zh, en = "、".join(g["zh"] for g in grounds), ", ".join(g["en"] for g in grounds)
    _halve(total, zh, en + (" (once only)" if len(grounds) > 1 else ""), cites)


def not_prepaid(cause: str) -> bool:
    """Whether the fee of a cause waits for the end of the case: whoever claims pay for work prepays nothing (FEE 20)."""
    return "劳动报酬" in causes.cause(cause).name


def case_fee(
    kind: str,
    amount: Decimal | int | str | None = None,
    base: Decimal | int | str | None = None,
    reductions: Sequence[str] = (),
    stage: str = "first",
    on: date | None = None,
) -> Answer[Decimal]:
    """Return the case fee (案件受理费) in yuan.

    ``amount`` is the claimed amount, on appeal the amount appealed; ``base`` the locally set fee
    where the law gives a range (the court's setting if None). Raises FieldError.
    """
    one_of("kind", kind, CASE_KINDS)
    one_of("stage", stage, STAGES)
    for name in reductions:
        one_of("reductions", name, REDUCTIONS)
    total = _full(kind, amount, base, on)
    if stage == "appeal":
        total.cites.append(FEE(17))
        total.lines.append(
            Line(
                "上诉案件：财产案件按上诉请求数额，其他案件与第一审相同。",
                "On appeal: property cases by the amount appealed, others as at first instance.",
            )
        )
    if kind in ("jurisdiction_objection", "unregistered_creditor"):
        if reductions:
            total.lines.append(Line("该项费用不减半。", "This fee is not halved."))
    elif total.amount:
        _reduce(total, reductions, stage, on)
    return total.close(on)


def mixed_fee(
    amounts: Sequence[Decimal | int | str],
    non_property_claims: int = 0,
    base: Decimal | int | str | None = None,
    reductions: Sequence[str] = (),
    on: date | None = None,
) -> Answer[Decimal]:
    """Return the case fee of several claims in one suit (CPLI 201).

    Property claims are added and pay once; with any of them, other claims pay nothing; several
    non-property claims pay as one. Raises FieldError.
    """
    if not amounts and non_property_claims < 1:
        raise FieldError("amounts", "at least one claim is needed")
    if not amounts:
        found = case_fee("other", base=base, reductions=reductions, on=on)
        note = Line("多个非财产性诉讼请求，按一件交纳。", "Several non-property claims pay as one case.")
    else:
        total = sum((amount_of(a, "amounts") for a in amounts), Decimal(0))
        found = case_fee("property", total, reductions=reductions, on=on)
        note = Line(
            "多个财产性诉讼请求合并计算；既有财产性又有非财产性请求的，按财产案件标准交纳。",
            "Property claims are added; with property and other claims, the property table alone.",
        )
    return Answer(found.value, (*found.cites, CPLI(201)), (note, *found.working), found.provisional)


def application_fee(
    kind: str,
    amount: Decimal | int | str | None = None,
    base: Decimal | int | str | None = None,
    on: date | None = None,
) -> Answer[Decimal]:
    """Return an application fee (申请费) in yuan. It is never halved. Raises FieldError.

    ``amount`` is the amount executed, preserved, claimed, or the total of the estate.
    """
    one_of("kind", kind, APPLICATION_KINDS)
    if kind in ("enforcement", "foreign_recognition"):
        return _enforcement_fee(kind, amount, base, on)
    if kind == "preservation":
        return banded(kind, amount_of(amount if amount is not None else 0), None, on).close(on)
    if kind in names("shares"):
        return _shared(kind, amount_of(amount), on)
    if kind in names("fixed"):
        return fixed(kind, on).close(on)
    if kind == "security_interest":
        return _security_interest(amount, on)
    return local(kind, base, on).close(on)


def _enforcement_fee(
    kind: str,
    amount: Decimal | int | str | None,
    base: Decimal | int | str | None,
    on: date | None,
) -> Answer[Decimal]:
    if amount is None:
        total = local("enforcement_no_amount", base, on)
    else:
        total = banded("enforcement", amount_of(amount), None, on)
    if kind == "enforcement":
        basis = setting("fee.enforcement_basis", on)
        executed = basis.value == "executed"
        total.lines.append(
            Line(
                f"不预交，执行后交纳，由被执行人负担；以{'实际执行' if executed else '申请执行'}金额计。",
                "Not prepaid; collected after enforcement from the debtor, on the amount "
                + ("executed." if executed else "applied for."),
            )
        )
        total.cites.append(FEE(20))
    else:
        total.lines.append(Line("由申请人预交。", "Prepaid by the applicant: only items 1 and 6 of art. 10 are not."))
        total.cites.extend((FEE(10), FEE(20)))
    return total.close(on)


def _shared(kind: str, amount: Decimal, on: date | None) -> Answer[Decimal]:
    share = entry("shares", kind, on)
    total = banded("property", amount, None, on)
    total.amount /= share.divide_by
    total.cites.extend(share.cites)
    total.lines.append(
        Line(
            f"{share.zh}，按上述标准的1/{share.divide_by}：{exact(total.amount)}元。",
            f"{sentence(share.en)}: 1/{share.divide_by} of that, {exact(total.amount)}.",
        )
    )
    if share.cap is not None and total.amount > share.cap:
        total.amount = share.cap
        total.lines.append(Line(f"最高不超过{exact(share.cap)}元。", f"Capped at {exact(share.cap)}."))
    return total.close(on)


def _security_interest(amount: Decimal | int | str | None, on: date | None) -> Answer[Decimal]:
    choice = setting("fee.security_interest", on)
    if choice.value == "property":
        total = banded("property", amount_of(amount), None, on)
    else:
        total = exempt("special_procedure", on)
    total.cites.append(CPLI(204))
    total.provisional = not choice.confirmed
    total.lines.append(
        Line(
            "实现担保物权案件的申请费标准有待法院确认，请立案人员核对。",
            "The fee for realising a security interest awaits the court's decision; a clerk must check it.",
        )
    )
    return total.close(on)


def _claimed(
    kind: str, amount: Decimal | int | str | None, field: str, reductions: Sequence[str], on: date | None
) -> Answer[Decimal]:
    """Return the fee of what is claimed; a claim without an amount is another, non-property one (R-FEE-04)."""
    named = amount_of(amount, field) if amount is not None else None
    return case_fee("other" if kind == "property" and named is None else kind, named, reductions=reductions, on=on)


def fee_change(
    from_amount: Decimal | int | str | None,
    to_amount: Decimal | int | str | None,
    when: str = "before_end_of_investigation",
    reductions: Sequence[str] = (),
    on: date | None = None,
    kind: str = "property",
) -> Answer[FeeChange]:
    """Return what is topped up or refunded when the claimed amount changes (FEE 21, 35).

    ``when`` is relative to the end of court investigation; ``kind`` is that of the case, None an amount that
    is not claimed. Raises FieldError.
    """
    one_of("when", when, WHEN)
    old = _claimed(kind, from_amount, "from_amount", reductions, on)
    new = _claimed(kind, to_amount, "to_amount", reductions, on)
    difference = new.value - old.value
    lines = [
        Line(
            f"原数额应交{old.value}元，变更后数额应交{new.value}元。",
            f"Fee on the old amount {old.value}, on the new amount {new.value}.",
        )
    ]
    cites: tuple[Citation, ...] = (*old.cites, FEE(21))
    if difference >= 0:
        change = FeeChange(difference, ZERO)
        lines.append(Line(f"补交{difference}元。", f"Top up {difference}."))
    elif when == WHEN[0]:
        change = FeeChange(ZERO, -difference)
        en = f"Reduced before the end of court investigation: refund {-difference}."
        lines.append(Line(f"法庭调查终结前减少请求，退还{-difference}元。", en))
    else:
        change = FeeChange(ZERO, ZERO, borne=-difference)
        cites = (*cites, FEE(35))
        lines.append(
            Line(
                f"法庭调查终结后减少请求，不退还；减少部分的{-difference}元由变更请求的当事人负担。",
                "Reduced after the end of court investigation: no refund; the party who dropped "
                f"that part bears its {-difference}.",
            )
        )
    return Answer(change, cites, tuple(lines), old.provisional or new.provisional)


def simple_to_ordinary(
    amount: Decimal | int | str | None = None,
    kind: str = "property",
    base: Decimal | int | str | None = None,
    on: date | None = None,
) -> Answer[FeeChange]:
    """Return the top-up when a simple case becomes ordinary, within 7 days of notice (CPLI 199).

    If it is not paid without good reason the suit counts as withdrawn and half of what was
    collected is refunded. Raises FieldError.
    """
    full = case_fee(kind, amount, base, on=on)
    paid = case_fee(kind, amount, base, ("simple",), on=on)
    top_up = full.value - paid.value
    default = half_up(paid.value / 2)
    lines = (
        *paid.working,
        Line(
            f"转为普通程序，接到通知之日起七日内补交{top_up}元。",
            f"Converted to the ordinary procedure: top up {top_up} within 7 days of notice.",
        ),
        Line(
            f"无正当理由逾期未补交的，按撤诉处理，已收取的退还一半：{default}元。",
            f"Unpaid without good reason: treated as withdrawn, half refunded: {default}.",
        ),
    )
    change = FeeChange(top_up, ZERO, refund_if_unpaid=default)
    provisional = full.provisional or paid.provisional
    return Answer(change, (*paid.cites, CPLI(199)), lines, provisional)
