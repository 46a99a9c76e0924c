"""The smart locker (智能柜) from 2026 on: a thing lies in a box for a party to fetch, or is dropped there by one."""

from __future__ import annotations

from fengqiao.areas.handover import rules
from fengqiao.areas.handover.facts import AtBox, BoxFor, BoxGiven, Counted, DropAsked, NoBox, Reason
from fengqiao.areas.handover.procedure import HandedItem
from fengqiao.kernel.procedure import Move, Period, Procedure
from fengqiao.law.instruments import CPL, OLR, TL00

WINDOWS = "service_desk filing_clerk"


class HandedItemBoxed(HandedItem):
    """A handed-in thing that may go back through the locker: reserved, laid in, fetched within days or taken out again."""

    code, version, in_force = "handover.item", 2, "2026-01-01"
    states = "held forwarded taken boxing boxed archived* returned*"

    lay_by = Period("R-HAN-02.use", then="give_up_box", inner=True)
    fetch_by = Period("R-HAN-02.fetch", then="overdue")

    ask_box = Move("held -> boxing", who=WINDOWS, cite=(CPL(69), OLR(12)), asks=BoxFor, optional=True,
                   needs=(rules.locker_there, rules.in_own_hands), checks=(rules.fetcher_known,),
                   records=rules.asked_for_box, does="admit_fetcher ask_box", stops="forward_by", starts="lay_by")
    keep = Move("boxing -> held", who=WINDOWS, cite=CPL(69), does="close_box", stops="lay_by",
                optional=True, starts="forward_by")
    give_up_box = Move("boxing -> held", who="system", cite=CPL(69), asks=NoBox, records=rules.no_box, does="close_box",
                       stops="lay_by", starts="forward_by")
    lay_in = Move("boxing held -> boxed", who="system", cite=(CPL(69), OLR(12)), asks=AtBox, records=rules.laid_in,
                  does="send_code", stops="lay_by forward_by", starts="fetch_by", notifies="party")
    fetch = Move("boxed -> returned", who="system", cite=(CPL(69), OLR(12)), asks=AtBox, records=rules.fetched,
                 does="close_box", stops="fetch_by", notifies="party")
    opened_otherwise = Move("boxed -> =", who="system", cite=CPL(69), asks=AtBox, records=rules.opened_otherwise)
    door_left_open = Move("boxing boxed -> =", who="system", cite=CPL(69), asks=AtBox, records=rules.door_left)
    overdue = Move("boxed -> =", who="system", cite=CPL(69), records=rules.not_fetched, notifies="party")
    take_back = Move("boxed -> held", who=WINDOWS, cite=(CPL(69), OLR(12)), asks=Reason, needs=(rules.to_be_taken_back,),
                     records=rules.taken_back, does="close_box", stops="fetch_by", starts="forward_by", notifies="party")


class Drop(Procedure):
    """Papers that a party lays into the locker: no receipt before the window has counted them (CPL 69)."""

    code, version, in_force = "handover.drop", 1, "2026-01-01"
    states = "asked reserved closing filled out counted* empty* lapsed*"
    way = "asked reserved filled out counted"
    stands = ""

    drop_by = Period("R-HAN-02.use", then="time_out")
    count_by = Period("R-HAN-02.count", then="remind", inner=True)

    ask = Move("-> asked", who="party", cite=(CPL(69), OLR(12)), asks=DropAsked, needs=(rules.locker_there,),
               records=rules.asked_to_drop, does="admit_dropper ask_box", starts="drop_by")
    give_box = Move("asked -> reserved", who="system", cite=OLR(12), asks=BoxGiven, records=rules.box_given, does="send_code")
    no_box = Move("asked -> lapsed", who="system", cite=OLR(12), asks=NoBox, records=rules.no_box, does="end_stay",
                  stops="drop_by", notifies="party")
    withdraw = Move("asked reserved -> closing", who="party", cite=OLR(12), optional=True, does="close_box", stops="drop_by")
    time_out = Move("asked reserved -> closing", who="system", cite=OLR(12), does="close_box")
    lapse = Move("closing -> lapsed", who="system", cite=OLR(12), notifies="party")
    fill = Move("asked reserved closing -> filled", who="system", cite=(CPL(69), OLR(12)), asks=AtBox,
                records=rules.dropped, stops="drop_by", starts="count_by", notifies="party")
    take_out = Move("filled -> out", who="system", cite=CPL(69), asks=AtBox, records=rules.taken_out)
    door_left_open = Move("reserved closing filled out -> =", who="system", cite=CPL(69), asks=AtBox, records=rules.door_left)
    count = Move("filled out -> counted", who=WINDOWS, cite=CPL(69), asks=Counted, records=rules.counted,
                 does="counted_here close_box", stops="count_by", notifies="party")
    report_empty = Move("filled out -> empty", who=WINDOWS, cite=CPL(69), asks=Reason, optional=True,
                        records=rules.found_otherwise, does="close_box", stops="count_by", notifies="party")
    remind = Move("filled out -> =", who="system", cite=(CPL(69), TL00(7)), notifies="clerk judge enforcement_officer")
