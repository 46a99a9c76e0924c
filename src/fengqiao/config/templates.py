"""Finds an area's own templates: ``mediation/mediator.html`` is areas/mediation/templates/mediation/..."""

from collections.abc import Iterator
from pathlib import Path

from django.template import Origin
from django.template.loaders.filesystem import Loader

AREAS = Path(__file__).resolve().parents[1] / "areas"


class AreaLoader(Loader):
    """Looks in the templates folder of the area that the name begins with."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        area = template_name.split("/", 1)[0]
        folder = AREAS / area / "templates"
        if area.isidentifier() and folder.is_dir():
            yield from self._sources(template_name, folder)

    def _sources(self, template_name: str, folder: Path) -> Iterator[Origin]:
        path = (folder / template_name).resolve()
        if path.is_relative_to(folder):
            yield Origin(name=str(path), template_name=template_name, loader=self)
