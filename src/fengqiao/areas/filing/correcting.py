"""The page on which a notice is answered: exactly the points that it names, each with what the clerk said of it.

Everything else stays as it was told and is shown folded; the door itself (rules.exactly_noticed) takes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from fengqiao.areas.filing import rules
from fengqiao.areas.filing.rules import FILES_ONLY
from fengqiao.core import clock
from fengqiao.core.casefile import CaseFile
from fengqiao.core.registry import registry
from fengqiao.core.retelling import LISTS, label, paths, told_of, value_at
from fengqiao.core.sealing import masked
from fengqiao.core.told import Claim, Evidence, PartyNamed, Told
from fengqiao.core.words import say, word
from fengqiao.kernel.asks import Asks, Question, questions
from fengqiao.law import causes
from fengqiao.web.forms import Field, Form

KEPT = 60
"""Points that the fold shows; of a file with hundreds of parties the matter's page shows the rest."""
_SHOW_FILES = frozenset({"unsigned", "no_proof", "no_authority", "copies"})
_CONTROLS = frozenset({"text", "textarea", "money", "date", "phone", "id_number", "choice", "select"})


class Points:
    """The layout of the form of a correction (core.registry.Layout)."""

    def held(self, file: CaseFile, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What was typed before, of the points of this notice alone; the rest of them as they stand in the record."""
        told, wanted = told_of(file), [*_reasons(file), *_following(file)]
        typed = [row for row in data.get("answers") or () if isinstance(row, Mapping) and row.get("field") in wanted]
        known = {row["field"] for row in typed}
        left = [{"field": path, "value": value_at(told, path)} for path in wanted if path not in known]
        return {**data, "answers": [*typed, *left]}

    def lead(self, file: CaseFile) -> str:
        """How many points, and by when."""
        due = next((d.due_on for d in file.deadlines if d.name == "correction" and d.status == "running"), None)
        return say("filing.points_lead", {"count": len(_reasons(file)), "until": due.isoformat()}) if due else ""

    def fields(self, file: CaseFile, form: Form) -> list[Field]:
        """One control a point, named and explained; the point itself goes along unseen."""
        reasons, along = _reasons(file), _following(file)
        fields: list[Field] = []
        for n, row in enumerate(form.data.get("answers") or ()):
            if row.get("field") in reasons:
                fields += _point(n, row, reasons[row["field"]], form.errors)
            elif row.get("field") in along:
                fields += _follower(n, row, along[row["field"]], form.errors)
        return fields

    def kept(self, file: CaseFile) -> Sequence[tuple[str, str]]:
        """The rest of what was told, by name and value."""
        reasons, told = _reasons(file), told_of(file)
        rows = []
        for path in paths(file):
            value = value_at(told, path)
            if value and path not in reasons and not path.endswith(".id_type"):
                rows.append((label(path), _readable(path, value)))
            if len(rows) == KEPT:
                break
        return rows


def _reasons(file: CaseFile) -> dict[str, list[dict[str, str]]]:
    """What the latest notice says, by point."""
    found: dict[str, list[dict[str, str]]] = {}
    for defect in (file.matter.facts.get("notices") or [{"defects": []}])[-1]["defects"]:
        found.setdefault(defect["field"], []).append(defect)
    return found


def _following(file: CaseFile) -> dict[str, str]:
    """The empty points of a person that may come along, each with the named point that it follows."""
    move = registry.procedure(file.matter.procedure, file.matter.version).moves["correct"]
    if rules.noticed_and_following not in move.checks:
        return {}
    told = told_of(file)
    return {
        path: of
        for path, of in rules.following(_reasons(file)).items()
        if value_at(told, f"{path.rpartition('.')[0]}.kind") == "person" and not value_at(told, path)
    }


def _follower(n: int, row: Mapping[str, Any], of: str, errors: Mapping[str, list[str]]) -> Iterator[Field]:
    """The control of a point that is needed only where another one says so."""
    path, name = row["field"], f"answers-{n}"
    yield {"kind": "hidden", "name": f"{name}-field", "value": path}
    wrong = [text for key in (name, f"{name}-value") for text in errors.get(key, ())]
    help_text = say("filing.point_follows", {"point": label(of)})
    control = {**_control(path, str(row.get("value") or "")), **_named(f"{name}-value", label(path))}
    yield {**control, "help": help_text, "required": False, "errors": wrong}


def _point(n: int, row: Mapping[str, Any], defects: list[dict[str, str]], errors: Mapping[str, list[str]]) -> Iterator[Field]:
    path, name = row["field"], f"answers-{n}"
    yield {"kind": "hidden", "name": f"{name}-field", "value": path}
    wrong = [text for key in (name, f"{name}-field", f"{name}-value") for text in errors.get(key, ())]
    common = {"help": _said(defects), "required": True}
    if path not in FILES_ONLY:
        yield {**_control(path, str(row.get("value") or "")), **common, **_named(f"{name}-value", label(path)), "errors": wrong}
        wrong, common = [], {"help": "", "required": False}
    if path in FILES_ONLY or any(d["code"] in _SHOW_FILES for d in defects):
        title = label(path) if path in FILES_ONLY else word("filing.Corrected.files")
        files = Form.files(row.get("files") or ())
        wrong = [*wrong, *errors.get(f"{name}-files", ())]
        yield {**files, **common, **_named(f"{name}-files", title), "errors": wrong}


def _named(name: str, title: str) -> Field:
    return {"name": name, "id": f"f-{name}", "label": title}


def _said(defects: list[dict[str, str]]) -> str:
    """What the clerk found, and how it is put right, in his own words where he wrote any."""
    told = [(word(f"filing.Defect.code.{d['code']}"), d["note"] or word(f"filing.remedy.{d['code']}")) for d in defects]
    return " ".join(say("filing.point_said", {"defect": defect, "remedy": remedy}) for defect, remedy in told)


def _control(path: str, value: str) -> Field:
    """The control that fits the point: a sum for a sum, a day for a day, a choice where there is one."""
    q = _question(path)
    if q.kind == "cause":
        return {"kind": "select", "value": value, "options": [{**o, "selected": o["value"] == value} for o in _causes()]}
    if q.kind == "choice":
        options = [{"value": c, "label": word(f"filing.point.{q.name}.{c}"), "selected": c == value} for c in q.choices]
        return {"kind": "choice", "value": value, "options": options}
    return {"kind": q.kind if q.kind in _CONTROLS else "text", "value": value, "maxlength": q.max_length, "rows": 8}


def _question(path: str) -> Question:
    head, *rest = path.split(".")
    shapes: dict[str, type[Asks]] = {"claims": Claim, "evidence": Evidence}
    shape = PartyNamed if head in LISTS else shapes.get(head, Told)
    name = rest[-1] if rest else head
    return next(q for q in questions(shape) if q.name == name)


def _causes() -> list[dict[str, Any]]:
    """The causes under which a suit may be filed today, by name."""
    return [{"value": c.code, "label": c.name} for c in _all_causes() if causes.valid_on(c.code, clock.today())]


@cache
def _all_causes() -> tuple[causes.Cause, ...]:
    """Every civil cause of the third and fourth level, in the order of the official list."""
    found: list[causes.Cause] = []
    waiting = list(causes.children())
    while waiting:
        one = waiting.pop(0)
        found += [one] if one.level >= 3 else []
        waiting = [*causes.children(one.code), *waiting]
    return tuple(found)


def _readable(path: str, value: str) -> str:
    if path == "cause":
        return causes.cause(value).name
    return masked(value) if path.endswith(".id_number") else value
