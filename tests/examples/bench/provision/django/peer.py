"""django-tenants as a peer of `cargo xtask bench provision`: told over standard input which tenants to save, it answers how
long that took. Its first line names the database; the tables that all tenants share are made there first."""

import json
import sys
import time
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings
from django.core.management import call_command

APPS = ["django_tenants", "customers", "django.contrib.contenttypes"]


def database(url):
    parts = urlsplit(url)
    return {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname,
        "PORT": parts.port,
        "CONN_MAX_AGE": None,
    }


def configure(url):
    settings.configure(
        DATABASES={"default": database(url)},
        DATABASE_ROUTERS=["django_tenants.routers.TenantSyncRouter"],
        INSTALLED_APPS=[*APPS, "sample"],
        SHARED_APPS=APPS,
        # nothing but the product's own tables, so that a new tenant costs as little as it can
        TENANT_APPS=["sample"],
        TENANT_MODEL="customers.Client",
        TENANT_DOMAIN_MODEL="customers.Domain",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def save(names):
    from customers.models import Client

    start = time.perf_counter()
    for name in names:
        Client(schema_name=name, name=name).save(verbosity=0)
    return (time.perf_counter() - start) * 1e3


def main():
    configure(json.loads(sys.stdin.readline())["url"])
    if sys.argv[1:] == ["makemigrations"]:
        call_command("makemigrations", "customers", "sample")
        return
    call_command("migrate_schemas", shared=True, interactive=False, verbosity=0)
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        print(json.dumps({"ms": save(json.loads(line)["names"])}), flush=True)


main()
