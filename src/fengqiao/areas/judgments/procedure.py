"""The judgment (判决): drafted, pronounced, served, and effective when every side's time to appeal is over."""

from __future__ import annotations

from fengqiao.areas.judgments import rules
from fengqiao.areas.judgments.facts import Appeal, Correction, Draft, OfParty
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI


class Judgment(Procedure):
    """Judgment of first instance, from the judge's draft to its legal effect or the appeal (判决、生效、上诉)."""

    code, version, in_force = "judgments.judgment", 1, "2024-01-01"
    states = "drafting pronounced appealing effective* appealed* discontinued*"
    way = "drafting pronounced effective"

    appeal_term = Period("R-HRG-09.appeal_judgment", then="lapse", per_party=True, begins=rules.day_of_service)
    appeal_abroad = Period("R-HRG-09.appeal_foreign", then="lapse", per_party=True, begins=rules.day_of_service)

    post = Period("R-HRG-09.appeal_judgment", then="take_effect", ends=rules.post_day)

    begin = Move("-> drafting", who="system judge", cite=CPL(155), does="gather_for_judgment")
    draft = Move("drafting -> drafting", who="judge", cite=(CPL(155), CPLI(282)), asks=Draft,
                 checks=(rules.known_parties, rules.payers_exist, rules.due_in_future, rules.shares_sum_to_fee),
                 records=rules.drafted)
    pronounce = Move("drafting -> pronounced", who="judge", cite=(CPL(151), CPL(155)), needs=(rules.has_draft,),
                     records=rules.pronounced, issues="judgment", does="serve_judgment", notifies="party clerk",
                     then="take_effect", reports=True)
    serve_again = Move("pronounced appealing -> =", who="judge clerk", cite=(CPL(151), CPL(171)),
                       needs=(rules.somebody_unserved,), does="serve_judgment_again")
    correct = Move("pronounced appealing -> =", who="judge", cite=(CPL(157), CPLI(245)), asks=Correction,
                   optional=True, issues="correction_ruling", does="serve_correction", notifies="party")
    served_at_home = Move("pronounced appealing -> =", who="system", cite=(CPL(171), CPLI(244)), joins=rules.SERVICE,
                          needs=(rules.served, rules.open_to_appeal, rules.at_home), records=rules.note_service,
                          starts="appeal_term")
    served_abroad = Move("pronounced appealing -> =", who="system", cite=(CPL(286), CPLI(244)), joins=rules.SERVICE,
                         needs=(rules.served, rules.open_to_appeal, rules.abroad), records=rules.note_service,
                         starts="appeal_abroad")
    served_final = Move("pronounced -> =", who="system", cite=CPL(165), joins=rules.SERVICE,
                        needs=(rules.served, rules.final), records=rules.note_service, then="take_effect")
    undelivered = Move("pronounced appealing -> =", who="system", cite=CPL(171), joins=rules.SERVICE,
                       needs=(rules.not_served,), records=rules.note_failure, notifies="judge clerk")
    appeal = Move("pronounced appealing -> appealing", who="party clerk judge", cite=(CPL(171), CPL(172), CPL(173)),
                  asks=Appeal, needs=(rules.open_to_appeal, rules.not_yet_appealed, rules.own_period_open),
                  checks=(rules.names_party, rules.posting_is_for_staff, rules.posted_not_later, rules.appeal_in_time),
                  optional=True, records=rules.appealed, stops="post", does="reckon_appeal_fee", notifies="party judge clerk",
                  then="send_up")
    lapse = Move("pronounced appealing -> =", who="system", cite=(CPL(158), CPLI(244)), asks=OfParty,
                 records=rules.lapsed, then="take_effect await_post send_up")
    await_post = Move("pronounced -> =", who="system", cite=CPL(85),
                      needs=(rules.all_over, rules.nobody_appealed, rules.post_awaited), starts="post")
    take_effect = Move("pronounced -> effective", who="system", cite=(CPL(158), CPLI(244)),
                       needs=(rules.all_over, rules.nobody_appealed, rules.post_has_come), records=rules.took_effect,
                       does="certify_effect open_title", issues="effect_certificate", notifies="party judge")
    send_up = Move("appealing -> appealed", who="system", cite=(CPL(173), CPL(174)),
                   needs=(rules.all_over, rules.somebody_appealed), does="name_appeal_court", notifies="party judge")
    discontinue = Move("drafting -> discontinued", who="system", cite=(CPL(148), CPLI(238)), notifies="judge")
