"""The case fee (案件受理费) and its refund: computed from the tables, demanded, paid to the treasury's bank."""

from __future__ import annotations

from fengqiao.areas.fees import rules
from fengqiao.areas.fees.facts import Reasons, Receipt, Reduction, RefundDone, ReliefApplication
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, FEE, REG


class CaseFee(Procedure):
    """Prepayment of the case fee by the claimant (预交案件受理费)."""

    code, version, in_force = "fees.case_fee", 1, "2024-01-01"
    states = "due paid* waived* unpaid*"
    way = "due paid"
    stands = "claimant"

    fee = Period("R-FEE-31.pay", then="lapse")

    assess = Move("-> due", who="system", cite=(CPL(121), FEE(13), FEE(20)), records=rules.assessed,
                  then="waive_nothing_due waive_wage_claim demand")
    waive_nothing_due = Move("due -> waived", who="system", cite=FEE(8), needs=(rules.nothing_due,),
                             records=rules.waived_by_law)
    waive_wage_claim = Move("due -> waived", who="system", cite=FEE(20), needs=(rules.wage_claim,),
                            records=rules.waived_by_law, notifies="claimant")
    demand = Move("due -> due", who="system", cite=(CPL(121), FEE(20), FEE(22)), needs=(rules.not_demanded,),
                  records=rules.demanded, does="make_order", starts="fee", issues="fee_notice", notifies="claimant")
    pay = Move("due -> due", who="claimant", cite=(CPL(121), FEE(20), FEE(22)),
               needs=(rules.demanded_already, rules.no_relief_pending))
    settle = Move("due -> paid", who="system", cite=(FEE(20), FEE(52)), asks=Receipt, checks=(rules.exact_amount,),
                  records=rules.received, stops="fee", issues="fee_receipt", notifies="claimant")
    take_at_counter = Move("due -> due", who="cashier", cite=FEE(52), optional=True,
                           needs=(rules.no_relief_pending, rules.not_at_counter), records=rules.brought_to_counter,
                           does="bring_to_counter")
    apply_relief = Move("due -> due", who="claimant", cite=(CPL(121), FEE(44), FEE(48)), asks=ReliefApplication,
                        optional=True, needs=(rules.not_applied_yet,), checks=(rules.natural_person, rules.proved),
                        records=rules.applied, does="keep_proof", stops="fee", notifies="claimant")
    exempt = Move("due -> waived", who="division_head", cite=(FEE(44), FEE(45), FEE(50)), asks=Reasons,
                  needs=(rules.relief_pending, rules.exemptible), records=rules.exempted, does="close_order",
                  issues="relief_decision", notifies="claimant")
    reduce = Move("due -> due", who="division_head", cite=(FEE(46), FEE(50)), asks=Reduction,
                  needs=(rules.relief_pending,), records=rules.reduced, does="close_order make_order", starts="fee",
                  issues="relief_decision fee_notice", notifies="claimant")
    defer = Move("due -> waived", who="division_head", cite=(FEE(47), FEE(49), FEE(50)), asks=Reasons,
                 needs=(rules.relief_pending,), records=rules.deferred, does="close_order",
                 issues="relief_decision", notifies="claimant")
    refuse_relief = Move("due -> due", who="division_head", cite=(FEE(48), FEE(50), REG(11)), asks=Reasons,
                         needs=(rules.relief_pending,), records=rules.relief_refused, starts="fee",
                         issues="relief_decision", notifies="claimant")
    lapse = Move("due -> unpaid", who="system", cite=(FEE(22), CPLI(213), REG(11)), needs=(rules.no_relief_pending,),
                 records=rules.lapsed, does="let_order_lapse", notifies="claimant")


class Refund(Procedure):
    """Paying back what the law no longer asks for (退还诉讼费用): halving, permitted withdrawal, mediation."""

    code, version, in_force = "fees.refund", 1, "2024-01-01"
    states = "computed sent failed refunded* nothing*"
    way = "computed sent refunded"
    stands = "claimant"

    refund = Period("R-FEE-40.refund")

    compute = Move("-> computed", who="system", cite=(FEE(15), FEE(53)), records=rules.refund_of,
                   does="compute_refund", then="end_without send")
    end_without = Move("computed -> nothing", who="system", cite=(FEE(15), CPLI(206)),
                       needs=(rules.nothing_to_refund,))
    send = Move("computed -> sent", who="system", cite=FEE(53), needs=(rules.something_to_refund,),
                does="send_refund", starts="refund", notifies="claimant")
    confirm = Move("sent failed -> refunded", who="system", cite=FEE(53), asks=RefundDone, records=rules.refunded,
                   stops="refund", notifies="claimant")
    fail = Move("sent -> failed", who="system", cite=FEE(53), notifies="claimant")
    send_again = Move("failed -> sent", who="cashier", cite=FEE(53), does="send_refund_again")
