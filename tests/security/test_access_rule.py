"""The rule of who may see is written twice for speed; here the two are held together."""

from __future__ import annotations

import pytest

from fengqiao.core import access, testing
from fengqiao.core.actor import NOBODY, SYSTEM_ACTOR, Actor
from fengqiao.core.models import Matter, Standing
from fengqiao.core.roles import DUTIES, STANDINGS

pytestmark = pytest.mark.django_db


def _people() -> list[Actor]:
    posts = [testing.actor(testing.staff(role, name=f"{role}一")) for role in sorted(DUTIES | STANDINGS)]
    both = testing.staff("president", name="兼职")
    other = testing.court("浙0602")
    away = [testing.actor(testing.staff(role, at=other, name=f"{role}外")) for role in ("president", "filing_clerk")]
    return [*posts, *away, testing.actor(both), testing.actor(testing.account()), NOBODY, SYSTEM_ACTOR]


def test_one_matter_and_the_query_answer_alike_for_everybody_and_every_procedure() -> None:
    """Attack: a move is tried in a matter that the lists hide, or the lists show one that no move may touch."""
    testing.staff("mediator", name="周调解")
    people = _people()
    first = testing.dispute("mediation.pre_litigation")
    judge = next(p for p in people if p.name == "兼职")
    for n, procedure in enumerate(sorted({*access.registry.codes()})):
        row = Matter.objects.create(
            no=f"x{n}", dispute=first.dispute, court=first.court, procedure=procedure, version=1, state="s",
            sealed=n % 3 == 0, opened_at=testing.NOW, changed_at=testing.NOW, chain_head="0" * 64,
        )  # fmt: skip
        if procedure == "trial.first_instance":
            Standing.objects.create(matter=row, person_id=judge.person, role="judge", name="兼职", since=testing.NOW)
    for actor in people:
        seen = set(access.visible(actor).values_list("pk", flat=True))
        for matter in Matter.objects.all():
            standings = Standing.objects.filter(matter=matter, until=None)
            assert access.sees(actor, matter, standings) == (matter.pk in seen), (actor.roles, matter.procedure)
        newest = access.newest(actor, lambda rows: rows, 100)
        assert {m.pk for m in newest} == seen
        assert newest == sorted(newest, key=lambda m: (m.opened_at, m.pk), reverse=True)
