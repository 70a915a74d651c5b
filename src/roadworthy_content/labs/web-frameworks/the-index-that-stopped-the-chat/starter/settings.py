"""Settings of the project."""

import os
from urllib.parse import unquote, urlsplit

_database = urlsplit(os.environ["POSTGRESQL_URL"])
SECRET_KEY = "there are no sessions in this lab"
INSTALLED_APPS = ["django.contrib.postgres", "chat"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.path.lstrip("/"),
        "HOST": _database.hostname,
        "PORT": _database.port or 5432,
        "USER": unquote(_database.username or ""),
        "PASSWORD": unquote(_database.password or ""),
    },
}
