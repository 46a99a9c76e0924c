"""Who bears the costs, what a claim in foreign money costs, whether an internet court hears it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from fengqiao.areas.calculators import costfacts
from fengqiao.areas.calculators.results import (
    Calculator,
    Part,
    Result,
    Row,
    cautions,
    link,
    open_settings,
    row,
    yuan_text,
)
from fengqiao.core.words import say, word
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.money import capital
from fengqiao.law import burden, currency, internet_courts
from fengqiao.law.store import load
from fengqiao.web.views.pages import english

OUTCOMES: Final[Mapping[str, Sequence[str]]] = {
    "suit": ("won", "partial", "lost", "mediated", "withdrawn", "divorce", "act_changed", "retrial_request"),
    "application": (
        "enforcement", "enforcement_settled", "preservation", "payment_order_unopposed", "payment_order_opposed",
        "public_summons", "security_granted", "security_refused",
    ),
}  # fmt: skip


def share_fields(outcome: str) -> dict[str, bool]:
    """The fields to ask for an outcome."""
    side = load("burden.yaml")["outcomes"][outcome]["side"]
    asked: dict[str, bool] = {"fee": True}
    if side == burden.SPLIT:
        asked.update(claimed=True, awarded=True)
    if side == burden.AGREED:
        asked["agreed"] = False
    if outcome in ("won", "lost"):
        asked["volunteered"] = False
    if outcome in ("won", "partial"):
        asked.update(dropped=False, joint=False, direct=False)
    return asked


def cost_share(asked: costfacts.CostShare) -> Result:
    """What each side bears, and what the court pays back."""
    case = burden.Outcome(asked.outcome, asked.claimed, asked.awarded, asked.agreed, asked.volunteered, asked.dropped)
    found = burden.cost_burden(asked.fee, case, (), asked.joint, asked.direct)
    one = found.value
    parts = [Part("", found, "R-FEE-34")]
    minds = cautions("share_review", *(["share_court"] if one.decided_by == burden.COURT else []))
    if one.claimant is None or one.respondent is None:
        return Result(
            label=word("calculators.cost_share.label"), value=word("calculators.cost_share.open"), parts=parts, cautions=minds,
            reasons=[word("calculators.cost_share.by.court")],
        )  # fmt: skip
    rows = [
        row(word("calculators.cost_share.claimant"), yuan_text(one.claimant)),
        row(word("calculators.cost_share.respondent"), yuan_text(one.respondent)),
        *_moves(one),
        row(word("calculators.cost_share.decided"), word(f"calculators.cost_share.by.{one.decided_by}")),
    ]
    return Result(
        label=word("calculators.cost_share.label"),
        value=_headline(one.claimant, one.respondent),
        parts=parts,
        rows=rows,
        reasons=[word("calculators.cost_share.guide")] if found.provisional else [],
        cautions=minds,
        links=[link("fee", word("calculators.cost_share.fee"))],
    )


def _headline(claimant: Decimal, respondent: Decimal) -> str:
    if not claimant or not respondent:
        return word("calculators.cost_share.all_respondent" if respondent else "calculators.cost_share.all_claimant")
    return say("calculators.cost_share.both", {"claimant": yuan_text(claimant), "respondent": yuan_text(respondent)})


def _moves(one: burden.Burden) -> list[Row]:
    found = []
    if one.refund:
        found.append(row(word("calculators.cost_share.refund"), yuan_text(one.refund)))
    if one.to_court:
        found.append(row(word("calculators.cost_share.to_court"), yuan_text(one.to_court)))
    return found


def foreign(asked: costfacts.ForeignClaim) -> Result:
    """A claim in foreign money: the amount in yuan and the fee."""
    rate = currency.rate_of(asked.currency.upper(), asked.rate, asked.rate_day, int(asked.per))
    found = currency.foreign_currency(asked.amount, rate, asked.accepted, asked.kind)
    one = found.value
    return Result(
        label=word("calculators.foreign.fee"),
        value=yuan_text(one.fee),
        note="" if english() else capital(one.fee),
        parts=[Part("", found, "R-FEE-41")],
        rows=[row(word("calculators.foreign.amount"), yuan_text(one.amount))],
        reasons=_rate_reasons(asked, found),
        cautions=cautions("foreign_rate", "foreign_same"),
    )


def _rate_reasons(asked: costfacts.ForeignClaim, found: Answer[currency.Converted]) -> list[str]:
    ids = ["fee.rate_kind"]
    if asked.rate_day != asked.accepted:
        ids.append("fee.rate_rest_day")
    if any("四舍五入" in line.zh for line in found.working):
        ids.append("fee.rounding")
    return open_settings(*ids)


def net_court(asked: costfacts.NetCourt) -> Result:
    """Whether the case goes to the internet court of the city."""
    found = internet_courts.internet_court(asked.matter, asked.city, asked.filed, asked.amount)
    one = found.value
    return Result(
        label=word("calculators.net.label"),
        value=one.court or word("calculators.net.none"),
        tone="yes" if one.competent else "no",
        parts=[Part("", found, "R-JUR-11")],
        reasons=[word("calculators.net.shortened")] if found.provisional else [],
        cautions=cautions("net_place"),
        links=[link("court", word("calculators.net.where"))],
    )


CALCULATORS = (
    Calculator(
        "fee-share", "swap", costfacts.CostShare, cost_share, "outcome=partial&fee=2300&claimed=100000&awarded=70000",
        first="outcome", topics=OUTCOMES, shown=share_fields,
    ),
    Calculator(
        "foreign-money", "money", costfacts.ForeignClaim, foreign,
        "currency=USD&amount=10000&rate=7.1&rate_day=2026-03-02&accepted=2026-03-02",
    ),
    Calculator("net-court", "search", costfacts.NetCourt, net_court, "matter=platform_shopping&city=杭州市&amount=3000"),
)  # fmt: skip
