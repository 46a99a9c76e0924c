"""What the cells of a row, with its parties and its evidence on the further sheets, tell of a dispute."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from fengqiao.areas.lawyers import sheets, tables
from fengqiao.areas.lawyers.sheets import MORE, ORIGINALS, SIDES
from fengqiao.law import identity

Fault = tuple[str, str, dict[str, str]]
"""A column (of a further sheet: ``parties.3.phone``, the sheet, the line, the column), a code of words, its values."""

_ENTITIES = ("公司", "厂", "店", "社")
_PARTY = {"id_number": "id", "id_type": "id", "kind": "name"}
"""The columns of a party's fields that are not called as the field is."""


def plain_faults(values: Mapping[str, Any]) -> Iterator[Fault]:
    """What is wrong with the cells by themselves: empty, a formula, too long, none of the words that may stand there."""
    yield from _cells(sheets.FILINGS, values, "")
    for name, sheet in MORE.items():
        for line in values.get(name, ()):
            yield from _cells(sheet, line, f"{name}.{line['line']}.")
    for line in values.get("parties", ()):
        if line.get("side") and line["side"] not in SIDES:
            yield f"parties.{line['line']}.side", "lawyers.side_unknown", {}
    for line in values.get("pieces", ()):
        if line.get("original") and line["original"] not in ORIGINALS:
            yield f"pieces.{line['line']}.original", "lawyers.original_unknown", {}
    yield from _twice(values)


def _cells(sheet: sheets.Sheet, values: Mapping[str, Any], place: str) -> Iterator[Fault]:
    for column, (_head, needed) in sheet.columns.items():
        text = values.get(column, "")
        if needed and not text and column != "row":
            yield place + column, "lawyers.empty", {}
        elif tables.is_formula(text):
            yield place + column, "lawyers.formula", {}
        elif len(text) > tables.MOST_CELL:
            yield place + column, "lawyers.too_long", {}


def _twice(values: Mapping[str, Any]) -> Iterator[Fault]:
    """A party that is named already, most likely once more from the first sheet."""
    seen = {("原告", *_same(values, "claimant", "claimant_id")), ("被告", *_same(values, "respondent", "respondent_id"))}
    for line in values.get("parties", ()):
        party = (line.get("side", ""), *_same(line, "name", "id"))
        if party in seen:
            yield f"parties.{line['line']}.name", "lawyers.party_twice", {}
        seen.add(party)


def _same(values: Mapping[str, Any], name: str, number: str) -> tuple[str, str]:
    return values.get(name, ""), values.get(number, "").upper().replace(" ", "")


def told(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The parties and the evidence of a row as they are told, and at which cells each of them stands."""
    sides: dict[str, list[Any]] = {side: [] for side in SIDES.values()}
    places = {"claimants.0": "claimant", "respondents.0": "respondent"}
    for side, prefix in (("claimants", "claimant"), ("respondents", "respondent")):
        cells = {column.removeprefix(f"{prefix}_"): values.get(column, "") for column in tables.COLUMNS if column.startswith(prefix)}
        cells["name"] = values.get(prefix, "")
        if prefix == "claimant":
            cells["legal_representative"] = values.get("legal_representative", "")
        sides[side].append(_party(cells))
    for line in values.get("parties", ()):
        side = SIDES.get(line.get("side", ""))
        if side:
            places[f"{side}.{len(sides[side])}"] = f"parties.{line['line']}"
            sides[side].append(_party(line))
    names = [name.strip() for name in re.split(r"[;；]", values.get("evidence", "")) if name.strip()]
    evidence = [{"name": name} for name in names]
    for line in values.get("pieces", ()):
        places[f"evidence.{len(evidence)}"] = f"pieces.{line['line']}"
        evidence.append(_piece(line))
    return {**sides, "evidence": evidence}, places


def _party(cells: Mapping[str, Any]) -> dict[str, Any]:
    number = cells.get("id", "").upper().replace(" ", "")
    entity = bool(number) and identity.check("uscc", number).value.valid
    return {
        "kind": "entity" if entity or (not number and cells.get("name", "").endswith(_ENTITIES)) else "person",
        "name": cells.get("name", ""),
        "id_type": "uscc" if entity else "resident_id",
        "id_number": number or None,
        "phone": cells.get("phone", "").replace("-", "").replace(" ", "") or None,
        "address": cells.get("address") or None,
        "legal_representative": cells.get("legal_representative") or None,
    }


def _piece(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": line.get("name", ""),
        "purpose": line.get("purpose") or None,
        "source": line.get("source") or None,
        "original": ORIGINALS.get(line.get("original", "")),
        "pages": line.get("pages") or None,
    }


def placed(fault: Fault, places: Mapping[str, str]) -> Fault:
    """The fault at the cell that it belongs to."""
    path, code, values = fault
    head, _dot, rest = path.partition(".")
    number, _dot, field = rest.partition(".")
    place = places.get(f"{head}.{number}", "")
    if place:
        return _cell(place, field), code, values
    if head == "claims":
        return ("amount" if field == "amount" else "claim"), code, values
    return (head if head in tables.COLUMNS else "story"), code, values


def _cell(place: str, field: str) -> str:
    """The column of a field of the party or the piece that stands at a place."""
    name = _PARTY.get(field, field)
    sheet = MORE.get(place.partition(".")[0])
    if sheet is not None:
        return f"{place}.{name if name in sheet.columns else 'name'}"
    column = "legal_representative" if name == "legal_representative" else f"{place}_{name}"
    return column if column in tables.COLUMNS else place
