"""A civil case at first instance (一审): fee, triage, judge by lot, service, defence, hearing, judgment."""

from __future__ import annotations

from fengqiao.areas.trial import endings, rules, timing
from fengqiao.areas.trial.facts import (
    Conversion,
    Defence,
    EvidenceList,
    Exclusion,
    Extension,
    JurisdictionObjection,
    JurisdictionRuling,
    Mediated,
    OfParty,
    Reason,
    Reassignment,
    Recusal,
    Relation,
    Scheduling,
    ServeAgain,
    Signature,
    Triage,
    Withdrawal,
    WithdrawalRuling,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, EVI, FLO, MED, OLR, REG, REU, TL00, TL19

RUNNING = "registered allocating serving preparing hearing judging"
WITH_JUDGE = "serving preparing hearing judging"
BEFORE_HEARING = "serving preparing"
BEFORE_JUDGING = f"{BEFORE_HEARING} hearing"
BENCH = "judge clerk"
LIMIT = "limit warning last_request last_decision"


class FirstInstance(Procedure):
    """First-instance civil procedure, ordinary, simple or small claims (CPL chapters 12 and 13)."""

    code, version, in_force = "trial.first_instance", 1, "2024-01-01"
    states = ("registered allocating serving preparing hearing judging"
              " closed* deemed_withdrawn* withdrawn* mediated* transferred*")
    way = "registered allocating serving preparing hearing judging closed"
    number_type = "民初"

    limit = Period("R-LIM-20.trial", then="limit_over", ends=timing.end, begins=timing.filed)
    warning = Period("R-LIM-23.warning", then="warn_limit", ends=timing.warning, begins=timing.filed, inner=True)
    last_request = Period("R-LIM-23.extension_apply", ends=timing.last_request, begins=timing.filed, inner=True)
    last_decision = Period("R-LIM-23.extension_decide", then="warn_limit", ends=timing.last_decision,
                           begins=timing.filed, inner=True)
    recusal = Period("R-ORG-05.decision")
    defence = Period("R-FIL-12.defence", then="defence_over", per_party=True, ends=rules.defence_end,
                     begins=rules.child_served_on)
    evidence = Period("R-PER-14.evidence_ordinary", per_party=True, ends=rules.evidence_end,
                      begins=rules.child_served_on)
    next_hearing = Period("R-LIM-24.hearing_gap", ends=rules.next_hearing_by)

    # —— registration, fee, triage, judge ——
    register = Move("-> registered", who="system", cite=(CPL(126), CPL(129), FLO(4)), does="number_trial open_case_fee",
                    starts=LIMIT, issues="acceptance_notice", notifies="claimant")
    fee_settled = Move("registered -> allocating", who="system", cite=(CPL(121), REG(11)), joins="fees.case_fee",
                       needs=(rules.fee_paid_or_waived,), records=rules.fee_ended, notifies="claimant")
    fee_default = Move("registered -> deemed_withdrawn", who="system", cite=(CPLI(213), REG(11)),
                       joins="fees.case_fee", needs=(rules.fee_unpaid,), records=endings.fee_default,
                       does="end_children close_trial_dispute", issues="deemed_withdrawal_ruling",
                       notifies="claimant")
    declare_relation = Move("registered allocating -> =", who="division_head filing_clerk", cite=(CPL(47), REU(1)),
                            asks=Relation, optional=True, records=rules.relation_declared)
    confirm_triage = Move("allocating -> allocating", who="division_head filing_clerk",
                          cite=(CPL(136), CPL(160), CPL(165), CPLI(257)), asks=Triage,
                          checks=(rules.change_reasoned, rules.small_claims_open), records=rules.triaged,
                          stops=LIMIT, starts=LIMIT, then="assign")
    assign = Move("allocating -> serving", who="system", cite=(CPL(40), CPL(131), FLO(7)),
                  needs=(rules.is_triaged,), does="draw_bench serve_complaint tell_bench",
                  issues="assignment_notice panel_notice response_notice evidence_notice", notifies="party judge clerk")
    reassign = Move(f"{WITH_JUDGE} -> =", who="division_head", cite=(CPL(131), FLO(7)), asks=Reassignment,
                    optional=True, needs=(rules.no_hearing_set,), checks=(rules.designated_lawfully,),
                    records=rules.reassigned,
                    does="redraw_judge tell_bench", issues="assignment_notice panel_notice",
                    notifies="party judge clerk")
    ask_recusal = Move(f"{BEFORE_JUDGING} -> =", who="party judge", cite=(CPL(47), CPL(48), REU(1)),
                       asks=Recusal, optional=True, needs=(rules.no_recusal_pending,), records=rules.recusal_asked,
                       starts="recusal", notifies=f"{BENCH} party")
    uphold_recusal = Move(f"{BEFORE_JUDGING} -> =", who="president", cite=(CPL(49), CPL(50)), asks=Reason,
                          needs=(rules.recusal_pending, rules.no_hearing_set), records=rules.recusal_upheld,
                          does="redraw_recused tell_bench", stops="recusal",
                          issues="assignment_notice panel_notice", notifies="party judge clerk")
    reject_recusal = Move(f"{BEFORE_JUDGING} -> =", who="president", cite=CPL(50), asks=Reason,
                          needs=(rules.recusal_pending,), records=rules.recusal_rejected, stops="recusal",
                          notifies="party judge")

    # —— service, defence, evidence, jurisdiction ——
    served_by_notice = Move("serving -> =", who="system", cite=(CPL(95), CPL(128)), joins="service.delivery",
                            needs=(rules.complaint_served, rules.by_public_notice), records=rules.served_by_notice,
                            starts=f"defence evidence {LIMIT}", stops=LIMIT, notifies="claimant judge",
                            then="all_served")
    served = Move("serving -> =", who="system", cite=(CPL(128), CPL(68)), joins="service.delivery",
                  needs=(rules.complaint_served,), records=rules.served, starts="defence evidence",
                  notifies="claimant judge", then="all_served")
    all_served = Move("serving -> preparing", who="system", cite=CPL(128), needs=(rules.everybody_served,),
                      notifies="judge clerk")
    not_served = Move("serving -> =", who="system", cite=(CPL(95), CPLI(138)), joins="service.delivery",
                      needs=(rules.complaint_not_served,), records=rules.not_served, notifies="judge clerk claimant")
    serve_again = Move("serving -> =", who=BENCH, cite=(CPL(88), CPL(91)), asks=ServeAgain,
                       checks=(rules.is_unserved,), needs=(rules.somebody_unserved,), records=rules.service_renewed,
                       does="serve_once_more")
    convert_for_notice = Move("serving -> =", who="judge", cite=(CPLI(140), CPL(170), TL19(4)), asks=Reason,
                              optional=True, needs=(rules.somebody_unserved, rules.not_ordinary, timing.not_expired),
                              records=timing.converted_for_notice, does="serve_once_more", issues="conversion_ruling",
                              stops=LIMIT, starts=LIMIT, notifies="party")
    defend = Move(f"{BEFORE_JUDGING} -> =", who="respondent", cite=(CPL(128), CPL(52)), asks=Defence,
                  needs=(rules.not_yet_defended,), records=rules.defended, does="serve_defence", stops="defence",
                  notifies="claimant judge clerk")
    defence_over = Move(f"{WITH_JUDGE} -> =", who="system", cite=CPL(128), asks=OfParty, records=rules.defence_lapsed,
                        notifies="judge clerk")
    submit_evidence = Move(f"{BEFORE_JUDGING} -> =", who="party", cite=(CPL(68), EVI(51), CPLI(99)),
                           asks=EvidenceList, optional=True, checks=(rules.late_needs_reason,),
                           does="add_evidence", notifies="party judge clerk")
    object_jurisdiction = Move(f"{BEFORE_JUDGING} -> =", who="respondent", cite=(CPL(130), CPLI(223)),
                               asks=JurisdictionObjection, optional=True,
                               needs=(rules.defence_running, rules.not_yet_objected), records=rules.objected,
                               notifies="claimant judge clerk")
    uphold_objection = Move(f"{BEFORE_JUDGING} -> transferred", who="judge", cite=(CPL(130), CPL(157)),
                            asks=JurisdictionRuling, needs=(rules.objection_pending,), checks=(rules.court_named,),
                            records=rules.objection_upheld, does="end_children", issues="jurisdiction_ruling",
                            notifies="party clerk")
    reject_objection = Move(f"{BEFORE_JUDGING} -> =", who="judge", cite=(CPL(130), CPL(157), TL00(9)),
                            asks=JurisdictionRuling, needs=(rules.objection_pending,),
                            records=timing.objection_rejected, issues="jurisdiction_ruling", stops=LIMIT, starts=LIMIT,
                            notifies="party clerk")
    object_small_claims = Move(f"{BEFORE_JUDGING} -> =", who="party", cite=CPLI(279), asks=Reason, optional=True,
                               needs=(rules.is_small_claims, rules.no_procedure_objection, timing.session_not_held),
                               records=rules.procedure_objected, notifies="judge clerk party")
    keep_procedure = Move(f"{BEFORE_JUDGING} -> =", who="judge", cite=CPLI(279), asks=Reason,
                          needs=(rules.procedure_objection,), records=rules.procedure_kept, notifies="party")

    # —— hearing and judgment ——
    schedule = Move("preparing -> hearing", who=BENCH, cite=(CPL(139), CPLI(224), CPLI(227)), asks=Scheduling,
                    needs=(rules.recusal_decided, rules.objections_decided),
                    checks=(rules.defence_period_over, rules.summons_in_time), does="open_hearing",
                    stops="next_hearing")
    hearing_signed = Move("hearing -> judging", who="system", cite=(CPL(150), CPL(155)), joins="hearings.hearing",
                          needs=(rules.hearing_is_signed,), opens="judgments.judgment", notifies="judge party")
    hearing_adjourned = Move("hearing -> preparing", who="system", cite=(CPL(149), TL19(2), TL19(5)),
                             joins="hearings.hearing", needs=(rules.hearing_is_adjourned,),
                             records=rules.hearing_put_off, starts="next_hearing", notifies=BENCH)
    judged = Move("judging -> closed", who="system", cite=(CPL(151), CPLI(243)), joins="judgments.judgment",
                  needs=(endings.judgment_pronounced,), records=endings.judged, notifies="judge clerk")

    # —— the trial limit ——
    warn_limit = Move(f"{RUNNING} -> =", who="system", cite=TL19(1), notifies=BENCH)
    limit_over = Move(f"{RUNNING} -> =", who="system", cite=(CPL(152), CPL(164), CPL(168)), records=timing.over,
                      does="tell_heads", notifies="judge clerk")
    exclude_time = Move(f"{WITH_JUDGE} -> =", who=BENCH, cite=(TL00(9), CPLI(243)), asks=Exclusion, optional=True,
                        checks=(timing.within_the_case, timing.not_longer_than_law), records=timing.excluded,
                        stops=LIMIT, starts=LIMIT, notifies="party")
    apply_extension = Move(f"{WITH_JUDGE} -> =", who="judge", cite=(CPL(152), TL19(1)), asks=Extension, optional=True,
                           needs=(timing.not_extended, timing.request_in_time), checks=(timing.extension_lawful,),
                           records=timing.extension_asked)
    grant_extension = Move(f"{WITH_JUDGE} -> =", who="president", cite=(CPL(152), CPL(164), CPL(168), TL19(1)),
                           asks=Reason, needs=(timing.extension_pending, timing.not_expired), records=timing.extended,
                           issues="extension_decision", stops=LIMIT, starts=LIMIT, notifies="party judge clerk")
    refuse_extension = Move(f"{WITH_JUDGE} -> =", who="president", cite=TL19(1), asks=Reason,
                            needs=(timing.extension_pending,), records=timing.extension_refused,
                            issues="extension_decision", notifies="judge")
    convert = Move(f"{BEFORE_JUDGING} -> =", who="judge", cite=(CPL(170), CPLI(258), CPLI(269), CPLI(279)),
                   asks=Conversion, optional=True, checks=(timing.conversion_allowed,), records=timing.converted,
                   issues="conversion_ruling", stops=LIMIT, starts=LIMIT, notifies="party clerk")

    # —— other endings ——
    ask_withdrawal = Move(f"{RUNNING} -> =", who="claimant", cite=CPL(148), asks=Withdrawal, optional=True,
                          needs=(endings.all_claimants, endings.no_withdrawal_pending),
                          records=endings.withdrawal_asked, notifies="respondent judge clerk")
    permit_withdrawal = Move(f"{RUNNING} -> withdrawn", who="judge division_head", cite=(CPL(148), CPLI(238)),
                             asks=WithdrawalRuling, needs=(endings.withdrawal_pending,),
                             checks=(endings.respondent_heard,), records=endings.withdrawal_permitted,
                             does="end_children open_fee_refund close_trial_dispute", issues="withdrawal_ruling",
                             notifies="party clerk")
    refuse_withdrawal = Move(f"{RUNNING} -> =", who="judge division_head", cite=(CPL(148), CPLI(238)), asks=Reason,
                             needs=(endings.withdrawal_pending,), records=endings.withdrawal_refused,
                             notifies="party")
    deem_withdrawn = Move("hearing -> deemed_withdrawn", who="judge", cite=(CPL(146), CPLI(235)), asks=Reason,
                          optional=True, needs=(endings.claimants_absent,), records=endings.absent_default,
                          does="end_children open_fee_refund close_trial_dispute",
                          issues="deemed_withdrawal_ruling", notifies="party clerk")
    record_mediation = Move(f"{WITH_JUDGE} -> =", who="judge", cite=(CPL(96), CPL(100)), asks=Mediated, optional=True,
                            checks=(endings.not_in_the_past,), records=endings.mediation_recorded,
                            issues="mediation_document", notifies="party")
    sign_mediation = Move(f"{WITH_JUDGE} -> =", who="party", cite=(CPL(100), CPLI(149)), asks=Signature,
                          needs=(endings.mediation_open, endings.not_yet_signed), records=endings.mediation_signed,
                          notifies="party judge", then="mediation_effective")
    decline_mediation = Move(f"{WITH_JUDGE} -> =", who="party", cite=(CPL(102), OLR(7)), asks=Reason, optional=True,
                             needs=(endings.mediation_open, endings.not_yet_signed),
                             records=endings.mediation_declined, notifies="party judge")
    mediation_effective = Move(f"{WITH_JUDGE} -> mediated", who="system", cite=(CPL(100), CPLI(149), MED(11)),
                               needs=(endings.all_signed,), records=endings.mediation_took_effect,
                               does="end_children open_fee_refund open_performance", notifies="party judge clerk")
