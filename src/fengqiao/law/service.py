"""Service of documents (送达): whether a document counts as served, from which day, and why.

Rules R-SRV-01 to R-SRV-27. The matrix of document × procedure × method is in
``data/service.yaml``; what each method needs among the facts is said at its function.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fengqiao.kernel.answer import Answer, Line
from fengqiao.kernel.calendar import en_date, zh_date
from fengqiao.kernel.citation import Citation
from fengqiao.law.citing import cite
from fengqiao.law.errors import FieldError, one_of
from fengqiao.law.facts import Facts, day, flag, needed_day, word
from fengqiao.law.instruments import CPL, CPLI, EMS, OLR, SIM
from fengqiao.law.periods import end_of
from fengqiao.law.store import load


@dataclass(frozen=True, slots=True)
class Served:
    """Whether a document counts as served, from which day, and why in both languages."""

    served: bool
    date: date | None
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class _Found:
    """What a method's rule came to; ``provisional`` where an open point decides."""

    day: date | None
    zh: str
    en: str
    cites: tuple[Citation, ...] = ()
    provisional: bool = False


def methods() -> tuple[str, ...]:
    """Return the methods of service."""
    return tuple(load("service.yaml")["methods"])


def documents() -> tuple[str, ...]:
    """Return the kinds of document."""
    return tuple(load("service.yaml")["documents"])


def procedures() -> tuple[str, ...]:
    """Return the procedures that the matrix knows."""
    return tuple(load("service.yaml")["procedures"])


def forbidden(method: str, document: str, procedure: str) -> dict[str, Any] | None:
    """Return the rule that forbids a combination, or None where it is allowed (R-SRV-12)."""
    row: dict[str, Any]
    for row in load("service.yaml")["forbidden"]:
        if (
            row["method"] == method
            and ("document" not in row or document in row["document"])
            and ("procedure" not in row or procedure in row["procedure"])
        ):
            return row
    return None


def _signer(facts: Facts, document: str) -> tuple[str, str] | _Found:
    """Return who signed, or why that person's signature is not service."""
    receivers = load("service.yaml")["receivers"]
    if flag(facts, "opponent"):
        return _Found(
            None,
            "代收人是本案对方当事人，其签收不是送达。",
            "The person who signed is the opponent; that is not service.",
        )
    name = word(facts, "receiver", tuple(receivers), "recipient")
    receiver = receivers[name]
    if document in receiver.get("except", ()):
        cited = (CPLI(133),) if document == "mediation_document" else (CPLI(175),)
        return _Found(
            None,
            f"该文书应当送达本人（或者其指定的代收人），{receiver['zh']}签收无效。",
            f"This document goes to the person (or the receiver it appointed); {receiver['en']} cannot sign for it.",
            cited,
        )
    return receiver["zh"], receiver["en"]


def _signed(facts: Facts, document: str, procedure: str) -> _Found:
    """Direct or entrusted: ``signed_on``, ``receiver``, ``opponent``."""
    who = _signer(facts, document)
    if isinstance(who, _Found):
        return who
    signed = day(facts, "signed_on")
    if signed is None:
        return _Found(None, "送达回证上没有签收日期。", "There is no date of signature on the receipt.")
    return _Found(signed, f"{who[0]}签收之日为送达日期。", f"Served on the day {who[1]} signed.")


def _left(facts: Facts, document: str, procedure: str) -> _Found:
    """Leaving: ``refused``, ``left_on``, ``at_domicile``, and ``witnesses`` or ``photo_video``."""
    if not flag(facts, "refused"):
        return _Found(None, "受送达人没有拒收，不能留置。", "Nobody refused; leaving is not open.")
    if not flag(facts, "at_domicile", True):
        return _Found(None, "没有留在住所。", "It was not left at the domicile.")
    if not (flag(facts, "witnesses") or flag(facts, "photo_video")):
        return _Found(
            None,
            "没有见证人签名，也没有拍照、录像，留置不成立。",
            "No witness signed and no photo or video was taken.",
        )
    left = needed_day(facts, "left_on")
    return _Found(left, "拒收后留在住所并有见证或者影像，视为送达。", "Left at the domicile with proof.")


def _at_court(facts: Facts, document: str, procedure: str) -> _Found:
    """At court or met elsewhere: ``refused_on`` with ``noted``, or ``signed_on``."""
    if day(facts, "signed_on") is not None:
        return _signed(facts, document, procedure)
    if document == "mediation_document":
        return _Found(
            None,
            "调解书当事人拒签的，不发生送达。",
            "A refused mediation document is not served.",
            (CPLI(133),),
        )
    refused = day(facts, "refused_on")
    if refused is None or not flag(facts, "noted"):
        return _Found(
            None,
            "拒签没有由送达人注明或者拍照、录像。",
            "The refusal was not noted by the staff or filmed.",
        )
    return _Found(refused, "拒绝签收并已注明情况，视为送达。", "Refused to sign, noted: served.")


def _electronic(facts: Facts, document: str, procedure: str) -> _Found:
    """Electronic: ``consent``; ``address`` given or other; ``arrived_on``; ``actual_arrival``;
    ``read_on``, ``replied_on``, ``rebutted`` for an address that was not given.
    """
    if word(facts, "address", ("given", "other"), "given") == "given":
        if not flag(facts, "consent"):
            return _Found(None, "受送达人没有同意电子送达。", "The recipient did not consent.", (OLR(29),))
        arrived = day(facts, "actual_arrival") or day(facts, "arrived_on")
        if arrived is None:
            return _Found(None, "送达信息没有到达特定系统。", "It did not arrive at the system.")
        return _Found(
            arrived,
            "到达受送达人特定系统之日为送达日期。",
            "Served when it reached the given system.",
        )
    replied, read = day(facts, "replied_on"), day(facts, "read_on")
    if replied is not None and (read is None or replied <= read):
        return _Found(replied, "受送达人回复收悉或者作出相应行为。", "Served on reply or a matching act.")
    if read is not None and not flag(facts, "rebutted"):
        return _Found(read, "系统显示已阅知，推定送达，可以反证。", "Presumed served when shown as read.")
    if replied is not None:
        return _Found(replied, "受送达人回复收悉或者作出相应行为。", "Served on reply or a matching act.")
    return _Found(
        None,
        "未提供或者确认的地址，没有回复，也没有已阅知记录。",
        "An address that was not given, without reply or a read mark.",
    )


def _mail(facts: Facts, document: str, procedure: str) -> _Found:
    """Mail: ``signed_on`` with ``receiver``; or ``returned_on`` with ``address`` (confirmed,
    statutory_default, unconfirmed), ``no_fault``.
    """
    if day(facts, "signed_on") is not None:
        return _signed(facts, document, procedure)
    returned = day(facts, "returned_on")
    if returned is None:
        return _Found(None, "没有回执，也没有退回。", "Neither a return slip nor a return.")
    if document == "mediation_document":
        return _Found(
            None,
            "调解书应当由本人签收，退回不视为送达。",
            "A mediation document must be signed for; a return is not service.",
            (CPLI(133),),
        )
    kinds = ("confirmed", "statutory_default", "unconfirmed")
    if word(facts, "address", kinds) == "unconfirmed":
        return _Found(
            None,
            "地址未经受送达人提供或者确认，也不是法定推定地址，退回不视为送达。",
            "The address was neither confirmed nor the statutory default; a return is not service.",
            (EMS(5), EMS(11)),
        )
    if flag(facts, "no_fault"):
        return _Found(
            None,
            "受送达人能够证明自己没有过错。",
            "The recipient proved that it was not at fault.",
            (EMS(11),),
        )
    return _Found(returned, "文书退回之日视为送达之日。", "Served on the day it was returned.", (EMS(11),))


def _through_unit(facts: Facts, document: str, procedure: str) -> _Found:
    """Through a unit: ``unit`` (army, prison, compulsory_education), ``signed_on``."""
    word(facts, "unit", ("army", "prison", "compulsory_education"))
    signed = day(facts, "signed_on")
    if signed is None:
        return _Found(None, "受送达人本人尚未签收。", "The person has not signed.")
    return _Found(signed, "以本人在回证上签收之日为送达日期。", "Served on the day the person signed.")


def _public_notice(facts: Facts, document: str, procedure: str) -> _Found:
    """Public notice: ``published_on`` (the last posting), ``whereabouts_unknown`` or
    ``other_ways_failed``, ``reason_on_file``, ``foreign``.
    """
    if not (flag(facts, "whereabouts_unknown") or flag(facts, "other_ways_failed")):
        return _Found(
            None,
            "受送达人并非下落不明，其他方式也未穷尽，不能公告。",
            "Whereabouts are known and other ways were not exhausted.",
        )
    if not flag(facts, "reason_on_file", True):
        return _Found(None, "公告原因和经过没有记入案卷。", "The reason for public notice is not on file.")
    published = needed_day(facts, "published_on")
    id = "R-SRV-10.foreign" if flag(facts, "foreign") else "R-SRV-10.domestic"
    end = end_of(id, published)
    zh, en = end.working[-1].zh, end.working[-1].en
    return _Found(
        end.value,
        f"自公告之日起满{'六十' if flag(facts, 'foreign') else '三十'}日，视为送达。" + zh,
        f"Deemed served {60 if flag(facts, 'foreign') else 30} days after publication. " + en,
        (CPL(283),) if flag(facts, "foreign") else (),
        end.provisional,
    )


def _phone(facts: Facts, document: str, procedure: str) -> _Found:
    """Phone or message: ``notified_on`` with ``confirmed`` or ``otherwise_proved``."""
    if not (flag(facts, "confirmed") or flag(facts, "otherwise_proved")):
        return _Found(
            None,
            "未经当事人确认，也没有其他证据证明已经收到，不得据以缺席判决或者按撤诉处理。",
            "Neither confirmed nor proved; no default judgment or deemed withdrawal on it.",
        )
    return _Found(needed_day(facts, "notified_on"), "当事人已确认收到。", "Receipt is confirmed or proved.")


def _pronouncement(facts: Facts, document: str, procedure: str) -> _Found:
    """At pronouncement (R-SRV-25): ``pronounced_on``, ``fixed_date``; ``refused``, ``present``,
    ``excused``; for oral pronouncement ``collected_on`` or ``collection_until``.
    """
    if flag(facts, "fixed_date", True):
        pronounced = needed_day(facts, "pronounced_on")
        if flag(facts, "present", True):
            return _Found(pronounced, "定期宣判之日即为送达之日，拒签视为送达。", "Served at pronouncement.")
        if procedure in ("simple", "small_claims") and not flag(facts, "excused"):
            return _Found(
                pronounced,
                "简易程序定期宣判，无正当理由未到庭的，宣判之日即为送达之日。",
                "Simple procedure, absent without reason: served at pronouncement.",
                (SIM(31),),
            )
        return _Found(None, "当事人未到庭，应当另行送达。", "The party was absent; serve it otherwise.")
    collected, until = day(facts, "collected_on"), day(facts, "collection_until")
    if collected is not None and (until is None or collected <= until):
        return _Found(collected, "领取裁判文书之日为送达之日。", "Served on the day of collection.")
    if until is None:
        raise FieldError("collection_until", "is needed")
    return _Found(
        until,
        "逾期未领取，领取期间届满之日为送达之日。",
        "Not collected: the last day of the window.",
    )


_RULES: dict[str, Callable[[Facts, str, str], _Found]] = {
    "direct": _signed,
    "entrusted": _signed,
    "leaving": _left,
    "at_court": _at_court,
    "electronic": _electronic,
    "mail": _mail,
    "through_unit": _through_unit,
    "public_notice": _public_notice,
    "phone": _phone,
    "pronouncement": _pronouncement,
}


def served(method: str, document: str, procedure: str, facts: Facts) -> Answer[Served]:
    """Say whether a document counts as served by a method, and from which day.

    Raises FieldError for an unknown word or a fact of the wrong form.
    """
    one_of("method", method, methods())
    one_of("document", document, documents())
    one_of("procedure", procedure, procedures())
    entry = load("service.yaml")["methods"][method]
    base = tuple(cite(text) for text in entry["cites"])
    row = forbidden(method, document, procedure)
    if row is not None:
        cites = tuple(cite(text) for text in row["cites"])
        return Answer(Served(False, None, row["zh"], row["en"]), cites, (Line(row["zh"], row["en"]),))
    found = _RULES[method](facts, document, procedure)
    if found.day is None:
        line = Line(f"{entry['zh']}：{found.zh}", f"Not served by {entry['en']}: {found.en}")
    else:
        line = Line(
            f"{entry['zh']}：{found.zh}送达日期为{zh_date(found.day)}。",
            f"By {entry['en']}: {found.en} The day is {en_date(found.day)}.",
        )
    value = Served(found.day is not None, found.day, found.zh, found.en)
    cites = tuple(dict.fromkeys((*base, *found.cites)))
    return Answer(value, cites, (line,), found.provisional)


def earliest(services: Sequence[Answer[Served]]) -> Answer[Served]:
    """Return the earliest effective one of several services of the same content (R-SRV-21).

    Raises ValueError where there is none to choose from.
    """
    if not services:
        raise ValueError("no service to choose from")
    effective = [one for one in services if one.value.date is not None]
    if not effective:
        return services[0]
    first = min(effective, key=lambda one: one.value.date or date.max)
    line = Line(
        "通过多种方式送达同一内容的，以最先生效的为准。",
        "With several channels for the same content, the earliest effective one counts.",
    )
    return Answer(first.value, (*first.cites, OLR(31)), (*first.working, line), first.provisional)
