"""The pages and the API as a WSGI application; in the demonstration the sandboxes lie beside them."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from fengqiao.adapters.sandbox.mounting import beside
from fengqiao.adapters.sandbox.payment import mounted
from fengqiao.config import identifying, lockering
from fengqiao.config.paying import SANDBOX, sandboxes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
application = get_wsgi_application()


def staff_names() -> list[str]:
    """The user names that the demonstration's single sign-on offers: of each role the first."""
    return [names[0] for names in import_module("fengqiao.config.simulation.roster").roles().values()]


if houses := sandboxes():
    application = mounted(application, SANDBOX, houses)
if issuer := identifying.sandbox_issuer(staff_names):
    application = beside(application, settings.OIDC_SANDBOX, issuer)
if checker := identifying.sandbox_checker():
    application = beside(application, identifying.SANDBOX, checker)
if locker := lockering.sandbox_locker():
    application = beside(application, lockering.SANDBOX, locker)
