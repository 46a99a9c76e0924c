"""Who may pass a thing on, to whom, and what the receipt must say (CPL 69)."""

from __future__ import annotations

from typing import Any

from fengqiao.core import ports
from fengqiao.kernel.context import Context
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPL, OLR

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


# —— the smart locker ——

LOCKER = "locker"


def locker_there(ctx: Context) -> Refusal | None:
    """Where no locker is set nothing of it is offered."""
    return None if ports.locker().configured else Refusal("handover.no_locker", OLR(12), absent=True)


def fetcher_known(ctx: Context) -> Refusal | None:
    """Whoever fetches has taken his place in the dispute: a phone that only the other side named gets no code."""
    found = next((p for p in ctx.parties if p.id == ctx.data.party), None)
    if found is None:
        return Refusal("handover.no_such_party", CPL(69), field="party")
    return None if found.bound and found.phone else Refusal("handover.cannot_fetch", CPL(69), field="party")


def asked_for_box(ctx: Context) -> dict[str, Any]:
    """Still in the hands of the window, until the locker has it."""
    found = next(p for p in ctx.parties if p.id == ctx.data.party)
    return {"fetcher": found.name, "size": ctx.data.size, "no_box": ""}


def laid_in(ctx: Context) -> dict[str, Any]:
    """In the locker; who laid it in is whose code opened the door."""
    fresh = {"opened_at": "", "door_open_at": ""}
    return {"holder": LOCKER, "box": ctx.data.box, "boxed_at": _moment(ctx), "boxed_by": ctx.data.by, **fresh}


def no_box(ctx: Context) -> dict[str, Any]:
    """Why there is no box (any more)."""
    return {"no_box": ctx.data.reason if ctx.data else "time"}


def opened_otherwise(ctx: Context) -> dict[str, Any]:
    """Opened by somebody who does not fetch it: the window looks and says where it is."""
    return {"opened_by": ctx.data.by, "opened_at": _moment(ctx)}


def fetched(ctx: Context) -> dict[str, Any]:
    """Fetched with the code that went to the phone of the one who was to have it."""
    return {"holder": "giver", "taker": ctx.data.by, "returned_on": ctx.data.at.date().isoformat(), "fetched_at": _moment(ctx)}


def not_fetched(ctx: Context) -> dict[str, Any]:
    """Overdue; it lies in the locker until the window has taken it out."""
    return {"overdue_since": ctx.today.isoformat()}


def to_be_taken_back(ctx: Context) -> Refusal | None:
    """Overdue, or opened (or left open) otherwise than by the one who fetches it; until then it waits for that one."""
    facts = ctx.facts
    found = facts.get("overdue_since") or facts.get("opened_at") or facts.get("door_open_at")
    return None if found else Refusal("handover.waits_to_be_fetched", CPL(69))


def taken_back(ctx: Context) -> dict[str, Any]:
    """Again in the hands of the window."""
    return {"holder": WINDOW, "box": "", "overdue_since": "", "opened_at": "", "door_open_at": ""}


def asked_to_drop(ctx: Context) -> dict[str, Any]:
    """What shall be laid in; no receipt yet."""
    return {"what": ctx.data.what, "size": ctx.data.size}


def box_given(ctx: Context) -> dict[str, Any]:
    return {"box": ctx.data.box, "site": ctx.data.site}


def dropped(ctx: Context) -> dict[str, Any]:
    """When it was laid in is kept: the window's receipt names this moment beside its own."""
    return {"box": ctx.data.box, "filled_at": _moment(ctx), "filled_by": ctx.data.by}


def taken_out(ctx: Context) -> dict[str, Any]:
    return {"out_at": _moment(ctx), "out_by": ctx.data.by}


def counted(ctx: Context) -> dict[str, Any]:
    return {"receipts": list(ctx.data.receipts)}


def found_otherwise(ctx: Context) -> dict[str, Any]:
    return {"difference": ctx.data.remark}


def door_left(ctx: Context) -> dict[str, Any]:
    """Whether somebody could reach in is for the window to find out."""
    return {"door_open_at": _moment(ctx)}


def _moment(ctx: Context) -> str:
    return str(ctx.data.at.isoformat(timespec="seconds"))
