"""The receipt that a party keeps, and its check against nothing but a published tree head."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from fengqiao.kernel.chain import canonical, is_hash, link, restore
from fengqiao.kernel.merkle import NodeReader, TreeHead, prove_inclusion, verify_inclusion
from fengqiao.kernel.verdict import Verdict

RECEIPT_FORMAT: Final = "fengqiao.receipt.v1"
_FIELDS: Final = ("log", "row", "previous", "event_hash", "index", "size", "proof")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a party holds of one event.

    ``row`` is the event as it was hashed and as the party sees it; ``previous`` the hash of the
    event before it in the same matter. ``index`` is the place of the event in the court's log,
    from 0. Until the day's head is published ``size`` is 0 and ``proof`` empty: the receipt is
    pending.
    """

    log: str
    row: Mapping[str, object]
    previous: str
    event_hash: str
    index: int
    size: int = 0
    proof: tuple[str, ...] = ()

    @property
    def pending(self) -> bool:
        """True until a proof against a published head was added."""
        return self.size == 0

    def proved(self, read: NodeReader, head: TreeHead) -> Receipt:
        """Return this receipt with its proof against a head. Raises ``IndexError`` if too early."""
        path = prove_inclusion(read, self.index, head.size)
        return replace(self, size=head.size, proof=tuple(node.hex() for node in path))

    def to_json(self) -> str:
        """Return the text of the file that the party keeps."""
        whole = {"format": RECEIPT_FORMAT, **{name: getattr(self, name) for name in _FIELDS}}
        return json.dumps(json.loads(canonical(whole)), ensure_ascii=False, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Receipt:
        """Read a receipt. Raises ``ValueError`` if the text is not one."""
        try:
            whole = cast("dict[str, Any]", restore(text))
            if whole.pop("format") != RECEIPT_FORMAT:
                raise ValueError("another format")
            receipt = cls(**{**whole, "proof": tuple(whole["proof"])})
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a receipt: {error}") from error
        numbers = type(receipt.index) is int and type(receipt.size) is int
        hashes_ = (receipt.previous, receipt.event_hash, *receipt.proof)
        if not (numbers and isinstance(receipt.row, dict) and all(map(is_hash, hashes_))):
            raise ValueError("not a receipt: a field has the wrong type")
        return receipt


def receipt_of(log: str, row: Mapping[str, object], previous: str, index: int) -> Receipt:
    """Write the receipt of an event at once, pending. Raises as ``link`` does."""
    return Receipt(log, row, previous, link(previous, row), index)


def verify_receipt(receipt: Receipt, head: TreeHead | None) -> Verdict:
    """Check a receipt against a published tree head.

    Codes: ``changed_row``, ``pending`` (the content fits, the day's head is still to come),
    ``other_log``, ``other_head`` (a head of another size: ask for the proof against this one),
    ``not_included``, ``sound``. Whether the head is the court's own is for ``verify_head``.
    """
    try:
        fits = link(receipt.previous, receipt.row) == receipt.event_hash
    except ValueError:
        fits = False
    if not fits:
        return Verdict(
            False,
            "changed_row",
            "回执内容与其杂凑值不符，内容被改动过",
            "the content does not fit its hash: it was changed",
        )
    if head is None or receipt.pending:
        return Verdict(
            False,
            "pending",
            "内容与杂凑值相符；当日日志摘要公布后即可核对是否已经入册",
            "the content fits its hash; inclusion can be checked once the day's head is published",
        )
    return _against(receipt, head)


def _against(receipt: Receipt, head: TreeHead) -> Verdict:
    if receipt.log != head.log:
        return Verdict(False, "other_log", "这份摘要属于另一法院", "this head is of another court's log")
    if receipt.size != head.size:
        return Verdict(
            False,
            "other_head",
            f"回执对应的是 {receipt.size} 条时的摘要，这份摘要是 {head.size} 条",
            f"the receipt is proved against a head of {receipt.size} events, not {head.size}",
        )
    leaf = bytes.fromhex(receipt.event_hash)
    path: Sequence[bytes] = [bytes.fromhex(node) for node in receipt.proof]
    if not verify_inclusion(leaf, receipt.index, receipt.size, path, bytes.fromhex(head.root)):
        return Verdict(
            False,
            "not_included",
            "按回执推算的根值与公布的不一致，该事项不在册",
            "the root worked out from the receipt is not the published one: it is not in the log",
        )
    return Verdict(
        True,
        "sound",
        f"该事项是 {head.day:%Y年%m月%d日} 日志中的第 {receipt.index + 1} 条，内容未被改动",
        f"this is entry {receipt.index + 1} in the log of {head.day.isoformat()}, unchanged",
    )
