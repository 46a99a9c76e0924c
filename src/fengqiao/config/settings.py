"""Django's settings, from the typed environment. Documented in docs/settings.md."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from fengqiao.config import database, env

ENV = env.read()
PACKAGE = Path(__file__).resolve().parents[1]
DATA_DIR = ENV.data_dir
DATA_DIR.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env.secret(ENV, "SECRET_KEY")
DATA_KEY = env.secret(ENV, "DATA_KEY")
DEBUG = ENV.debug
DEMO = ENV.demo
COURT = ENV.court
LOG_NAME = f"fengqiao.{ENV.court}"
PAYMENT_URL = ENV.payment_url
PUBLIC_URL = ENV.public_url
IDENTITY_URL = ENV.identity_url
SECOND_FACTOR_ROLES = ENV.second_factor_roles
OIDC_SANDBOX = "/sandbox/oidc"
OIDC_ISSUER = ENV.oidc_issuer or (f"{ENV.public_url}{OIDC_SANDBOX}" if ENV.demo else "")
OIDC_CLIENT, OIDC_CLAIM = ENV.oidc_client, ENV.oidc_claim
OIDC_SECRET = env.secret(ENV, "OIDC_SECRET")
ALLOWED_HOSTS = ["*"] if ENV.demo or ENV.debug else ["127.0.0.1", "localhost", ENV.host]

DATABASES = database.databases(ENV)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AREA_APPS = [f"fengqiao.areas.{path.parent.name}" for path in sorted((PACKAGE / "areas").glob("*/models.py"))]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "fengqiao.core",
    "fengqiao.web",
    *AREA_APPS,
    "fengqiao.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "fengqiao.web.middleware.IntakeMiddleware",
    "fengqiao.web.places.KioskMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "fengqiao.web.middleware.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fengqiao.config.urls"
WSGI_APPLICATION = "fengqiao.config.wsgi.application"
TEMPLATE_DIRS = [PACKAGE / "web" / "templates", PACKAGE / "config" / "templates"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": TEMPLATE_DIRS,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "fengqiao.config.sandbox_pages.shell",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        ("django.template.loaders.filesystem.Loader", TEMPLATE_DIRS),
                        "fengqiao.config.templates.AreaLoader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "fengqiao.web.templatetags.words"],
        },
    }
]

AUTH_USER_MODEL = "core.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "login"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "fengqiao.web.views.errors.locked"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "config" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20000
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
"""The largest file of a form that is sent at once."""
UPLOAD_MAX_FILES = 20
"""How many files one field takes at a time."""
REQUEST_MAX_BYTES = 220 * 1024 * 1024
INCOMING_MAX_BYTES = 500 * 1024 * 1024
"""The largest file that comes in pieces (core/incoming.py)."""
INCOMING_PIECE_BYTES = 1024 * 1024
INCOMING_OPEN = 40
"""How many files one person or browser may have on the way at once."""
INCOMING_HOURS = 72
"""How long a file that stopped halfway is kept."""
INCOMING_QUOTA = {"person": 4 * 1024**3, "browser": 1024**3}
"""What one person, or one browser that has not signed in, may have brought and not handed in, in bytes."""
INCOMING_SPARE_BYTES = 1024**3
"""What must stay free on the disk."""

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fengqiao.web.views.errors.forbidden"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.secure
SECURE_SSL_REDIRECT = ENV.secure
SECURE_HSTS_SECONDS = 31536000 if ENV.secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.secure
SECURE_HSTS_PRELOAD = ENV.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.secure else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
