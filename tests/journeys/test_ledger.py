"""The tamper-evident log: every column is under the chain, cut ends show, receipts stand by themselves."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from fengqiao.config.commands import draw as draw_command
from fengqiao.config.commands import verify as verify_command
from fengqiao.core import clock, jobs, ledger, testing
from fengqiao.core.engine import perform
from fengqiao.core.models import DrawRecord, Event, Matter, Standing, TreeHead
from fengqiao.kernel import merkle
from fengqiao.kernel.receipt import verify_receipt

pytestmark = pytest.mark.django_db

COLUMNS = [f.column for f in Event._meta.concrete_fields if f.column not in ("matter_id",)]
OTHER = {
    "seq": 7,
    "version": 9,
    "actor_id": 4711,
    "on_behalf_of": 4711,
    "at": "2020-01-01 00:00:00+00:00",
    "data": '{"agree": false}',
    "changes": '{"amount": "1.00"}',
    "papers": '[{"kind": "judgment"}]',
}


@pytest.fixture
def matter() -> Matter:
    testing.staff("mediator", name="周调解")
    testing.staff("mediator", name="吴调解")
    found = testing.dispute("mediation.pre_litigation")
    respondent = Standing.objects.get(matter=found, role="respondent")
    perform(found.no, "consent", actor=testing.actor(respondent.person), data={"agree": True}, seen=1)
    found.refresh_from_db()
    return found


def _faults() -> list[ledger.Fault]:
    return [f for f in (*ledger.walk_chains(), *ledger.walk_heads()) if f]


def _write(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_an_event_is_under_the_chain(matter: Matter, column: str) -> None:
    assert _faults() == []
    value = OTHER.get(column, "tampered")
    _write(f"UPDATE core_event SET {column} = %s WHERE matter_id = %s AND seq = 2", value, matter.pk)
    fault = ledger.broken_chain(matter)
    assert fault is not None and fault.where == matter.no and fault.seq in (2, 3)


def test_an_event_moved_to_another_matter_is_found(matter: Matter) -> None:
    somebody = testing.claimant(name="另一人", phone="13800000009")
    other = testing.dispute("mediation.pre_litigation", claimants=[somebody])
    _write("DELETE FROM core_event WHERE matter_id = %s", other.pk)
    _write("UPDATE core_event SET matter_id = %s WHERE matter_id = %s", other.pk, matter.pk)
    assert {f.where for f in _faults()} == {matter.no, other.no}


def test_an_end_cut_off_with_its_head_rewritten_shows_in_the_published_heads(matter: Matter) -> None:
    with clock.at(testing.NOW + timedelta(days=2)):
        assert ledger.seal_days() == 2
    last = list(Event.objects.filter(matter=matter).order_by("-seq")[:2])
    _write("DELETE FROM core_event WHERE matter_id = %s AND seq = %s", matter.pk, last[0].seq)
    _write(
        "UPDATE core_matter SET chain_head = %s, revision = %s WHERE id = %s", last[1].hash, last[1].seq, matter.pk
    )
    matter.refresh_from_db()
    assert ledger.broken_chain(matter) is None
    assert [f.where for f in ledger.walk_heads() if f][:1] == ["2026-03-02"]


def test_a_rewritten_head_is_found_by_its_signature(matter: Matter) -> None:
    with clock.at(testing.NOW + timedelta(days=1)):
        ledger.seal_days()
    head = TreeHead.objects.get()
    signed = json.loads(head.signed)
    signed["signature"] = signed["signature"][::-1]
    TreeHead.objects.filter(pk=head.pk).update(signed=json.dumps(signed))
    assert [f.reason for f in ledger.walk_heads() if f] == ["the signature of the head does not hold"]


def test_verify_exits_non_zero_and_names_the_first_broken_link(
    matter: Matter, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verify_command.main([]) == 0
    _write("UPDATE core_event SET actor_name = %s WHERE matter_id = %s AND seq = 1", "别人", matter.pk)
    assert verify_command.main([]) == 1
    assert f"BROKEN {matter.no} #1" in capsys.readouterr().out


def test_a_receipt_is_verified_with_nothing_but_a_published_head(
    matter: Matter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    event = Event.objects.select_related("matter").get(matter=matter, seq=1)
    file, head_file = tmp_path / "receipt.json", tmp_path / "head.json"
    file.write_text(ledger.receipt(event).to_json(), encoding="utf-8")
    assert verify_command.main([str(file)]) == 1
    assert "pending" in capsys.readouterr().out
    with clock.at(testing.NOW + timedelta(days=1)):
        ledger.seal_days()
    file.write_text(ledger.receipt(event).to_json(), encoding="utf-8")
    head_file.write_text(TreeHead.objects.get().signed, encoding="utf-8")
    assert verify_command.main([str(file), "--head", str(head_file)]) == 0
    assert verify_command.main([str(file)]) == 0
    changed = json.loads(file.read_text())
    changed["row"]["actor_name"] = "别人"
    file.write_text(json.dumps(changed))
    assert verify_command.main([str(file), "--head", str(head_file)]) == 1


def test_a_draw_is_replayed_from_its_published_record_alone(matter: Matter, tmp_path: Path) -> None:
    with clock.at(testing.NOW + timedelta(days=10)):
        jobs.sweep()
    record = DrawRecord.objects.get(matter=matter)
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(record.record), encoding="utf-8")
    assert draw_command.main(["verify", str(file)]) == 0
    forged = json.loads(json.dumps(record.record))
    forged["pool"][0]["weight"] += 1
    file.write_text(json.dumps(forged), encoding="utf-8")
    assert draw_command.main(["verify", str(file)]) == 1
    file.write_text("{}", encoding="utf-8")
    assert draw_command.main(["verify", str(file)]) == 2


def test_every_entry_of_a_log_over_many_days_and_blocks_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is the same whether subtrees are kept or worked out again (level lowered to have many)."""
    monkeypatch.setattr(ledger, "KEPT_LEVEL", 2)
    for n in range(9):
        with clock.at(testing.NOW + timedelta(days=n)):
            testing.dispute("mediation.pre_litigation", claimants=[testing.claimant(name=f"张{n}")])
            ledger.seal_days()
    with clock.at(testing.NOW + timedelta(days=30)):
        jobs.sweep()
    with clock.at(testing.NOW + timedelta(days=31)):
        ledger.seal_days()
    for event in Event.objects.select_related("matter"):
        held = ledger.receipt(event)
        head = merkle.SignedHead.from_json(TreeHead.objects.get(size=held.size, day=clock.local(event.at).date()).signed)
        assert verify_receipt(held, head.head).code == "sound"
