"""What the front door's pages show, made of the draft and of the law's hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from fengqiao.areas.intake import steps
from fengqiao.areas.intake.hints import before_sending
from fengqiao.core.told import Told
from fengqiao.core.words import has, say, word
from fengqiao.kernel.asks import Asks, questions
from fengqiao.law import causes
from fengqiao.web.forms import Form, error_text
from fengqiao.web.templatetags.words import day, money
from fengqiao.web.views.pages import english


def cause_field(draft: Mapping[str, Any], form: Form, find: str) -> dict[str, Any]:
    """The causes offered, the likeliest first; or those found by name."""
    chosen = str((draft.get("cause") or {}).get("cause") or form.data.get("cause") or "")
    offered = steps.searched_causes(find) if find else steps.offered_causes(draft)
    if not find and not offered:
        offered = [steps.as_offered(e.code) for e in causes.everyday_causes()[:8]]
    if steps.is_cause(chosen) and all(o.code != chosen for o in offered):
        offered = [steps.as_offered(chosen), *offered]
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


def summary_rows(draft: Mapping[str, Any], faults: Iterable[tuple[str, str, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """What was answered, by step, with the way back to change it and what is still wrong."""
    wrong: dict[str, list[str]] = {}
    for path, code, values in faults:
        step = path.split(".", 1)[0]
        if step in steps.CODES:
            wrong.setdefault(step, []).append(error_text(code, values))
    rows = []
    for row in steps.summary(draft):
        code = row["step"]
        shape = steps.step(code).shape(draft)
        rows.append(
            {
                "title": word(f"intake.step.{code}"),
                "url": f"{reverse('tell_step', args=[code])}?back=check",
                "lines": list(_lines(shape, row["values"])),
                "faults": list(dict.fromkeys(wrong.get(code, []))),
            }
        )
    return rows


def _lines(shape: type[Asks], values: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    for q in questions(shape):
        value = values.get(q.name)
        if value in (None, "", [], False) or _goes_without_saying(q.name, value, values):
            continue
        if q.kind == "section" and q.shape:
            yield from _lines(q.shape, value)
        elif q.kind == "group" and q.shape:
            for n, item in enumerate(value, 1):
                text = "，".join(line["value"] for line in _lines(q.shape, item))
                yield {"label": f"{word(q.key)} {n}", "value": text}
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
    if kind == "files":
        return str(len(value))
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
                "title": say(key, hint.values),
                "text": say(f"{key}.help", hint.values) if has(f"{key}.help") else "",
                "level": hint.level,
                "working": [line.en if lang else line.zh for line in answer.working] if answer else [],
                "cites": list(dict.fromkeys(c.en if lang else c.zh for c in cites)),
            }
        )
    return rows
