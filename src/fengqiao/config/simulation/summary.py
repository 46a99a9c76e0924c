"""What a simulation prints at its end."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count

from fengqiao.config.simulation.tally import Tally
from fengqiao.core.models import Event, Matter


def summary(tally: Tally, seconds: float) -> str:
    """Moves by procedure, states reached, refusals by reason, speed."""
    events = Event.objects.count()
    lines = [
        f"{tally.days} days, {tally.disputes} disputes, {events} events ({tally.made} by people,"
        f" {tally.clocks} clocks), {tally.notices} notices, {seconds:.1f} s, {events / max(seconds, 0.001):.0f} moves/s",
        "",
        "moves by procedure",
    ]
    rows = Event.objects.values_list("procedure").annotate(n=Count("seq")).order_by("procedure")
    lines += [f"  {n:>7}  {procedure}" for procedure, n in rows]
    lines += ["", "states reached"]
    states = Matter.objects.values_list("procedure", "state").annotate(n=Count("id")).order_by("procedure", "state")
    lines += [f"  {n:>7}  {procedure} {state}" for procedure, state, n in states]
    lines += ["", f"refused by the door: {sum(tally.refusals.values())}; overtaken by others: {tally.overtaken}"]
    lines += [f"  {n:>7}  {why}" for why, n in Counter(tally.refusals).most_common(40)]
    return "\n".join(lines) + "\n"
