"""Random assignment among the eligible, held so that anyone can replay it (R-ORG-01)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.db.models import Count, Q

from fengqiao.core import numbering
from fengqiao.core.errors import Refused
from fengqiao.core.models import DrawRecord, Person, Posting, Standing, TreeHead
from fengqiao.core.step import Step
from fengqiao.kernel import draw
from fengqiao.kernel.citation import Citation
from fengqiao.kernel.keys import draw_key
from fengqiao.kernel.procedure import Refusal
from fengqiao.law.instruments import COL, CPL

RECUSAL = CPL(47)


@cache
def signing_key() -> RSAPrivateKey:
    """The court's draw key, made on first use beside its data."""
    folder = settings.DATA_DIR / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return draw_key(folder / "draw.pem")


def hold_draw(
    step: Step,
    role: str,
    *,
    purpose: str,
    division: str = "",
    excluded: Mapping[int, tuple[str, Citation]] | None = None,
) -> Person:
    """Draw one holder of a post for the matter, record the draw, and seat the one drawn.

    Left out are those away today, those at their load cap, parties and agents of the dispute, and
    ``excluded`` (person id to coded reason and article). Weights favour those with fewer open
    matters. Raises Refused where nobody is left.
    """
    posts = _posts(step, role, division)
    loads = _loads([p.person_id for p in posts], role)
    exclusions = list(_exclusions(step, posts, loads, excluded or {}))
    most = max(loads.values(), default=0)
    pool = tuple(
        draw.Candidate(str(p.person_id), p.person.name, weight=most - loads[p.person_id] + 1, load=loads[p.person_id])
        for p in posts
    )
    if len(exclusions) >= len(pool):
        raise Refused([Refusal("core.nobody_eligible", COL(2), values={"role": role})])
    held = DrawRecord.objects.filter(matter=step.matter, purpose=purpose).count()
    head = TreeHead.objects.order_by("-day").values_list("root", flat=True).first()
    record = draw.hold(
        draw.DrawInputs(
            purpose=purpose,
            matter=step.matter.no,
            pool=pool,
            drawn_at=step.now,
            exclusions=tuple(exclusions),
            round=held + 1,
            anchor=head or "",
            backups=min(2, len(pool) - len(exclusions) - 1),
        ),
        signing_key(),
    )
    person = next(p.person for p in posts if str(p.person_id) == record.result[0])
    no = numbering.matter_no(step.now)
    whole = json.loads(record.to_json())
    DrawRecord.objects.create(no=no, matter=step.matter, purpose=purpose, record=whole, held_at=step.now)
    step.changes["draw"] = no
    step.stand(person.pk, person.name, role, why=f"draw:{no}")
    return person


def _posts(step: Step, role: str, division: str) -> list[Posting]:
    day = step.now.date()
    posts = Posting.objects.filter(court_id=step.matter.court_id, role=role, since__lte=day)
    posts = posts.filter(Q(until=None) | Q(until__gte=day))
    if division:
        posts = posts.filter(division__code=division)
    return list(posts.select_related("person").order_by("person_id"))


def _loads(people: Iterable[int], role: str) -> dict[int, int]:
    """In how many disputes each has an open matter: a case counts once, with all that runs under it."""
    loads = dict.fromkeys(people, 0)
    open_ = Standing.objects.filter(person__in=loads, role=role, until=None, matter__ended=False)
    loads.update(dict(open_.values_list("person").annotate(Count("matter__dispute", distinct=True))))
    return loads


def _exclusions(
    step: Step, posts: list[Posting], loads: Mapping[int, int], named: Mapping[int, tuple[str, Citation]]
) -> Iterable[draw.Exclusion]:
    day, sides = step.now.date(), {s.person_id for s in step.file.standings if s.party_id}
    for post in posts:
        who = str(post.person_id)
        if post.person_id in named:
            reason, cite = named[post.person_id]
            yield draw.Exclusion.under(who, reason, cite)
        elif post.person_id in sides:
            yield draw.Exclusion.under(who, "recusal", RECUSAL)
        elif post.away_from and post.away_from <= day and (post.away_to is None or day <= post.away_to):
            yield draw.Exclusion(who, "leave")
        elif loads[post.person_id] >= post.load_cap:
            yield draw.Exclusion(who, "load_cap")
