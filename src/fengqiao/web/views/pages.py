"""The parts of the matter page, each from rows that were read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from fengqiao.core import clock, identity
from fengqiao.core.actor import Actor
from fengqiao.core.casefile import CaseFile
from fengqiao.core.models import Deadline, Dispute, Document, Event, Matter, Party, Upload
from fengqiao.core.retelling import exhibit_title, exhibits
from fengqiao.core.selectors.moves import Offer
from fengqiao.core.words import has, move_word, say, word
from fengqiao.kernel.procedure import Move, Refusal
from fengqiao.law import green
from fengqiao.web.templatetags.words import day, moment, short_day

SOON = timedelta(days=3)


def english() -> bool:
    """Whether the reader reads English."""
    return translation.get_language() == "en"


def green_mark(ground: str) -> str:
    """Why a task is in the green channel, in a few words; nothing for one that is not."""
    if not ground:
        return ""
    found = green.named(ground)
    return _("绿色通道：%(why)s") % {"why": found.en if english() else found.zh}


def state_word(matter: Matter) -> str:
    """The present state of a matter, in words."""
    return word(f"{matter.procedure}.state.{matter.state}")


def path(file: CaseFile, events: Sequence[Event], yours: bool) -> list[dict[str, Any]]:
    """The way of the matter: what is behind, where it is, what is usually to come."""
    way, matter = file.procedure.main_way, file.matter
    been = [e.target for e in events]
    first = {e.target: e.at for e in reversed(events)}
    steps = list(way) if matter.state in way else [s for s in way if s in been] + [matter.state]
    here = steps.index(matter.state)
    rows = []
    for n, state in enumerate(steps):
        kind = "now" if n == here else ("next" if n > here else "past" if state in been else "skipped")
        label = word(f"{matter.procedure}.state.{state}")
        at = first.get(state) if n <= here else None
        rows.append({"label": label, "state": kind, "date": short_day(at) if at else "", "yours": yours and n == here})
    return rows


def clock_chip(deadline: Deadline, procedure: str) -> dict[str, Any]:
    """A legal clock as components/clock.html takes it."""
    today = clock.today()
    left = (deadline.due_on - today).days
    whole = max((deadline.due_on - clock.local(deadline.started_at).date()).days, 1)
    urgency = "overdue" if left < 0 else "now" if left <= 1 else "soon" if left <= SOON.days else "calm"
    lang = 1 if english() else 0
    consequence = f"{procedure}.period.{deadline.name}.consequence"
    return {
        "label": word(f"{procedure}.period.{deadline.name}"),
        "due_text": _ends(deadline),
        "due_iso": deadline.due_on.isoformat(),
        "days_left": left,
        "urgency": urgency if deadline.status == "running" else "done",
        "spent_percent": min(100, max(0, 100 - left * 100 // whole)),
        "consequence": word(consequence) if has(consequence) else "",
        "working": [line[lang] for line in deadline.working],
        "cites": [
            *[c[lang] for c in deadline.cites],
            {"text": deadline.rule, "url": reverse("law_rule", args=[deadline.rule])},
        ],
        "provisional": deadline.provisional,
    }


def _ends(deadline: Deadline) -> str:
    """The last day of a clock, or its last minute where it runs within a day."""
    at = clock.local(deadline.due_at)
    return f"{day(deadline.due_on)} {at:%H:%M}" if at.hour or at.minute else day(deadline.due_on)


def may_watch(file: CaseFile, deadline: Deadline, actor: Actor) -> bool:
    """Whether the reader is shown a clock: staff all of them, parties not those of the court's own work."""
    return actor.staff or not file.procedure.periods[deadline.name].inner


def turn_clock(file: CaseFile, turn: Iterable[Move], clocks: Sequence[Deadline]) -> Deadline | None:
    """The clock that presses whoever's turn it is: one that the move itself stops, or the only one that runs."""
    stopped = {name for move in turn for name in move.stops}
    stopped |= {name for move in turn for after in move.then for name in file.procedure.moves[after].stops}
    pressing = [c for c in clocks if c.name in stopped]
    return pressing[0] if pressing else clocks[0] if len(clocks) == 1 else None


def refusal_text(refusal: Refusal, here: str = "") -> dict[str, Any]:
    """Why not, with its article, as components/refusal.html takes it; ``here`` is where a remedy leads back to."""
    cite = refusal.cite
    way = {}
    if here and refusal.reason in identity.TO_RAISE:
        url = f"{reverse('identity')}?next={quote(here)}"
        way = {"remedy_url": url, "remedy_label": word("core.identity_raise")}
    return {
        **way,
        "reason": say(refusal.reason, refusal.values),
        "article": (cite.en if english() else cite.zh) if cite else "",
        "remedy": word(f"{refusal.reason}.remedy") if has(f"{refusal.reason}.remedy") else "",
    }


def offer_row(matter: Matter, offer: Offer) -> dict[str, Any]:
    """A move as the matter page offers it."""
    key = f"{matter.procedure}.move.{offer.move.name}"
    return {
        "name": offer.move.name,
        "label": word(key),
        "help": word(f"{key}.help") if has(f"{key}.help") else "",
        "url": reverse("move", args=[matter.no, offer.move.name]),
        "open": offer.open,
        "optional": offer.move.optional,
        "refusals": [refusal_text(r) for r in offer.refusals],
    }


def timeline(matter: Matter, events: Iterable[Event], actor: Actor, papers: Iterable[Document]) -> list[Any]:
    """The events by day, newest first, each with the matter's own papers that it issued."""
    issued: dict[int, list[Document]] = defaultdict(list)
    for paper in papers:
        if paper.matter_id == matter.pk:
            issued[paper.seq].append(paper)
    ordered = sorted(events, key=lambda e: e.seq, reverse=True)
    days = []
    for held, group in groupby(ordered, key=lambda e: clock.local(e.at).date()):
        rows = [_event(matter, e, actor, issued[e.seq]) for e in group]
        weekday = "一二三四五六日"[held.weekday()]
        name = f"{held:%A}" if english() else f"星期{weekday}"
        days.append({"date_text": day(held), "date_iso": held.isoformat(), "weekday": name, "events": rows})
    return days


def _channel(name: str) -> str:
    """Over what it was done, in words; of a place its kind and its own code (``kiosk:KSK001``)."""
    kind, _colon, code = name.partition(":")
    return f"{word(f'channel.{kind}')} {code}".strip()


def _event(matter: Matter, event: Event, actor: Actor, papers: Sequence[Document]) -> dict[str, Any]:
    tone = "you" if event.actor_id and event.actor_id == actor.hand else "system" if not event.actor_id else "court"
    if tone == "court" and event.actor_role in ("claimant", "respondent", "third_party"):
        tone = "party"
    changed = event.source != event.target
    return {
        "time": f"{clock.local(event.at):%H:%M}",
        "title": move_word(matter.procedure, event.move),
        "actor": event.actor_name if event.actor_id else _("系统"),
        "role": _role(event) if event.actor_id else "",
        "channel": _channel(event.channel) if event.actor_id else "",
        "tone": tone,
        "from_state": word(f"{matter.procedure}.state.{event.source}") if changed and event.source else "",
        "to_state": word(f"{matter.procedure}.state.{event.target}") if changed else "",
        "number": f"#{event.seq}",
        "papers": [{"url": reverse("paper", args=[p.pk, "pdf"]), "label": paper_name(p)} for p in papers],
    }


def _role(event: Event) -> str:
    role = word(f"role.{event.actor_role}")
    return _("%(role)s的代理人") % {"role": role} if event.on_behalf_of else role


def paper_name(document: Document) -> str:
    """What a paper is called in the reader's language."""
    key = f"paper.{document.kind}"
    return word(key) if has(key) else document.title


def paper_row(document: Document) -> dict[str, Any]:
    """An issued paper as components/paper_row.html takes it."""
    return {
        "title": paper_name(document),
        "date_text": moment(document.issued_at),
        "date_iso": document.issued_at.isoformat(),
        "hash": document.text_hash,
        "view_url": reverse("paper", args=[document.pk, "html"]),
        "pdf_url": reverse("paper", args=[document.pk, "pdf"]),
        "docx_url": reverse("paper", args=[document.pk, "docx"]),
    }


_SAID = ("waiting", "found", "skipped")
"""What the virus scanner left on a file and readers are told."""


def upload_rows(uploads: Iterable[Upload], told: Dispute | None) -> list[dict[str, Any]]:
    """Uploaded files; where the reader sees what was told of the dispute, evidence says for which piece it stands."""
    pieces = exhibits(told) if told else {}
    return [_upload_row(upload, pieces.get(upload.key)) for upload in uploads]


def _upload_row(upload: Upload, exhibit: tuple[int, str] | None) -> dict[str, Any]:
    """An uploaded file as components/paper_row.html takes it."""
    return {
        "title": exhibit_title(upload.name, exhibit),
        "date_text": moment(upload.at),
        "date_iso": upload.at.isoformat(),
        "size_text": f"{upload.blob.size / 1024:,.0f} kB",
        "kind": word(f"core.scan.{upload.blob.scan}") if upload.blob.scan in _SAID else _("提交的材料"),
        "hash": upload.blob_id,
        "pdf_url": "",
        "view_url": reverse("upload", args=[upload.key]),
    }


PARTIES_SHOWN = 20
"""So many parties have a card of their own; of five hundred the others are a list of names."""


def parties_beyond(file: CaseFile, actor: Actor) -> list[dict[str, Any]]:
    """Those in the dispute who have no card: standing and name."""
    return [{"role": word(f"role.{row.side}"), "name": row.name} for row in _in_view(file, actor)[PARTIES_SHOWN:]]


def _in_view(file: CaseFile, actor: Actor) -> list[Party]:
    """The parties with the reader's own place first where there are many."""
    if len(file.rows) <= PARTIES_SHOWN:
        return list(file.rows)
    return sorted(file.rows, key=lambda row: row.person_id != actor.person)


def party_cards(file: CaseFile, actor: Actor) -> list[dict[str, Any]]:
    """The parties of the dispute; contact details are shown to staff and to the person alone."""
    cards = []
    for row in _in_view(file, actor)[:PARTIES_SHOWN]:
        own = row.person_id == actor.person
        person = row.person
        card: dict[str, Any] = {
            "role": word(f"role.{row.side}"),
            "name": row.name,
            "you": own,
            "kind": word(f"kind.{person.kind}"),
        }
        if own or actor.staff:
            card.update(id_masked=person.id_masked, phone_masked=person.phone, address=row.address)
        if row.facts.get("minor"):
            card["flags"] = [_("未成年人")]
        if row.facts.get("guardian"):
            card["representatives"] = [{"kind": _("法定代理人"), "name": row.facts["guardian"]}]
        for agent in row.facts.get("representatives") or ():
            shown = {"kind": word(f"core.agent.{agent['kind']}"), "name": agent["name"]}
            card.setdefault("representatives", []).append(shown)
        cards.append(card)
    return cards
