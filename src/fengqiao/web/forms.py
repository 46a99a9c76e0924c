"""A shape (kernel.asks) as a form: fields for the page, answers from the page, errors at their field.

Names on the page are the path of the field with dashes: ``claims-0-amount``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from fengqiao.core.words import has, say, word
from fengqiao.kernel.asks import Asks, Question, questions
from fengqiao.web import uploads

Options = Callable[[str], Sequence[Mapping[str, Any]]]
Field = dict[str, Any]
Arrange = Callable[["Form"], list[Field]]

_SAME = set("text textarea money date phone id_number number choice checkbox group time datetime".split())
_CONTROL = {
    "composition": "textarea",
    "affirmed": "checkbox",
    "choices": "checks",
    "files": "file",
    "texts": "textarea",
}
_ROWS = {"composition": 28, "texts": 4}
_MANY_CHOICES = 6
_FEW_CHOICES = 3


def no_options(kind: str) -> Sequence[Mapping[str, Any]]:
    """The options of a form that refers to nothing."""
    return ()


class Form:
    """One shape on one page."""

    def __init__(
        self,
        shape: type[Asks],
        data: Mapping[str, Any] | None = None,
        *,
        options: Options = no_options,
        errors: Sequence[tuple[str, str, Mapping[str, Any]]] = (),
        prefix: str = "",
        arrange: Arrange | None = None,
    ) -> None:
        self.arrange = arrange
        self.shape, self.data, self.options, self.prefix = shape, dict(data or {}), options, prefix
        self.errors: dict[str, list[str]] = {}
        for path, code, values in errors:
            self.errors.setdefault(path.replace(".", "-"), []).append(error_text(code, values))

    @property
    def fields(self) -> list[Field]:
        """The fields as components/field.html takes them; as an area arranges them, where it does."""
        return self.plain() if self.arrange is None else self.arrange(self)

    def plain(self) -> list[Field]:
        """The fields one after the other, as the shape asks them."""
        return [f for q in questions(self.shape) for f in self._fields(q, self.prefix, self.data)]

    @property
    def multipart(self) -> bool:
        return any(q.kind == "files" or (q.shape and _has_files(q.shape)) for q in questions(self.shape))

    def summary(self) -> list[dict[str, str]]:
        """All errors for the head of the page, each leading to its field."""
        known = {f["name"]: f for f in _flat(self.fields)}
        rows = []
        for name, messages in self.errors.items():
            field = known.get(name) or _first_below(known, name) or known.get(name.rsplit("-", 1)[0]) or {}
            rows += [{"field_id": field.get("id", ""), "label": field.get("label", ""), "message": m} for m in messages]
        return rows

    @staticmethod
    def files(held: Sequence[str]) -> Field:
        """A control for files, with those that were uploaded already."""
        return {"kind": "file", "multiple": True, "held": uploads.held(held), **uploads.limits()}

    def _fields(self, q: Question, prefix: str, data: Mapping[str, Any]) -> list[Field]:
        name = f"{prefix}{q.name}"
        value = data.get(q.name, q.default)
        if q.kind == "section" and q.shape is not None:
            inner = value if isinstance(value, Mapping) else {}
            return [f for each in questions(q.shape) for f in self._fields(each, f"{name}-", inner)]
        field: Field = {
            "name": name,
            "id": f"f-{name}",
            "label": word(q.key),
            "help": word(f"{q.key}.help") if has(f"{q.key}.help") else "",
            "required": q.required or (q.kind == "choice" and q.default is not None),
            "value": value,
            "maxlength": q.max_length,
            "errors": self.errors.get(name, []),
            "kind": _CONTROL.get(q.kind, q.kind if q.kind in _SAME else "select"),
            "rows": _ROWS.get(q.kind),
        }
        return [self._filled(field, q, value)]

    def _filled(self, field: Field, q: Question, value: Any) -> Field:
        if q.kind in ("choice", "choices"):
            held = {str(v) for v in value} if isinstance(value, list | tuple) else {str(value)}
            field["options"] = [_option(q, choice, choice in held) for choice in q.choices]
            explained = any(o["help"] for o in field["options"])
            if q.kind == "choice" and len(q.choices) > (_MANY_CHOICES if explained else _FEW_CHOICES):
                field["kind"] = "select"
        elif q.kind == "group" and q.shape is not None:
            self._group(field, q.shape, value)
        elif q.kind == "files":
            field.update(self.files(value or ()))
        elif q.kind == "texts":
            field["value"] = "\n".join(value or ())
        elif field["kind"] == "select":
            field["options"] = [{**o, "selected": str(o["value"]) == str(value)} for o in self.options(q.kind)]
            if len(field["options"]) <= _MANY_CHOICES:
                field["kind"] = "choice"
        return field

    def _group(self, field: Field, shape: type[Asks], value: Any) -> None:
        rows = list(value or ()) or ([{}] if field["required"] else [])
        items = []
        for n, row in enumerate(rows):
            inner = row if isinstance(row, Mapping) else {}
            fields = [f for q in questions(shape) for f in self._fields(q, f"{field['name']}-{n}-", inner)]
            remove = {"remove_name": "remove", "remove_value": f"{field['name']}-{n}"}
            items.append({"title": f"{field['label']} {n + 1}", "fields": fields, **remove})
        field["items"] = items
        field.update(add_name="add", add_value=field["name"], add_label=_("再加一项"))


def _first_below(known: Mapping[str, Field], name: str) -> Field | None:
    """The first field that can be seen of a row that is wrong as a whole."""
    return next((f for n, f in known.items() if n.startswith(f"{name}-") and f["kind"] != "hidden"), None)


def _option(q: Question, choice: str, selected: bool) -> dict[str, Any]:
    key = f"{q.key}.{choice}"
    text = has(f"{key}.help")
    return {"value": choice, "label": word(key), "help": word(f"{key}.help") if text else "", "selected": selected}


def _has_files(shape: type[Asks]) -> bool:
    return any(q.kind == "files" or (q.shape and _has_files(q.shape)) for q in questions(shape))


def _flat(fields: Sequence[Field]) -> list[Field]:
    found = []
    for field in fields:
        found.append(field)
        for item in field.get("items", ()):
            found += _flat(item["fields"])
    return found


def error_text(code: str, values: Mapping[str, Any]) -> str:
    """What is wrong, in words: an area's own code, or the kind of fault that the shape found."""
    if "." in code:
        return say(code, values)
    key = f"core.error.{code}"
    return say(key, values) if has(key) else word("core.error.other")


def answers(shape: type[Asks], post: QueryDict, prefix: str = "") -> dict[str, Any]:
    """Read the answers of a shape from a page. Empty answers are left out; nothing is checked yet."""
    read: dict[str, Any] = {}
    for q in questions(shape):
        value = _answer(q, post, f"{prefix}{q.name}")
        if value not in (None, "", [], {}):
            read[q.name] = value
    return read


def _answer(q: Question, post: QueryDict, name: str) -> Any:
    if q.kind == "section" and q.shape is not None:
        return answers(q.shape, post, f"{name}-")
    if q.kind == "group" and q.shape is not None:
        rows = [answers(q.shape, post, f"{name}-{n}-") for n in _indexes(post, name)]
        return [row for row in rows if row]
    if q.kind in ("checkbox", "affirmed"):
        return True if post.get(name) else None
    if q.kind in ("choices", "files"):
        return post.getlist(name)
    if q.kind == "texts":
        return [line.strip() for line in post.get(name, "").splitlines() if line.strip()]
    value = post.get(name, "").strip()
    return value.replace(",", "").replace("，", "") if q.kind in ("money", "number") else value


def _indexes(post: QueryDict, name: str) -> list[int]:
    pattern = re.compile(rf"^{re.escape(name)}-(\d{{1,4}})-")
    return sorted({int(m[1]) for key in post if (m := pattern.match(key))})


def rearranged(shape: type[Asks], post: QueryDict) -> dict[str, Any] | None:
    """The answers after somebody pressed "add another" or "remove"; None where neither was pressed."""
    add, remove = post.get("add"), post.get("remove")
    if not (add or remove):
        return None
    data = answers_with_empty_rows(shape, post)
    if add and add in data:
        data[add] = [*data[add], {}]
    elif add:
        data[add] = [{}, {}]
    if remove:
        name, _dash, index = remove.rpartition("-")
        if name in data and index.isdigit() and int(index) < len(data[name]):
            data[name] = [row for n, row in enumerate(data[name]) if n != int(index)]
    return data


def answers_with_empty_rows(shape: type[Asks], post: QueryDict) -> dict[str, Any]:
    """Like ``answers``, but an empty row of a group stays, so that it can be filled in."""
    data = answers(shape, post)
    for q in questions(shape):
        if q.kind == "group" and q.shape is not None:
            data[q.name] = [answers(q.shape, post, f"{q.name}-{n}-") for n in _indexes(post, q.name)]
    return data
