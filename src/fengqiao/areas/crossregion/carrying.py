"""The worker's round to courts elsewhere: send what is not acknowledged, ask for what is not answered."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, BinaryIO

from fengqiao.areas.crossregion.services import REMOTE
from fengqiao.core import access, ports
from fengqiao.core.actor import SYSTEM_ACTOR
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError
from fengqiao.core.exchange import FILE_REFUSALS, PIECE_BYTES, CourtAway, CourtRefuses, FileNote
from fengqiao.core.models import Matter, Party, Upload
from fengqiao.core.words import say
from fengqiao.kernel.chain import Sm3

log = logging.getLogger(__name__)
ROUND = 50
PIECES = 32
"""How many pieces of files one round sends about one handover; the next goes on where it stopped."""
MOVES = {"taken": "take_over", "incomplete": "ask_completion", "not_competent": "not_competent"}
_KEEPS_1_0 = ("path_unknown", "reference_unknown")


class Carrier:
    """The rounds: each begins where the last one ended, so that courts which do not answer hold up nobody."""

    def __init__(self) -> None:
        self.last = 0

    def __call__(self, limit: int = ROUND) -> int:
        """Do one round; answer how many moves came of it. What fails is tried again in the next."""
        waiting = Matter.objects.filter(procedure=REMOTE, ended=False).select_related("dispute").order_by("id")
        chosen = list(waiting.filter(pk__gt=self.last)[:limit])
        chosen += list(waiting.filter(pk__lte=self.last)[: limit - len(chosen)])
        self.last = chosen[-1].pk if chosen else 0
        return sum(_carried(matter) for matter in chosen)


carry = Carrier()


def _carried(matter: Matter) -> int:
    try:
        found = _next(matter)
        if found is None:
            return 0
        move, data = found
        perform(matter.no, move, actor=SYSTEM_ACTOR, data=data, key=f"exchange:{matter.no}:{move}")
    except (CourtAway, DoorError) as failure:
        log.warning("exchange about %s: %s", matter.no, failure)
        return 0
    return 1


def _next(matter: Matter) -> tuple[str, dict[str, Any]] | None:
    """The move that the other side's word leads to; None while it has nothing to say."""
    exchange, court = ports.exchange(), str(matter.facts["competent"])
    try:
        if "elsewhere_receipt" not in matter.facts:
            return _handed(matter, court)
        reply = exchange.reply(matter.no, court)
    except CourtRefuses as refusal:
        return "not_competent", {"reason": say("crossregion.refused_elsewhere", {"code": str(refusal)}, "zh-hans")}
    if reply.outcome == "waiting":
        return None
    facts = reply.facts
    data = {
        "taken": {"number": facts.get("elsewhere_number", "")},
        "incomplete": {"points": facts.get("points", [])},
        "not_competent": {"court": facts.get("right_court", ""), "reason": facts.get("why", "")},
    }
    return MOVES[reply.outcome], data[reply.outcome]


def _handed(matter: Matter, court: str) -> tuple[str, dict[str, Any]] | None:
    """First the files, then the papers that name them; None while there are more pieces than one round sends."""
    brought = access.told_files(matter.dispute)
    if brought and "files_sent" not in matter.facts:
        sent = _files(matter, court)
        return None if sent is None else ("send_files", {"sent": sent})
    try:
        taken = ports.exchange().hand_over(matter.no, court, papers(matter))
    except CourtRefuses as refusal:
        if str(refusal) != "files_missing":
            raise
        _files(matter, court)
        raise CourtAway("files were forgotten there, and are sent again") from refusal
    due = taken.due.isoformat() if taken.due else ""
    return "acknowledge", {"number": taken.number, "hash": taken.hash, "due": due}


def _files(matter: Matter, court: str) -> list[dict[str, Any]] | None:
    """Send the files told as evidence; answer what became of each, or None where the next round goes on."""
    left, rows = [PIECES], []
    items = matter.dispute.facts.get("evidence") or []
    held = {u.key: u for u in Upload.objects.filter(key__in=access.told_files(matter.dispute)).select_related("blob")}
    for n, item in enumerate(items):
        for upload in (held[key] for key in item.get("files") or () if key in held):
            if upload.blob.scan == "waiting":
                raise CourtAway("a file is still being looked at")
            note = _note(upload)
            refused = "file_infected" if upload.blob.scan == "found" else _sent(matter, court, note, upload, left)
            if refused is None:
                return None
            row = {"evidence": n, "name": note.name, "type": note.type, "size": note.size, "hash": note.hash}
            rows.append({**row, "refused": refused})
    return rows


def _note(upload: Upload) -> FileNote:
    return FileNote(upload.name, upload.blob.kind, upload.blob.size, _sm3(upload.blob_id))


@lru_cache(maxsize=256)
def _sm3(sha256: str) -> str:
    """The SM3 of a stored file, read once: what lies under a hash never changes."""
    made = Sm3()
    with ports.storage().open(sha256) as file:
        while part := file.read(PIECE_BYTES):
            made.update(part)
    return made.hexdigest()


def _sent(matter: Matter, court: str, note: FileNote, upload: Upload, left: list[int]) -> str | None:
    """Send a file from where the other court has it; answer the code of a refusal, or None where the round is over."""
    with ports.storage().open(upload.blob_id) as file:
        try:
            return "" if _pieces(matter, court, note, file, left) else None
        except CourtRefuses as refusal:
            if str(refusal) in FILE_REFUSALS:
                return str(refusal)
            if str(refusal) in _KEEPS_1_0:
                return "not_carried"
            if str(refusal) in ("offset", "file_hash"):
                raise CourtAway(f"{note.name}: {refusal}") from refusal
            raise


def _pieces(matter: Matter, court: str, note: FileNote, file: BinaryIO, left: list[int]) -> bool:
    """Whether the whole file is there; the first call asks how much of it is."""
    send = ports.exchange().send_piece
    state = send(matter.no, court, note, 0, b"")
    while not state.whole:
        if left[0] <= 0:
            return False
        left[0] -= 1
        file.seek(state.received)
        state = send(matter.no, court, note, state.received, file.read(PIECE_BYTES))
    return True


def papers(matter: Matter) -> Mapping[str, Any]:
    """What travels: what was told, without identity numbers. Always the same for the same matter."""
    dispute, facts = matter.dispute, matter.facts
    parties = Party.objects.filter(dispute=dispute).select_related("person").order_by("position", "id")
    told = dispute.facts
    sent = facts.get("files_sent") or ()
    held = [{k: v for k, v in one.items() if k != "refused"} for one in sent if not one["refused"]]
    left_out = [{"name": one["name"], "code": one["refused"]} for one in sent if one["refused"]]
    return {
        "received": facts["received"],
        "assisting": facts["assisting_code"],
        "cause": dispute.cause,
        "story": told.get("story", ""),
        "claims": [{"text": c["text"], "amount": c.get("amount")} for c in told.get("claims", [])],
        "parties": [_party(p) for p in parties],
        "evidence": [{"name": e["name"], "purpose": e.get("purpose")} for e in told.get("evidence", [])],
        "ground": facts["ground"][0],
        "completed": (facts.get("completed") or {}).get("text", ""),
        **({"files": held} if held else {}),
        **({"left_out": left_out} if left_out else {}),
    }


def _party(p: Party) -> dict[str, str]:
    """A party as it travels; of a minor also the birthday and the guardian, so that it is protected there too."""
    told = {"side": p.side, "name": p.name, "kind": p.person.kind, "phone": p.person.phone}
    told["address"] = str(p.facts.get("address") or "")
    if p.facts.get("minor") and p.person.born:
        told["born"] = p.person.born.isoformat()
    acting = {name: str(p.facts[name]) for name in ("guardian", "legal_representative") if p.facts.get(name)}
    return {**told, **acting}
