"""The settings: one file that reads the environment and stops with the sentence that fixes it."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode
from pathlib import Path
from urllib.parse import unquote, urlsplit

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.translation import gettext_lazy as _

from trackii import embedded
from trackii.environment import EMBEDDED, broker, database, former_secret, read, secret
from trackii.headers import HEADERS
from trackii.vault import suite

BASE_DIR = Path(__file__).resolve().parent.parent

# Error pages that show what was held exist where nobody's words are: at home alone.
DEBUG = EMBEDDED and read("TRACKII_DEBUG", "") == "yes"

ROOT_KEY = secret("TRACKII_ROOT_KEY", "web")
PEPPER = secret("TRACKII_PEPPER", "web")
AUDIT_KEY = secret("TRACKII_AUDIT_KEY", "web", "worker")
WORKER_KEY = secret("TRACKII_WORKER_KEY", "worker")
# What they followed: it opens what it made, until rotate_keys has made that anew.
ROOT_KEY_FORMER = former_secret("TRACKII_ROOT_KEY_FORMER", "web")
PEPPER_FORMER = former_secret("TRACKII_PEPPER_FORMER", "web")
AUDIT_KEY_FORMER = former_secret("TRACKII_AUDIT_KEY_FORMER", "web", "worker")
WORKER_KEY_FORMER = former_secret("TRACKII_WORKER_KEY_FORMER", "worker")
if EMBEDDED and not embedded.secret("TRACKII_WORKER_PUBLIC"):
    _seed = urlsafe_b64decode((embedded.secret("TRACKII_WORKER_KEY") or "") + "=")
    embedded.keep_secret("TRACKII_WORKER_PUBLIC", suite.text(suite.public(_seed)))
WORKER_PUBLIC = secret("TRACKII_WORKER_PUBLIC", "web")
KEYSTORE = Path(read("TRACKII_KEYSTORE", str(embedded.var() / "keystore")))
BACKUP_TO = read("TRACKII_BACKUP_TO", "")  # the public half of a key kept offline
RECOVERY_HOURS = int(read("TRACKII_RECOVERY_HOURS", "72"))
KEYSTORE_HORIZON_DAYS = int(read("TRACKII_KEYSTORE_HORIZON_DAYS", "30"))

# Only the web process signs anything a browser brings back; the others need a key in
# name alone, and what they sign nobody believes.
SECRET_KEY, *SECRET_KEY_FALLBACKS = [
    HKDF(SHA256(), 32, None, b"trackii django").derive(key).hex()
    for key in [ROOT_KEY or secrets.token_bytes(32), *ROOT_KEY_FORMER]
]

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
HERE = ",".join(LOOPBACK) if EMBEDDED else ""
ALLOWED_HOSTS = read("TRACKII_HOSTS", HERE).split(",")
ORIGIN = read("TRACKII_ORIGIN", "http://localhost:8000" if EMBEDDED else None)
CSRF_TRUSTED_ORIGINS = [ORIGIN]

INSTALLED_APPS = [
    "trackii.accounts",
    "trackii.audit",
    "trackii.vault",
    "trackii.outbox",
    "dialogues",
    "participants",
    "workshops",
    "trackii",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "trackii.middleware.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "trackii.accounts.sessions.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "trackii.middleware.HouseMiddleware",
    "trackii.vault.middleware.KeyringMiddleware",
]

ROOT_URLCONF = "trackii.urls"
FORM_RENDERER = "trackii.templatetags.boxes.Boxes"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "trackii.templatetags.house",
                "trackii.templatetags.once",
                "trackii.templatetags.steady",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": database()}
# Counts tries and codes that were used, for all processes together.
CACHES = {
    "default": {
        "BACKEND": "trackii.accounts.limits.Tries",
        "KEY_FUNCTION": "trackii.accounts.limits.key",
    }
}
REDIS_URL = read("REDIS_URL", embedded.redis_url() if EMBEDDED else None)
# Whom a word reaches without leaving this machine, beside loopback: containers, say.
SAME_MACHINE = read("TRACKII_SAME_MACHINE", "").replace(",", " ").split()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people and their sessions
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
_KNOWN = "UserAttributeSimilarity MinimumLength CommonPassword NumericPassword".split()
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in _KNOWN
]
AUTH_PASSWORD_VALIDATORS += [
    {"NAME": f"trackii.accounts.passwords.{name}"}
    for name in ("HouseWordsValidator", "GuessesValidator")
]
AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"] = {"user_attributes": ["name", "email"]}  # type: ignore[assignment]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 12}  # type: ignore[assignment]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
CSRF_FAILURE_VIEW = "trackii.views.courtesy.stale"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_ENGINE = "trackii.accounts.sessions"
SESSION_COOKIE_AGE = int(read("TRACKII_SESSION_HOURS", "12")) * 60 * 60
SESSION_IDLE_SECONDS = int(read("TRACKII_SESSION_IDLE_MINUTES", "60")) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# A browser sends Secure cookies over plain HTTP to nobody; loopback alone does without.
SECURE = not EMBEDDED
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
_prefix = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{_prefix}session"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
KEYRING_COOKIE_NAME = f"{_prefix}keyring"
LINK_COOKIE_NAME = f"{_prefix}link"  # of who came in by a private link
LANGUAGE_COOKIE_NAME = f"{_prefix}language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Strict"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

ACCOUNT_ADAPTER = "trackii.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "trackii.accounts.forms.ResetPasswordForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation was read where it was sent
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"unlock": "10/5m/user"}  # beside the library's own
# Tries are counted by address: how many proxies stand before the house, each adding the
# one it was asked from. Too few, and all visitors share the last proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(read("TRACKII_PROXIES", "1" if SECURE else "0"))
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "trackii.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "trackii.accounts.forms.AuthenticateForm",
    "reauthenticate": "trackii.accounts.forms.ReauthenticateForm",
    "add_webauthn": "trackii.accounts.forms.AddPasskeyForm",
    "authenticate_webauthn": "trackii.accounts.forms.PasskeyForm",
    "login_webauthn": "trackii.accounts.forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "trackii.accounts.forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "trackii"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED
USERSESSIONS_TRACK_ACTIVITY = False

# --- the vault: how dear a guess at a passphrase is, and how long an opened one stays
UNLOCK_MEMORY_KIB = int(read("TRACKII_UNLOCK_MEMORY_KIB", str(128 * 1024)))
UNLOCK_PASSES = 3
IDLE_SECONDS, UNLOCKED_SECONDS = 15 * 60, 4 * 60 * 60
PACE = int(read("TRACKII_PACE", "0" if EMBEDDED else "240"))  # a minute; 0: no count

# --- what a browser is told
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = HEADERS["Referrer-Policy"]
SECURE_CROSS_ORIGIN_OPENER_POLICY = HEADERS["Cross-Origin-Opener-Policy"]
X_FRAME_OPTIONS = HEADERS["X-Frame-Options"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # a summary of 1 MB, as forms carry it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024  # what is brought lies on no disk, ever
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

STATIC_URL = "static/"
STATIC_ROOT = embedded.var() / "static" if EMBEDDED else BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else's page has a use for our files
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- words, dates, directions
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "trackii" / "locale"]
# Every page is made to be read in any of these; those are offered that it was put into.
PREPARED_FOR = [
    ("en", _("English")), ("fr", _("French")), ("es", _("Spanish")),
    ("ru", _("Russian")), ("ar", _("Arabic")),
]  # fmt: skip
_catalogues = LOCALE_PATHS[0].glob("*/LC_MESSAGES/django.mo")
_there = {LANGUAGE_CODE, *(path.parent.parent.name for path in _catalogues)}
LANGUAGES = [(code, name) for code, name in PREPARED_FOR if code in _there]
TIME_ZONE = "UTC"
USE_TZ = True

# --- letters and the hand that sends them
_sink = urlsplit(read("TRACKII_SMTP", "smtp://127.0.0.1:8025" if EMBEDDED else None))
EMAIL_HOST, EMAIL_PORT = _sink.hostname, _sink.port or 25
EMAIL_HOST_USER = unquote(_sink.username or "")
EMAIL_HOST_PASSWORD = unquote(_sink.password or "")
EMAIL_USE_TLS = _sink.scheme == "smtps"
EMAIL_TIMEOUT = 10
_sender = "desk@localhost" if EMBEDDED else None
DEFAULT_FROM_EMAIL = SERVER_EMAIL = read("TRACKII_SENDER", _sender)

CELERY_BROKER_URL, CELERY_BROKER_USE_SSL = broker(REDIS_URL)
CELERY_RESULT_BACKEND, CELERY_TASK_IGNORE_RESULT = None, True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
_patience = {"socket_timeout": 1, "socket_connect_timeout": 1}
CELERY_BROKER_TRANSPORT_OPTIONS = _patience | {"visibility_timeout": 600}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 300


def _every(seconds: int, task: str) -> dict[str, object]:
    return {"task": task, "schedule": float(seconds), "options": {"expires": seconds}}


CELERY_BEAT_SCHEDULE = {
    "deliver what is due": _every(5, "trackii.outbox.tasks.deliver"),
    "render what is cleared": _every(5, "workshops.tasks.render"),
    "look for who waits": _every(5, "participants.tasks.rescreen"),
    "chain the record": _every(60, "trackii.audit.tasks.seal"),
    "lock out who left": _every(60, "trackii.vault.tasks.evict"),
    "destroy what fell due": _every(3600, "dialogues.tasks.shred_due"),
    "sweep up what nobody needs": _every(3600, "trackii.accounts.tasks.sweep"),
}

# --- ids, verbs and route names; never a path, a parameter or a value
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "trackii.logbook.QuietFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "trackii.record": {"level": "INFO"},  # heads of the chain, kept with the log
        "weasyprint": {"level": "ERROR"},  # what it makes of our CSS is its own affair
        "fontTools": {"level": "ERROR"},
    },
}
