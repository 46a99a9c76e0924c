"""Service of one set of papers on one party (送达): every attempt on record, the law says when it is done."""

from __future__ import annotations

from fengqiao.areas.service import rules
from fengqiao.areas.service.facts import (
    Address,
    Call,
    FailedAttempt,
    Failure,
    Leaving,
    Mailing,
    MailOutcome,
    PublicNotice,
    Visit,
)
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, CPLI, EMS, OLR, SIM

STAFF = "clerk service_desk"


class Delivery(Procedure):
    """One party, one set of papers; its end facts are ``served_on``, ``method``, ``proof``, ``why``."""

    code, version, in_force = "service.delivery", 1, "2024-01-01"
    states = "pending sent served* failed*"
    way = "pending sent served"
    stands = ""

    send_by = Period("R-FIL-12.complaint_copy", then="remind", ends=rules.send_by)
    carriage = Period("R-SRV-24.attempts", then="remind")
    notice = Period("R-SRV-10.domestic", then="notice_over", ends=rules.notice_end, begins=rules.published)

    open = Move("-> pending", who="system", cite=CPL(87), does="address_party", starts="send_by",
                then="send_electronically")
    send_electronically = Move("pending sent -> sent", who=f"{STAFF} system", cite=(CPL(90), OLR(29), OLR(31)),
                               needs=(rules.consented, rules.electronic_allowed, rules.not_yet_sent_electronically),
                               records=rules.sent_electronically, stops="send_by", notifies="party", then="conclude")
    confirm_arrival = Move("sent -> sent", who=STAFF, cite=(CPLI(135), OLR(31)), optional=True,
                           needs=(rules.awaits_arrival,), does="confirm_arrival", then="conclude")
    mail = Move("pending sent -> sent", who=STAFF, cite=(CPL(91), EMS(6)), asks=Mailing,
                needs=(rules.mail_allowed, rules.nothing_under_way), checks=(rules.address_known,),
                records=rules.mailed, stops="send_by carriage", starts="carriage")
    record_attempt = Move("sent -> sent", who=STAFF, cite=EMS(6), asks=FailedAttempt, optional=True,
                          needs=(rules.mail_under_way, rules.attempts_left),
                          checks=(rules.not_in_future, rules.not_before_posting), records=rules.attempt_failed)
    record_mail = Move("sent -> sent", who=STAFF, cite=(EMS(6), EMS(9), EMS(11)), asks=MailOutcome,
                       needs=(rules.mail_under_way,), checks=(rules.not_in_future, rules.not_before_posting),
                       records=rules.mail_outcome, stops="carriage", then="conclude")
    deliver_in_person = Move("pending sent -> sent", who=STAFF, cite=(CPL(88), CPLI(130), CPLI(131)), asks=Visit,
                             checks=(rules.not_in_future, rules.unit_named), records=rules.visited,
                             stops="send_by", then="conclude")
    leave = Move("pending sent -> sent", who=STAFF, cite=(CPL(89), CPLI(130)), asks=Leaving, optional=True,
                 needs=(rules.leaving_allowed, rules.was_refused), checks=(rules.not_in_future, rules.left_with_proof),
                 records=rules.left, then="conclude")
    call = Move("pending sent -> sent", who=STAFF, cite=(CPL(162), CPLI(261), SIM(18)), asks=Call, optional=True,
                needs=(rules.call_allowed,), checks=(rules.not_in_future,), records=rules.called, stops="send_by",
                then="conclude")
    publish = Move("pending sent -> sent", who=STAFF, cite=(CPL(95), CPLI(138), CPLI(140)), asks=PublicNotice,
                   optional=True, needs=(rules.notice_allowed, rules.nothing_under_way, rules.not_yet_published),
                   checks=(rules.not_in_future, rules.other_ways_tried), records=rules.published_notice,
                   stops="send_by carriage", starts="notice")
    notice_over = Move("sent -> served", who="system", cite=(CPL(95), CPLI(138)), records=rules.notice_served,
                       issues="service_receipt", notifies="clerk")
    acknowledge = Move("pending sent -> served", who="party", cite=(CPL(87), OLR(31)), optional=True,
                       needs=(rules.addressed,), records=rules.acknowledged, issues="service_receipt",
                       notifies="clerk judge")
    conclude = Move("sent -> served", who="system", cite=(CPL(87), OLR(31)), needs=(rules.effective,),
                    records=rules.served, issues="service_receipt", notifies="clerk")
    confirm_address = Move("pending sent -> =", who=f"party {STAFF}", cite=(EMS(3), EMS(4), CPLI(137)), asks=Address,
                           optional=True, needs=(rules.addressed_or_staff,), does="confirm_address",
                           issues="address_confirmation", notifies="clerk", then="send_electronically")
    give_up = Move("pending sent -> failed", who=STAFF, cite=(CPL(95), CPLI(138)), asks=Failure, optional=True,
                   needs=(rules.tried,), records=rules.given_up, notifies="judge")
    remind = Move("pending sent -> =", who="system", cite=(CPL(128), EMS(6)), notifies="clerk")
    discontinue = Move("pending sent -> failed", who="system", cite=CPL(87), records=rules.discontinued)
