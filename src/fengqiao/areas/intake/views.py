"""What the front door's pages show, made of the draft and of the law's hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from fengqiao.areas.intake import offers, steps
from fengqiao.areas.intake.hints import before_sending
from fengqiao.areas.intake.windows import Windows
from fengqiao.core.actor import Actor
from fengqiao.core.retelling import label
from fengqiao.core.selectors.likeness import alike, traits_told
from fengqiao.core.told import Told
from fengqiao.core.words import has, say, word
from fengqiao.kernel.asks import Asks, questions
from fengqiao.kernel.money import grouped
from fengqiao.law import causes, complaint, elements
from fengqiao.law.claims import ProposedClaim
from fengqiao.web.forms import Form, error_text
from fengqiao.web.templatetags.words import day, money
from fengqiao.web.views.pages import english


def cause_field(draft: Mapping[str, Any], form: Form, find: str) -> dict[str, Any]:
    """The causes offered, the likeliest first; or those found by name."""
    chosen = str((draft.get("cause") or {}).get("cause") or form.data.get("cause") or "")
    offered = offers.searched_causes(find) if find else offers.offered_causes(draft)
    if not find and not offered:
        offered = [offers.as_offered(e.code) for e in causes.everyday_causes()[:8]]
    if steps.is_cause(chosen) and all(o.code != chosen for o in offered):
        offered = [offers.as_offered(chosen), *offered]
    field = form.fields[0]
    lang = english()
    field.update(kind="choice", required=True)
    field["options"] = [
        {
            "value": o.code,
            "label": o.plain_en if lang else o.plain_zh,
            "help": "　".join(t for t in (o.name, o.about_en if lang else o.about_zh) if t),
            "selected": o.code == chosen or (n == 0 and not chosen and not find),
        }
        for n, o in enumerate(offered)
    ]
    return field


def step_words(step: steps.Step) -> dict[str, str]:
    """Title, help and reason of a step; those of a group of elements come with its form."""
    if step.group:
        form = elements.form(step.group[0])
        group = next(g for g in form.groups if g.code == step.group[1])
        lang = english()
        cites = tuple(c.en if lang else c.zh for c in form.cites)
        return {
            "title": group.title.en if lang else group.title.zh,
            "help": group.help.en if lang else group.help.zh,
            "why": word("intake.elements.why"),
            "why_cite": "、".join(cites) if not lang else "; ".join(cites),
        }
    key = f"intake.step.{step.code}"
    return {name: word(f"{key}{end}") if has(f"{key}{end}") else "" for name, end in _WORDS.items()}


_WORDS = {"title": "", "help": ".help", "why": ".why"}

FEW = 5
"""Entries of a list that the last look shows; the rest is counted."""


def summary_rows(draft: Mapping[str, Any], faults: Iterable[steps.Fault]) -> list[dict[str, Any]]:
    """What was answered, by step, with the way back to change it and what is still wrong."""
    wrong = _by_step(draft, faults)
    rows = []
    for row in steps.summary(draft):
        code = row["step"]
        one = steps.step(draft, code)
        rows.append(
            {
                "title": step_words(one)["title"],
                "url": f"{reverse('tell_step', args=[code])}?back=check",
                "lines": list(_lines(one.shape(draft), row["values"])),
                "faults": _told(one.shape(draft), wrong[code]) if code in wrong else [],
                "left_out": steps.left_out(draft, code) and not row["values"],
                "claims": _reckoned(draft) if code == "claims" and not steps.corrected_claims(draft) else [],
            }
        )
    return rows


def _by_step(draft: Mapping[str, Any], faults: Iterable[steps.Fault]) -> dict[str, list[steps.Fault]]:
    """The faults by their steps, each at its field."""
    wrong: dict[str, list[steps.Fault]] = {}
    known = steps.codes(draft)
    for path, code, values in faults:
        step, _, field = path.partition(".")
        if step in known:
            wrong.setdefault(step, []).append((field, code, values))
    return wrong


def _told(shape: type[Asks], faults: Sequence[steps.Fault]) -> list[str]:
    """The first faults of a step in words, each with the name of its question."""
    names = (_name_at(shape, path) for path, _code, _values in faults)
    texts = (error_text(code, values) for _path, code, values in faults)
    rows = [say("intake.fault", {"name": name, "text": text}) if name else text for name, text in zip(names, texts, strict=True)]
    return list(dict.fromkeys(rows))[:FEW]


def _name_at(shape: type[Asks], path: str) -> str:
    """The name of the question at a path: ``others.0.phone`` is that of the phone."""
    name = ""
    for part in path.split("."):
        found = next((q for q in questions(shape) if q.name == part), None)
        if found is not None:
            name, shape = word(found.key), found.shape or shape
    return name


def _reckoned(draft: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The claims that follow from the elements, each with its working."""
    return [claim_row(c) for c in steps.proposals(draft).claims]


def claim_row(claim: ProposedClaim) -> dict[str, Any]:
    """A proposed claim as a page shows it."""
    lang, answer = english(), claim.answer
    return {
        "text": claim.text.en if lang else claim.text.zh,
        "amount": grouped(claim.amount) if claim.amount is not None else "",
        "working": [line.en if lang else line.zh for line in answer.working] if answer else [],
        "cites": [c.en if lang else c.zh for c in answer.cites] if answer else [],
        "provisional": bool(answer and answer.provisional),
    }


def live(draft: Mapping[str, Any], code: str) -> dict[str, Any]:
    """What can be said of a step while it is being filled in: faults of what is there, and what follows.

    The rules are those by which it is taken in and by which the clerk looks at it.
    """
    one = steps.step(draft, code)
    raw = steps.raw_answer(draft, code)
    faults = [error_text(fault, values) for path, fault, values in steps.faults(draft, code) if _filled(raw, path)]
    found: dict[str, Any] = {"faults": list(dict.fromkeys(faults))[:FEW], "claims": [], "missing": [], "warnings": []}
    if one.group:
        follows = steps.proposals(draft)
        found["claims"] = [claim_row(c) for c in follows.claims]
        found["warnings"] = [word(f"intake.hint.{w['code']}") for w in follows.warnings]
    if code == "people":
        found["missing"] = _missing(raw)
    return found


def _filled(raw: Any, path: str) -> bool:
    """Whether something was typed at a path."""
    for part in path.split("."):
        if isinstance(raw, list):
            raw = raw[int(part)] if part.isdecimal() and int(part) < len(raw) else None
        else:
            raw = raw.get(part) if isinstance(raw, Mapping) else None
    return raw not in (None, "", [], {})


def _missing(raw: Mapping[str, Any]) -> list[str]:
    """What the form still lacks of the people named so far, by law.complaint."""
    you, others = raw.get("you"), raw.get("others")
    told = {
        "claimants": [you] if isinstance(you, Mapping) and you.get("name") else [],
        "respondents": [o for o in others if isinstance(o, Mapping) and o.get("name")] if isinstance(others, list) else [],
    }
    return [label(fault.field) for fault in complaint.faults(told) if fault.must][:FEW]


# —— how the fields of people and evidence are laid out: little at first, the rest folded away ——

_PERSON = ("sex", "born", "ethnicity", "occupation", "workplace", "guardian")
_ENTITY = ("legal_representative_post", "legal_representative_phone")
_FOLDED = {
    "you": ("id_type", *_PERSON, *_ENTITY),
    "companions": ("id_type", *_PERSON, *_ENTITY),
    "others": ("id_type", "id_number", *_PERSON, *_ENTITY, "electronic_service"),
    "third_parties": ("id_type", "id_number", *_PERSON, *_ENTITY, "electronic_service"),
    "evidence": ("source", "original", "pages"),
    "agents": (),
    "witnesses": (),
}
_ONLY = dict.fromkeys(_PERSON, "only-person") | dict.fromkeys((*_ENTITY, "legal_representative"), "only-entity")


def arranged(fields: list[dict[str, Any]], code: str, shown: Windows, *, for_other: bool = False) -> list[dict[str, Any]]:
    """The fields of a step as its page lays them out; where the teller acts for another, the agents stand beside the claimant."""
    for field in fields:
        if field["kind"] == "group":
            _arrange_group(field, shown)
    if code == "evidence":
        witnesses = fields[1]
        return [fields[0], _fold("witnesses", word(witnesses["label"]), [witnesses], bool(witnesses["items"]))]
    if code != "people":
        return fields
    own = [f for f in fields if f["name"].startswith("you-")]
    rest = {f["name"]: f for f in fields if not f["name"].startswith("you-")}
    near = [rest["agents"]] if for_other else []
    more = [rest[name] for name in ("companions", "third_parties", *(() if for_other else ("agents",)))]
    title = word("intake.principal" if for_other else "intake.People.you")
    part = {"kind": "part", "title": title, "fields": _folded("you", own), "class": "group"}
    return [part, *near, rest["others"], _fold("more-people", word("intake.more_people"), more, any(f["items"] for f in more))]


def _arrange_group(field: dict[str, Any], shown: Windows) -> None:
    name = field["name"]
    for n, item in enumerate(field["items"]):
        item["title"] = f"{field['label']} {shown.start[name] + n + 1}"
        item["fields"] = _folded(name, item["fields"])
    field["windows"] = shown.links(name)
    if name in ("others", "companions", "third_parties"):
        field.update(many_url=reverse("tell_many", args=[name]), many_label=word("intake.many"))


def _folded(name: str, fields: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fields of an entry, those that are seldom needed folded away; open where something is wrong in them."""
    for field in fields:
        field["only"] = _ONLY.get(field["name"].rsplit("-", 1)[-1], "")
    away = [f for f in fields if f["name"].rsplit("-", 1)[-1] in _FOLDED.get(name, ())]
    if not away:
        return fields
    first = [f for f in fields if f not in away]
    label = word(f"intake.more.{'evidence' if name == 'evidence' else 'party'}")
    return [*first, _fold(f"{away[0]['id']}-more", label, away, any(f["errors"] for f in away))]


def _fold(id: str, title: str, fields: list[dict[str, Any]], is_open: bool) -> dict[str, Any]:
    return {"kind": "fold", "id": id, "name": id, "title": title, "fields": fields, "open": is_open, "errors": []}


def _lines(shape: type[Asks], values: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    for q in questions(shape):
        value = values.get(q.name)
        if value in (None, "", [], False) or _goes_without_saying(q.name, value, values):
            continue
        if q.kind == "section" and q.shape:
            yield from _lines(q.shape, value)
        elif q.kind == "group" and q.shape:
            for n, item in enumerate(value[:FEW], 1):
                text = "，".join(line["value"] for line in _lines(q.shape, item))
                yield {"label": f"{word(q.key)} {n}", "value": text}
            if len(value) > FEW:
                yield {"label": word(q.key), "value": say("intake.and_more", {"n": len(value) - FEW, "all": len(value)})}
        else:
            yield {"label": word(q.key), "value": _text(q.kind, q.key, value)}


def _goes_without_saying(name: str, value: Any, values: Mapping[str, Any]) -> bool:
    """That somebody is a natural person, and the kind of a document that was not given."""
    return (name, value) == ("kind", "person") or (name == "id_type" and not values.get("id_number"))


def _text(kind: str, key: str, value: Any) -> str:
    if kind == "cause":
        return causes.cause(value).name
    if kind == "choice":
        return word(f"{key}.{value}")
    if kind == "choices":
        return "、".join(word(f"{key}.{one}") for one in value)
    if kind == "files":
        return say("intake.files", {"n": len(value)})
    if kind == "checkbox":
        return "✓"
    if kind == "money":
        return f"¥{money(value)}"
    if kind == "date":
        return day(value)
    return str(value)


def hint_rows(told: Told, division: str, on: date) -> Sequence[Mapping[str, Any]]:
    """What is worth knowing before sending, each with its working and its articles."""
    rows = []
    lang = english()
    for hint in before_sending(told, division, on):
        key = f"intake.hint.{hint.code}"
        answer = hint.answer
        cites = (*(answer.cites if answer else ()), *getattr(hint, "cites", ()))
        rows.append(
            {
                "title": say(key, _said(hint.values)),
                "text": say(f"{key}.help", hint.values) if has(f"{key}.help") else "",
                "level": hint.level,
                "working": [line.en if lang else line.zh for line in answer.working] if answer else [],
                "cites": list(dict.fromkeys(c.en if lang else c.zh for c in cites)),
            }
        )
    return rows


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a hint with the name of a field in words."""
    return {name: label(value) if name == "field" else value for name, value in values.items()}


def alike_rows(told: Told, actor: Actor) -> list[dict[str, Any]]:
    """The teller's own disputes that look like this one (R-FIL-17): perhaps it has been sent already."""
    if actor.person is None:
        return []
    return [
        {
            "url": reverse("matter", args=[one.matter.no]),
            "title": one.matter.dispute.title,
            "number": one.matter.number or one.matter.no,
            "state": word(f"{one.matter.procedure}.state.{one.matter.state}"),
            "reasons": "、".join(word(f"core.alike.{code}") for code in one.reasons),
        }
        for one in alike(traits_told(told), actor)
    ]
