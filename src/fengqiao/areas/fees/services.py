"""What the fee does beyond changing its state: orders, refunds, and what its papers print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q

from fengqiao.areas.fees import closing, rules
from fengqiao.areas.fees.models import Placement
from fengqiao.core.errors import Refused
from fengqiao.core.models import Matter, MoneyEntry, PaymentOrder, Posting
from fengqiao.core.step import Step
from fengqiao.core.words import say
from fengqiao.kernel.money import half_up, text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law import periods
from fengqiao.law.instruments import CPLI, FEE

WHOLE = frozenset({"dismissed", "not_accepted", "crime"})
"""Grounds on which the whole fee goes back (R-FEE-33)."""
HALF = frozenset({"mediated", "withdrawn", "deemed_withdrawn"})
"""Grounds that halve the fee (R-FEE-10). On any other ground nothing goes back."""


def _known(step: Step, name: str) -> Any:
    return step.changes.get(name, step.matter.facts.get(name))




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


def open_relief(step: Step) -> None:
    """The application is decided in a matter of its own; it takes along what was told and what the fee is."""
    held = step.changes["relief"]
    known = ("relief", "ground", "proofs", "statement", "by", "parties")
    facts = {**{name: held[name] for name in known}, "full_amount": step.matter.facts["full_amount"]}
    step.open("fees.relief", facts=facts)


def serve_relief(step: Step) -> None:
    """Serve the decision on everybody who applied (FEE 48)."""
    for party in step.matter.facts.get("parties", ()):
        facts = {"about": "relief_decision", "documents": ["relief_decision"]}
        step.open("service.delivery", party=party, facts=facts)


def tell_deciders(step: Step) -> None:
    """The application was not decided in time: the division heads and the president are told."""
    day = step.now.date()
    posts = Posting.objects.filter(court=step.matter.court, role__in=("division_head", "president"), since__lte=day)
    for person in sorted(set(posts.filter(Q(until=None) | Q(until__gte=day)).values_list("person", flat=True))):
        step.tell(person, "notice.fees.relief.overdue")


def open_closing(step: Step) -> None:
    """What was relieved, and what was deferred, is closed when it is known who bears the fee (FEE 50, 53)."""
    relief = step.changes["relief"]
    facts = {
        "outcome": relief["outcome"],
        "percent": 100 if relief["outcome"] == "exempt" else int(relief.get("percent") or 0),
        "until": relief.get("until"),
        "amount": str(_known(step, "amount")),
        "full_amount": step.matter.facts["full_amount"],
    }
    step.open("fees.closing", facts=facts)


def compute_refund(step: Step) -> dict[str, Any]:
    """What goes back: what was paid, less what the law still asks for on the ground given."""
    case = closing.case_of(step.matter)
    fee = Matter.objects.filter(parent=case, procedure="fees.case_fee").order_by("-id").first() if case else None
    if case is None or fee is None:
        return {"amount": "0.00"}
    paid = sum((closing.left_of(e) for e in closing.payments_of(case)), Decimal())
    kept, working, cites = _kept(step, fee, paid)
    back = paid - kept
    working.append([f"已交{text(paid)}元，应收{text(kept)}元，退还{text(back)}元。",
                    f"Paid {text(paid)}, owed {text(kept)}: refund {text(back)}."])  # fmt: skip
    return {"paid": text(paid), "kept": text(kept), "amount": text(back), "working": working, "cites": cites}


def _kept(step: Step, fee: Matter, paid: Decimal) -> tuple[Decimal, list[list[str]], list[list[str]]]:
    """What the law still asks for of what was paid, with its working and its articles."""
    facts = step.matter.facts
    ground = str(facts.get("ground", ""))
    if ground == "borne_by_other":
        return min(paid, Decimal(facts["kept"])), [], [[c.zh, c.en] for c in (FEE(53), CPLI(207))]
    if ground in (*HALF, "claim_reduced"):
        grounds = (ground,) if ground in HALF else ()
        found = rules.case_fee(step.ctx.dispute, closing.procedure_of(fee), _day(step, fee), grounds)
        share = Decimal(100 - int(fee.facts.get("percent", 0))) / 100
        said = [[x.zh, x.en] for x in found.working], [[c.zh, c.en] for c in found.cites]
        more = [] if grounds else [[FEE(21).zh, FEE(21).en]]
        return min(paid, half_up(found.value * share)), said[0], [*said[1], *more]
    if ground == "top_up_unpaid":
        return paid - half_up(paid / 2), [], [[CPLI(199).zh, CPLI(199).en]]
    return Decimal() if ground in WHOLE else paid, [], [[FEE(27).zh, FEE(27).en]]


def _day(step: Step, fee: Matter) -> date:
    return date.fromisoformat(fee.facts["demanded_on"]) if fee.facts.get("demanded_on") else step.now.date()


def send_refund(step: Step) -> dict[str, Any]:
    """Queue the refund on the payments that came in; the job hands it to the provider."""
    left, case = Decimal(str(_known(step, "amount"))), closing.case_of(step.matter)
    for n, payment in enumerate(closing.payments_of(case) if case else ()):
        part = min(left, closing.left_of(payment))
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
    payers = [facts["payer"]] if facts.get("payer") else [row.name for row in step.file.rows if row.side == "claimant"]
    paid_at = facts.get("paid_at")
    trial = closing.case_of(step.matter)
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
    own = fee_paper(step) if step.matter.procedure != "fees.relief" else _of_relief(step, facts)
    relief = facts["relief"] if isinstance(facts["relief"], dict) else {**facts, "on": facts["applied_on"]}
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
            "until": date.fromisoformat(facts["until"]) if facts.get("until") else None,
            **_of_top_up(step.matter.parent),
            "days": periods.rule("R-FEE-39.pay_after_refusal", step.now.date()).length,
        },
    }


def _of_top_up(fee: Matter | None) -> dict[str, Any]:
    """How the decision names a top-up, and what follows where it is not paid after a refusal."""
    if fee is None or fee.procedure != closing.TOP_UP:
        return {}
    kind = "change" if "to_amount" in fee.facts else "conversion"
    return {
        "fee_name": say("fees.top_up_name", {}, "zh-hans"),
        "unpaid": say(f"fees.relief.top_up_unpaid.{kind}", {}, "zh-hans"),
    }


def _of_relief(step: Step, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The head of a decision that is made in the relief's own matter."""
    case = closing.case_of(step.matter)
    head = {"no": step.matter.no, "number": (case.number if case else "") or "", "procedure": step.matter.procedure}
    return {
        "matter": {**head, "opened": step.now.date()},
        "fee": {"amount": Decimal(facts["amount"]), "payer": "、".join(facts.get("by", ()))},
    }
