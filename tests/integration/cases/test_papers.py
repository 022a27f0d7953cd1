"""Drafts, attachments, identities on demand, the chain of events, numbers, documents."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from django.db import transaction
from PIL import Image

from cases import services
from cases.engine import files, numbers
from cases.engine.chain import broken_at
from cases.errors import CaseNotFound, Conflict, FileRefused, NotPermitted, ReasonRequired
from cases.models import Attachment, CaseEvent, Document, Draft, NumberCounter, NumberEntry
from tests.integration.cases.desk_of_test import MARKS, REPORT, Desk, fresh, kinds

PDF = b"%PDF-1.4\n% test\n%%EOF\n"


def picture(kind: str, *, exif: bool = False, size: tuple[int, int] = (8, 8)) -> bytes:
    out = io.BytesIO()
    image = Image.new("RGB", size, "red")
    notes = Image.Exif()
    notes[0x010E] = "rahasia kamera"
    image.save(out, format=kind, **({"exif": notes} if exif else {}))
    return out.getvalue()


# Drafts --------------------------------------------------------------------------------------------------------


def test_task_draft_keeps_what_is_not_valid_and_seals_it(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    task = sound_desk.task(case, "periksa_ternak")
    typed = {"ciri": "", "catatan": "Rusli Contohwan"}
    draft = services.save_task_draft(task_id=task.pk, actor=sound_desk.banit1, answers=typed)
    assert services.read_draft(Draft.objects.get(pk=draft.pk)) == typed
    assert b"Rusli" not in bytes(Draft.objects.get(pk=draft.pk).sealed)
    again = services.save_task_draft(task_id=task.pk, actor=sound_desk.banit2, answers=MARKS)
    assert (again.pk, again.version) == (draft.pk, 2)
    sound_desk.complete(case, "periksa_ternak", **MARKS)
    assert not Draft.objects.exists()


def test_only_people_of_the_queue_keep_a_draft(sound_desk: Desk) -> None:
    task = sound_desk.task(sound_desk.ternak(), "periksa_ternak")
    with pytest.raises(NotPermitted):
        services.save_task_draft(task_id=task.pk, actor=sound_desk.banit9, answers={})


def test_counter_draft_is_the_units_and_is_not_overwritten_unseen(sound_desk: Desk) -> None:
    given = {
        "unit": sound_desk.unit,
        "procedure_key": "ternak",
        "entry": "mulai",
        "channel": "langsung",
    }
    draft = services.save_counter_draft(draft_id=None, actor=sound_desk.banit1, answers={"a": 1}, **given)
    services.save_counter_draft(
        draft_id=draft.pk, actor=sound_desk.banit2, answers={"a": 2}, version=1, **given
    )
    with pytest.raises(Conflict):
        services.save_counter_draft(
            draft_id=draft.pk, actor=sound_desk.banit1, answers={"a": 3}, version=1, **given
        )
    assert services.read_draft(Draft.objects.get()) == {"a": 2}


# Attachments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("bukti.pdf", PDF, "application/pdf"),
        ("foto.jpg", picture("JPEG"), "image/jpeg"),
        ("foto.png", picture("PNG"), "image/png"),
        ("salah nama.pdf", picture("PNG"), "image/png"),
    ],
)
def test_type_is_that_of_the_content(sound_desk: Desk, name: str, content: bytes, media_type: str) -> None:
    stored = services.store_attachment(name=name, content=content, actor=sound_desk.banit1, draft=None)
    kept = files.load(stored.storage_name)
    assert stored.media_type == media_type
    assert (stored.sha256, stored.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    assert name not in str(files.path_of(stored.storage_name))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type"),
        (b"MZ" + b"\0" * 200, "type"),
        (b"", "type"),
        (PDF + b"\0" * (10 * 1024 * 1024), "too_large"),
        (picture("JPEG")[:100], "broken"),
    ],
    ids=["svg", "program", "empty", "too large", "cut off"],
)
def test_what_is_not_accepted_is_refused_with_why(sound_desk: Desk, content: bytes, why: str) -> None:
    with pytest.raises(FileRefused) as refusal:
        services.store_attachment(name="berkas.jpg", content=content, actor=None, draft=None)
    assert refusal.value.why == why
    assert not Attachment.objects.exists()


def test_too_many_pixels_are_refused_before_they_are_unpacked(
    sound_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cases.services import attachments

    monkeypatch.setattr(attachments, "MAX_PIXELS", 99)
    with pytest.raises(FileRefused, match="too_many_pixels"):
        services.store_attachment(
            name="besar.png", content=picture("PNG", size=(10, 10)), actor=None, draft=None
        )


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_the_camera_wrote_is_gone(sound_desk: Desk, kind: str) -> None:
    content = picture(kind, exif=True)
    assert b"rahasia kamera" in content
    stored = services.store_attachment(name="foto", content=content, actor=None, draft=None)
    kept = files.load(stored.storage_name)
    assert b"rahasia kamera" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_files_of_a_draft_go_to_the_case(sound_desk: Desk) -> None:
    draft = services.save_counter_draft(
        draft_id=None,
        actor=sound_desk.banit1,
        unit=sound_desk.unit,
        procedure_key="ternak",
        entry="mulai",
        channel="langsung",
        answers=REPORT,
    )
    stored = services.store_attachment(name="a.pdf", content=PDF, actor=sound_desk.banit1, draft=draft)
    case = sound_desk.ternak(draft_id=draft.pk)
    stored.refresh_from_db()
    assert (stored.case, stored.draft) == (case, None)
    assert "attachments.added" in kinds(case)


# Identities ----------------------------------------------------------------------------------------------------


def test_showing_an_identity_asks_for_a_reason_and_is_on_record(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    party = case.parties.get()
    with pytest.raises(ReasonRequired):
        services.reveal_party(party_id=party.pk, actor=sound_desk.banit1, reason="  ")
    with pytest.raises(CaseNotFound):
        services.reveal_party(party_id=party.pk, actor=sound_desk.banit9, reason="ingin tahu")
    assert "identity.shown" not in kinds(case)
    shown = services.reveal_party(party_id=party.pk, actor=sound_desk.banit2, reason="cocokkan KTP")
    assert shown["nama_lengkap"] == "Rusli Contohwan"
    event = case.events.get(kind="identity.shown")
    assert (event.actor, event.data["reason"]) == (sound_desk.banit2, "cocokkan KTP")


def test_an_identity_moved_to_another_row_does_not_open(sound_desk: Desk) -> None:
    from organization.crypto import SealBroken

    one, two = sound_desk.ternak().parties.get(), sound_desk.ternak().parties.get()
    one.sealed = bytes(two.sealed)
    one.save()
    with pytest.raises(SealBroken):
        services.reveal_party(party_id=one.pk, actor=sound_desk.banit1, reason="cocokkan KTP")


# The chain -----------------------------------------------------------------------------------------------------


def test_chain_holds_and_head_is_on_the_case(sound_desk: Desk) -> None:
    case = fresh(sound_desk.signed())
    events = list(case.events.order_by("seq"))
    assert broken_at(events) is None
    assert [event.seq for event in events] == list(range(1, case.event_seq + 1))
    assert events[-1].hash == case.chain_head


@pytest.mark.parametrize(
    "change",
    [
        {"data": {"channel": "portal"}},
        {"kind": "case.closed"},
        {"at": "2026-01-01T00:00:00Z"},
        {"element": "lain"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_event_is_found(desk: Desk, change: dict[str, object]) -> None:
    case = desk.ternak()
    CaseEvent.objects.filter(case=case, seq=2).update(**change)
    assert broken_at(case.events.order_by("seq")) == 2


def test_missing_event_is_found(desk: Desk) -> None:
    case = desk.ternak()
    CaseEvent.objects.filter(case=case, seq=2).delete()
    assert broken_at(case.events.order_by("seq")) == 3


# Numbers -------------------------------------------------------------------------------------------------------


def give(desk: Desk, case: object, token: int, **options: object) -> NumberEntry:
    given = {"kind": "uji", "pattern": "{n}/{roman_month}/{year}/{unit_path}", "series": "", **options}
    return numbers.give(case=case, unit=desk.unit, token_number=token, at=desk.clock.at, **given)  # type: ignore[arg-type]


def test_numbers_count_up_without_gap_and_a_rollback_leaves_none(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    assert give(sound_desk, case, 101).text == "1/XI/2026/POLRES CONTOH/POLDA CONTOH"
    with transaction.atomic():
        assert give(sound_desk, case, 102).n == 2
        transaction.set_rollback(True)
    assert give(sound_desk, case, 103).n == 2
    assert NumberCounter.objects.get(kind="uji").last == 2


def test_asking_again_for_a_step_gives_its_number_again(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    assert give(sound_desk, case, 101).pk == give(sound_desk, case, 101).pk


def test_series_and_years_count_for_themselves(sound_desk: Desk) -> None:
    case = sound_desk.ternak()
    assert [give(sound_desk, case, n, series=s).n for n, s in ((1, "A"), (2, "B"), (3, "A"))] == [1, 1, 2]
    sound_desk.clock.at += timedelta(days=37)  # 1 January in Makassar
    assert give(sound_desk, case, 4, series="A").n == 1


# Documents -----------------------------------------------------------------------------------------------------


@pytest.fixture
def issued(sound_desk: Desk) -> Document:
    case = sound_desk.signed()
    assert sound_desk.run_jobs() == 1
    return case.documents.get()


def test_letter_is_issued_once_with_number_hash_and_signer(sound_desk: Desk, issued: Document) -> None:
    content = files.load(issued.storage_name)
    assert content.startswith(b"%PDF-")
    assert hashlib.sha256(content).hexdigest() == issued.sha256
    assert issued.number == "SKKT/1/XI/2026/SPKT/POLRES CONTOH/POLDA CONTOH"
    assert issued.signer == sound_desk.pamapta1
    assert (issued.valid_until - issued.issued_at).days == 30
    assert NumberEntry.objects.get().status == "issued"
    case = fresh(issued.case)
    assert (case.life, case.state, case.number) == ("completed", "TERBIT", issued.number)


def test_running_a_done_job_again_changes_nothing(sound_desk: Desk, issued: Document) -> None:
    before = kinds(issued.case)
    services.run_job(issued.case.jobs.get().pk)
    assert (Document.objects.count(), kinds(issued.case)) == (1, before)


@pytest.mark.parametrize(
    ("template", "code"),
    [
        (b'#read("/etc/passwd")', "forbidden"),
        (b"#for i in range(1000000) { pagebreak() }", "timeout"),
    ],
)
def test_template_that_misbehaves_is_an_incident_and_the_next_paper_is_printed(
    sound_desk: Desk, monkeypatch: pytest.MonkeyPatch, template: bytes, code: str
) -> None:
    case = sound_desk.signed()
    case.jobs.update(max_attempts=1)
    with monkeypatch.context() as patched:
        patched.setattr("cases.jobs.paper.letter_template", lambda definition: template)
        sound_desk.run_jobs()
    incident = case.incidents.get()
    assert (incident.code, case.documents.count()) == (code, 0)
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    sound_desk.run_jobs()
    assert case.documents.get().number == NumberEntry.objects.get().text
