"""Invented people and firms: names from trees, bridges and rivers, numbers that belong to nobody."""

from __future__ import annotations

from random import Random
from typing import Any

from stdnum.cn import ric

SURNAMES = "林江柳杨石田池梅桑竺宋陈何骆汤叶华洪温丘岳沈徐方杜阮寿赵孔詹楼俞周魏金钱吴白高胡季毛倪潘秦孙万夏严程傅韩贾彭邵章吕丁余卢许郑冯"
GIVEN = "枫溪桥柳渡石泉岭松竹梅荷塘堤埠湾洲岸亭江河湖桂樟榆槐桐茶麦禾云雪晴雨晚晨月星青白长远平安和"
STREETS = "枫溪路 柳岸路 石桥街 江滨路 松岭巷 荷塘弄 桂花路 长堤路".split()
TOWNS = "枫桥镇 店口镇 大唐街道 暨阳街道 浣东街道 牌头镇 次坞镇 山下湖镇".split()
FIRMS = "枫溪 石桥 柳岸 青渡 松岭 荷塘 长堤 桂溪 云岭 白渡 麦田 晚亭".split()
TRADES = "建材 五金 针织 饰品 茶业 物流 装饰 物业服务 食品 机械 教育咨询 农机".split()
_NUMBERED = 0.6
_AREA = "330600"


def person_name(chance: Random) -> str:
    """A name of a surname and two signs from nature."""
    first, second = chance.sample(GIVEN, 2)
    return f"{chance.choice(SURNAMES)}{first}{second}"


def firm_name(chance: Random) -> str:
    """The name of an invented firm."""
    return f"{''.join(chance.sample(FIRMS, 2))}{chance.choice(TRADES)}有限公司"


def phone(chance: Random) -> str:
    """A number of the range 140, in which no telephone of a person is numbered."""
    return f"140{chance.randint(10_000_000, 99_999_999)}"


def address(chance: Random) -> str:
    """An address with an invented street."""
    return f"浙江省诸暨市{chance.choice(TOWNS)}{chance.choice(STREETS)}{chance.randint(1, 300)}号"


def identity_number(chance: Random) -> str:
    """A number of the right form that is given to nobody: of the city as a whole, with the serial 000."""
    born = f"{chance.randint(1983, 2003)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    body = f"{_AREA}{born}000"
    return body + ric.calc_check_digit(body + "0")


def party(chance: Random, kind: str) -> dict[str, Any]:
    """One side as ``core.told.PartyTold`` has it; ``kind`` is p (person) or e (entity)."""
    reach = {"phone": phone(chance), "address": address(chance), "electronic_service": chance.random() < 0.72}
    if kind == "e":
        return {"kind": "entity", "id_type": "uscc", "name": firm_name(chance), **reach,
                "legal_representative": person_name(chance)}  # fmt: skip
    told = {"name": person_name(chance), "sex": chance.choice("男女"), **reach}
    return {**told, "id_number": identity_number(chance)} if chance.random() < _NUMBERED else told
