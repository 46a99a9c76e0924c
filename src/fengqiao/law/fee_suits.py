"""The fees of a suit in which several parties claim: the main claim and what is merged with it.

Rule R-FEE-11. All amounts are in yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.money import half_up
from fengqiao.law.fee_parts import amount_of
from fengqiao.law.fees import case_fee
from fengqiao.law.instruments import FEE
from fengqiao.law.settings import setting

Money = Decimal | int | str


@dataclass(frozen=True, slots=True)
class SuitFees:
    """What each side pays: the plaintiff for the main claim, and each merged claim in order."""

    main: Decimal
    merged: tuple[Decimal, ...]


def suit_fees(
    main: Money, counterclaims: Sequence[Money], reductions: Sequence[str] = (), on: date | None = None
) -> Answer[SuitFees]:
    """Return the fees of a property suit with merged counterclaims (or third-party claims).

    Each merged claim pays half of its fee. Whether the main claim is halved too is open: the
    setting ``fee.counterclaim_halves_main``. Nothing is halved twice. Raises FieldError.
    """
    open_point = setting("fee.counterclaim_halves_main", on)
    first = case_fee("property", amount_of(main, "main"), reductions=reductions, on=on)
    merged = [
        case_fee("property", amount_of(one, "counterclaims"), stage="counterclaim", on=on) for one in counterclaims
    ]
    value = first.value
    lines = list(first.working)
    if merged and open_point.value and not reductions:
        value = half_up(first.value / 2)
        lines.append(Line(f"反诉合并审理，本诉也减半：{value}元。", f"The main claim is halved too: {value}."))
    for one in merged:
        lines.extend(one.working)
    leans = bool(merged) and not reductions and not open_point.confirmed
    cites = (*first.cites, FEE(18)) if merged else first.cites
    provisional = first.provisional or leans or any(one.provisional for one in merged)
    return Answer(SuitFees(value, tuple(one.value for one in merged)), cites, tuple(lines), provisional)
