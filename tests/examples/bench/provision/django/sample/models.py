"""The sample product's five tables as a user of django-tenants writes them: the schema is the tenant, so no row names it.
As many indexes as ours have, and none of the extra ones for LIKE that `unique=True` on a text makes."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Row(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)

    class Meta:
        abstract = True


class User(Row):
    email = models.CharField(max_length=320)
    name = models.TextField()
    role = models.TextField()
    status = models.TextField()
    password_hash = models.TextField()
    last_login_at = models.DateTimeField(null=True)
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "users"
        constraints = [
            models.UniqueConstraint(fields=["email"], name="users_email"),
            models.CheckConstraint(
                condition=models.Q(role__in=["owner", "admin", "member", "viewer"]), name="users_role"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["active", "invited", "disabled"]), name="users_status"
            ),
        ]


class Project(Row):
    name = models.TextField()
    description = models.TextField(default="")
    owner = models.ForeignKey(User, on_delete=models.DO_NOTHING)
    status = models.TextField()
    settings = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "projects"
        constraints = [
            models.CheckConstraint(condition=models.Q(status__in=["active", "archived"]), name="projects_status")
        ]


class Document(Row):
    title = models.CharField(max_length=500)
    content = models.TextField(default="")
    created_by = models.ForeignKey(User, on_delete=models.DO_NOTHING)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "documents"


class Setting(Row):
    key = models.TextField()
    value = models.JSONField()

    class Meta:
        db_table = "settings"
        constraints = [models.UniqueConstraint(fields=["key"], name="settings_key")]


class AuditLog(Row):
    user_id = models.UUIDField(null=True)
    action = models.TextField()
    entity_type = models.TextField()
    entity_id = models.UUIDField(null=True)
    old_values = models.JSONField(null=True)
    new_values = models.JSONField(null=True)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.TextField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_logs"
        indexes = [models.Index(fields=["created_at"], name="audit_logs_by_time")]
