"""The way through the front door: one question at a time, and what was answered as one whole.

A draft holds the raw answers by step: ``{"story": {...}, "cause": {...}, ...}``. Nothing in it need be
right until it is sent; ``told_of`` then answers everything that is wrong at once, each fault at
its step and field (``you.companions.0.phone``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fengqiao.areas.intake.facts import (
    AboutThem,
    AboutYou,
    CauseOf,
    Claims,
    EvidenceGiven,
    MoneyClaims,
    Sending,
    Story,
    Way,
)
from fengqiao.core.errors import Invalid
from fengqiao.core.told import PartyTold, Told
from fengqiao.core.validation import validated
from fengqiao.kernel.asks import Asks
from fengqiao.law import causes

Draft = Mapping[str, Any]
Fault = tuple[str, str, dict[str, str]]

MEDIATION, FILING = "mediation.pre_litigation", "filing.first_instance"
_OPENS = {"mediation": MEDIATION, "filing": FILING}


@dataclass(frozen=True, slots=True)
class Step:
    """One question. Its words are ``intake.step.<code>``, with ``.help`` and ``.why`` (why we ask)."""

    code: str
    shape: Callable[[Draft], type[Asks]]
    optional: bool = False


def _is(shape: type[Asks]) -> Callable[[Draft], type[Asks]]:
    return lambda _: shape


def claims_shape(draft: Draft) -> type[Asks]:
    """Where only money can be asked the sum comes first; else the things asked, each with or without a sum."""
    return MoneyClaims if money_only(draft) else Claims


STEPS: tuple[Step, ...] = (
    Step("story", _is(Story)),
    Step("cause", _is(CauseOf)),
    Step("claims", claims_shape),
    Step("you", _is(AboutYou)),
    Step("them", _is(AboutThem)),
    Step("evidence", _is(EvidenceGiven), optional=True),
    Step("way", _is(Way)),
    Step("check", _is(Sending)),
)
CODES = tuple(step.code for step in STEPS)
ASKED = STEPS[:-1]
"""The steps whose answers are told; the last only sends them."""


def step(code: str) -> Step:
    """Return a step by its code. Raises LookupError."""
    found = next((s for s in STEPS if s.code == code), None)
    if found is None:
        raise LookupError(f"no step {code}")
    return found


def money_only(draft: Draft) -> bool:
    """Whether the cause chosen is about money and nothing else."""
    code = _raw(draft, "cause").get("cause")
    try:
        known = causes.everyday(str(code)) if code else None
    except LookupError:
        known = None
    return known is not None and set(known.claims) == {"money"}


def is_cause(code: str) -> bool:
    """Whether the list has a cause of this code."""
    try:
        return bool(causes.cause(code))
    except LookupError:
        return False


@dataclass(frozen=True, slots=True)
class Offered:
    """A cause offered to the teller: its official name, its plain name, and why it is offered."""

    code: str
    name: str
    plain_zh: str
    plain_en: str
    about_zh: str
    about_en: str
    reason_zh: str
    reason_en: str


def as_offered(code: str) -> Offered:
    """A cause by its code, as it is offered."""
    return _offered(causes.cause(code))


def _offered(cause: causes.Cause, reason_zh: str = "", reason_en: str = "") -> Offered:
    known = causes.everyday(cause.code)
    exact = known is not None and known.code == cause.code
    return Offered(
        code=cause.code,
        name=cause.name,
        plain_zh=known.plain_zh if known and exact else cause.name,
        plain_en=known.plain_en if known and exact else cause.name,
        about_zh=known.about_zh if known and exact else " › ".join(cause.path[:-1]),
        about_en=known.about_en if known and exact else " › ".join(cause.path[:-1]),
        reason_zh=reason_zh,
        reason_en=reason_en,
    )


def offered_causes(draft: Draft, limit: int = 5) -> list[Offered]:
    """The causes that the story points to, the likeliest first, each with the words that point to it."""
    story = str(_raw(draft, "story").get("story") or "")
    return [_offered(s.cause, s.reason_zh, s.reason_en) for s in causes.suggest(story, limit)]


def searched_causes(text: str, limit: int = 20) -> list[Offered]:
    """The civil causes that can be chosen, by a part of their name or their plain name."""
    wanted = causes.plain(text)
    if not wanted:
        return []
    plain = [e.code for e in causes.everyday_causes() if wanted in causes.plain(e.plain_zh + e.plain_en)]
    named = [c.code for c in causes.search(text, limit=limit * 2, kind="civil")]
    found = [causes.cause(code) for code in dict.fromkeys([*plain, *named])]
    return [_offered(c) for c in found if c.level > 2 and c.kind == "civil"][:limit]


def answer(draft: Draft, code: str) -> Asks:
    """Return the answers of one step, typed. Raises Invalid with the faults at their fields."""
    try:
        return validated(step(code).shape(draft), raw_answer(draft, code))
    except Invalid as invalid:
        raise Invalid([(_at_field(path, fault), fault, values) for path, fault, values in invalid.errors]) from invalid


_FIELD_OF = {
    "core.minor_needs_guardian": "guardian",
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


def raw_answer(draft: Draft, code: str) -> Mapping[str, Any]:
    """What was typed at a step, as its shape takes it: another cause chosen later loses no claim."""
    raw = _raw(draft, code)
    if code != "claims":
        return raw
    if money_only(draft) and isinstance(raw.get("claims"), list):
        rows = [dict(row) for row in raw["claims"] if isinstance(row, Mapping)]
        first = next((row for row in rows if row.get("amount")), {})
        return {**first, "more": [row for row in rows if row is not first]}
    if not money_only(draft) and ("amount" in raw or "more" in raw):
        more = raw.get("more")
        first = {name: raw[name] for name in ("amount", "text") if raw.get(name)}
        return {"claims": [*([first] if first else []), *(more if isinstance(more, list) else ())]}
    return raw


def faults(draft: Draft, code: str) -> list[Fault]:
    """What is wrong with one step: (field, error code, values), empty where it is right."""
    try:
        answer(draft, code)
    except Invalid as invalid:
        return list(invalid.errors)
    return []


def done(draft: Draft, code: str) -> bool:
    """Whether a step is answered and right. An optional one is done once it was seen."""
    return code in draft and not faults(draft, code)


def next_step(draft: Draft, current: str | None = None) -> str:
    """Return the step to show: after ``current``, or the first that is not answered."""
    if current is None:
        return next((s.code for s in ASKED if not done(draft, s.code)), CODES[-1])
    return CODES[min(CODES.index(step(current).code) + 1, len(CODES) - 1)]


def previous_step(current: str) -> str | None:
    """The step before, or None at the first."""
    at = CODES.index(step(current).code)
    return CODES[at - 1] if at else None


def progress(current: str) -> tuple[int, int]:
    """At which question of how many the teller is."""
    return CODES.index(step(current).code) + 1, len(CODES)


def told_of(draft: Draft) -> Told:
    """Return the whole of what was told. Raises Invalid with every fault of every step, each at its step."""
    answers: dict[str, Any] = {}
    wrong: list[Fault] = []
    for s in ASKED:
        if s.optional and s.code not in draft:
            continue
        try:
            answers[s.code] = answer(draft, s.code)
        except Invalid as invalid:
            wrong += [(f"{s.code}.{path}", code, values) for path, code, values in invalid.errors]
    wrong += list(_between(answers))
    if wrong:
        raise Invalid(wrong)
    return _told(answers)


def _told(answers: Mapping[str, Any]) -> Told:
    story, you, them = answers["story"], answers["you"], answers["them"]
    evidence = answers["evidence"].evidence if "evidence" in answers else []
    raw = {
        "story": story.story,
        "happened_on": story.happened_on,
        "cause": answers["cause"].cause,
        "claims": [{"text": c.sentence, "amount": c.amount} for c in answers["claims"].all],
        "claimants": [p.model_dump() for p in (you.you, *you.companions)],
        "respondents": [p.model_dump() for p in them.others],
        "third_parties": [p.model_dump() for p in them.third_parties],
        "evidence": [e.model_dump() for e in evidence],
    }
    told = validated(Told, raw)
    assert isinstance(told, Told)
    return told


def procedure_of(draft: Draft) -> str:
    """The procedure that the teller has chosen to begin with. Raises Invalid where nothing was chosen."""
    return _OPENS[answer(draft, "way").way]  # type: ignore[attr-defined]


def _people(answers: Mapping[str, Any]) -> list[tuple[str, str, PartyTold]]:
    """Everybody named: the path, the side, the person."""
    rows: list[tuple[str, str, PartyTold]] = []
    if "you" in answers:
        rows.append(("you.you", "claimant", answers["you"].you))
        rows += [(f"you.companions.{n}", "claimant", p) for n, p in enumerate(answers["you"].companions)]
    if "them" in answers:
        rows += [(f"them.others.{n}", "respondent", p) for n, p in enumerate(answers["them"].others)]
        rows += [(f"them.third_parties.{n}", "third_party", p) for n, p in enumerate(answers["them"].third_parties)]
    return rows


def same_person(one: PartyTold, two: PartyTold) -> bool:
    """Whether two entries are plainly one person: the same number, or the same name and nothing that differs."""
    if one.id_number and two.id_number:
        return one.id_number == two.id_number
    if one.name != two.name:
        return False
    differs = (one.phone, two.phone), (one.birthday, two.birthday), (one.address, two.address)
    return not any(a and b and a != b for a, b in differs)


def _between(answers: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults that no step can see alone: one person on both sides, or twice on one."""
    rows = _people(answers)
    for n, (path, side, person) in enumerate(rows):
        for _, earlier_side, earlier in rows[:n]:
            if same_person(earlier, person):
                code = "intake.party_twice" if earlier_side == side else "intake.party_on_both_sides"
                yield f"{path}.name", code, {"name": person.name}
                break


def summary(draft: Draft) -> list[dict[str, Any]]:
    """What was answered, step by step, for the last look before it is sent.

    Each row: ``step``, ``answered``, ``faults``, and ``values``, the answers as plain data where right.
    """
    rows = []
    for s in ASKED:
        wrong = faults(draft, s.code) if s.code in draft or not s.optional else []
        right = s.code in draft and not wrong
        values = answer(draft, s.code).model_dump(mode="json", exclude_none=True) if right else {}
        rows.append({"step": s.code, "answered": s.code in draft, "faults": wrong, "values": values})
    return rows
