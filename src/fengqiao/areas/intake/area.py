"""The front door: what a citizen is asked, once; no procedure of its own."""

from fengqiao.areas.intake import photo, receipts
from fengqiao.core.registry import Area

AREA = Area(
    "intake",
    paper_context={"receipt": receipts.paper},
    urls="fengqiao.areas.intake.urls",
    acting=("tell", "tell_again", "tell_step", "tell_draft", "tell_photo", "tell_photo_read"),
    jobs=(photo.read_some,),
)
