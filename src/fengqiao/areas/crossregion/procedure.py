"""Cross-region filing (跨域立案): any court takes in, the court with jurisdiction answers and decides (R-FIL-15)."""

from __future__ import annotations

from fengqiao.areas.crossregion import rules
from fengqiao.areas.crossregion.facts import (
    Acknowledged,
    Completion,
    CompletionList,
    HandOver,
    NotCompetent,
    Reason,
    Said,
    SentFiles,
    SentOn,
    TakenElsewhere,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, OLR, REG

ANSWERS = "crossregion.request crossregion.remote"


class AssistedFiling(Procedure):
    """What the assisting court does: take in, look at the form, hand over, pass the answer to the party."""

    code, version, in_force = "crossregion.assist", 1, "2026-01-01"
    states = "received sent completing taken* withdrawn*"
    way = "received sent taken"
    stands = "claimant"

    receive = Move("-> received", who="claimant filing_clerk", cite=(CPL(123), REG(2)), records=rules.received,
                   notifies="claimant")
    hand_over = Move("received -> sent", who="filing_clerk", cite=(REG(2), CPL(36)), asks=HandOver,
                     checks=(rules.another_court, rules.reasoned_choice), records=rules.handed, does="ask_competent",
                     notifies="claimant")
    taken = Move("sent -> taken", who="system", cite=REG(2), needs=(rules.taken,), records=rules.answered,
                 joins=ANSWERS, notifies="claimant")
    ask_completion = Move("sent -> completing", who="system", cite=REG(7), needs=(rules.incomplete,),
                          records=rules.answered, joins=ANSWERS, notifies="claimant")
    supply = Move("completing -> sent", who="claimant filing_clerk", cite=(REG(7), OLR(9)), asks=Completion,
                  records=rules.supplied, does="own_completion ask_again")
    sent_back = Move("sent -> received", who="system", cite=CPL(37), needs=(rules.not_competent,),
                     records=rules.answered, joins=ANSWERS)
    withdraw = Move("received completing -> withdrawn", who="claimant", cite=CPL(13), asks=Reason, optional=True,
                    needs=(rules.all_claimants,), records=rules.withdrawn, does="end_assisted")


class CompetentAnswer(Procedure):
    """What the court with jurisdiction does: answer within its minutes; taking over opens the filing there."""

    code, version, in_force = "crossregion.request", 1, "2026-01-01"
    states = "asked overdue taken* incomplete* not_competent*"
    way = "asked taken"
    stands = ""

    answer = Period("R-FIL-15.answer", then="escalate", ends=rules.answer_by, inner=True)

    arrive = Move("-> asked", who="system", cite=REG(2), records=rules.asked, does="bring_powers",
                  starts="answer")
    take_over = Move("asked overdue -> taken", who="filing_clerk division_head", cite=(REG(2), CPL(126)),
                     records=rules.took, does="take_over", stops="answer")
    ask_completion = Move("asked overdue -> incomplete", who="filing_clerk division_head", cite=REG(7),
                          asks=CompletionList, optional=True, needs=(rules.asked_once,), records=rules.listed,
                          does="end_handed_in", stops="answer")
    not_competent = Move("asked overdue -> not_competent", who="filing_clerk division_head", cite=CPL(37),
                         asks=NotCompetent, optional=True, checks=(rules.another_court, rules.reasoned_refusal),
                         records=rules.sent_on, does="known_court end_handed_in", stops="answer")
    escalate = Move("asked -> overdue", who="system", cite=REG(2), records=rules.late, does="alert_late")


class AnswerElsewhere(Procedure):
    """The question to a court of another installation, carried by the exchange (docs/contracts/court-exchange.md).

    The clerk of the assisting court sees it and may write down what the other court has said; the rest is the worker's.
    """

    code, version, in_force = "crossregion.remote", 1, "2026-01-01"
    states = "queued sent overdue taken* incomplete* not_competent*"
    way = "queued sent taken"
    stands = ""

    answer = Period("R-FIL-15.answer", then="escalate", ends=rules.answer_by, inner=True)

    arrive = Move("-> queued", who="system", cite=REG(2), records=rules.asked, starts="answer")
    send_files = Move("queued overdue -> =", who="system", cite=REG(2), asks=SentFiles, needs=(rules.not_sent,),
                      records=rules.files_sent)
    acknowledge = Move("queued overdue -> sent", who="system", cite=REG(2), asks=Acknowledged,
                       records=rules.acknowledged)
    take_over = Move("queued sent overdue -> taken", who="system", cite=REG(2), asks=TakenElsewhere,
                     records=rules.taken_elsewhere, does="end_assisted", stops="answer")
    ask_completion = Move("queued sent overdue -> incomplete", who="system", cite=REG(7), asks=CompletionList,
                          records=rules.listed, stops="answer")
    not_competent = Move("queued sent overdue -> not_competent", who="system", cite=CPL(37), asks=SentOn,
                         records=rules.sent_on, stops="answer")
    escalate = Move("queued sent -> overdue", who="system", cite=REG(2), records=rules.late)
    note = Move("queued sent overdue -> =", who="filing_clerk", cite=REG(2), asks=Said, optional=True,
                records=rules.noted)
