"""Relief from the fee (司法救助) and the account that closes it: decided, served, collected from who bears it."""

from __future__ import annotations

from fengqiao.areas.fees import closing, relief, rules
from fengqiao.areas.fees.facts import Deferral, Reasons, Receipt, Share
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, FEE

OPEN = "applied refusing"


class Relief(Procedure):
    """An application for exemption, reduction or deferral of the case fee (免交、减交、缓交), decided in writing."""

    code, version, in_force = "fees.relief", 1, "2026-01-01"
    states = "applied refusing granted* refused* withdrawn* ended*"
    way = "applied granted"
    stands = "claimant"

    decision = Period("R-FEE-39.decide", then="overdue", inner=True)

    apply = Move("-> applied", who="system", cite=(CPL(121), FEE(44), FEE(48)), records=relief.kept,
                 starts="decision", notifies="claimant")
    exempt = Move("applied -> granted", who="division_head", cite=(FEE(44), FEE(45), FEE(51)), asks=Reasons,
                  needs=(relief.exemptible,), records=relief.exempted, does="serve_relief",
                  issues="relief_decision", notifies="claimant")
    reduce = Move("applied -> granted", who="division_head", cite=(FEE(46), FEE(51)), asks=Share,
                  checks=(relief.share_lawful,), records=relief.reduced, does="serve_relief",
                  issues="relief_decision", notifies="claimant")
    defer = Move("applied -> granted", who="division_head", cite=(FEE(47), FEE(49)), asks=Deferral,
                 checks=(relief.until_ahead,), records=relief.deferred, does="serve_relief",
                 issues="relief_decision", notifies="claimant")
    refuse = Move("applied -> refusing", who="division_head", cite=(FEE(22), FEE(48)), asks=Reasons,
                  records=relief.refused, does="serve_relief", stops="decision",
                  issues="relief_decision", notifies="claimant")
    refusal_received = Move("refusing -> refused", who="system", cite=(FEE(22), FEE(48)), joins="service.delivery",
                            needs=(relief.about_decision,), records=relief.told)
    withdraw = Move("applied -> withdrawn", who="claimant", cite=(FEE(22), FEE(48)), optional=True,
                    records=relief.withdrawn, notifies="claimant")
    overdue = Move("applied -> =", who="system", cite=FEE(48), does="tell_deciders")
    discontinue = Move(f"{OPEN} -> ended", who="system", cite=(CPL(148), CPLI(213)), records=relief.ended_with_case,
                       stops="decision")


class Closing(Procedure):
    """The closing account of a fee on which relief was granted (诉讼费用结算): who bears, pays, gets back."""

    code, version, in_force = "fees.closing", 1, "2026-01-01"
    states = "waiting collected settled* ended*"
    way = "waiting settled"
    stands = "claimant"

    until = Period("R-FEE-31.pay", then="collect", ends=closing.named_day)

    begin = Move("-> waiting", who="system", cite=(FEE(47), FEE(50), FEE(53)), then="set_day")
    set_day = Move("waiting -> =", who="system", cite=FEE(47), needs=(closing.day_named,), starts="until")
    collect = Move("waiting -> collected", who="system", cite=(FEE(20), FEE(47)), does="collect_deferred",
                   notifies="claimant")
    settle = Move("waiting collected -> settled", who="system", cite=(FEE(29), FEE(50), FEE(53), CPLI(207)),
                  does="settle_closing", issues="costs_statement", notifies="claimant")
    discontinue = Move("waiting collected -> ended", who="system", cite=FEE(24), stops="until",
                       records=relief.ended_with_case)


class Collection(Procedure):
    """What one party has to pay of the case fee at the end, or when its deferral is over (收取应负担的诉讼费用)."""

    code, version, in_force = "fees.collection", 1, "2026-01-01"
    states = "due paid* owed* ended*"
    way = "due paid"
    stands = ""

    fee = Period("R-FEE-31.pay", then="lapse")

    demand = Move("-> due", who="system", cite=(FEE(29), FEE(53), CPLI(207)), records=rules.demanded,
                  does="seat_bearer make_order", starts="fee", issues="fee_notice", notifies="party")
    pay = Move("due -> due", who="party", cite=(FEE(53), CPLI(207)), needs=(rules.demanded_already,))
    settle = Move("due -> paid", who="system", cite=(FEE(52), FEE(53)), asks=Receipt, checks=(rules.exact_amount,),
                  records=rules.received, stops="fee", issues="fee_receipt", notifies="party")
    take_at_counter = Move("due -> due", who="cashier", cite=FEE(52), optional=True, needs=(rules.not_at_counter,),
                           records=rules.brought_to_counter, does="bring_to_counter")
    lapse = Move("due -> owed", who="system", cite=CPLI(207), records=rules.lapsed, does="let_order_lapse",
                 notifies="party")
    discontinue = Move("due -> ended", who="system", cite=FEE(53), records=relief.ended_with_case,
                       does="close_order", stops="fee")
