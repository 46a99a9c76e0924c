"""What was told of a dispute, read back as one whole, and corrected at single points.

A point is named by its path in ``Told``: ``story``, ``claims.0.amount``, ``respondents.1.address``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from fengqiao.core.casefile import CaseFile
from fengqiao.core.disputes import PARTY_FACTS, party_facts, title_of
from fengqiao.core.errors import Invalid
from fengqiao.core.models import Dispute, Party
from fengqiao.core.sealing import fingerprint, masked, seal, unseal
from fengqiao.core.step import Step
from fengqiao.core.told import PartyTold, Told
from fengqiao.core.words import say
from fengqiao.law import causes

LISTS = {"claimants": "claimant", "respondents": "respondent", "third_parties": "third_party"}
PARTY_FIELDS = (
    *("name", "phone", "id_type", "id_number", "sex", "born", "address"),
    *("legal_representative", "guardian"),
)
ENTITY_FIELDS = ("legal_representative_post", "legal_representative_phone")
PERSON_FIELDS = ("ethnicity", "occupation", "workplace")
_OF_PERSONS, _OF_ENTITIES = frozenset({"sex", "born", "guardian"}), frozenset({"legal_representative"})
EVIDENCE_FIELDS = ("name", "purpose", "source")
NEEDED = ("name", "phone", "address")
IN_FULL = 20
"""Of so many parties and pieces every point is offered; of hundreds more those by which they are found."""


def told_of(file: CaseFile) -> dict[str, Any]:
    """Return what was told, as plain data of the form of ``Told``; identity numbers are in clear."""
    dispute = file.matter.dispute
    held = {name: dispute.facts.get(name) for name in ("story", "claims", "evidence", "happened_on", "witnesses", "elements")}
    held = {name: value for name, value in held.items() if value is not None}
    sides = {name: [_party(row) for row in file.rows if row.side == side] for name, side in LISTS.items()}
    return {"cause": dispute.cause, **held, **sides}


def _party(row: Party) -> dict[str, Any]:
    person = row.person
    told = {
        "kind": person.kind,
        "name": row.name,
        "phone": person.phone or None,
        "id_type": person.id_type or ("uscc" if person.kind == "entity" else "resident_id"),
        "id_number": unseal(person.id_sealed) if person.id_sealed else None,
        "sex": person.sex or None,
        "born": person.born,
        "address": row.address or None,
    }
    return {**told, **{name: row.facts[name] for name in PARTY_FACTS if row.facts.get(name) is not None}}


def paths(file: CaseFile) -> Iterator[str]:
    """Yield every point of what was told that can be named, in the order of a complaint."""
    told = told_of(file)
    for name in LISTS:
        for n, party in enumerate(told[name]):
            fields = _fields_of(name, party["kind"]) if n < IN_FULL else NEEDED
            yield from (f"{name}.{n}.{field}" for field in fields)
    yield "cause"
    for n, _ in enumerate(told.get("claims", ())):
        yield from (f"claims.{n}.text", f"claims.{n}.amount")
    for n, _ in enumerate(told.get("evidence", ())):
        yield from (f"evidence.{n}.{field}" for field in (EVIDENCE_FIELDS if n < IN_FULL else ("name",)))
    yield from ("story", "happened_on", "evidence", "papers")


def _fields_of(side: str, kind: str) -> Iterator[str]:
    """The points of a party: of the other side the law asks less (CPL 124)."""
    entity = kind == "entity"
    yield from (f for f in PARTY_FIELDS if f not in (_OF_PERSONS if entity else _OF_ENTITIES))
    if side == "claimants":
        yield from ENTITY_FIELDS if entity else PERSON_FIELDS
    elif not entity:
        yield "workplace"


def label(path: str, language: str | None = None) -> str:
    """The name of a point in a language (the reader's where none is given): 第1被告的住址."""
    head, *rest = path.split(".")
    if not rest:
        return say(f"core.point.{head}", {}, language)
    own = "evidence_name" if (head, rest[1]) == ("evidence", "name") else rest[1]
    field = say(f"core.point.field.{own}", {}, language)
    return say(f"core.point.of.{head}", {"n": int(rest[0]) + 1, "field": field}, language)


def exhibits(dispute: Dispute) -> dict[str, tuple[int, str]]:
    """By the key of a file: the number and the name of the piece of evidence for which it stands."""
    told = [item for item in dispute.facts.get("evidence") or () if isinstance(item, Mapping)]
    return {key: (n, str(item.get("name", ""))) for n, item in enumerate(told, 1) for key in item.get("files") or ()}


def exhibit_title(file: str, exhibit: tuple[int, str] | None) -> str:
    """What a file is called: by its own name, and as evidence by that of the piece too."""
    return say("core.point.exhibit", {"n": exhibit[0], "name": exhibit[1], "file": file}) if exhibit else file


def value_at(told: Mapping[str, Any], path: str) -> str:
    """The present value at a point, as text; empty where there is none or it is no single value."""
    value: Any = told
    for part in path.split("."):
        if isinstance(value, list):
            value = value[int(part)] if int(part) < len(value) else None
        else:
            value = value.get(part) if isinstance(value, Mapping) else None
    return "" if value is None or isinstance(value, list | Mapping) else str(value)


def amend_told(step: Step, changes: Mapping[str, str]) -> None:
    """Write corrected points to the dispute and its parties, once for all its matters.

    The whole is checked by the rules by which it was told. Raises Invalid with the paths of ``changes``.
    """
    told = told_of(step.file)
    # The elements are not corrected here; in old disputes they need not keep a rule of today.
    told.pop("elements", None)
    for path, value in changes.items():
        _put(told, path, value)
    try:
        whole = Told.model_validate(told)
    except ValidationError as error:
        raise Invalid([_fault(dict(e), changes) for e in error.errors(include_url=False)]) from error
    if not all(path.split(".")[0] in LISTS for path in changes):
        facts = whole.model_dump(mode="json", include={"story", "claims", "evidence", "happened_on"})
        step.amend_dispute(**facts, cause=whole.cause, amount=whole.amount)
    touched = {tuple(path.split(".")[:2]) for path in changes if path.split(".")[0] in LISTS}
    for name, index in sorted(touched):
        rows = [row for row in step.file.rows if row.side == LISTS[name]]
        _amend_party(step, rows[int(index)], getattr(whole, name)[int(index)])
    step.amend_dispute(title=title_of(whole, causes.cause(whole.cause).name))
    step.changes["corrected_points"] = sorted(changes)


def _put(told: dict[str, Any], path: str, value: str) -> None:
    *way, last = path.split(".")
    place: Any = told
    for part in way:
        place = place[int(part)] if isinstance(place, list) else place[part]
    place[last] = value or None


def _fault(error: dict[str, Any], changes: Mapping[str, str]) -> tuple[str, str, dict[str, str]]:
    """Name a fault at the corrected point that lies at it or below it, else at the whole."""
    where = ".".join(str(part) for part in error["loc"])
    path = next((p for p in changes if p == where or p.startswith(f"{where}.")), "__all__")
    context = error.get("ctx") or {}
    kind = str(context.get("error", error["type"])) if error["type"] == "value_error" else str(error["type"])
    return path, kind, {k: str(v) for k, v in context.items() if k != "error"}


def _amend_party(step: Step, row: Party, told: PartyTold) -> None:
    """Write one party anew. A person who has an account is changed by nobody but itself."""
    row.name = told.name
    kept = {name: value for name, value in row.facts.items() if name not in PARTY_FACTS}
    row.facts = {**kept, **party_facts(told), "address": told.address or "", "minor": told.is_minor}
    row.save(update_fields=["name", "facts"])
    person = row.person
    if row.bound_at is not None and person.pk != step.actor.person:
        return
    number = told.id_number or ""
    person.phone, person.address, person.sex = told.phone or "", told.address or "", told.sex or ""
    person.born = told.birthday
    if row.bound_at is None:
        person.name = told.name
    if number:
        person.id_type, person.id_hash = told.id_type, fingerprint(number)
        person.id_sealed, person.id_masked = seal(number), masked(number)
    person.save()
