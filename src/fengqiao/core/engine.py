"""The one door. Whatever is done in any matter, by anybody, over any channel, is done here.

One transaction: lock, revision, who may, conditions with their articles, event, clocks, child
matters, papers, notices. All of it, or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fengqiao.core import access
from fengqiao.core.actor import SYSTEM_ACTOR, Actor, Receipt
from fengqiao.core.errors import Refused, Stale
from fengqiao.core.models import Court, Dispute, Event, Matter
from fengqiao.core.run import Run
from fengqiao.kernel.asks import Asks
from fengqiao.kernel.procedure import Move, Refusal


def perform(
    no: str,
    move: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | Asks | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Receipt:
    """Make a move in a matter and answer its receipt.

    ``seen`` is the revision that the person saw; ``key`` makes the same request safe to send twice.
    Raises NotFound, Stale, Invalid or Refused; after any of them nothing has changed.
    """
    with transaction.atomic():
        run = Run()
        file = run.take(access.locked(actor, no))
        matter = file.matter
        held = scoped(actor, key)
        done = _already(held, matter.pk, move)
        if done:
            return done
        if move not in file.procedure.moves or file.procedure.moves[move].opening:
            raise Refused([Refusal("core.no_such_move", values={"move": move})])
        if seen is not None and seen != matter.revision:
            raise _stale(matter, seen)
        receipt = run.make(file, file.procedure.moves[move], actor, data, key=held)
        run.finish()
    return receipt


def open_matter(
    code: str,
    *,
    actor: Actor,
    dispute: Dispute,
    court: Court,
    data: Mapping[str, Any] | Asks | None = None,
    facts: Mapping[str, Any] | None = None,
    parent: Matter | None = None,
    key: str | None = None,
) -> Receipt:
    """Open a matter about a dispute. The same key answers the same receipt, and opens nothing twice."""
    with transaction.atomic():
        held = scoped(actor, key)
        done = already(held)
        if done:
            return done
        run = Run()
        receipt = run.open(
            code, dispute=dispute, court=court, actor=actor, data=data, facts=facts, parent=parent, key=held
        )
        run.finish()
    return receipt


def open_under(
    no: str,
    code: str,
    *,
    actor: Actor,
    data: Mapping[str, Any] | Asks | None = None,
    seen: int | None = None,
    key: str | None = None,
) -> Receipt:
    """Open a matter under one that somebody has before him, whose dispute is locked meanwhile.

    Raises NotFound where the actor may not see the parent, else what ``perform`` raises.
    """
    with transaction.atomic():
        run = Run()
        parent = run.take(access.locked(actor, no)).matter
        held = scoped(actor, key)
        done = already(held)
        if done:
            return done
        if seen is not None and seen != parent.revision:
            raise _stale(parent, seen)
        receipt = run.open(
            code, dispute=parent.dispute, court=parent.court, actor=actor, data=data, parent=parent, key=held
        )
        run.finish()
    return receipt


def attest(no: str, name: str, *, actor: Actor, role: str, data: Asks) -> Receipt:
    """Write into a matter's chain what happened beside its procedure: an event that changes no state and asks nobody.

    Raises NotFound for a matter that there is not.
    """
    with transaction.atomic():
        run = Run()
        file = run.take(access.locked(SYSTEM_ACTOR, no))
        receipt = run.attest(file, Move(f"{file.matter.state} -> =", name=name), actor, role, data)
        run.finish()
    return receipt


def already(key: str | None) -> Receipt | None:
    """The receipt that this key has had, if the same request was taken before."""
    return _already(key, None, None)


def scoped(actor: Actor, key: str | None) -> str | None:
    """A key belongs to the one who sent it: nobody can guess his way into another's receipt."""
    return f"{actor.person or 'system'}:{key}"[:80] if key else None


def _already(key: str | None, matter: int | None, move: str | None) -> Receipt | None:
    if key is None:
        return None
    event = Event.objects.filter(key=key).select_related("matter").first()
    if event is None:
        return None
    if matter is not None and (event.matter_id, event.move) != (matter, move):
        raise Refused([Refusal("core.key_used_elsewhere")])
    return Receipt(no=event.matter.no, seq=event.seq, hash=event.hash, repeated=True)


def _stale(matter: Matter, seen: int) -> Stale:
    since = Event.objects.filter(matter=matter, seq__gt=seen).order_by("seq").values_list("move", flat=True)
    return Stale(seen=seen, revision=matter.revision, moves=list(since))
