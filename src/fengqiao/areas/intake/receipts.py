"""What the teller holds in the hand in the same second: number, fingerprint, legal clock, what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from fengqiao.core import clock
from fengqiao.core.models import Deadline, Event, Matter
from fengqiao.core.step import Step
from fengqiao.kernel.chain import canonical, sm3

_NEXT_ZH = {
    "mediation.pre_litigation": "本院将征询对方是否同意调解。对方同意的，双方可以在两个工作日内共同选定调解员，"
    "选不定的由本院随机指定；对方不同意、联系不上或者到期没有答复的，本案直接转入立案审查，不需要重新填写。",
    "filing.first_instance": "立案人员将审查材料：符合条件的登记立案；需要补正的，一次性告知全部内容；"
    "依法不能立案的，作出书面裁定并说明理由。",
}
_CHANNELS_ZH = {"web": "网上", "api": "网上", "counter": "窗口", "hotline": "12368热线", "kiosk": "自助终端"}


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A legal clock as the receipt shows it; ``working`` are pairs (Chinese, English)."""

    key: str
    due: date
    working: tuple[tuple[str, str], ...]
    cites: tuple[tuple[str, str], ...]
    provisional: bool


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a receipt shows. ``next_key`` is the catalogue's text on what happens next."""

    no: str
    number: str
    title: str
    court: str
    at: datetime
    channel: str
    hash: str
    state_key: str
    next_key: str
    clocks: tuple[ClockLine, ...]


def receipt_view(matter: Matter) -> ReceiptView:
    """The receipt of a matter: its first event, the clocks that run, and what happens next."""
    first = Event.objects.filter(matter=matter).order_by("seq").first()
    if first is None:
        raise LookupError(f"{matter.no} has no event yet")
    running = Deadline.objects.filter(matter=matter, status="running").order_by("due_at")
    return ReceiptView(
        no=matter.no,
        number=matter.number or "",
        title=matter.dispute.title,
        court=matter.court.name,
        at=clock.local(first.at),
        channel=first.channel,
        hash=first.hash,
        state_key=f"{matter.procedure}.state.{matter.state}",
        next_key=f"intake.next.{matter.procedure}",
        clocks=tuple(_clock(matter, row) for row in running),
    )


def _clock(matter: Matter, row: Deadline) -> ClockLine:
    return ClockLine(
        key=f"{matter.procedure}.period.{row.name}",
        due=row.due_on,
        working=tuple((zh, en) for zh, en in row.working),
        cites=tuple((zh, en) for zh, en in row.cites),
        provisional=row.provisional,
    )


def _has_code(step: Step) -> bool:
    """Whether the receipt goes to somebody with an enquiry code: to a party, not to whoever tells for another."""
    by_court = step.actor.staff or step.actor.system
    return by_court or any(row.person_id == step.actor.person for row in step.file.rows)


def paper(step: Step) -> Mapping[str, Any]:
    """What the printed receipt needs: who handed in what, when, how, its fingerprint, what comes next."""
    told = step.matter.dispute.facts
    papers = [{"name": "起诉材料（网上填写的内容）", "copies": 1}]
    papers += [{"name": item["name"], "copies": 1} for item in told.get("evidence", ())]
    running = Deadline.objects.filter(matter=step.matter, status="running").order_by("due_at")
    return {
        "facts": {
            "submitter": "" if step.actor.system or step.actor.staff else step.actor.name,
            "channel": _CHANNELS_ZH.get(step.actor.channel, ""),
            "time": clock.local(step.now),
            "papers": papers,
            "hash": sm3(canonical(told)),
            "hash_name": "SM3",
            "verify_url": f"{settings.ENV.public_url}{reverse('enquire')}?no={step.matter.no}" if _has_code(step) else "",
            "next": _NEXT_ZH.get(step.matter.procedure, ""),
            "clock": [line[0] for row in running for line in row.working],
        }
    }
