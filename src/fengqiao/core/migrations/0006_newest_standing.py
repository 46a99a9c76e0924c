"""What somebody stands in, newest first; what somebody has not read. Columns first empty, then filled piece by piece."""

from django.db import migrations, models

PIECE = 5_000


def fill(apps, schema_editor):
    """Give every standing the day of its matter, a piece at a time."""
    standing, matter = apps.get_model("core", "Standing"), apps.get_model("core", "Matter")
    opened = matter.objects.filter(pk=models.OuterRef("matter")).values("opened_at")[:1]
    last = standing.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for start in range(0, last + 1, PIECE):
        piece = standing.objects.filter(pk__gt=start, pk__lte=start + PIECE, opened_at=None)
        piece.update(opened_at=models.Subquery(opened))


class Migration(migrations.Migration):
    dependencies = [("core", "0005_newest_first")]

    operations = [
        migrations.AddField("standing", "opened_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("standing", "standing_person"),
        migrations.AddIndex(
            "standing",
            models.Index(condition=models.Q(("until", None)), fields=["person", "-opened_at", "-matter"], name="standing_newest"),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(condition=models.Q(("channel", "inbox"), ("read_at", None)), fields=["person"], name="notice_unread"),
        ),
    ]
