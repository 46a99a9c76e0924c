"""The way through the front door: one question at a time, and what was answered as one whole.

A draft holds the raw answers by step: ``{"story": {...}, "cause": {...}, "lending-loan": {...}, ...}``.
The steps follow from the cause: between cause and people come the groups of its form of elements
(law.elements), and the claims are asked only where none follow from the elements. Nothing in a draft
need be right until it is sent; ``told_of`` then answers everything that is wrong at once, each fault
at its step and field (``people.companions.0.phone``). What was left out for now stands under ``skipped``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.areas.intake.facts import CauseOf, Claims, EvidenceGiven, MoneyClaims, People, Sending, Story
from fengqiao.core import clock
from fengqiao.core.errors import Invalid
from fengqiao.core.validation import validated
from fengqiao.kernel.asks import Asks
from fengqiao.law import causes, elements
from fengqiao.law.claims import Composed, composed
from fengqiao.law.elements import ElementForm

Draft = Mapping[str, Any]
Fault = tuple[str, str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Step:
    """One question. Its words are ``intake.step.<code>``, with ``.help`` and ``.why`` (why we ask);
    those of a group of elements come with its form.
    """

    code: str
    shape: Callable[[Draft], type[Asks]]
    optional: bool = False
    group: tuple[str, str] | None = None


def _is(shape: type[Asks]) -> Callable[[Draft], type[Asks]]:
    return lambda _: shape


def claims_shape(draft: Draft) -> type[Asks]:
    """Where only money can be asked the sum comes first; else the things asked, each with or without a sum."""
    return MoneyClaims if money_only(draft) and not proposals(draft).claims else Claims


STORY = Step("story", _is(Story))
CAUSE = Step("cause", _is(CauseOf))
CLAIMS = Step("claims", claims_shape)
PEOPLE = Step("people", _is(People))
EVIDENCE = Step("evidence", _is(EvidenceGiven), optional=True)
CHECK = Step("check", _is(Sending))
FIXED = (STORY, CAUSE, CLAIMS, PEOPLE, EVIDENCE, CHECK)


def _group_step(form: ElementForm, code: str) -> Step:
    return Step(f"{form.code}-{code}", _is(elements.shape(form.code, code)), True, (form.code, code))


def line(draft: Draft) -> tuple[Step, ...]:
    """The steps of this draft, in order, the last look at the end."""
    form = form_of(draft)
    groups = tuple(_group_step(form, g.code) for g in form.groups) if form else ()
    claims = () if form and _follow(draft, form, groups) else (CLAIMS,)
    return (STORY, CAUSE, *groups, *claims, PEOPLE, EVIDENCE, CHECK)


def _follow(draft: Draft, form: ElementForm, groups: tuple[Step, ...]) -> bool:
    """Whether the claims follow from the elements, or may still: until its groups were answered or left out."""
    still = any(g.code not in draft and not left_out(draft, g.code) for g in groups)
    return bool(form.claims) and (still or bool(proposals(draft).claims))


def codes(draft: Draft) -> tuple[str, ...]:
    """The codes of the steps of this draft; the claims can be corrected also where they are not asked."""
    found = [s.code for s in line(draft)]
    return tuple(found if "claims" in found else [*found[:-1], "claims", found[-1]])


def step(draft: Draft, code: str) -> Step:
    """Return a step of this draft by its code. Raises LookupError."""
    found = next((s for s in (*line(draft), CLAIMS) if s.code == code), None)
    if found is None:
        raise LookupError(f"no step {code}")
    return found


def form_of(draft: Draft) -> ElementForm | None:
    """The form of elements of the cause chosen, or None while none is chosen."""
    code = raw_answer(draft, "cause").get("cause")
    return elements.form_for(str(code)) if code and is_cause(str(code)) else None


def elements_of(draft: Draft) -> dict[str, Any]:
    """The elements answered and right, as plain data; a group with a fault in it gives nothing yet."""
    form, found = form_of(draft), dict[str, Any]()
    for group in form.groups if form else ():
        try:
            typed = answer(draft, _group_step(form, group.code))  # type: ignore[arg-type]
        except Invalid:
            continue
        found.update(typed.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
    return found


def proposals(draft: Draft) -> Composed:
    """What follows from the elements answered so far: claims with their working, the facts, the evidence."""
    form = form_of(draft)
    if form is None:
        return Composed((), (), (), (), None, None)
    return composed(form.code, elements_of(draft), clock.today())


def money_only(draft: Draft) -> bool:
    """Whether the cause chosen is about money and nothing else."""
    code = raw_answer(draft, "cause").get("cause")
    known = causes.everyday(str(code)) if code and is_cause(str(code)) else None
    return known is not None and set(known.claims) == {"money"}


def is_cause(code: str) -> bool:
    """Whether the list has a cause of this code."""
    try:
        return bool(causes.cause(code))
    except LookupError:
        return False


def answer(draft: Draft, step: Step) -> Asks:
    """Return the answers of one step, typed. Raises Invalid with the faults at their fields, all at once."""
    wrong = list(_wrong_days(draft, step.group)) if step.group else []
    try:
        typed = validated(step.shape(draft), raw_answer(draft, step.code))
    except Invalid as invalid:
        found = [(_at_field(path, fault), fault, values) for path, fault, values in invalid.errors]
        raise Invalid([*found, *wrong]) from invalid
    if wrong:
        raise Invalid(wrong)
    return typed


def _wrong_days(draft: Draft, group: tuple[str, str]) -> Iterator[Fault]:
    """What is wrong with the days of a group, also as against those of the other groups of its form."""
    form = elements.form(group[0])
    every = {name: value for g in form.groups for name, value in _raw(draft, f"{form.code}-{g.code}").items()}
    own = {q.code for g in form.groups if g.code == group[1] for q in g.questions}
    yield from ((code, fault, {}) for code, fault in elements.wrong_days(form.code, every, clock.today()) if code in own)


_FIELD_OF = {
    "core.minor_needs_guardian": "guardian",
    "core.special_power_items": "powers",
    "core.general_power_items": "scope",
    "intake.claim_empty": "amount",
}


def _at_field(path: str, fault: str) -> str:
    """A fault of a whole entry is shown at the field by which it is put right."""
    field = _FIELD_OF.get(fault)
    if field is None or path.split(".")[-1] == field:
        return path
    return field if path == "__all__" else f"{path}.{field}"


def _raw(draft: Draft, code: str) -> Mapping[str, Any]:
    raw = draft.get(code)
    return raw if isinstance(raw, Mapping) else {}


def raw_typed(draft: Draft, code: str) -> bool:
    """Whether anything was typed at a step; what follows from other answers is not typed."""
    parts = ("people", "you", "them") if code == "people" else (code,)
    return any(_raw(draft, part) for part in parts)


def raw_answer(draft: Draft, code: str) -> Mapping[str, Any]:
    """What was typed at a step, as its shape takes it.

    Another cause chosen later loses no claim, and claims that follow from the elements stand until
    they are corrected.
    """
    raw = _raw(draft, code)
    if code == "claims":
        return _raw_claims(draft, raw)
    if code == "story":
        return {name: value for name, value in raw.items() if name != "happened_on"}
    if code == "people" and "people" not in draft:
        return {**_raw(draft, "you"), **_raw(draft, "them")}
    return raw


def _raw_claims(draft: Draft, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    proposed = proposals(draft).claims
    if not raw and proposed:
        rows = [{"text": c.text.zh, "amount": None if c.amount is None else str(c.amount)} for c in proposed]
        return {"claims": [{k: v for k, v in row.items() if v is not None} for row in rows]}
    sum_first = money_only(draft) and not proposed
    if sum_first and isinstance(raw.get("claims"), list):
        rows = [dict(row) for row in raw["claims"] if isinstance(row, Mapping)]
        first = next((row for row in rows if row.get("amount")), {})
        return {**first, "more": [row for row in rows if row is not first]}
    if not sum_first and ("amount" in raw or "more" in raw):
        more = raw.get("more")
        head = {name: raw[name] for name in ("amount", "text") if raw.get(name)}
        return {"claims": [*([head] if head else []), *(more if isinstance(more, list) else ())]}
    return raw


def told_before(draft: Draft, step: Step) -> dict[str, Any]:
    """What an element's question need not ask again: the sum and the day that were told before there was a form."""
    form = form_of(draft)
    if form is None:
        return {}
    day = day_told(draft)
    told = {form.claimed: _raw(draft, "claims").get("amount"), form.since: day.isoformat() if day else None}
    return {name: str(value) for name, value in told.items() if value and name in step.shape(draft).model_fields}


def day_told(draft: Draft) -> date | None:
    """The day told with the story; a day that cannot be is left out."""
    try:
        day = date.fromisoformat(str(_raw(draft, "story").get("happened_on")))
    except ValueError:
        return None
    return day if day <= clock.today() else None


def corrected_claims(draft: Draft) -> bool:
    """Whether the teller has put other claims in the place of those that follow from the elements."""
    return bool(_raw(draft, "claims")) and bool(proposals(draft).claims)


def faults(draft: Draft, code: str) -> list[Fault]:
    """What is wrong with one step: (field, error code, values), empty where it is right."""
    try:
        answer(draft, step(draft, code))
    except Invalid as invalid:
        return list(invalid.errors)
    return []


def done(draft: Draft, code: str) -> bool:
    """Whether a step is answered and right. An optional one is done once it was seen or left out."""
    if left_out(draft, code):
        return True
    return (code in draft or (code == "people" and "you" in draft)) and not faults(draft, code)


def next_step(draft: Draft, current: str | None = None) -> str:
    """Return the step to show: after ``current``, or the first that is not answered."""
    way = [s.code for s in line(draft)]
    if current is None:
        return next((code for code in way[:-1] if not done(draft, code)), way[-1])
    if current not in way:
        return next_step(draft)
    return way[min(way.index(current) + 1, len(way) - 1)]


def _skipped(draft: Draft) -> list[str]:
    raw = draft.get("skipped")
    return [str(code) for code in raw] if isinstance(raw, list) else []


def left_out(draft: Draft, code: str) -> bool:
    """Whether the teller has left a step out for now."""
    return code in _skipped(draft)


def set_aside(draft: Draft, step: Step) -> bool:
    """Whether what is wrong in a step keeps nothing back: a group of elements that was left out for now.

    No form of elements is a condition of filing.
    """
    return step.group is not None and left_out(draft, step.code)


def leave_out(draft: Draft, code: str) -> dict[str, Any]:
    """Return the draft with a step left out for now; what was typed there is kept, and counts once it is right."""
    return {**draft, "skipped": [*(c for c in _skipped(draft) if c != code), code]}


def put(draft: Draft, code: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the draft with the answers of one step; a step that is answered is left out no longer.

    The day told without a line has no field of its own beside the story, and stays with it.
    """
    day = _raw(draft, "story").get("happened_on") if code == "story" else None
    kept = {**data, "happened_on": day} if day else dict(data)
    return {**draft, code: kept, "skipped": [c for c in _skipped(draft) if c != code]}


def previous_step(draft: Draft, current: str) -> str | None:
    """The step before, or None at the first."""
    way = [s.code for s in line(draft)]
    if current not in way:
        return way[-1]
    return way[way.index(current) - 1] if way.index(current) else None


def progress(draft: Draft, current: str) -> tuple[int, int]:
    """At which question of how many the teller is."""
    way = [s.code for s in line(draft)]
    return (way.index(current) + 1 if current in way else len(way)), len(way)


def summary(draft: Draft) -> list[dict[str, Any]]:
    """What was answered, step by step, for the last look before it is sent.

    Each row: ``step``, ``answered``, ``faults``, and ``values``, the answers as plain data where right.
    """
    rows = []
    for code in codes(draft)[:-1]:
        one = step(draft, code)
        there = bool(raw_answer(draft, code))
        wrong = faults(draft, code) if there or not one.optional else []
        right = there and not wrong
        values = answer(draft, one).model_dump(mode="json", exclude_none=True) if right else {}
        wrong = [] if set_aside(draft, one) else wrong
        rows.append({"step": code, "answered": there, "faults": wrong, "values": values})
    return rows
