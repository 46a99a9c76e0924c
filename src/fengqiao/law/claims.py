"""What follows from the elements of a suit (law.elements): amounts with their working, claims, the facts told.

The amounts are reckoned by the rules named in the form's data; each answer carries its articles. A rule
whose inputs are not all there answers nothing: what is not known is not guessed.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.money import exact, grouped, half_up
from fengqiao.kernel.wording import plain_date
from fengqiao.law import interest
from fengqiao.law.citing import cite
from fengqiao.law.elements import Both, ElementForm, Question, form
from fengqiao.law.errors import FieldError

Values = Mapping[str, Any]
Reckoned = Answer[Decimal] | None


@dataclass(frozen=True, slots=True)
class ProposedClaim:
    """A claim that follows from the elements; ``answer`` shows how its amount was reckoned."""

    text: Both
    amount: Decimal | None
    answer: Answer[Decimal] | None


@dataclass(frozen=True, slots=True)
class Composed:
    """All that follows from the answers of a form on a day."""

    claims: tuple[ProposedClaim, ...]
    sentences: tuple[str, ...]
    evidence: tuple[tuple[str, str], ...]
    warnings: tuple[Mapping[str, Any], ...]
    happened_on: date | None
    place: tuple[str, str] | None


def typed(one: ElementForm, answers: Values) -> dict[str, Any]:
    """Return the answers by their kinds: days, decimals, counts; empty ones are left out."""
    found = {q.code: _typed(q, answers.get(q.code)) for q in one.questions}
    return {code: value for code, value in found.items() if value not in (None, "", [], False)}


def _typed(question: Question, value: Any) -> Any:
    if value in (None, "", [], False):
        return None
    if question.kind in ("day", "past"):
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    if question.kind in ("money", "money0", "rate", "quantity"):
        return Decimal(str(value))
    return int(value) if question.kind == "count" else value


def composed(form_code: str, answers: Values, today: date) -> Composed:
    """Return what follows from answers that fit the form. Raises LookupError for an unknown form."""
    one = form(form_code)
    known = typed(one, answers)
    amounts: dict[str, Answer[Decimal]] = {}
    for name, rule in one.amounts.items():
        found = _amount(rule, known, amounts, today)
        if found is not None and found.value > 0:
            amounts[name] = found
    return Composed(
        claims=tuple(c for row in one.claims if (c := _claim(row, one, known, amounts, today)) is not None),
        sentences=tuple(t for row in one.sentences if (t := _sentence(row, one, known, amounts, today))),
        evidence=tuple(_evidence(one, known)),
        warnings=tuple(row for row in one.warnings if _holds(row["when"], known, amounts)),
        happened_on=next((known[n] for n in one.happened_on if n in known and known[n] <= today), None),
        place=(one.place[1], str(known[one.place[0]])) if one.place and one.place[0] in known else None,
    )


# —— amounts ——


def _amount(rule: Mapping[str, Any], known: Values, amounts: Mapping[str, Answer[Decimal]], today: date) -> Reckoned:
    if "when" in rule and not _holds(rule["when"], known, amounts):
        return None
    inputs = [_input(name, known, amounts, today) for name in rule["of"]]
    try:
        found = _RULES[rule["rule"]](inputs)
    except FieldError:
        return None
    if found is None:
        return None
    cites = tuple(cite(text) for text in rule.get("cites", ()))
    return Answer(found.value, (*found.cites, *cites), found.working, found.provisional)


def _input(name: Any, known: Values, amounts: Mapping[str, Answer[Decimal]], today: date) -> Any:
    if name == "today":
        return today
    if isinstance(name, int):
        return Decimal(name)
    return amounts[name].value if name in amounts else known.get(name)


def _plain(value: Decimal, zh: str, en: str) -> Answer[Decimal]:
    return Answer(half_up(value), (), (Line(zh, en),))


def _total(inputs: Sequence[Any]) -> Reckoned:
    there = [Decimal(v) for v in inputs if v is not None]
    if not there:
        return None
    text = f"{' + '.join(exact(v) for v in there)} = {exact(half_up(sum(there, Decimal())))}"
    return _plain(sum(there, Decimal()), f"{text}元。", f"{text}.")


def _less(inputs: Sequence[Any]) -> Reckoned:
    if inputs[0] is None:
        return None
    first, taken = Decimal(inputs[0]), [Decimal(v) for v in inputs[1:] if v]
    left = max(first - sum(taken, Decimal()), Decimal())
    text = f"{' − '.join(exact(v) for v in (first, *taken))} = {exact(half_up(left))}"
    return _plain(left, f"{text}元。" if taken else f"{exact(first)}元。", f"{text}." if taken else f"{exact(first)}.")


def _times(inputs: Sequence[Any]) -> Reckoned:
    if any(v is None for v in inputs):
        return None
    value = Decimal(1)
    for factor in inputs:
        value *= Decimal(factor)
    text = f"{' × '.join(exact(Decimal(v)) for v in inputs)} = {exact(half_up(value))}"
    return _plain(value, f"{text}元。", f"{text}.")


def _loan(inputs: Sequence[Any]) -> Reckoned:
    principal, rate, made, due, until = inputs
    if principal is None or made is None:
        return None
    return interest.of_loan(principal, rate, made, due, until)


def _price(inputs: Sequence[Any]) -> Reckoned:
    owed, due, until = inputs
    return None if owed is None or due is None else interest.of_price(owed, due, until)


def _works(inputs: Sequence[Any]) -> Reckoned:
    owed, due, until = inputs
    return None if owed is None or due is None else interest.of_works(owed, due, until)


def service_months(start: date, end: date) -> Decimal:
    """Return the months of wage that a service counts for (LCL 47): one a year, six months and more count
    as a year, less than six months as a half.
    """
    whole = end.year - start.year - ((end.month, end.day) < (start.month, start.day))
    anniversary_month = start.month + start.year * 12 + whole * 12
    months = end.year * 12 + end.month - anniversary_month - (end.day < start.day)
    rest = Decimal(1) if months >= 6 else Decimal("0.5") if (months or end.day != start.day) else Decimal(0)
    return Decimal(whole).quantize(Decimal(1), ROUND_FLOOR) + rest


def _severance(inputs: Sequence[Any]) -> Reckoned:
    wage, start, end, times = inputs
    if wage is None or start is None or end is None or end < start:
        return None
    months = service_months(start, end)
    value = wage * months * times
    double = " × 2" if times == 2 else ""
    text = f"{exact(wage)} × {exact(months)}{double} = {exact(half_up(value))}"
    return _plain(
        value,
        f"工作年限折合{exact(months)}个月工资（每满一年一个月，六个月以上不满一年按一年，不满六个月按半个月）：{text}元。",
        f"The service counts for {exact(months)} months of wage (a year one month, six months and more as a year, less as half): {text}.",
    )


_RULES: Mapping[str, Callable[[Sequence[Any]], Reckoned]] = {
    "total": _total,
    "less": _less,
    "times": _times,
    "loan_interest": _loan,
    "price_overdue": _price,
    "works_interest": _works,
    "severance": _severance,
}
"""The rules by which the data may reckon an amount."""


# —— texts ——


def _holds(when: Any, known: Values, amounts: Mapping[str, Any]) -> bool:
    """Whether all conditions hold: ``name`` (answered), ``name=code`` (chosen), ``!name`` (not answered)."""
    conditions = [when] if isinstance(when, str) else when
    return all(_condition(c, known, amounts) for c in conditions)


def _condition(text: str, known: Values, amounts: Mapping[str, Any]) -> bool:
    name, _, wanted = text.lstrip("!").partition("=")
    value = known.get(name)
    if wanted:
        found = wanted in value if isinstance(value, list) else str(value) == wanted
    else:
        found = name in known or name in amounts
    return found != text.startswith("!")


def _filled(template: str, one: ElementForm, known: Values, amounts: Mapping[str, Answer[Decimal]], today: date,
            side: int) -> str:  # fmt: skip
    """Fill a template; empty where it names something that is not known."""
    values: dict[str, str] = {}
    for _text, name, _spec, _conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if name == "today":
            values[name] = _day(today, side)
        elif name in amounts:
            values[name] = grouped(amounts[name].value)
        elif name in known:
            values[name] = _said(one.question(name), known[name], side)
        else:
            return ""
    return template.format_map(values)


def _day(value: date, side: int) -> str:
    return value.isoformat() if side else plain_date(value)


def _said(question: Question, value: Any, side: int) -> str:
    if isinstance(value, date):
        return _day(value, side)
    if question.kind in ("money", "money0"):
        return grouped(value)
    if isinstance(value, Decimal):
        return exact(value)
    if question.kind in ("choice", "choices"):
        texts = [question.choices[v] for v in (value if isinstance(value, list) else [value])]
        return (", " if side else "、").join(t.en if side else t.zh for t in texts)
    return str(value).rstrip("。")


def said(one: ElementForm, code: str, value: Any, side: int = 0) -> str:
    """Return an answer as people read it: Chinese (0) or English (1); a ticked box is ✓."""
    question = one.question(code)
    found = _typed(question, value)
    if question.kind == "tick":
        return "✓" if found else ""
    return "" if found is None else _said(question, found, side)


def _claim(row: Mapping[str, Any], one: ElementForm, known: Values, amounts: Mapping[str, Answer[Decimal]],
           today: date) -> ProposedClaim | None:  # fmt: skip
    if "when" in row and not _holds(row["when"], known, amounts):
        return None
    amount = amounts.get(row["amount"]) if "amount" in row else None
    if "amount" in row and amount is None:
        return None
    texts = [_filled(row["say"][side], one, known, amounts, today, side) for side in (0, 1)]
    if not texts[0]:
        return None
    return ProposedClaim(Both(*texts), amount.value if amount else None, amount)


def _sentence(row: Any, one: ElementForm, known: Values, amounts: Mapping[str, Answer[Decimal]], today: date) -> str:
    if isinstance(row, str):
        return _filled(row, one, known, amounts, today, 0)
    if not _holds(row["when"], known, amounts):
        return ""
    return _filled(row["say"], one, known, amounts, today, 0)


def _evidence(one: ElementForm, known: Values) -> list[tuple[str, str]]:
    """What the ticked choices say there is to show: (name, purpose)."""
    rows: list[tuple[str, str]] = []
    for code, items in one.evidence.items():
        ticked = known.get(code, [])
        chosen = ticked if isinstance(ticked, list) else [ticked]
        rows += [(pair[0], pair[1]) for key, pair in items.items() if key in chosen]
    return rows
