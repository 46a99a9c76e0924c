"""Identity: what the area brings to the platform. It has pages and no procedure; the door asks core.identity."""

from fengqiao.areas.identity.checks import ROLES
from fengqiao.areas.identity.entrance import FrontDoor
from fengqiao.areas.identity.phone import due_changes
from fengqiao.core.registry import Area, Way

AREA = Area(
    "identity",
    urls="fengqiao.areas.identity.urls",
    entrance=FrontDoor(),
    ways=(Way("identity_desk", "shield", ROLES),),
    jobs=(due_changes,),
)
