"""What a visitor of the demonstration is told: the addresses, one account per role, and what waits for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from django.db.models import Count
from django.utils import translation

from fengqiao.config.simulation import agents, neighbours
from fengqiao.config.simulation.roster import PASSWORD, citizens, members
from fengqiao.core.models import Account, Representative, Standing, Task
from fengqiao.core.roles import DUTIES
from fengqiao.core.words import word

_ADDRESSES = (
    ("", "首页", "front page"),
    ("login/", "市民登录", "citizens sign in"),
    ("login/staff/", "工作人员登录", "staff sign in"),
    ("sandbox/phone/", "演示手机", "demonstration phone"),
    ("api/openapi.json", "接口说明", "API (OpenAPI)"),
)


def text(host: str, port: int) -> str:
    """The whole notice."""
    base = f"http://{host}:{port}/"
    lines = ["", "枫桥演示法院 / Fengqiao demonstration court", ""]
    lines += [f"  {pad(zh, 14)}{pad(en, 22)}{base}{path}" for path, zh, en in _ADDRESSES]
    lines += ["", f"  工作人员密码均为 / every staff password: {PASSWORD}", ""]
    lines += table(("角色", "role", "用户名 / user", "姓名 / name", "待办 / waiting"), list(staff_rows()))
    lines += ["", "  市民凭手机号登录，验证码见演示手机 / citizens sign in by phone, the code is on the demonstration phone", ""]
    lines += table(("身份", "who", "手机 / phone", "姓名 / name", "事项 / matters"), list(citizen_rows()))
    return "\n".join([*lines, "", "  按 Ctrl-C 停止 / Ctrl-C stops it", ""])


def staff_rows() -> Iterator[tuple[str, ...]]:
    """One account of each role: the one for whom most waits."""
    waiting = dict(Task.objects.exclude(person=None).values_list("person").annotate(n=Count("id")))
    posts = dict(Task.objects.filter(person=None).values_list("role").annotate(n=Count("id")))
    accounts = {a.username: a.person_id for a in Account.objects.all()}
    best: dict[str, tuple[int, str, str]] = {}
    for member in members():
        count = waiting.get(accounts.get(member.username), 0)
        if member.role not in best or count > best[member.role][0]:
            best[member.role] = (count, member.username, member.name)
    for username, name, role, _title in neighbours.STAFF:
        if username in accounts:
            yield f"邻院{_both(f'role.{role}')[0]}", f"{_both(f'role.{role}')[1]}, next court", username, name, "·"
    for role, (count, username, name) in best.items():
        left = count + (posts.get(role, 0) if role in DUTIES else 0)
        yield (*_both(f"role.{role}"), username, name, str(left))


def citizen_rows() -> Iterator[tuple[str, ...]]:
    """The citizens who are found again, and how many matters each has."""
    for citizen in citizens():
        held = Standing.objects.filter(person__account__username=citizen.phone, until=None, matter__parent=None)
        yield citizen.zh, citizen.en, citizen.phone, citizen.name, str(held.count())
    phone, name = agents.LAWYER
    filed = Representative.objects.filter(person__account__username=phone, until=None).values("party__dispute").distinct()
    yield "代理律师", "lawyer", phone, name, str(filed.count())


def _both(key: str) -> tuple[str, str]:
    with translation.override("zh-hans"):
        zh = word(key)
    with translation.override("en"):
        return zh, word(key)


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """Lines of a table whose columns are as wide as their widest cell."""
    widths = [max(width(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = ["  " + "  ".join(pad(cell, w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]]
    return [lines[0], "  " + "-" * (sum(widths) + 2 * len(widths) - 2), *lines[1:]]


def width(cell: str) -> int:
    """How many columns a text takes in a terminal: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)


def pad(cell: str, to: int) -> str:
    """The text filled up with blanks."""
    return cell + " " * max(0, to - width(cell))
