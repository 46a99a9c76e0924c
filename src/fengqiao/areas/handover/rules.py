"""Who may pass a thing on, to whom, and what the receipt must say (CPL 69)."""

from __future__ import annotations

from typing import Any

from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL

WINDOW = "service_desk"
ROLES = ("clerk", "judge", "enforcement_officer")


def holder(ctx: Context) -> str:
    """The role in whose hands the thing is."""
    return str(ctx.facts.get("holder", WINDOW))


def in_own_hands(ctx: Context) -> Refusal | None:
    """Only whoever holds it may let it out of the hand; at the window that is everybody who works there."""
    held = holder(ctx)
    mine = ctx.relations & {WINDOW, "filing_clerk"} if held == WINDOW else ctx.relations & {held}
    return None if mine else Refusal("handover.not_in_your_hands", CPL(69))


def for_the_receiver(ctx: Context) -> Refusal | None:
    """Only the one to whom it was sent can say that it came."""
    to = str(ctx.facts.get("to", ""))
    wanted = {WINDOW, "filing_clerk"} if to == WINDOW else {to}
    return None if ctx.relations & wanted else Refusal("handover.not_sent_to_you", CPL(69))


def somebody_there(ctx: Context) -> Refusal | None:
    """There must be somebody in that place of this matter."""
    to = ctx.data.to
    if to == WINDOW or ctx.staff.get(to):
        return None
    return Refusal("handover.nobody_there", CPL(69), field="to")


def to_another(ctx: Context) -> Refusal | None:
    """A thing is passed on to somebody else."""
    return Refusal("handover.holds_it_already", CPL(69), field="to") if ctx.data.to == holder(ctx) else None


def difference_said(ctx: Context) -> Refusal | None:
    """Whoever finds it other than described says how."""
    if ctx.data.found == "differs" and not ctx.data.remark:
        return Refusal("handover.say_the_difference", CPL(69), field="remark")
    return None


def received(ctx: Context) -> dict[str, Any]:
    """What the receipt says: name, pages, copies, original or copy, who, when (CPL 69)."""
    return {
        **ctx.data.model_dump(mode="json", exclude_none=True),
        "holder": WINDOW,
        "received_at": ctx.now.isoformat(timespec="seconds"),
    }


def forwarded(ctx: Context) -> dict[str, Any]:
    """On its way; who let it out of the hand keeps answering for it until it is acknowledged."""
    return {"to": ctx.data.to, "last_holder": holder(ctx)}


def taken(ctx: Context) -> dict[str, Any]:
    """In the hands of the receiver."""
    told = {"difference": ctx.data.remark} if ctx.data.found == "differs" else {}
    return {"holder": ctx.facts["to"], "to": "", **told}


def not_come(ctx: Context) -> dict[str, Any]:
    """Back with the one who sent it, who must look for it."""
    return {"holder": WINDOW, "to": "", "not_come": ctx.data.remark}


def filed(ctx: Context) -> dict[str, Any]:
    """In the archive."""
    return {"holder": "archive", "place": ctx.data.place}


def given_back(ctx: Context) -> dict[str, Any]:
    """Back to a person whose identity was checked."""
    return {"holder": "giver", "taker": ctx.data.taker, "returned_on": ctx.today.isoformat()}
