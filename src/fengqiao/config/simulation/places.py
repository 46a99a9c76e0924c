"""The places of the demonstration court: windows with card readers, a kiosk, a tribunal, a village."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

from fengqiao.areas.counter import stations
from fengqiao.areas.counter.models import Station
from fengqiao.config.simulation import names
from fengqiao.core.models import Court

PLACES = (
    ("WND001", "一号窗口（立案）", "window", "诉讼服务大厅"),
    ("WND002", "二号窗口（立案）", "window", "诉讼服务大厅"),
    ("KSK001", "大厅自助机", "kiosk", "诉讼服务大厅入口"),
    ("FQT001", "枫桥人民法庭", "tribunal", "枫桥镇"),
    ("CUN001", "枫溪村共享法庭", "village", "枫溪村便民服务中心"),
)


def lay_out(court: Court, since: date) -> None:
    """Make the places where they are not there yet."""
    for code, name, kind, place in PLACES:
        made, new = Station.objects.get_or_create(
            code=code, defaults={"court": court, "name": name, "kind": kind, "place": place, "since": since}
        )
        if new and kind == "window":
            stations.new_key(made)


def card(chance: Random) -> dict[str, Any]:
    """An invented identity card."""
    number = names.identity_number(chance)
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    sex = "男" if int(number[16]) % 2 else "女"
    return {
        "name": names.person_name(chance), "number": number, "sex": sex, "born": born,
        "address": names.address(chance), "valid_until": "2040-01-01",
    }  # fmt: skip
