"""The place of a task in the worklist. Running tasks keep theirs: it is that of their legal clock until they move."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0010_ways_to_pay")]

    operations = [
        migrations.AddField("task", "turn_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("task", "green", models.CharField(blank=True, default="", max_length=30)),
        migrations.RunSQL("UPDATE core_task SET turn_at = due_at", migrations.RunSQL.noop),
        migrations.RemoveIndex("task", "task_person"),
        migrations.RemoveIndex("task", "task_post"),
        migrations.AddIndex("task", models.Index(fields=["person", "turn_at"], name="task_person_turn")),
        migrations.AddIndex(
            "task", models.Index(fields=["court", "role", "person", "turn_at"], name="task_post_turn")
        ),
    ]
