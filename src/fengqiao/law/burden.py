"""Who bears the costs (诉讼费用的负担), by the outcome of the case. Rules R-FEE-34 and R-FEE-40.

All amounts are in yuan, to the cent; the shares of the two sides always make up the whole. Where
the law leaves the split to the parties or to the court and nothing is given, no share is invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.money import ZERO, exact, half_up
from fengqiao.law.citing import cite
from fengqiao.law.enforcement import pro_rata
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.fee_parts import amount_of, sentence
from fengqiao.law.instruments import CPLI, FEE
from fengqiao.law.settings import setting
from fengqiao.law.store import load

Money = Decimal | int | str
CLAIMANT, RESPONDENT, SPLIT, AGREED = "claimant", "respondent", "split", "agreed"
LAW, PARTIES, COURT = "law", "parties", "court"
NOT_PREPAID = ("enforcement", "enforcement_settled")
"""The fee of an enforcement is collected from the debtor afterwards (FEE 20): nobody advanced it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the case ended and what the split depends on; amounts in yuan.

    ``agreed`` is what the respondent takes over by agreement; ``volunteered`` what a winning side
    takes over of its own will; ``dropped`` the fee on what the claimant dropped after the end of court
    investigation; ``late_evidence`` the costs added by evidence that ``late_side`` brought late.
    """

    outcome: str
    claimed: Money | None = None
    awarded: Money | None = None
    agreed: Money | None = None
    volunteered: Money | None = None
    dropped: Money | None = None
    late_evidence: Money | None = None
    late_side: str = RESPONDENT


@dataclass(frozen=True, slots=True)
class Burden:
    """Each side's share (None where it is left open), who decides, and how the money moves.

    ``refund`` is what the court pays back to the claimant who advanced the fee, ``to_court`` what the
    respondent pays to the court. ``each`` are the parts of the losing side's members.
    """

    claimant: Decimal | None
    respondent: Decimal | None
    decided_by: str
    refund: Decimal | None
    to_court: Decimal | None
    each: tuple[tuple[str, Decimal], ...] = ()


@dataclass(slots=True)
class _Split:
    """A split under way: what is left to share, and what each side bears so far."""

    rest: Decimal
    own: dict[str, Decimal]
    lines: list[Line]
    cites: list[Citation]
    decided_by: str = LAW
    provisional: bool = False


def outcomes() -> tuple[str, ...]:
    """The outcomes that the table holds."""
    return tuple(load("burden.yaml")["outcomes"])


def shares(whole: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Share an amount by weights (not all zero), to the cent; the shares make up the whole exactly."""
    factor = whole // sum(weights, ZERO) + 1
    return pro_rata(whole, [weight * factor for weight in weights])


def _part(given: Money | None, field: str, most: Decimal) -> Decimal:
    """Read a part of the fee, none as zero. Raises FieldError for more than there is."""
    part = half_up(amount_of(given, field)) if given is not None else ZERO
    if part > most:
        raise FieldError(field, f"at most {exact(most)}")
    return part


def _set_apart(split: _Split, case: Outcome) -> None:
    """Take out what one side bears whatever the outcome (FEE 35, 40)."""
    dropped = _part(case.dropped, "dropped", split.rest)
    if dropped:
        split.rest -= dropped
        split.own[CLAIMANT] += dropped
        split.cites.append(FEE(35))
        split.lines.append(
            Line(
                f"法庭调查终结后减少请求部分的案件受理费{exact(dropped)}元，由变更请求的原告负担。",
                f"The fee of {exact(dropped)} on what was dropped after the court's investigation: the claimant's.",
            )
        )
    late = _part(case.late_evidence, "late_evidence", split.rest)
    if late:
        one_of("late_side", case.late_side, (CLAIMANT, RESPONDENT))
        split.rest -= late
        split.own[case.late_side] += late
        split.cites.append(FEE(40))
        zh = "原告" if case.late_side == CLAIMANT else "被告"
        split.lines.append(
            Line(
                f"因{zh}自身原因逾期举证而增加的{exact(late)}元，由{zh}负担。",
                f"{exact(late)} more caused by the {case.late_side}'s late evidence: borne by the {case.late_side}.",
            )
        )


def _by_amounts(split: _Split, case: Outcome) -> bool:
    """Share by what was won and lost, where both are known; answer whether it was shared."""
    guide = setting("fee.partial_split")
    split.provisional = True
    split.decided_by = COURT
    if guide.value != "proportion" or case.claimed is None or case.awarded is None:
        return False
    claimed, awarded = amount_of(case.claimed, "claimed"), amount_of(case.awarded, "awarded")
    if not claimed:
        raise FieldError("claimed", "must be more than 0")
    if awarded > claimed:
        raise FieldError("awarded", f"at most {exact(claimed)}")
    lost, won = shares(split.rest, [claimed - awarded, awarded])
    split.own[CLAIMANT] += lost
    split.own[RESPONDENT] += won
    split.lines.append(
        Line(
            f"参考：请求{exact(claimed)}元，支持{exact(awarded)}元，按比例原告负担{exact(lost)}元，"
            f"被告负担{exact(won)}元；以人民法院决定的数额为准。",
            f"As a guide: {exact(awarded)} of {exact(claimed)} awarded, so in proportion the claimant bears "
            f"{exact(lost)} and the respondent {exact(won)}; what the court decides counts.",
        )
    )
    return True


def _agree(split: _Split, case: Outcome) -> bool:
    if case.agreed is None:
        split.decided_by = COURT
        split.lines.append(
            Line("没有填写约定；协商不成的，由人民法院决定。", "No agreement was given; failing one the court decides.")
        )
        return False
    share = _part(case.agreed, "agreed", split.rest)
    split.decided_by = PARTIES
    split.own[RESPONDENT] += share
    split.own[CLAIMANT] += split.rest - share
    split.lines.append(
        Line(
            f"双方约定被告负担{exact(share)}元，其余{exact(split.rest - share)}元由原告负担。",
            f"By agreement the respondent bears {exact(share)}, the claimant the other {exact(split.rest - share)}.",
        )
    )
    return True


def _one_side(split: _Split, side: str, case: Outcome) -> bool:
    winner = CLAIMANT if side == RESPONDENT else RESPONDENT
    taken = _part(case.volunteered, "volunteered", split.rest)
    split.own[winner] += taken
    split.own[side] += split.rest - taken
    if taken:
        zh = "原告" if winner == CLAIMANT else "被告"
        split.lines.append(
            Line(f"{zh}自愿负担{exact(taken)}元。", f"The {winner} bears {exact(taken)} of its own will.")
        )
        split.cites.append(FEE(29))
    return True


def _members(
    split: _Split, share: Decimal, names: Sequence[tuple[str, Money]], joint: bool
) -> tuple[tuple[str, Decimal], ...]:
    """Divide the losing side's share among its members: joint debtors bear it together (CPLI 203)."""
    if joint:
        split.cites.append(CPLI(203))
        split.lines.append(
            Line(
                "承担连带责任的当事人败诉，共同负担，不分份额。",
                "Jointly liable: they bear it together, undivided.",
            )
        )
        return ()
    if not names:
        return ()
    weights = [amount_of(weight, "members") for _, weight in names]
    if not sum(weights, ZERO):
        raise FieldError("members", "must be more than 0 in all")
    split.cites.append(FEE(29))
    split.provisional = True
    split.lines.append(
        Line(
            "共同诉讼当事人败诉，由人民法院根据其对诉讼标的的利害关系决定各自负担的数额；这里按填写的份额分，仅供参考。",
            "Several losing parties: the court decides by each one's stake; the shares given are used as a guide.",
        )
    )
    parts = shares(share, weights)
    return tuple((name, part) for (name, _), part in zip(names, parts, strict=True))


def cost_burden(
    fee: Money,
    case: Outcome,
    members: Sequence[tuple[str, Money]] = (),
    joint: bool = False,
    direct: bool = False,
) -> Answer[Burden]:
    """Return who bears a fee that the claimant advanced. Raises FieldError.

    ``members`` are the respondents with their stakes, ``joint`` where they are jointly liable;
    ``direct``: the winning claimant agrees to be paid by the respondent directly (CPLI 207).
    """
    one_of("outcome", case.outcome, outcomes())
    whole = half_up(amount_of(fee, "fee"))
    row: dict[str, Any] = load("burden.yaml")["outcomes"][case.outcome]
    split = _Split(
        whole,
        {CLAIMANT: ZERO, RESPONDENT: ZERO},
        [Line(f"{row['zh']}。", f"{sentence(row['en'])}.")],
        [cite(text) for text in row["cites"]],
    )
    _set_apart(split, case)
    side = row["side"]
    if not split.rest:
        settled = True
    elif side == SPLIT:
        settled = _by_amounts(split, case)
    elif side == AGREED:
        settled = _agree(split, case)
    else:
        settled = _one_side(split, side, case)
    if not settled:
        return Answer(Burden(None, None, split.decided_by, None, None), _cites(split), tuple(split.lines), True)
    mine, theirs = split.own[CLAIMANT], split.own[RESPONDENT]
    each = _members(split, theirs, members, joint) if theirs else ()
    split.lines.append(
        Line(f"原告负担{mine}元，被告负担{theirs}元。", f"The claimant bears {mine}, the respondent {theirs}.")
    )
    prepaid = case.outcome not in NOT_PREPAID
    refund = theirs if prepaid and not direct else ZERO
    to_court = ZERO if prepaid and direct else theirs
    _money_moves(split, theirs, refund, direct and prepaid)
    value = Burden(mine, theirs, split.decided_by, refund, to_court, each)
    return Answer(value, _cites(split), tuple(split.lines), split.provisional)


def _money_moves(split: _Split, theirs: Decimal, refund: Decimal, direct: bool) -> None:
    if not theirs:
        return
    split.cites.append(CPLI(207))
    if direct:
        split.lines.append(
            Line(
                f"原告同意由被告直接支付{exact(theirs)}元，法院不再退还。",
                f"The claimant agrees to be paid {exact(theirs)} by the respondent; the court refunds nothing.",
            )
        )
    elif refund:
        split.lines.append(
            Line(
                f"判决生效后，法院退还原告预交的{exact(refund)}元，由被告向法院交纳；拒不交纳的，可以强制执行。",
                f"Once effective, the court refunds {exact(refund)} to the claimant and the respondent pays it to "
                "the court, which may enforce it.",
            )
        )


def _cites(split: _Split) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(split.cites))
