"""The e-file: what the area brings to the platform."""

from fengqiao.areas.dossier import binding, leaves, panels, services
from fengqiao.areas.dossier.procedure import SecretVolume
from fengqiao.core.registry import Area, Panel

AREA = Area(
    "dossier",
    procedures=(SecretVolume,),
    effects={
        "seal_volume": services.seal_volume,
        "own_secret_files": services.own_secret_files,
        "seat_the_bench": services.seat_the_bench,
    },
    panels=(Panel("dossier.link", "dossier/link.html", panels.link),),
    urls="fengqiao.areas.dossier.urls",
    jobs=(services.follow_benches, binding.bind_some),
    preparing=(leaves.measure_some, leaves.read_pictures),
)
