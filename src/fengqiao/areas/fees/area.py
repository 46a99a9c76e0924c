"""Fees: what the area brings to the platform."""

from fengqiao.areas.fees import desk, money, panels, reconcile, refunds, services
from fengqiao.areas.fees.procedure import CaseFee, Refund
from fengqiao.areas.fees.procedure2 import CaseFeeInParts, TopUp
from fengqiao.core.registry import Area, Panel, Way

AREA = Area(
    "fees",
    procedures=(CaseFee, CaseFeeInParts, TopUp, Refund),
    effects={
        "make_order": services.make_order,
        "make_rest_order": services.make_rest_order,
        "return_parts": services.return_parts,
        "bring_to_counter": services.bring_to_counter,
        "close_order": services.close_order,
        "let_order_lapse": services.let_order_lapse,
        "keep_proof": services.keep_proof,
        "compute_refund": services.compute_refund,
        "send_refund": services.send_refund,
        "send_refund_again": services.send_refund_again,
    },
    panels=(
        Panel("fees.amount", "fees/amount.html", panels.amount, ("fees.case_fee", "fees.top_up")),
        Panel("fees.refund", "fees/refund.html", panels.refund, ("fees.refund",)),
    ),
    urls="fengqiao.areas.fees.urls",
    ways=(Way("fees_desk", "money", desk.POSTS),),
    elsewhere={"fees.case_fee.pay": panels.pay_address, "fees.top_up.pay": panels.pay_address},
    paper_context={
        "fee_notice": services.fee_paper,
        "fee_receipt": services.fee_paper,
        "relief_decision": services.relief_paper,
    },
    jobs=(
        money.present_at_counter,
        money.settle_lost_callbacks,
        refunds.send_refunds,
        reconcile.DailyReconciliation(),
    ),
)
