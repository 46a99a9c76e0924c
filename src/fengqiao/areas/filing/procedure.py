"""Filing of a civil complaint (立案): a receipt at once, seven days to decide, one notice of what is missing."""

from __future__ import annotations

from fengqiao.areas.filing import rules, triage
from fengqiao.areas.filing.facts import (
    Acceptance,
    Answers,
    Correction,
    CorrectionNotice,
    Reason,
    RefusalDraft,
    SendingBack,
)
from fengqiao.core.agents import Authority
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, OLR, REG


class FirstInstanceFiling(Procedure):
    """Registration of a complaint at first instance (登记立案)."""

    code, version, in_force = "filing.first_instance", 1, "2024-01-01"
    states = "received correcting overdue accepted* returned* refused* withdrawn*"
    way = "received accepted"
    stands = "claimant"

    decision = Period("R-FIL-03.civil", then="escalate", begins=rules.decision_from)
    renewed = Period("R-FIL-04.decision_after_correction", then="escalate")
    correction = Period("R-FIL-04.correction", then="return_papers", ends=rules.correction_until)
    appeal = Period("R-FIL-07.appeal_non_acceptance")

    receive = Move("-> received", who="claimant filing_clerk system", cite=(CPL(123), CPL(126), REG(2)),
                   does="keep_receipt_date", starts="decision", issues="receipt", notifies="claimant")
    accept = Move("received -> accepted", who="filing_clerk", cite=(CPL(126), REG(2), REG(8)), asks=Acceptance,
                  needs=(rules.refusal_not_ready,), records=triage.accepted, does="open_trial",
                  stops="decision renewed", notifies="claimant")
    request_correction = Move("received -> correcting", who="filing_clerk division_head", cite=(REG(7), OLR(9)),
                              asks=CorrectionNotice, optional=True, needs=(rules.not_insisted,),
                              checks=(rules.known_fields, rules.until_ahead, rules.not_told_before),
                              records=rules.notice_recorded, stops="decision renewed", starts="correction",
                              issues="correction_notice", notifies="claimant")
    correct = Move("correcting -> received", who="claimant filing_clerk", cite=(REG(7), CPLI(126), OLR(9)),
                   asks=Correction, checks=(rules.exactly_noticed,), records=rules.corrected, does="write_corrections",
                   stops="correction", starts="renewed", notifies="claimant")
    insist = Move("correcting -> received", who="claimant", cite=REG(7), optional=True, records=rules.insisted,
                  stops="correction", starts="renewed")
    return_papers = Move("correcting -> returned", who="system", cite=REG(7), records=rules.returned,
                         does="end_unfiled", issues="return_notice", notifies="claimant")
    propose_refusal = Move("received -> =", who="filing_clerk", cite=(CPL(127), CPLI(208)), asks=RefusalDraft,
                           optional=True, needs=(rules.refusal_not_ready,), records=rules.refusal_drafted,
                           does="alert_division_head")
    refuse = Move("received -> refused", who="division_head", cite=(CPL(126), CPL(127), CPLI(208), REG(9)),
                  asks=RefusalDraft, needs=(rules.refusal_ready,), records=rules.refused,
                  does="number_ruling end_unfiled", stops="decision renewed", starts="appeal",
                  issues="refusal_ruling", notifies="claimant")
    escalate = Move("received -> overdue", who="system", cite=REG(8), records=rules.escalated,
                    does="alert_division_head", notifies="claimant")
    file_first = Move("received overdue -> accepted", who="division_head filing_clerk", cite=(REG(8), CPL(126)),
                      asks=Acceptance, needs=(rules.head_decides,), records=triage.accepted, does="open_trial",
                      stops="decision renewed", notifies="claimant")
    withdraw = Move("received correcting overdue -> withdrawn", who="claimant", cite=CPL(13), asks=Reason,
                    optional=True, needs=(rules.all_claimants,), records=rules.withdrawn, does="end_unfiled",
                    notifies="claimant")


class FirstInstanceFilingWithComplaint(FirstInstanceFiling):
    """The same; the complaint is composed from what was told and stands in the file from its first day (CPL 123, 124)."""

    version, in_force = 2, "2026-01-01"

    receive = FirstInstanceFiling.receive.but(issues="receipt complaint")

    recognise_power = Move("received correcting -> =", who="filing_clerk", cite=(CPL(62), CPLI(88), CPLI(89)),
                           asks=Authority, optional=True, needs=(rules.agent_there,), does="recognise_power",
                           notifies="claimant")


class FirstInstanceFilingWithFollowing(FirstInstanceFilingWithComplaint):
    """The same; what is corrected stands in a new complaint, a number that shows a minor brings the guardian along, and what
    stood there before is no correction.

    To correct is the claimant's turn alone; the clerk may enter it at the counter. A proposed refusal can be
    sent back by the head and taken back by the clerk who made it. That a respondent is missing is not concluded
    from an empty address.
    """

    version, in_force = 3, "2026-03-01"

    correct = FirstInstanceFiling.correct.but(who=("claimant",), asks=Answers, checks=(rules.noticed_and_following,),
                                              records=rules.corrected_with_following,
                                              does="each_point_answered write_corrections", issues="complaint")
    accept = FirstInstanceFiling.accept.but(records=triage.accepted_as_told)
    file_first = FirstInstanceFiling.file_first.but(records=triage.accepted_as_told)
    correct_at_counter = correct.but(who=("filing_clerk",), optional=True)
    propose_refusal = FirstInstanceFiling.propose_refusal.but(records=rules.refusal_drafted_by)
    send_back = Move("received -> =", who="division_head", cite=(CPL(126), CPLI(208)), asks=SendingBack,
                     needs=(rules.refusal_ready,), records=rules.sent_back, does="tell_proposer")
    take_back = Move("received -> =", who="filing_clerk", cite=CPLI(208), optional=True,
                     needs=(rules.refusal_ready, rules.own_proposal), records=rules.taken_back)
