"""The demonstration court: the same seed makes the same record, people play by the rules, nothing real is touched."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.test import Client

from fengqiao.config import demonstration, sandbox_pages
from fengqiao.config.simulation import court, evening, forms, guide, keys, names, roster, stories
from fengqiao.config.simulation.habits import citizens_time, office_time
from fengqiao.config.simulation.scene import Scene
from fengqiao.config.urls import urlpatterns as installed
from fengqiao.core import clock, ledger, testing
from fengqiao.core.errors import Invalid
from fengqiao.core.models import Account, Event, Matter, Notice, Person, Posting
from fengqiao.core.registry import registry
from fengqiao.core.told import Told
from fengqiao.core.validation import validated
from fengqiao.law import identity
from fengqiao.law import settings as law_settings
from fengqiao.law.calendar import calendar

SRC = Path(__file__).resolve().parents[2] / "src"
UNTIL = datetime(2026, 3, 20, 18, tzinfo=clock.ZONE)

urlpatterns = [*installed, *(p for p in sandbox_pages.urlpatterns if p not in installed)]


def simulated(
    installed: Path, folder: Path, seed: int, hash_seed: str, months: float, until: str
) -> subprocess.Popen[bytes]:
    shutil.copytree(installed, folder)
    env = {**os.environ, "DATA_DIR": str(folder), "PYTHONPATH": str(SRC), "PYTHONHASHSEED": hash_seed}
    env.pop("DATABASE_URL", None)
    options = ["--months", str(months), "--scale", "0.008", "--until", until, "--seed", str(seed)]
    command = [sys.executable, "-m", "fengqiao.config.cli", "simulate", *options]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def record(folder: Path) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    with sqlite3.connect(folder / "fengqiao.sqlite3") as database:
        events = database.execute("SELECT hash FROM core_event ORDER BY matter_id, seq").fetchall()
        return events, database.execute("SELECT no, record FROM core_drawrecord ORDER BY id").fetchall()


def reached(folder: Path) -> set[str]:
    with sqlite3.connect(folder / "fengqiao.sqlite3") as database:
        return {f"{code} {state}" for code, state in database.execute("SELECT procedure, state FROM core_matter")}


@pytest.mark.slow
def test_the_same_seed_makes_the_same_record_and_another_seed_another(tmp_path: Path, installed: Path) -> None:
    whole, start = (1.8, "2026-03-20"), (0.5, "2026-01-28")
    runs = [(tmp_path / "a", 2, "1", *whole), (tmp_path / "b", 2, "2", *whole), (tmp_path / "c", 5, "1", *start)]
    running = [simulated(installed, *run) for run in runs]
    for process in running:
        assert process.wait(timeout=180) == 0, process.stderr and process.stderr.read()[-2000:]
    one, again, other = (record(folder) for folder, *_ in runs)
    assert len(one[0]) > 100 and one[1] and other[0]
    assert one == again
    assert not set(one[0]) & set(other[0])
    assert {"filing.first_instance accepted", "judgments.judgment effective"} <= reached(tmp_path / "a")


@pytest.fixture(scope="module")
def keys_of_the_play(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The keys that the seed gives, found once: that takes a second."""
    folder = tmp_path_factory.mktemp("play")
    keys.derive(folder / "keys", 5)
    return folder


@pytest.fixture
def own_installation(keys_of_the_play: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A play in an installation of its own; the settings of the law that it adopts end with it."""
    shutil.copytree(keys_of_the_play, tmp_path / "play")
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path / "play")
    yield
    law_settings.reset()


@pytest.fixture
def played(db: None, own_installation: None) -> court.Play:
    """Three weeks of a small court."""
    play = court.play_of(5, 0.03)
    with court.staged(5):
        for _ in play.run(date(2026, 2, 26), UNTIL):
            pass
    return play


@pytest.mark.slow
def test_people_play_by_the_rules_and_the_record_holds(played: court.Play) -> None:
    assert Event.objects.count() > 100
    assert sum(played.tally.refusals.values()) <= 0.03 * played.tally.made, played.tally.refusals
    assert not [fault for fault in ledger.walk_chains() if fault]
    assert not [fault for fault in ledger.walk_heads() if fault]
    assert not Notice.objects.filter(status="queued", next_at__lt=UNTIL - timedelta(days=1)).exists()
    hours = [clock.local(at) for at in Event.objects.filter(actor_role="filing_clerk").values_list("at", flat=True)]
    assert hours and all(8 <= at.hour < 18 and calendar().rest(at.date()) is None for at in hours)


@pytest.mark.slow
def test_the_last_evening_leaves_work_only_by_real_moves(played: court.Play) -> None:
    before = Event.objects.count()
    with clock.at(UNTIL):
        evening.leave_work(played, UNTIL)
    assert Event.objects.count() >= before
    assert not [fault for fault in ledger.walk_chains() if fault]
    text = guide.text("127.0.0.1", 8000)
    assert roster.PASSWORD in text and all(usernames[0].split(".")[0] in text for usernames in roster.roles().values())


@pytest.mark.slow
def test_a_second_play_in_the_same_installation_goes_on(played: court.Play) -> None:
    disputes = played.tally.disputes
    again = court.play_of(5, 0.03)
    with court.staged(5):
        for _ in again.run(UNTIL.date() + timedelta(days=1), UNTIL + timedelta(days=4)):
            pass
    assert Matter.objects.values("dispute").distinct().count() == disputes + again.tally.disputes


@pytest.mark.django_db
def test_a_simulation_never_writes_among_real_matters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    testing.dispute()
    with pytest.raises(court.NotForPlay):
        court.play_of(1, 0.01)


@pytest.mark.django_db
def test_the_staff_is_made_once_and_every_post_is_held() -> None:
    roster.establish()
    people = Person.objects.count()
    roster.establish()
    assert Person.objects.count() == people
    held = set(Posting.objects.values_list("role", flat=True))
    assert {"judge", "clerk", "mediator", "filing_clerk", "service_desk", "cashier", "president"} <= held
    assert Posting.objects.filter(role="judge").count() == 22
    assert all(a.check_password(roster.PASSWORD) for a in Account.objects.filter(username__startswith="president."))


@pytest.mark.parametrize("seed", range(30))
def test_what_invented_people_tell_is_told_right(seed: int) -> None:
    told = Told.model_validate(stories.tell(Random(seed), date(2026, 3, 2)))
    assert told.story and "{" not in told.story + told.claims[0].text
    for party in (*told.claimants, *told.respondents):
        assert party.phone and party.phone.startswith("140")


def test_invented_identity_numbers_have_the_form_and_belong_to_nobody() -> None:
    number = names.identity_number(Random(1))
    assert identity.check("resident_id", number).value.valid
    assert number.startswith("330600") and number[14:17] == "000"


def test_staff_work_in_office_hours_and_citizens_also_at_night() -> None:
    chance = Random(1)
    sunday = datetime(2026, 3, 1, 3, tzinfo=clock.ZONE)
    assert office_time(sunday, chance).date() >= date(2026, 3, 2)
    late = [citizens_time(sunday, chance).hour for _ in range(300)]
    assert 0.2 < sum(hour >= 18 for hour in late) / len(late) < 0.4


@pytest.mark.django_db
def test_a_move_that_no_policy_knows_gets_plausible_answers() -> None:
    matter = testing.dispute()
    testing.staff("mediator")
    scene = Scene(matter, "claimant", None, Random(1), clock.now())
    filled = tried = 0
    for procedure in registry.procedures():
        for move in procedure.moves.values():
            tried += 1
            try:
                validated(move.asks, forms.answers(move.asks, scene))
                filled += 1
            except (Invalid, IndexError):  # some shapes tie their fields together, some need a room
                continue
    assert filled > 0.85 * tried


def test_a_folder_with_a_courts_own_matters_is_never_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = tmp_path / demonstration.DATABASE
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE core_matter (id INTEGER)")
        connection.execute("INSERT INTO core_matter VALUES (1)")
    for name, value in (("DATA_DIR", str(tmp_path)), ("FRESH", "1"), ("DEMO", "0"), ("DATABASE_URL", "")):
        monkeypatch.setenv(name, value)
    assert demonstration.prepare()
    assert database.exists()


def test_an_interrupted_first_start_begins_anew_and_a_finished_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("DATA_DIR", str(tmp_path)), ("FRESH", ""), ("DEMO", "0"), ("DATABASE_URL", "")):
        monkeypatch.setenv(name, value)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / demonstration.KEYS_MARK).touch()
    (tmp_path / demonstration.DATABASE).touch()
    (tmp_path / "letter.txt").touch()
    assert not demonstration.prepare()
    assert not (tmp_path / demonstration.DATABASE).exists() and (tmp_path / "letter.txt").exists()
    (tmp_path / demonstration.DATABASE).touch()
    demonstration.finish(tmp_path, seed=1)
    assert not demonstration.prepare()
    assert (tmp_path / demonstration.DATABASE).exists()


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_the_demonstration_phone_shows_its_messages_and_is_not_there_otherwise(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
    client = Client()
    monkeypatch.setattr(settings, "DEMO", False)
    assert client.get("/sandbox/phone/").status_code == 404
    monkeypatch.setattr(settings, "DEMO", True)
    sandbox_pages.SandboxSms(tmp_path / "sandbox").send("14000000001", "验证码 135790", "code-1")
    page = client.get("/sandbox/phone/?phone=14000000001").content.decode()
    assert "135790" in page
    assert "135790" not in client.get("/sandbox/phone/?phone=14000000002").content.decode()
