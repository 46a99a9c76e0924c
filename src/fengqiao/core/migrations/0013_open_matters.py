"""The open matters of a procedure, for the worker, which asks for them every few seconds. Rows are not touched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0012_identity_check")]

    operations = [
        migrations.AddIndex(
            "matter",
            models.Index(fields=["procedure", "id"], name="matter_open", condition=models.Q(ended=False)),
        ),
    ]
