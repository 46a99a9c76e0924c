"""A civil case at first instance from 2026 on: one that becomes ordinary tops up its fee (CPLI 199)."""

from __future__ import annotations

from fengqiao.areas.trial import endings, rules
from fengqiao.areas.trial.procedure import RUNNING, FirstInstance
from fengqiao.areas.trial.toppings import topped_up
from fengqiao.kernel.procedure import Move
from fengqiao.law.instruments import CPLI


class FirstInstanceToppedUp(FirstInstance):
    """First-instance civil procedure whose fee follows the procedure (CPLI 199)."""

    code, version, in_force = "trial.first_instance", 2, "2026-01-01"

    convert = FirstInstance.convert.but(does="open_top_up")
    convert_for_notice = FirstInstance.convert_for_notice.but(does="serve_once_more open_top_up")
    top_up_settled = Move(f"{RUNNING} -> =", who="system", cite=CPLI(199), joins="fees.top_up",
                          needs=(rules.fee_paid_or_waived,), records=topped_up, notifies="judge clerk")
    top_up_default = Move(f"{RUNNING} -> deemed_withdrawn", who="system", cite=CPLI(199), joins="fees.top_up",
                          needs=(rules.fee_unpaid,), records=endings.fee_default,
                          does="end_children open_top_up_refund close_trial_dispute",
                          issues="deemed_withdrawal_ruling", notifies="party judge clerk")
