import django.db.models.deletion
import django.db.models.functions.datetime
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditLog',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField(null=True)),
                ('action', models.TextField()),
                ('entity_type', models.TextField()),
                ('entity_id', models.UUIDField(null=True)),
                ('old_values', models.JSONField(null=True)),
                ('new_values', models.JSONField(null=True)),
                ('ip', models.GenericIPAddressField(null=True)),
                ('user_agent', models.TextField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'audit_logs',
                'indexes': [models.Index(fields=['created_at'], name='audit_logs_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Setting',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('key', models.TextField()),
                ('value', models.JSONField()),
            ],
            options={
                'db_table': 'settings',
                'constraints': [models.UniqueConstraint(fields=('key',), name='settings_key')],
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('email', models.CharField(max_length=320)),
                ('name', models.TextField()),
                ('role', models.TextField()),
                ('status', models.TextField()),
                ('password_hash', models.TextField()),
                ('last_login_at', models.DateTimeField(null=True)),
                ('settings', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'users',
                'constraints': [models.UniqueConstraint(fields=('email',), name='users_email'), models.CheckConstraint(condition=models.Q(('role__in', ['owner', 'admin', 'member', 'viewer'])), name='users_role'), models.CheckConstraint(condition=models.Q(('status__in', ['active', 'invited', 'disabled'])), name='users_status')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=500)),
                ('content', models.TextField(default='')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, to='sample.user')),
            ],
            options={
                'db_table': 'documents',
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ('name', models.TextField()),
                ('description', models.TextField(default='')),
                ('status', models.TextField()),
                ('settings', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.DO_NOTHING, to='sample.user')),
            ],
            options={
                'db_table': 'projects',
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['active', 'archived'])), name='projects_status')],
            },
        ),
    ]
