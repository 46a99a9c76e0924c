from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_initial")]

    operations = [
        migrations.AddField("placement", "good_until", models.DateTimeField(blank=True, null=True)),
    ]
