"""From the answers of a draft to what is told: the whole, with every fault of every step at its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fengqiao.areas.intake import steps
from fengqiao.areas.intake.steps import Draft, Fault
from fengqiao.core.errors import Invalid
from fengqiao.core.told import PartyNamed, Told
from fengqiao.core.validation import validated

MEDIATION, FILING = "mediation.pre_litigation", "filing.first_instance"
_OPENS = {"mediation": MEDIATION, "filing": FILING, "nearest": "crossregion.assist"}


def told_of(draft: Draft) -> Told:
    """Return the whole of what was told. Raises Invalid with every fault of every step, each at its step."""
    answers: dict[str, Any] = {}
    wrong: list[Fault] = []
    for code in steps.codes(draft)[:-1]:
        one = steps.step(draft, code)
        if one.optional and not steps.raw_answer(draft, code):
            continue
        try:
            answers[code] = steps.answer(draft, one)
        except Invalid as invalid:
            if not steps.set_aside(draft, one):
                wrong += [(f"{code}.{path}", fault, values) for path, fault, values in invalid.errors]
    wrong += list(_between(answers))
    if wrong:
        raise Invalid(wrong)
    return _told(draft, answers)


def _told(draft: Draft, answers: Mapping[str, Any]) -> Told:
    people = answers["people"]
    given = answers["evidence"].model_dump() if "evidence" in answers else {}
    form, elements, follows = steps.form_of(draft), steps.elements_of(draft), steps.proposals(draft)
    agents = [a.model_dump() for a in people.agents]
    raw = {
        "story": answers["story"].story,
        "happened_on": follows.happened_on or steps.day_told(draft),
        "cause": answers["cause"].cause,
        "claims": [{"text": c.sentence, "amount": c.amount} for c in answers["claims"].all],
        "claimants": [{**p.model_dump(), "representatives": agents} for p in (people.you, *people.companions)],
        "respondents": [p.model_dump() for p in people.others],
        "third_parties": [p.model_dump() for p in people.third_parties],
        "evidence": given.get("evidence", []),
        "witnesses": given.get("witnesses", []),
        "elements": {"form": form.code, "answers": elements} if form and elements else None,
    }
    told = validated(Told, raw)
    assert isinstance(told, Told)
    return told


def procedure_of(draft: Draft) -> str:
    """The procedure that the teller has chosen to begin with. Raises Invalid where nothing was chosen."""
    return _OPENS[steps.answer(draft, steps.CHECK).way]  # type: ignore[attr-defined]


def _people(answers: Mapping[str, Any]) -> list[tuple[str, str, PartyNamed]]:
    """Everybody named: the path, the side, the person."""
    if "people" not in answers:
        return []
    people = answers["people"]
    rows: list[tuple[str, str, PartyNamed]] = [("people.you", "claimant", people.you)]
    rows += [(f"people.companions.{n}", "claimant", p) for n, p in enumerate(people.companions)]
    rows += [(f"people.others.{n}", "respondent", p) for n, p in enumerate(people.others)]
    rows += [(f"people.third_parties.{n}", "third_party", p) for n, p in enumerate(people.third_parties)]
    return rows


def same_person(one: PartyNamed, two: PartyNamed) -> bool:
    """Whether two entries are plainly one person: the same number, or the same name and nothing that differs."""
    if one.id_number and two.id_number:
        return one.id_number == two.id_number
    if one.name != two.name:
        return False
    differs = (one.phone, two.phone), (one.birthday, two.birthday), (one.address, two.address)
    return not any(a and b and a != b for a, b in differs)


def _between(answers: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults that no step can see alone: one person on both sides, or twice on one.

    Only who shares a name or a number is compared, so that five hundred take no longer than they must.
    """
    seen: dict[str, list[tuple[str, PartyNamed]]] = {}
    for path, side, person in _people(answers):
        keys = {f"name {person.name}", *([f"number {person.id_number}"] if person.id_number else [])}
        earlier = [pair for key in sorted(keys) for pair in seen.get(key, ())]
        twin = next((s for s, other in earlier if same_person(other, person)), None)
        if twin is not None:
            code = "intake.party_twice" if twin == side else "intake.party_on_both_sides"
            yield f"{path}.name", code, {"name": person.name}
        for key in keys:
            seen.setdefault(key, []).append((side, person))


def people_of(lines: str) -> list[dict[str, str]]:
    """People from lines of text: name, then phone, number and address in any order, apart by comma or tab.

    Nothing is refused here: a line that does not fit gives a name to be completed at its place.
    """
    rows = []
    for text in lines.splitlines():
        parts = [p.strip() for p in text.replace("，", ",").replace("\t", ",").replace("、", ",").split(",")]
        if parts[0]:
            rows.append({"name": parts[0][:100], **_by_look(parts[1:])})
    return rows


def _by_look(parts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in filter(None, parts):
        digits = part.replace(" ", "").replace("-", "")
        if len(digits) == 18 and digits[:-1].isalnum() and digits.isascii():
            found["id_number"] = digits.upper()
        elif digits.isdigit() and 7 <= len(digits) <= 13:
            found["phone"] = digits
        else:
            found["address"] = (found.get("address", "") + part)[:200]
    return found
