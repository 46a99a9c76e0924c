from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossier", "0001_catalogue_and_bundles")]

    operations = [
        migrations.AddField("leaf", "unread", models.BooleanField(default=False)),
        migrations.AddIndex(
            "leaf", models.Index(condition=models.Q(("unread", True)), fields=["at"], name="leaf_unread")
        ),
    ]
