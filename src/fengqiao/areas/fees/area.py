"""Fees: what the area brings to the platform."""

from fengqiao.areas.fees import closing, desk, money, panels, reconcile, refunds, services
from fengqiao.areas.fees.procedure import CaseFee, Refund
from fengqiao.areas.fees.procedure2 import CaseFeeInParts, TopUp
from fengqiao.areas.fees.procedure3 import TopUpWithRelief
from fengqiao.areas.fees.relief_procedure import Closing, Collection, Relief
from fengqiao.core.pacing import Paced
from fengqiao.core.registry import Area, Panel, Way

PAYABLE = ("fees.case_fee", "fees.top_up", "fees.collection")

AREA = Area(
    "fees",
    procedures=(CaseFee, CaseFeeInParts, TopUp, TopUpWithRelief, Refund, Relief, Closing, Collection),
    effects={
        "make_order": services.make_order,
        "make_rest_order": services.make_rest_order,
        "return_parts": services.return_parts,
        "bring_to_counter": services.bring_to_counter,
        "close_order": services.close_order,
        "let_order_lapse": services.let_order_lapse,
        "keep_proof": services.keep_proof,
        "open_relief": services.open_relief,
        "serve_relief": services.serve_relief,
        "tell_deciders": services.tell_deciders,
        "open_closing": services.open_closing,
        "collect_deferred": closing.collect_deferred,
        "settle_closing": closing.settle_closing,
        "seat_bearer": closing.seat_bearer,
        "compute_refund": services.compute_refund,
        "send_refund": services.send_refund,
        "send_refund_again": services.send_refund_again,
    },
    panels=(
        Panel("fees.amount", "fees/amount.html", panels.amount, PAYABLE),
        Panel("fees.relief", "fees/relief.html", panels.relief, ("fees.relief",)),
        Panel("fees.account", "fees/account.html", panels.account, ("fees.closing",)),
        Panel("fees.costs", "fees/costs.html", panels.costs, ("performance.title", "enforcement.case")),
        Panel("fees.refund", "fees/refund.html", panels.refund, ("fees.refund",)),
    ),
    urls="fengqiao.areas.fees.urls",
    ways=(Way("fees_desk", "money", desk.POSTS),),
    elsewhere={f"{code}.pay": panels.pay_address for code in PAYABLE},
    paper_context={
        "fee_notice": services.fee_paper,
        "fee_receipt": services.fee_paper,
        "relief_decision": services.relief_paper,
        "costs_statement": closing.statement_paper,
    },
    jobs=(
        money.present_at_counter,
        money.settle_lost_callbacks,
        refunds.send_refunds,
        Paced(closing.open_closings, minutes=10),
        closing.settle_closings,
        reconcile.DailyReconciliation(),
    ),
)
