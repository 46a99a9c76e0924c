"""Which procedure a civil case at first instance goes by: small claims, simple or ordinary.

The answer is a proposal to the judge, with its reasons. Rules R-SIM-01 and R-SIM-02.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import exact, yuan
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError
from fengqiao.law.instruments import CPL, CPLI, TL19
from fengqiao.law.settings import setting
from fengqiao.law.store import load

MANDATORY, BY_AGREEMENT, NO = "mandatory", "by_agreement", "no"
Money = Decimal | int | str


@dataclass(frozen=True, slots=True)
class Case:
    """What the choice of procedure depends on. Amounts in yuan; ``amount`` None: no money claim."""

    amount: Money | None
    base: Money | None = None
    simple_facts: bool = True
    agreed_small: bool = False
    agreed_simple: bool = False
    exclusions: tuple[str, ...] = ()


def _money(value: Money, field: str) -> Decimal:
    try:
        return yuan(value)
    except ValueError as error:
        raise FieldError(field, str(error)) from None


def wage_base(given: Money | None) -> tuple[Decimal, bool]:
    """Return the yearly wage base in yuan and whether it is provisional.

    Raises FieldError where the court has not entered one and none is given.
    """
    if given is not None:
        base = _money(given, "base")
        if not base:
            raise FieldError("base", "must be more than 0")
        return base, False
    found = setting("wage.base")
    if found.value is None:
        raise FieldError("base", "the province's wage base is not entered; give it")
    return found.amount, not found.confirmed


def _excluded(exclusions: Sequence[str], known: dict[str, Any]) -> list[Line]:
    """Name every exclusion; a ground that the text does not list counts as “other”."""
    lines = []
    for name in dict.fromkeys(exclusions):
        entry = known.get(name, {"zh": f"其他不宜适用的（{name}）", "en": f"other unsuitable ({name})"})
        lines.append(Line(f"不适用情形：{entry['zh']}。", f"Excluded: {entry['en']}."))
    return lines


def small_claims(amount: Money, base: Money | None = None, exclusions: Sequence[str] = ()) -> Answer[str]:
    """Say whether the small-claims procedure is mandatory, possible by agreement, or not open.

    ``base`` is the province's latest published average yearly wage. Raises FieldError.
    """
    data = load("procedure.yaml")["small_claims"]
    claim = _money(amount, "amount")
    wage, provisional = wage_base(base)
    low = wage * Decimal(str(data["mandatory_share"]))
    high = wage * Decimal(str(data["agreement_share"]))
    lines = [
        Line(
            f"年平均工资{exact(wage)}元：百分之五十为{exact(low)}元，二倍为{exact(high)}元；标的额{exact(claim)}元。",
            f"Wage base {exact(wage)}: half is {exact(low)}, twice is {exact(high)}; the claim is {exact(claim)}.",
        )
    ]
    barred = _excluded(exclusions, data["exclusions"])
    cites: tuple[Citation, ...] = tuple(cite(text) for text in data["cites"])
    if barred:
        return Answer(NO, cites, (*lines, *barred), provisional)
    if claim <= low:
        lines.append(Line("不超过百分之五十，应当适用小额诉讼程序。", "Up to half: small claims is mandatory."))
        return Answer(MANDATORY, cites, tuple(lines), provisional)
    if claim <= high:
        lines.append(
            Line(
                "超过百分之五十但在二倍以下，当事人双方可以约定适用。",
                "Over half and up to twice: only if both parties agree.",
            )
        )
        return Answer(BY_AGREEMENT, cites, tuple(lines), provisional)
    lines.append(Line("超过二倍，不适用小额诉讼程序。", "Over twice: small claims is not open."))
    return Answer(NO, cites, tuple(lines), provisional)


def propose(case: Case) -> Answer[str]:
    """Propose ``small_claims``, ``simple`` or ``ordinary`` with the reasons. Raises FieldError."""
    simple = load("procedure.yaml")["simple"]
    barred = [name for name in case.exclusions if name in simple["exclusions"]]
    only_small = [name for name in case.exclusions if name not in barred]
    cites: tuple[Citation, ...] = tuple(cite(text) for text in simple["cites"])
    if barred:
        lines = _excluded(barred, simple["exclusions"])
        note = Line("当事人约定也不得适用简易程序。", "Agreement cannot bring in the simple procedure.")
        return Answer("ordinary", (*cites, CPLI(264)), (*lines, note))
    if not case.simple_facts and not case.agreed_simple:
        line = Line(
            "事实或者权利义务关系不够清楚，或者争议较大，当事人也没有约定，适用普通程序。",
            "Not simple in facts, rights or dispute, and no agreement: ordinary procedure.",
        )
        return Answer("ordinary", (CPL(160),), (line,))
    if case.amount is None or not case.simple_facts:
        line = Line("适用简易程序。", "Simple procedure.")
        return Answer("simple", cites, (line,))
    found = small_claims(case.amount, case.base, only_small)
    if found.value == MANDATORY or (found.value == BY_AGREEMENT and case.agreed_small):
        return Answer("small_claims", found.cites, found.working, found.provisional)
    line = Line(
        "事实清楚、权利义务关系明确、争议不大，适用简易程序。",
        "Clear facts and rights and little dispute: simple procedure.",
    )
    return Answer("simple", (*cites, *found.cites, TL19(4)), (*found.working, line), found.provisional)
