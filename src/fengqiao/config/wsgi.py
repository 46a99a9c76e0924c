"""The pages and the API as a WSGI application; in the demonstration the sandbox providers lie beside them."""

import os

from django.core.wsgi import get_wsgi_application

from fengqiao.adapters.sandbox.payment import mounted
from fengqiao.config.paying import SANDBOX, sandboxes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fengqiao.config.settings")
application = get_wsgi_application()
if houses := sandboxes():
    application = mounted(application, SANDBOX, houses)
