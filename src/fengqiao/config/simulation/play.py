"""The play: a clock that moves, disputes that arrive, people who do what they usually do.

Everything is done through the one door. A move that the door refuses is counted, never hidden; a
turn that somebody else has overtaken is dropped. The same seed and the same code make the same record.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction

from fengqiao.config.simulation import forms, reading, stories
from fengqiao.config.simulation.habits import Habit
from fengqiao.config.simulation.policies import habits_of
from fengqiao.config.simulation.roster import Citizen, citizens
from fengqiao.config.simulation.scene import Scene
from fengqiao.config.simulation.tally import Tally
from fengqiao.config.simulation.troupe import Troupe
from fengqiao.core import clock, jobs, ledger
from fengqiao.core.disputes import open_dispute
from fengqiao.core.engine import perform
from fengqiao.core.errors import DoorError, NotFound
from fengqiao.core.models import Court, Matter
from fengqiao.core.registry import registry
from fengqiao.core.roles import DUTIES, SIDES
from fengqiao.core.told import Told
from fengqiao.kernel.procedure import Move, Procedure

_TRIES = 3
_SWEPT = (0, 9, 12, 15, 18)
"""Most clocks run out at midnight, a few within the day; the worker of a real installation looks all the time."""
_KNOWN_AGAIN = 7
"""Every seventh dispute is that of a citizen who is found again."""


@dataclass(order=True)
class Plan:
    """Something that somebody means to do."""

    at: datetime
    n: int
    matter: int = field(compare=False, default=0)
    state: str = field(compare=False, default="")
    role: str = field(compare=False, default="")
    person: int | None = field(compare=False, default=None)
    habit: Habit | None = field(compare=False, default=None)
    tries: int = field(compare=False, default=0)


class Play:
    """One simulation of a court, from a day to a moment."""

    def __init__(self, court: Court, seed: int, arrivals: Callable[[date, Random], int]) -> None:
        self.court, self.seed, self.arrivals = court, seed, arrivals
        self.chance = Random(f"{seed} {Matter.objects.count()}")  # noqa: S311 - repeatable, not secret
        self.troupe = Troupe(court)
        self.tally = Tally()
        self._plans: list[Plan] = []
        self._n = self.told = 0
        self._decided: dict[int, tuple[str, set[tuple[Any, ...]]]] = {}

    def run(self, first: date, until: datetime) -> Iterator[int]:
        """Play every hour of every day; yield the number of moves after each day. Resumes where tables hold."""
        for dispute in Matter.objects.filter(ended=False).order_by("dispute_id").values_list("dispute_id", flat=True):
            with clock.at(datetime.combine(first, time(), clock.ZONE)):
                self._look(dispute)
        day = first
        while day <= until.date():
            self._announce(day)
            for half in range(2):
                with transaction.atomic():
                    self._play_hours(day, range(12 * half, 12 * half + 12), until)
            self.tally.days += 1
            yield self.tally.made + self.tally.clocks
            day += timedelta(days=1)

    def _announce(self, day: date) -> None:
        for _ in range(self.arrivals(day, self.chance)):
            self._push(self._arrival(day))

    def _arrival(self, day: date) -> datetime:
        """A moment of the day: three in ten outside office hours, where it is a working day at all."""
        hour = self.chance.triangular(8.6, 17.4, 10.0)
        if self.chance.random() < 0.3:
            hour = self.chance.choice((self.chance.uniform(17.5, 23.5), self.chance.uniform(6.0, 8.5)))
        return datetime.combine(day, time(), clock.ZONE) + timedelta(seconds=int(hour * 3600), microseconds=self._n)

    def _push(self, at: datetime, **what: Any) -> None:
        self._n += 1
        heapq.heappush(self._plans, Plan(at, self._n, **what))

    def _play_hours(self, day: date, hours: range, until: datetime) -> None:
        for hour in hours:
            begins = datetime.combine(day, time(hour), clock.ZONE)
            if begins > until:
                return
            with clock.at(begins):
                if hour == 0:
                    ledger.seal_days()
                    jobs.new_day()
                if hour in _SWEPT:
                    self._sweep()
            self._play_plans(min(begins + timedelta(hours=1), until))
        with clock.at(min(datetime.combine(day, time(hours[-1], 59), clock.ZONE), until)):
            self._by_itself()

    def _play_plans(self, end: datetime) -> None:
        while self._plans and self._plans[0].at < end:
            plan = heapq.heappop(self._plans)
            with clock.at(plan.at):
                if plan.habit is None:
                    self._open()
                else:
                    self._act(plan)

    def _sweep(self) -> None:
        """Fire the clocks that have run out, as the worker does, and see whose turn it is then."""
        touched = reading.clocks_due()
        if not touched:
            return
        while fired := jobs.sweep():
            self.tally.clocks += fired
        for dispute in touched:
            self._look(dispute)

    def _by_itself(self) -> None:
        """What the worker does besides: deliver notices, the areas' own jobs."""
        while sent := jobs.deliver(1000):
            self.tally.notices += sent
        if self.tally.days % 2 == 0:
            for job in registry.jobs:
                job()
            self._look_around()

    def _look_around(self) -> None:
        """Look at the disputes in which something has happened at this very moment."""
        moved = Matter.objects.filter(changed_at=clock.now()).order_by("dispute_id")
        for dispute in moved.values_list("dispute_id", flat=True).distinct():
            self._look(dispute)

    def _open(self) -> None:
        """Somebody tells a dispute on the phone, or brings it to the counter."""
        self.told += 1
        everybody = citizens()
        known = everybody[self.told // _KNOWN_AGAIN % len(everybody)] if self.told % _KNOWN_AGAIN == 0 else None
        self.open_for(known)

    def open_for(self, known: Citizen | None) -> None:
        """Open a dispute of a citizen who is found again, or of people met for the first time."""
        one = {"claimant": None, "respondent": None, **_side_of(known)}
        told = stories.tell(self.chance, clock.today(), **one)
        first = told["claimants"][0]
        code = "mediation.pre_litigation" if self.chance.random() < 0.66 else "filing.first_instance"
        try:
            actor = self.troupe.citizen(first["phone"], first.get("legal_representative") or first["name"])
            receipt = open_dispute(Told.model_validate(told), code, court=self.court, actor=actor)
            self.troupe.take_place_of_teller(receipt.no)
        except (DoorError, LookupError, ValueError) as error:
            self.tally.refusals[f"{code} {error}"[:200]] += 1
            return
        self.tally.disputes += 1
        self.tally.moves[code] += 1
        self._look(Matter.objects.values_list("dispute_id", flat=True).get(no=receipt.no))

    def _look(self, dispute: int) -> None:
        """Whose turn is it in this dispute now, and what does he mean to do?"""
        matters = reading.open_matters(dispute, self.court)
        if not matters:
            return
        turns: dict[int, dict[tuple[str, int | None], str]] = {m.pk: {} for m in matters}
        for pk, role, person, moves in reading.turns(list(turns)):
            turns[pk][role, person] = moves
        for matter in matters:
            self._decide(matter, turns[matter.pk])

    def _decide(self, matter: Matter, turns: dict[tuple[str, int | None], str]) -> None:
        procedure = registry.procedure(matter.procedure, matter.version)
        state, decided = self._decided.get(matter.pk, ("", set()))
        if state != matter.state:
            state, decided = matter.state, set()
            self._decided[matter.pk] = (state, decided)
        habits = habits_of(matter.procedure, state)
        for role in sorted({h.who for h in habits} & DUTIES):
            turns.setdefault((role, None), "")
        for (role, person), moves in turns.items():
            mine = [h for h in habits if h.who == role or (h.who == "party" and role in SIDES)]
            waited = moves.split()
            scene = Scene(matter, role, person, self.chance, clock.now())
            self._asides(scene, mine, decided)
            open_ = [h for h in mine if not h.aside and (h.move in waited or h.ahead or _free(procedure, h.move, state))]
            unknown = [m for m in waited if m not in {h.move for h in mine}]
            if unknown and not any(h.move in waited for h in open_):
                open_ = [*open_, Habit(self.chance.choice(unknown), role)]
            self._choose(scene, open_, decided)

    def _asides(self, scene: Scene, mine: list[Habit], decided: set[tuple[Any, ...]]) -> None:
        for habit in mine:
            key = (scene.role, scene.person, habit.move)
            if not habit.aside or key in decided or (habit.only and not habit.only(scene)):
                continue
            decided.add(key)
            if self.chance.random() < habit.odds:
                self._mean(scene, habit)

    def _choose(self, scene: Scene, open_: list[Habit], decided: set[tuple[Any, ...]]) -> None:
        open_ = [h for h in open_ if h.only is None or h.only(scene)]
        key = ("turn", scene.role, scene.person, *(h.move for h in open_))
        if not open_ or key in decided:
            return
        decided.add(key)
        if scene.role == "respondent" and scene.silent():
            return
        draw = self.chance.random()
        for habit in open_:
            draw -= habit.odds
            if draw < 0:
                self._mean(scene, habit)
                return

    def _mean(self, scene: Scene, habit: Habit) -> None:
        at = max(habit.moment(scene), clock.now() + timedelta(seconds=20))
        at = at.replace(microsecond=self._n % 1_000_000)
        self._push(
            at, matter=scene.matter.pk, state=scene.matter.state, role=scene.role, person=scene.person, habit=habit
        )

    def attempt(self, plan: Plan) -> None:
        """Let somebody do what he means to do, now; what the door refuses is counted, and dropped."""
        plan.tries = _TRIES
        self._act(plan)

    def _act(self, plan: Plan) -> None:
        matter = reading.matter(plan.matter, self.court)
        move = self._still_open(plan, matter)
        if move is None or plan.habit is None:
            self.tally.overtaken += 1
            return
        person = plan.person or self.troupe.holder(plan.role, self.chance)
        if person is None:
            self.tally.refusals[f"{matter.procedure}.{move.name} nobody holds {plan.role}"] += 1
            return
        if plan.role in SIDES:
            actor = self.troupe.party(person, matter.pk, self.chance, surely=bool(move.level))
        else:
            actor = self.troupe.staff(person)
        if actor is None:
            self.tally.overtaken += 1
            return
        scene = Scene(matter, plan.role, actor.person, self.chance, clock.now(), move)
        if plan.habit.deed is not None:
            if plan.habit.deed(scene):
                self.tally.moves[f"{matter.procedure}.{plan.habit.move}"] += 1
            self._look(matter.dispute_id)
            return
        try:
            data = plan.habit.fill(scene) if plan.habit.fill else forms.answers(move.asks, scene)
            perform(matter.no, move.name, actor=actor, data=data)
        except NotFound:
            self.tally.overtaken += 1
        except DoorError as error:
            self.tally.refused(matter.procedure, move.name, error)
            self._again(plan)
            return
        else:
            self.tally.moves[f"{matter.procedure}.{move.name}"] += 1
            self._reconsider(plan)
        self._look(matter.dispute_id)

    def _reconsider(self, plan: Plan) -> None:
        """Whoever has done something may have something else to do next."""
        _state, decided = self._decided.get(plan.matter, ("", set()))
        for key in [k for k in decided if k[:3] == ("turn", plan.role, plan.person)]:
            decided.discard(key)

    def _still_open(self, plan: Plan, matter: Matter) -> Move | None:
        """The move, unless the matter has moved on or a guard says that it is not open any more."""
        if plan.habit is None or matter.ended or matter.state != plan.state:
            return None
        move = registry.procedure(matter.procedure, matter.version).moves[plan.habit.move]
        if plan.habit.deed is not None:
            return move
        if move.name in reading.waited_for(matter.pk, plan.role, plan.person):
            return move
        scene = Scene(matter, plan.role, plan.person, self.chance, clock.now())
        return None if any(guard(scene.ctx) for guard in move.needs) else move

    def _again(self, plan: Plan) -> None:
        if plan.tries + 1 < _TRIES:
            self._push(
                plan.at + timedelta(days=1),
                matter=plan.matter,
                state=plan.state,
                role=plan.role,
                person=plan.person,
                habit=plan.habit,
                tries=plan.tries + 1,
            )


def _free(procedure: type[Procedure], move: str, state: str) -> bool:
    """A move that nobody waits for, and that may be made in this state."""
    return move in procedure.moves and procedure.moves[move].optional and state in procedure.moves[move].sources


def _side_of(citizen: Citizen | None) -> dict[str, dict[str, Any]]:
    if citizen is None:
        return {}
    told = {"name": citizen.name, "phone": citizen.phone, "sex": "女", "address": "浙江省诸暨市枫桥镇枫溪路1号"}
    return {citizen.part: {**told, "electronic_service": True}}
