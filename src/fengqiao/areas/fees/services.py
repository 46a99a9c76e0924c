"""What the fee does beyond changing its state: orders, refunds, and what its papers print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from fengqiao.areas.fees import rules
from fengqiao.areas.fees.models import Placement
from fengqiao.core.errors import Refused
from fengqiao.core.models import Matter, MoneyEntry, PaymentOrder
from fengqiao.core.step import Step
from fengqiao.core.words import say
from fengqiao.kernel.money import half_up, text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPLI, FEE

WHOLE = frozenset({"dismissed", "not_accepted", "crime"})
"""Grounds on which the whole fee goes back (R-FEE-33)."""
HALF = frozenset({"mediated", "withdrawn", "deemed_withdrawn"})
"""Grounds that halve the fee (R-FEE-10). On any other ground nothing goes back."""


def _known(step: Step, name: str) -> Any:
    return step.changes.get(name, step.matter.facts.get(name))


PAID_IN = ("fees.case_fee", "fees.top_up")
"""The procedures in which the case fee of a case is paid."""
KEPT = ("settled", "part")


def make_order(step: Step) -> dict[str, Any]:
    """Make the payment order of the amount that the tables give; nobody types it (R-FEE-44)."""
    return _order(step, Decimal(str(_known(step, "amount"))))


def make_rest_order(step: Step) -> dict[str, Any]:
    """Make the order of what is still owed after a part has come in."""
    return _order(step, Decimal(str(_known(step, "rest"))))


def _order(step: Step, amount: Decimal) -> dict[str, Any]:
    n = PaymentOrder.objects.filter(matter=step.matter).count() + 1
    order = PaymentOrder.objects.create(
        no=f"F{step.matter.no.replace('-', '')}{n:02d}",
        matter=step.matter,
        subject=f"{step.matter.dispute.title} {say('fees.case_fee_name', {}, 'zh-hans')}"[:120],
        amount=amount,
        created_at=step.now,
    )
    return {"order": order.no, "at_counter": False}


def bring_to_counter(step: Step) -> None:
    """Show the order on the terminal of the service hall; the amount comes with it."""
    PaymentOrder.objects.filter(no=step.matter.facts["order"], status="open").update(counter="asked")


def close_order(step: Step) -> None:
    """Nothing more is to be paid on the order; the provider is told by the next job."""
    orders = PaymentOrder.objects.filter(matter=step.matter, status="open")
    Placement.objects.filter(order__in=orders, status="open").update(status="closing", ask_at=step.now)
    known = Placement.objects.filter(order__matter=step.matter).values("order")
    orders.exclude(pk__in=known).update(status="closed", closed_at=step.now)
    orders.filter(pk__in=known).update(status="closing", closed_at=step.now)


def let_order_lapse(step: Step) -> None:
    """Only an order that the provider has closed unpaid has not been paid.

    Somebody may have paid in time though the callback was lost. Where a provider knows the order
    it is asked first (``money.ask_providers``), and that makes this move again.
    """
    orders = PaymentOrder.objects.filter(matter=step.matter, status="open")
    if Placement.objects.filter(order__in=orders, status__in=["open", "closing"]).exists():
        raise Refused([Refusal("fees.order_not_reconciled", FEE(22))])
    orders.update(status="closed", closed_at=step.now)


def return_parts(step: Step) -> None:
    """A fee that was paid only in part in time is not kept: every part goes back."""
    entries = MoneyEntry.objects.filter(order__matter=step.matter, kind="payment", status="part")
    for n, part in enumerate(entries.order_by("id"), 1):
        queue_refund(part, f"P{step.matter.no.replace('-', '')}{n:02d}", part.amount, "unpaid", step.now, step.matter)


def keep_proof(step: Step) -> None:
    """The proof of an application is a file that the applicant has brought."""
    step.own_files(step.data.files, "files")


def compute_refund(step: Step) -> dict[str, Any]:
    """What goes back: what was paid, less what the law still asks for on the ground given."""
    fee = Matter.objects.filter(parent=step.matter.parent_id, procedure="fees.case_fee").order_by("-id").first()
    if fee is None:
        return {"amount": "0.00"}
    paid = sum((e.amount for e in _settled(step.matter)), Decimal())
    ground = str(step.matter.facts.get("ground", ""))
    kept, working, cites = Decimal() if ground in WHOLE else paid, [], [[FEE(27).zh, FEE(27).en]]
    if ground in HALF:
        found = rules.case_fee(step.ctx.dispute, _procedure(fee), _day(step, fee), (ground,))
        share = Decimal(100 - int(fee.facts.get("percent", 0))) / 100
        kept = min(paid, found.value * share)
        working, cites = [[x.zh, x.en] for x in found.working], [[c.zh, c.en] for c in found.cites]
    if ground == "top_up_unpaid":
        kept, cites = paid - half_up(paid / 2), [[CPLI(199).zh, CPLI(199).en]]
    back = paid - kept
    working.append([f"已交{text(paid)}元，应收{text(kept)}元，退还{text(back)}元。",
                    f"Paid {text(paid)}, owed {text(kept)}: refund {text(back)}."])  # fmt: skip
    return {"paid": text(paid), "kept": text(kept), "amount": text(back), "working": working, "cites": cites}


def _procedure(fee: Matter) -> str:
    """The procedure by which the fee has been paid: one that was topped up is that of an ordinary case."""
    topped = Matter.objects.filter(parent=fee.parent_id, procedure="fees.top_up", state="paid").exists()
    return "ordinary" if topped else str(fee.facts.get("procedure", "ordinary"))


def _day(step: Step, fee: Matter) -> date:
    return date.fromisoformat(fee.facts["demanded_on"]) if fee.facts.get("demanded_on") else step.now.date()


def _settled(refund: Matter) -> list[MoneyEntry]:
    """What has been paid and kept of the fee of a refund's case."""
    fees = Matter.objects.filter(parent=refund.parent_id, procedure__in=PAID_IN)
    return list(MoneyEntry.objects.filter(order__matter__in=fees, kind="payment", status__in=KEPT).order_by("id"))


def send_refund(step: Step) -> dict[str, Any]:
    """Queue the refund on the payments that came in; the job hands it to the provider."""
    left = Decimal(str(_known(step, "amount")))
    for n, payment in enumerate(_settled(step.matter)):
        part = min(left, payment.amount)
        if part > 0:
            reference = f"R{step.matter.no.replace('-', '')}{n + 1:02d}"
            queue_refund(payment, reference, part, str(step.matter.facts["ground"]), step.now, step.matter)
        left -= part
    return {}


def send_refund_again(step: Step) -> None:
    """Try a refund that the provider could not pay out once more, under the same number."""
    failed = MoneyEntry.objects.filter(matter=step.matter, kind="refund", status="failed")
    failed.update(status="queued", next_at=step.now, attempts=0)


def queue_refund(
    payment: MoneyEntry, reference: str, amount: Decimal, reason: str, now: datetime, matter: Matter | None = None
) -> None:
    """Write a refund to be sent; the same reference is written once."""
    MoneyEntry.objects.get_or_create(
        reference=reference,
        defaults={
            "order": payment.order,
            "kind": "refund",
            "of": payment,
            "amount": amount,
            "status": "queued",
            "reason": reason,
            "channel": payment.channel,
            "matter": matter,
            "at": now,
            "next_at": now,
        },
    )


def fee_paper(step: Step) -> Mapping[str, Any]:
    """What the notice and the receipt print: the amount with its working, and the order's number."""
    facts = {**step.matter.facts, **step.changes}
    payers = [row.name for row in step.file.rows if row.side == "claimant"]
    paid_at = facts.get("paid_at")
    trial = step.matter.parent
    return {
        "matter": {
            "no": step.matter.no,
            "number": (trial.number if trial else "") or "",
            "procedure": step.matter.procedure,
            "opened": step.now.date(),
        },
        "fee": {
            "amount": Decimal(facts["amount"]),
            "working": [line[0] for line in facts["working"]],
            "payer": "、".join(payers),
        },
        "facts": {
            "pay_code": facts.get("order", ""),
            "paid_at": datetime.fromisoformat(paid_at) if paid_at else None,
            "pay_url": f"{settings.ENV.public_url}/pay/{facts['order']}/" if facts.get("order") else None,
            "channel": _channel(facts["channel"]) if facts.get("channel") else None,
        },
    }


def _channel(code: str) -> str:
    """The channel in words; one that is not known is an online payment all the same."""
    words = say(f"fees.channel.{code}", {}, "zh-hans")
    return say("fees.channel.web", {}, "zh-hans") if words == f"fees.channel.{code}" else words


def relief_paper(step: Step) -> Mapping[str, Any]:
    """What the written decision on relief prints."""
    facts = {**step.matter.facts, **step.changes}
    relief = facts["relief"]
    own = fee_paper(step)
    return {
        **own,
        "facts": {
            "applied_on": date.fromisoformat(relief["on"]),
            "relief": say(f"fees.ReliefApplication.relief.{relief['relief']}", {}, "zh-hans"),
            "ground": say(f"fees.ReliefApplication.ground.{relief['ground']}", {}, "zh-hans"),
            "outcome": relief["outcome"],
            "reasons": relief["reasons"],
            "full": Decimal(facts["full_amount"]),
            "percent": facts.get("percent"),
        },
    }
