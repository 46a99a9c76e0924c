"""The court's public log: a Merkle tree over all event hashes, after RFC 6962 with SM3.

Every event hash (32 bytes) is a leaf, in the order in which events were written, over all matters.
The tree only grows; each day its size and root are signed and published as a tree head. Nothing
can then be changed, dropped or put in between without a published root ceasing to fit.

    leaf      SM3(00 || data)          node      SM3(01 || left || right)
    empty     SM3("")                  split     at the largest power of two below the size
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from fengqiao.kernel.chain import GENESIS, canonical, is_hash, sm3_bytes
from fengqiao.kernel.keys import key_id, public_pem, read_ed25519_public

HEAD_FORMAT: Final = "fengqiao.tree-head.v1"
EMPTY_ROOT: Final = sm3_bytes(b"")

NodeReader = Callable[[int, int], bytes]
"""Read the hash of a whole subtree: (level, position); level 0 holds leaf hashes."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf (32 bytes)."""
    return sm3_bytes(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (32 bytes)."""
    return sm3_bytes(b"\x01" + left + right)


@dataclass(slots=True)
class Tree:
    """A tree that remembers only its right edge: at most one hash for each binary digit of size.

    ``peaks`` are the roots of the whole subtrees that make up the tree, largest first.
    """

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, data: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf; return the whole subtrees completed by it as (level, position, hash).

        Who stores these can later prove any leaf by reading a few of them (``NodeReader``).
        """
        made = [(0, self.size, leaf_hash(data))]
        while (self.size >> len(made) - 1) & 1:
            level, position, right = made[-1]
            made.append((level + 1, position >> 1, node_hash(self.peaks.pop(), right)))
        self.peaks.append(made[-1][2])
        self.size += 1
        return made

    def root(self) -> bytes:
        """Return the root over all leaves so far (32 bytes)."""
        if not self.peaks:
            return EMPTY_ROOT
        result = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            result = node_hash(peak, result)
        return result

    def state(self) -> dict[str, object]:
        """Return what has to be stored to go on later, as plain JSON values."""
        return {"size": self.size, "peaks": [peak.hex() for peak in self.peaks]}

    @classmethod
    def from_state(cls, state: dict[str, object]) -> Tree:
        """Take a stored state up again. Raises ``ValueError`` if it does not fit together."""
        size, peaks = state.get("size"), state.get("peaks")
        if type(size) is not int or size < 0 or not isinstance(peaks, list):
            raise ValueError("not the state of a tree")
        if len(peaks) != size.bit_count() or not all(map(is_hash, peaks)):
            raise ValueError("the peaks do not fit the size of the tree")
        return cls(size, [bytes.fromhex(peak) for peak in peaks])


def root(leaves: Iterable[bytes]) -> bytes:
    """Return the root over the data of all leaves (32 bytes)."""
    tree = Tree()
    for data in leaves:
        tree.append(data)
    return tree.root()


def node_reader(leaves: Iterable[bytes]) -> NodeReader:
    """Return a reader over leaves held in memory (about 64 bytes for each leaf)."""
    tree, store = Tree(), dict[tuple[int, int], bytes]()
    for data in leaves:
        for level, position, value in tree.append(data):
            store[level, position] = value
    return lambda level, position: store[level, position]


def subtree_root(read: NodeReader, start: int, end: int) -> bytes:
    """Return the root over the leaves ``start`` to ``end - 1`` from stored whole subtrees.

    ``start`` must be the left edge of a subtree, as all ranges within a proof are.
    """
    size = end - start
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, start >> level)
    middle = start + _split(size)
    return node_hash(
        read(_level(middle - start), start >> _level(middle - start)),
        subtree_root(read, middle, end),
    )


def _split(size: int) -> int:
    """Return the largest power of two that is less than ``size`` (size > 1)."""
    return 1 << (size - 1).bit_length() - 1


def _level(size: int) -> int:
    return size.bit_length() - 1


def prove_inclusion(read: NodeReader, index: int, size: int) -> list[bytes]:
    """Return the audit path of leaf ``index`` (from 0) in the tree of ``size`` leaves."""
    if not 0 <= index < size:
        raise IndexError(f"there is no leaf {index} in a tree of {size}")
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(subtree_root(read, middle, end))
            end = middle
        else:
            path.append(subtree_root(read, start, middle))
            start = middle
    return path[::-1]


def prove_consistency(read: NodeReader, first: int, second: int) -> list[bytes]:
    """Return the proof that the tree of ``second`` leaves begins with that of ``first``."""
    if not 0 < first <= second:
        raise IndexError(f"no proof from {first} to {second} leaves")
    start, end, path, whole = 0, second, list[bytes](), True
    while first != end:
        middle = start + _split(end - start)
        if first <= middle:
            path.append(subtree_root(read, middle, end))
            end = middle
        else:
            path.append(subtree_root(read, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree_root(read, start, end))
    return path[::-1]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the audit path of leaf ``index`` among leaves held in memory."""
    return prove_inclusion(node_reader(leaves), index, len(leaves))


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """Return the proof that the tree over ``leaves`` begins with the tree of ``first`` leaves."""
    return prove_consistency(node_reader(leaves), first, len(leaves))


def verify_inclusion(data: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """Say whether a leaf stands at ``index`` in the tree of ``size`` leaves with this root."""
    if not 0 <= index < size:
        return False
    result, position, last, rest = leaf_hash(data), index, size - 1, iter(proof)
    for sibling in rest:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and result == tree_root


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Say whether the tree of ``second`` leaves begins with the tree of ``first`` leaves."""
    if not 0 <= first <= second or (first in (0, second) and proof):
        return False
    if first == second:
        return first_root == second_root
    if first == 0:
        return first_root == EMPTY_ROOT
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    return bool(path) and _consistent(first - 1, second - 1, path) == (first_root, second_root)


def _consistent(position: int, last: int, path: list[bytes]) -> tuple[bytes, bytes] | None:
    """Work out both roots from a consistency path (RFC 9162, 2.1.4.2), or None if it is uneven."""
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


@dataclass(frozen=True, slots=True)
class TreeHead:
    """What a court publishes each day: how many events its log holds, and their root.

    ``log`` names the log (as a rule the court's code); size and root are of the whole log at the
    end of ``day``; the previous ones are those of the head before (0 and 64 zeros for the first).
    Roots are hexadecimal.
    """

    log: str
    day: date
    size: int
    root: str
    previous_size: int = 0
    previous_root: str = GENESIS

    def body(self) -> dict[str, object]:
        """Return the head as plain JSON values."""
        return {
            "format": HEAD_FORMAT,
            "log": self.log,
            "day": self.day.isoformat(),
            "size": self.size,
            "root": self.root,
            "previous_size": self.previous_size,
            "previous_root": self.previous_root,
        }

    def canonical(self) -> bytes:
        """Return the bytes that are signed."""
        return canonical(self.body())


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A published tree head: the head, the id of the log key, the Ed25519 signature (hex)."""

    head: TreeHead
    key_id: str
    signature: str

    def to_json(self) -> str:
        """Return the text that is published, on one line."""
        whole = {**self.head.body(), "key_id": self.key_id, "signature": self.signature}
        return json.dumps(whole, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> SignedHead:
        """Read a published head. Raises ``ValueError`` if the text is not one."""
        try:
            whole = json.loads(text)
            if whole.pop("format") != HEAD_FORMAT:
                raise ValueError("another format")
            key, signature = str(whole.pop("key_id")), str(whole.pop("signature"))
            head = TreeHead(day=date.fromisoformat(whole.pop("day")), **whole)
        except (TypeError, KeyError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a tree head: {error}") from error
        if not (is_hash(head.root) and is_hash(head.previous_root)):
            raise ValueError("not a tree head: a root is not a hash")
        if type(head.size) is not int or type(head.previous_size) is not int:
            raise ValueError("not a tree head: a size is not a number")
        return cls(head, key, signature)


def sign_head(head: TreeHead, private_key: Ed25519PrivateKey) -> SignedHead:
    """Sign a tree head with the court's log key."""
    signature = private_key.sign(head.canonical()).hex()
    return SignedHead(head, key_id(public_pem(private_key)), signature)


def verify_head(signed: SignedHead, trusted_key: str) -> bool:
    """Say whether the court's published log key (PEM) signed this head."""
    if signed.key_id != key_id(trusted_key):
        return False
    try:
        read_ed25519_public(trusted_key).verify(bytes.fromhex(signed.signature), signed.head.canonical())
    except (InvalidSignature, ValueError):
        return False
    return True


def follows(later: TreeHead, earlier: TreeHead, proof: Sequence[bytes]) -> bool:
    """Say whether a head continues an earlier one of the same log: nothing changed, only added."""
    return (
        later.log == earlier.log
        and later.day >= earlier.day
        and verify_consistency(
            earlier.size,
            later.size,
            proof,
            bytes.fromhex(earlier.root),
            bytes.fromhex(later.root),
        )
    )


def leaves_of(event_hashes: Iterable[str]) -> Iterator[bytes]:
    """Turn event hashes as the chain writes them into the data of leaves."""
    return map(bytes.fromhex, event_hashes)
