"""The closing account: what each party bears of a fee with relief, what is collected and what goes back (R-FEE-40)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Exists, OuterRef, Q

from fengqiao.areas.fees import rules
from fengqiao.core import clock
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.engine import open_matter, perform
from fengqiao.core.errors import Refused
from fengqiao.core.models import Matter, MoneyEntry, Party, Representative
from fengqiao.core.step import Step
from fengqiao.kernel.answer import Answer
from fengqiao.kernel.context import Context
from fengqiao.kernel.money import ZERO, half_up, text
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import CPLI, FEE

JUDGMENT = "judgments.judgment"
ENDED_OTHERWISE = ("withdrawn", "deemed_withdrawn", "mediated")
TRANSFERRED = "transferred"
CASE_FEE, TOP_UP, CLOSING, COLLECTION = "fees.case_fee", "fees.top_up", "fees.closing", "fees.collection"
MONEY = ("borne", "relieved", "paid", "due")
LOOKED_BACK = timedelta(days=90)
"""How long after a judgment took effect its costs are still looked for; within fifteen days they are to be settled."""


def day_named(ctx: Context) -> Refusal | None:
    """The decision names the day until which the fee is deferred."""
    return None if ctx.facts.get("until") else Refusal("fees.no_day_named", FEE(47))


def named_day(ctx: Context) -> Answer[date]:
    return Answer(date.fromisoformat(ctx.facts["until"]), (FEE(47),))


def case_of(matter: Matter) -> Matter | None:
    """The case to which a matter of fees belongs, however deep it lies under it."""
    found = matter.parent
    while found is not None and found.procedure.startswith("fees."):
        found = found.parent
    return found


def _judgment(case: Matter) -> Matter | None:
    return Matter.objects.filter(parent=case, procedure=JUDGMENT, state="effective").order_by("-id").first()


# —— what each bears ——


def borne(case: Matter, fee: Matter, claimants: list[int]) -> dict[int, Decimal]:
    """What each party bears of the fee, in yuan: by the judgment, else the claimants alone (FEE 29, 31, 34).

    A mediated case whose terms say nothing of costs is borne by whoever had to prepay (U).
    """
    judgment = _judgment(case)
    if judgment is not None:
        found: dict[int, Decimal] = {}
        for row in judgment.facts.get("draft", {}).get("fee_shares", ()):
            found[int(row["party"])] = found.get(int(row["party"]), ZERO) + Decimal(str(row["amount"]))
        return found
    day = date.fromisoformat(fee.facts["demanded_on"]) if fee.facts.get("demanded_on") else clock.today()
    whole = rules.case_fee(_told(case), procedure_of(fee), day, (case.state,)).value
    first, *others = claimants
    part = half_up(whole / len(claimants))
    return {first: whole - part * len(others), **dict.fromkeys(others, part)}


def _told(case: Matter) -> Mapping[str, Any]:
    dispute = case.dispute
    return {**dispute.facts, "cause": dispute.cause, "amount": dispute.amount}


def procedure_of(fee: Matter) -> str:
    """The procedure by which the fee has been paid: one that was topped up for it is that of an ordinary case."""
    topped = Matter.objects.filter(parent=fee.parent_id, procedure=TOP_UP, state__in=("paid", "waived"))
    converted = any(not top.facts.get("to_amount") for top in topped)
    return "ordinary" if converted else str(fee.facts.get("procedure", "ordinary"))


def fee_of(case: Matter) -> Matter | None:
    """The case fee of a case."""
    return Matter.objects.filter(parent=case, procedure=CASE_FEE).order_by("-id").first()


def relieved_part(case: Matter) -> Fraction:
    """Which part of the whole fee its applicants need not pay: by the decision on the fee and on each top-up."""
    asked = Matter.objects.filter(parent=case, procedure__in=(CASE_FEE, TOP_UP)).exclude(state__in=("unpaid", "ended"))
    rows = [(Fraction(str(m.facts.get("full_amount") or 0)), _freed(m)) for m in asked]
    whole = sum(full for full, _ in rows)
    return sum((full * freed for full, freed in rows), Fraction()) / whole / 100 if whole else Fraction()


def _freed(fee: Matter) -> int:
    """By how much in a hundred a fee was relieved."""
    return 100 if fee.facts.get("waived") == "exempt" else int(fee.facts.get("percent") or 0)


def payments_of(case: Matter) -> list[MoneyEntry]:
    """What has been paid and kept of the fee of a case by its claimants, oldest first."""
    of = Q(parent=case, procedure__in=(CASE_FEE, TOP_UP))
    early = Q(procedure=COLLECTION, dispute=case.dispute_id, party__side="claimant")
    fees = Matter.objects.filter(of | early)
    found = MoneyEntry.objects.filter(order__matter__in=fees, kind="payment", status__in=("settled", "part"))
    return list(found.order_by("id"))


def left_of(payment: MoneyEntry) -> Decimal:
    """What of a payment has not gone back and is not on its way back, in yuan."""
    back = MoneyEntry.objects.filter(of=payment, kind="refund").values_list("amount", flat=True)
    return payment.amount - sum(back, ZERO)


# —— effects ——


def seat_bearer(step: Step) -> dict[str, Any]:
    """The party that pays, and its agents, stand in the collection; nobody else of the parties does."""
    party = next(p for p in step.file.rows if p.pk == step.matter.party_id)
    step.stand(party.person_id, party.person.name, party.side, party=party.pk)
    for agent in Representative.objects.filter(party=party, until=None).select_related("person"):
        step.stand(agent.person_id, agent.person.name, party.side, party=party.pk)
    return {"payer": party.name}


def collect_deferred(step: Step) -> dict[str, Any]:
    """The day that the decision named has come: the applicants pay what was deferred, before anybody's judgment."""
    applicants = [p.pk for p in step.file.rows if p.side == "claimant"]
    _demand(step, applicants[0], Decimal(step.matter.facts["amount"]), "deferral_over")
    return {"collected_on": step.now.date().isoformat()}


def _demand(step: Step, party: int, amount: Decimal, why: str) -> None:
    lines = {
        "deferral_over": ["缓交期限届满，应当交纳{}元。", "The deferral is over: {} is due."],
        "borne": ["案件审结，由该当事人负担而未交纳的诉讼费用为{}元。", "The case is over; borne and not yet paid: {}."],
    }[why]
    cite = {"deferral_over": FEE(47), "borne": CPLI(207)}[why]
    facts = {
        "amount": text(amount),
        "full_amount": text(amount),
        "why": why,
        "working": [[line.format(text(amount)) for line in lines]],
        "cites": [[cite.zh, cite.en]],
        "provisional": False,
    }
    step.open(COLLECTION, party=party, facts=facts)


def settle_closing(step: Step) -> dict[str, Any]:
    """Reckon what each bears, less the relief; collect what is lacking, refund what was prepaid for another."""
    case = case_of(step.matter)
    fee = fee_of(case) if case else None
    if case is None or fee is None or not _over(case):
        raise Refused([Refusal("fees.case_goes_on", FEE(53))])
    _end_early(step)
    claimants = {p.pk for p in step.file.rows if p.side == "claimant"}
    shares = borne(case, fee, sorted(claimants))
    prepaid = sum((left_of(p) for p in payments_of(case)), ZERO)
    rows, rest, relieved = [], prepaid, relieved_part(case)
    for party in step.file.rows:
        free = relieved if party.pk in claimants else Fraction()
        row = _row(party, shares.get(party.pk, ZERO), free, rest if party.pk in claimants else ZERO)
        rest -= row["paid"]
        rows.append(row)
        if row["due"] > 0:
            _demand(step, party.pk, row["due"], "borne")
    if rest > 0:
        step.open("fees.refund", facts={"ground": "borne_by_other", "kept": text(prepaid - rest)})
    account = [{**row, **{name: text(row[name]) for name in MONEY}} for row in rows]
    return {"account": account, "back": text(rest), "settled_on": step.now.date().isoformat()}


def _over(case: Matter) -> bool:
    """Whether a case is over in law: it ended without a judgment, or its judgment took effect."""
    return case.state in ENDED_OTHERWISE or _judgment(case) is not None


def _row(party: Party, share: Decimal, free: Fraction, prepaid: Decimal) -> dict[str, Any]:
    """One line of the account: borne = relieved + paid + due, to the cent."""
    relieved = half_up(share * free.numerator / free.denominator)
    paid = min(share - relieved, prepaid)
    sums = {"borne": share, "relieved": relieved, "paid": paid, "due": share - relieved - paid}
    return {"party": party.pk, "name": party.name, **sums}


def _end_early(step: Step) -> None:
    """What was asked of the applicants before anybody knew who bears it is asked no longer.

    A case has one account: where a top-up was relieved too, its own closing ends with this one.
    """
    case = case_of(step.matter)
    early = Q(procedure=COLLECTION, parent__parent__parent=case) | Q(procedure=CLOSING, parent__parent=case)
    found = Matter.objects.filter(early, ended=False).exclude(pk=step.matter.pk).order_by("-id")
    for matter in found.select_related("dispute", "court", "parent"):
        file = step.run.file(matter)
        step.run.make(file, file.procedure.moves["discontinue"], SYSTEM_ACTOR, None)


def open_closings(limit: int = 100) -> int:
    """Open the closing account of every case fee without relief that an effective judgment puts on somebody.

    What the winner prepaid goes back to him from the court, and whoever lost pays the court (FEE 53, CPLI 207).
    """
    since = clock.now() - LOOKED_BACK
    judged = Matter.objects.filter(procedure=JUDGMENT, state="effective", changed_at__gte=since).values("parent")
    closed = Matter.objects.filter(procedure=CLOSING, parent__parent=OuterRef("parent"))
    fees = Matter.objects.filter(parent__in=judged, procedure=CASE_FEE, state__in=("paid", "waived"))
    owed = Q(facts__waived__isnull=True) | ~Q(facts__waived="nothing_due")
    ready = fees.filter(owed, ~Exists(closed)).select_related("dispute", "court", "parent")
    done = 0
    for fee in ready.order_by("id")[:limit]:
        facts = {
            "outcome": fee.facts.get("waived") or "prepaid",
            "percent": _freed(fee),
            "amount": str(fee.facts["amount"]),
            "full_amount": str(fee.facts.get("full_amount") or fee.facts["amount"]),
        }
        open_matter(
            "fees.closing", actor=SYSTEM_ACTOR, dispute=fee.dispute, court=fee.court, facts=facts, parent=fee,
            key=f"closing-of:{fee.no}",
        )
        done += 1
    return done


def settle_closings(limit: int = 100) -> int:
    """Settle every closing account whose case is over in law by now."""
    waiting = Matter.objects.filter(procedure=CLOSING, ended=False)
    judged = Matter.objects.filter(procedure=JUDGMENT, state="effective").values("parent")
    gone = (*ENDED_OTHERWISE, TRANSFERRED)
    ready = waiting.filter(Q(parent__parent__in=judged) | Q(parent__parent__state__in=gone))
    done = 0
    for pk, no, state in list(ready.order_by("id").values_list("pk", "no", "parent__parent__state")[:limit]):
        if not waiting.filter(pk=pk).exists():  # ended with the account of the same case
            continue
        perform(no, "discontinue" if state == TRANSFERRED else "settle", actor=SYSTEM_ACTOR, key=f"closing:{no}")
        done += 1
    return done


def statement_paper(step: Step) -> Mapping[str, Any]:
    """What the itemised notice of costs prints (FEE 53)."""
    facts = {**step.matter.facts, **step.changes}
    rows = [{**row, **{name: Decimal(row[name]) for name in MONEY}} for row in facts["account"]]
    case = case_of(step.matter)
    return {
        "matter": {
            "no": step.matter.no,
            "number": (case.number if case else "") or "",
            "procedure": step.matter.procedure,
            "opened": step.now.date(),
        },
        "facts": {"rows": rows, "total": sum((r["borne"] for r in rows), ZERO), "back": Decimal(facts["back"])},
    }
