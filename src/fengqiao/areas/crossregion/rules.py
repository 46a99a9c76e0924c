"""The conditions of a cross-region filing (R-FIL-15) and what its moves record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import answering, competent
from fengqiao.law.instruments import CPL, REG

SHORTEST = 6
REQUEST = "crossregion.request"


def answer_by(ctx: Context) -> Answer[datetime]:
    """The end of the competent court's minutes, in office time."""
    return answering.answer_by(ctx.now)


def proposal(ctx: Context) -> Answer[tuple[competent.Competent, ...]]:
    """The courts with jurisdiction as the law library reads them from what was told."""
    addresses = {s: [str(p.facts.get("address") or "") for p in ctx.side(s)] for s in ("respondent", "claimant")}
    return competent.proposed(str(ctx.dispute.get("cause") or ""), addresses["respondent"], addresses["claimant"])


def lacking(ctx: Context) -> Iterator[tuple[str, int]]:
    """What the form of the papers lacks, as far as any court can see it (R-FIL-05): point and number of the party."""
    for n, party in enumerate(ctx.side("claimant"), 1):
        if not party.facts.get("address") or not party.phone:
            yield "claimant", n
    for n, party in enumerate(ctx.side("respondent"), 1):
        if not party.facts.get("address") and not party.phone:
            yield "respondent", n
    if not ctx.dispute.get("evidence"):
        yield "evidence", 0


def another_court(ctx: Context) -> Refusal | None:
    """A court hands nothing over to itself."""
    if ctx.data.court == ctx.court["code"]:
        return Refusal("crossregion.own_court", REG(2), field="court")
    return None


def reasoned_choice(ctx: Context) -> Refusal | None:
    """Another court than the proposed ones is chosen with a reason (CPL 37)."""
    known = {v.court for v in proposal(ctx).value} | {ctx.facts.get("right_court")}
    if ctx.data.court in known or len(ctx.data.reason) >= SHORTEST:
        return None
    return Refusal("crossregion.choice_needs_reason", CPL(37), field="reason")


def reasoned_refusal(ctx: Context) -> Refusal | None:
    """The court that sends the papers on says why, so that they do not wander (CPL 37)."""
    if len(ctx.data.reason) < SHORTEST:
        return Refusal("crossregion.say_why", CPL(37), field="reason")
    return None


def asked_once(ctx: Context) -> Refusal | None:
    """What the papers lack is asked for once, in one list (REG 7)."""
    return Refusal("crossregion.asked_already", REG(7)) if ctx.facts.get("completed") else None


def all_claimants(ctx: Context) -> Refusal | None:
    """One claimant cannot end the suit of the others."""
    if {p.id for p in ctx.side("claimant")} <= {p.id for p in ctx.acting}:
        return None
    return Refusal("crossregion.not_all_claimants", CPL(55))


def _child_is(state: str) -> Any:
    def guard(ctx: Context) -> Refusal | None:
        if ctx.child is not None and ctx.child.state == state:
            return None
        return Refusal("crossregion.no_answer", REG(2))

    return guard


taken, incomplete, not_competent = _child_is("taken"), _child_is("incomplete"), _child_is("not_competent")


def received(ctx: Context) -> Mapping[str, Any]:
    return {"received": ctx.today.isoformat(), "assisting": ctx.court["name"]}


def handed(ctx: Context) -> Mapping[str, Any]:
    found = proposal(ctx)
    chosen = next((v for v in found.value if v.court == ctx.data.court), None)
    why = ctx.data.reason or str(ctx.facts.get("why", ""))
    ground = [chosen.ground_zh, chosen.ground_en] if chosen else [why, why]
    cites = [[c.zh, c.en] for c in found.cites] if chosen else []
    return {"competent": ctx.data.court, "ground": ground, "ground_cites": cites, "by_hand": chosen is None}


def answered(ctx: Context) -> Mapping[str, Any]:
    """How the competent court has answered, as its own matter records it."""
    facts = ctx.child.facts if ctx.child else {}
    kept = {"answer": ctx.child.state if ctx.child else "", "answer_minutes": facts.get("minutes")}
    return {**kept, "points": facts.get("points", []), "right_court": facts.get("right_court", ""), "why": facts.get("why", "")}


def supplied(ctx: Context) -> Mapping[str, Any]:
    return {"completed": {"on": ctx.today.isoformat(), "text": ctx.data.text, "files": list(ctx.data.files)}}


def withdrawn(ctx: Context) -> Mapping[str, Any]:
    return {"withdrawal_reason": ctx.data.reason if ctx.data else ""}


def asked(ctx: Context) -> Mapping[str, Any]:
    return {"asked_at": ctx.now.isoformat()}


def _needed(ctx: Context) -> dict[str, Any]:
    start = datetime.fromisoformat(str(ctx.facts["asked_at"]))
    return {"minutes": answering.office_minutes(start, ctx.now)}


def took(ctx: Context) -> Mapping[str, Any]:
    return _needed(ctx)


def listed(ctx: Context) -> Mapping[str, Any]:
    return {**_needed(ctx), "points": [p.model_dump(mode="json") for p in ctx.data.points]}


def sent_on(ctx: Context) -> Mapping[str, Any]:
    return {**_needed(ctx), "right_court": ctx.data.court, "why": ctx.data.reason}


def late(ctx: Context) -> Mapping[str, Any]:
    return {"late": True}


def not_sent(ctx: Context) -> Refusal | None:
    """Files go before the papers that name them."""
    return Refusal("crossregion.sent_already", REG(2)) if "elsewhere_receipt" in ctx.facts else None


def files_sent(ctx: Context) -> Mapping[str, Any]:
    return {"files_sent": [one.model_dump(mode="json") for one in ctx.data.sent]}


def acknowledged(ctx: Context) -> Mapping[str, Any]:
    receipt = {"number": ctx.data.number, "hash": ctx.data.hash, "at": ctx.now.isoformat(), "due": ctx.data.due}
    return {"elsewhere_receipt": receipt}


def noted(ctx: Context) -> Mapping[str, Any]:
    return {"said": [*ctx.facts.get("said", ()), {"at": ctx.now.isoformat(), "text": ctx.data.text}]}


def taken_elsewhere(ctx: Context) -> Mapping[str, Any]:
    return {**_needed(ctx), "elsewhere_number": ctx.data.number}
