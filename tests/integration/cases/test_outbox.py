"""Messages to people: by their choice, through real gateways, with pauses, fall-back and a record of all of it."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cases import services
from cases.messages import read
from cases.models import Case, Message, MessageStatus, Notice, Party, Recusal
from organization import outgoing
from organization.models import Contact
from tests.harness.gateways import Gateway, MailServer, gateway, mail_server
from tests.integration.cases.desk_of_test import MARKS, TERNAK, Desk, answers_with, kinds
from workflows.packages import Package
from workflows.packages import read as read_package

PHONE, MAIL = "6281234567890", "rusli.contohwan@surat.example"
NAME = "Rusli Contohwan"
TO_REPORTER = """
on: state:DIPERIKSA
to: party:pelapor
channels: [whatsapp, sms, email, page]
subject: {id: "Laporan {{ pelapor.nama_lengkap }}", en: "Report of {{ pelapor.nama_lengkap }}"}
text:
  id: "Laporan Anda sudah diperiksa. {{ ciri }}"
  en: "Your report was checked. {{ ciri }}"
"""
TO_LEADER = """
on: state:DIPERIKSA
to: role:ka_spkt
channels: [inbox, sms, email]
subject: {id: Laporan diperiksa, en: Report checked}
text: {id: "Satu laporan ternak sudah diperiksa.", en: "A livestock report was checked."}
"""
FIELDS = ("no_hp", "email", "kabar_lewat", "kabar_bahasa")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """The livestock procedure, which asks how to reach the reporter, and tells him and the head of the desk."""
    folder = tmp_path / "ternak"
    shutil.copytree(TERNAK, folder)
    (folder / "messages").mkdir()
    (folder / "messages" / "pelapor.yaml").write_text(TO_REPORTER)
    (folder / "messages" / "kepala.yaml").write_text(TO_LEADER)
    path = folder / "forms" / "lapor.form"
    form = json.loads(path.read_text())
    form["components"][0]["components"] += [
        {"id": f"lapor_{name}", "label": name, "type": "textfield", "key": name} for name in FIELDS
    ]
    path.write_text(json.dumps(form))
    shutil.rmtree(folder / "scenarios")
    return read_package(folder)


@pytest.fixture
def way() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as made:
        yield made


@pytest.fixture
def open_ways(settings: Any, way: Gateway, post: MailServer) -> None:
    """SMS and WhatsApp by the gateway, mail by the mail server, as an installation would set them."""
    http = {"kind": "http", "url": way.url, "secret": "rahasia-gerbang", "sender": "SPKT"}
    settings.MESSAGE_GATEWAYS = {
        "sms": {**http, "fields": {"to": "msisdn", "text": "message", "key": "ref", "sender": "from"}},
        "whatsapp": {**http, "fields": {"to": "to", "text": "text", "key": "key"}},
        "email": {"kind": "smtp"},
    }
    settings.OUTGOING_PRIVATE_HOSTS = frozenset({"127.0.0.1"})
    settings.EMAIL_HOST, settings.EMAIL_PORT = post.host, post.port
    settings.DEFAULT_FROM_EMAIL = "Alur <alur@polres.example>"
    settings.MESSAGE_ATTEMPTS = 2


def checked(desk: Desk, package: Package, **person: Any) -> Case:
    """A case whose reporter and whose head of desk are to be told now."""
    version = desk.versions.setdefault("pesan", desk.stored(package))
    answers = answers_with()
    case = desk.open(version, **{**answers, "pelapor": {**answers["pelapor"], **person}})
    return desk.complete(case, "periksa_ternak", **MARKS)


def to_reporter(case: Case) -> Message:
    return case.messages.select_related("case").get(to="party:pelapor")


def deliver(desk: Desk, *, rounds: int = 8) -> None:
    """What the worker does, with the time that it waits in between."""
    for _ in range(rounds):
        for number in Message.objects.filter(status=MessageStatus.PENDING).values_list("pk", flat=True):
            services.deliver_message(number)
        desk.clock.at += timedelta(minutes=2)


def tries(message: Message) -> list[tuple[str, str, str]]:
    return list(message.tries.order_by("pk").values_list("channel", "masked", "code"))


# The person's choice -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("open_ways")
def test_first_channel_of_the_procedure_goes_out_signed_with_its_key(
    sound_desk: Desk, package: Package, way: Gateway
) -> None:
    case = checked(sound_desk, package, no_hp=PHONE, email=MAIL)
    message = to_reporter(case)
    assert (message.status, message.channel, message.rest) == ("pending", "whatsapp", ["sms", "email"])
    deliver(sound_desk)
    (call,) = way.calls
    key = f"{message.key}-whatsapp"
    assert (call["to"], call["key"], call["headers"]["idempotency-key"]) == (PHONE, key, key)
    assert call["text"] == f"Laporan Anda sudah diperiksa. {MARKS['ciri']}"
    at = int(call["headers"]["alur-signature"].partition(",")[0].removeprefix("t="))
    signature = outgoing.signed(call["raw"], secret="rahasia-gerbang", key=key, at=at)
    assert call["headers"]["alur-signature"] == signature
    message.refresh_from_db()
    assert (message.status, message.channel) == ("sent", "whatsapp")
    assert tries(message) == [("whatsapp", "•••• 90", "")]
    assert kinds(case)[-1] == "message.delivered"


@pytest.mark.usefixtures("open_ways")
def test_choice_goes_first_and_the_language_is_the_readers(
    sound_desk: Desk, package: Package, way: Gateway, post: MailServer
) -> None:
    case = checked(sound_desk, package, no_hp=PHONE, email=MAIL, kabar_lewat="email", kabar_bahasa="en")
    deliver(sound_desk)
    assert way.calls == []
    (letter,) = post.letters
    assert (letter.sender, letter.to) == ("alur@polres.example", [MAIL])
    assert letter.content["Subject"] == f"Report of {NAME}"
    assert letter.content["Message-ID"] == f"<{to_reporter(case).key}-email@polres.example>"
    assert "Your report was checked." in letter.content.get_payload(decode=True).decode()


@pytest.mark.usefixtures("open_ways")
def test_who_wants_the_page_only_gets_nothing_else(
    sound_desk: Desk, package: Package, way: Gateway, post: MailServer
) -> None:
    case = checked(sound_desk, package, no_hp=PHONE, email=MAIL, kabar_lewat="page")
    deliver(sound_desk)
    message = to_reporter(case)
    assert (way.calls, post.letters) == ([], [])
    assert (message.status, message.channel, tries(message)) == ("page", "page", [])


@pytest.mark.usefixtures("open_ways")
def test_choice_can_be_changed_at_the_desk_and_is_on_record(sound_desk: Desk, package: Package) -> None:
    case = checked(sound_desk, package, no_hp=PHONE)
    party = case.parties.get()
    services.choose_channel(party_id=party.pk, actor=sound_desk.banit1, channel="sms", language="en")
    assert list(Party.objects.values_list("channel", "language")) == [("sms", "en")]
    assert kinds(case)[-1] == "party.channel_chosen"
    with pytest.raises(services.outbox.CaseNotFound):
        services.choose_channel(party_id=party.pk, actor=sound_desk.banit9, channel="sms", language="id")
    with pytest.raises(ValueError, match="merpati"):
        services.choose_channel(party_id=party.pk, actor=sound_desk.banit1, channel="merpati", language="id")


# Failing ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("open_ways")
def test_failing_channel_is_tried_with_pauses_then_the_next_one_is(
    sound_desk: Desk, package: Package, way: Gateway
) -> None:
    way.answers = [503, 503]
    case = checked(sound_desk, package, no_hp=PHONE)
    message = to_reporter(case)
    services.deliver_message(message.pk)
    services.deliver_message(message.pk)  # at once again: it waits for its time
    assert len(way.calls) == 1
    message.refresh_from_db()
    assert message.next_attempt_at == sound_desk.clock.at + timedelta(seconds=15)
    deliver(sound_desk)
    message.refresh_from_db()
    assert tries(message) == [
        ("whatsapp", "•••• 90", "http_503"),
        ("whatsapp", "•••• 90", "http_503"),
        ("sms", "•••• 90", ""),
    ]
    assert [call.get("msisdn", call.get("to")) for call in way.calls] == [PHONE] * 3
    assert (way.calls[-1]["from"], way.calls[-1]["ref"]) == ("SPKT", f"{message.key}-sms")
    assert (message.status, message.channel) == ("sent", "sms")
    assert kinds(case)[-2:] == ["message.failed", "message.delivered"]
    assert not case.incidents.exists()


@pytest.mark.usefixtures("open_ways")
def test_when_nothing_gets_through_the_page_keeps_it_and_a_person_is_asked(
    sound_desk: Desk, package: Package, way: Gateway, post: MailServer
) -> None:
    way.answers = [400, 404]  # refused for good: no second attempt
    post.refuses = {MAIL}
    case = checked(sound_desk, package, no_hp=PHONE, email=MAIL)
    deliver(sound_desk)
    message = to_reporter(case)
    assert tries(message) == [
        ("whatsapp", "•••• 90", "http_400"),
        ("sms", "•••• 90", "http_404"),
        ("email", "r•••@•••.example", "recipient_refused"),
    ]
    assert (message.status, message.channel) == ("page", "page")
    incident = case.incidents.get()
    assert (incident.code, incident.resolved_at) == ("message_undelivered", None)
    post.refuses = set()
    way.answers = [400, 404]
    with pytest.raises(services.outbox.NotPermitted):
        services.retry_incident(incident_id=incident.pk, actor=sound_desk.banit1)
    services.retry_incident(incident_id=incident.pk, actor=sound_desk.ka1)
    deliver(sound_desk)
    message.refresh_from_db()
    incident.refresh_from_db()
    assert (message.status, message.channel) == ("sent", "email")
    assert (incident.resolution, len(post.letters)) == ("retried", 1)


@pytest.mark.usefixtures("open_ways")
def test_person_without_address_reads_the_page_and_nobody_is_asked(
    sound_desk: Desk, package: Package
) -> None:
    case = checked(sound_desk, package)
    deliver(sound_desk)
    message = to_reporter(case)
    assert (message.status, message.channel, tries(message)) == ("page", "page", [])
    assert not case.incidents.exists()


def test_closed_channels_leave_the_page(sound_desk: Desk, package: Package) -> None:
    case = checked(sound_desk, package, no_hp=PHONE, email=MAIL)
    deliver(sound_desk)
    assert to_reporter(case).status == "page"


@pytest.mark.usefixtures("open_ways")
def test_message_of_a_lost_worker_is_asked_for_again_with_the_same_key(
    sound_desk: Desk, package: Package, way: Gateway
) -> None:
    message = to_reporter(checked(sound_desk, package, no_hp=PHONE))
    assert services.recover_messages() == 0
    sound_desk.clock.at += timedelta(minutes=3)
    assert services.recover_messages() == 1
    services.deliver_message(message.pk)
    assert [call["key"] for call in way.calls] == [f"{message.key}-whatsapp"]


# Hosts -----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("open_ways")
@pytest.mark.parametrize(
    ("hosts", "inside", "url", "why"),
    [
        ((), (), "http://127.0.0.1:{port}/", "not_registered"),
        (("127.0.0.1",), (), "https://127.0.0.1:{port}/", "private_address"),
        (("localhost",), (), "https://localhost:{port}/", "private_address"),
        (("127.0.0.1",), (), "http://127.0.0.1:{port}/", "not_https"),
        ((), ("127.0.0.1",), "http://siapa@127.0.0.1:{port}/", "not_https"),
    ],
)
def test_only_registered_hosts_are_called(
    settings: Any, way: Gateway, hosts: tuple[str, ...], inside: tuple[str, ...], url: str, why: str
) -> None:
    settings.OUTGOING_HOSTS, settings.OUTGOING_PRIVATE_HOSTS = frozenset(hosts), frozenset(inside)
    with pytest.raises(outgoing.OutgoingRefused) as refused:
        outgoing.post(url.format(port=way.port), b"{}", secret="x", key="k")
    assert (refused.value.why, way.calls) == (why, [])


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "192.168.0.9",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "0.0.0.0",
        "224.0.0.1",
    ],
)
def test_name_that_leads_inside_is_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    settings.OUTGOING_HOSTS = frozenset({"gerbang.example"})
    asked: list[str] = []

    def looked_up(host: str, port: int, **options: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", ("203.0.114.7", port)), (0, 0, 0, "", (address, port))]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", looked_up)
    with pytest.raises(outgoing.OutgoingRefused, match="private_address"):
        outgoing.post("https://gerbang.example/kirim", b"{}", secret="x", key="k")
    assert asked == ["gerbang.example"]


@pytest.mark.usefixtures("open_ways")
def test_redirect_is_not_followed(way: Gateway) -> None:
    way.answers, way.location = [302], way.url
    assert outgoing.post(way.url, b"{}", secret="x", key="k").status == 302
    assert len(way.calls) == 1


@pytest.mark.usefixtures("open_ways")
def test_gateway_that_takes_its_time_is_cut_off(way: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(outgoing, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(outgoing.OutgoingFailed, match="no_answer"):
            outgoing.post(url, b"{}", secret="x", key="k")


# What is kept, what is logged --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("open_ways")
def test_neither_rows_nor_log_hold_anything_of_the_person(
    sound_desk: Desk, package: Package, way: Gateway, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    way.answers = [503, 500]
    case = checked(sound_desk, package, no_hp=PHONE, email=MAIL)
    deliver(sound_desk)
    assert NAME in read(to_reporter(case))["id"]["subject"]
    for table in ("cases_message", "cases_sendattempt", "cases_party", "cases_caseevent", "cases_notice"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            stored = repr([bytes(v) if isinstance(v, memoryview) else v for row in cursor for v in row])
        assert not [word for word in (PHONE, MAIL, "Rusli", "Contohwan") if word in stored], table
    assert not [word for word in (PHONE, MAIL, "Rusli", "Contohwan") if word in caplog.text]


def test_file_for_trying_out_is_written_once(
    sound_desk: Desk, package: Package, settings: Any, tmp_path: Path
) -> None:
    settings.MESSAGE_GATEWAYS = {"whatsapp": {"kind": "file"}, "sms": {"kind": ""}, "email": {"kind": ""}}
    settings.OUTBOX_DIR = tmp_path / "outbox"
    case = checked(sound_desk, package, no_hp=PHONE)
    deliver(sound_desk)
    Message.objects.filter(pk=to_reporter(case).pk).update(
        status=MessageStatus.PENDING, next_attempt_at=sound_desk.clock.at
    )
    deliver(sound_desk)
    (file,) = (tmp_path / "outbox" / "whatsapp").iterdir()
    assert f"To: {PHONE}" in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


# Officers ----------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("open_ways")
def test_leader_hears_in_the_inbox_and_by_the_channel_he_chose(
    sound_desk: Desk, package: Package, way: Gateway
) -> None:
    Contact.objects.create(user=sound_desk.ka1, phone="6281100000001", channel="sms")
    case = checked(sound_desk, package, kabar_lewat="page")
    message = case.messages.get(to="role:ka_spkt")
    notice = Notice.objects.get(user=sound_desk.ka1)
    assert (notice.kind, notice.data) == ("message", {"message": message.pk})
    deliver(sound_desk)
    assert [call["msisdn"] for call in way.calls] == ["6281100000001"]


@pytest.mark.usefixtures("open_ways")
def test_telephone_of_an_officer_shows_nothing_of_a_sealed_case(
    sound_desk: Desk, package: Package, way: Gateway
) -> None:
    Contact.objects.create(user=sound_desk.ka1, phone="6281100000001", channel="sms")
    case = checked(sound_desk, package, kabar_lewat="page")
    Case.objects.filter(pk=case.pk).update(sealed=True)
    deliver(sound_desk)
    (call,) = way.calls
    assert call["message"] == "Ada kabar untuk Anda. Buka kotak kabar di Alur."


@pytest.mark.usefixtures("open_ways")
def test_nobody_in_a_place_that_the_case_is_kept_from_is_told(sound_desk: Desk, package: Package) -> None:
    version = sound_desk.versions.setdefault("pesan", sound_desk.stored(package))
    case = sound_desk.open(version, **answers_with())
    Recusal.objects.create(case=case, place=f"user:{sound_desk.ka1.pk}", since=sound_desk.clock.at)
    Case.objects.filter(pk=case.pk).update(recusing=True)
    sound_desk.complete(case, "periksa_ternak", **MARKS)
    assert not Notice.objects.filter(user=sound_desk.ka1).exists()
    assert not case.messages.filter(user=sound_desk.ka1).exists()


@pytest.mark.usefixtures("open_ways")
def test_step_of_a_ladder_reaches_the_telephone_of_who_wants_it(
    desk: Desk, tmp_path: Path, way: Gateway
) -> None:
    Contact.objects.create(user=desk.pamapta1, phone="6281100000002", channel="whatsapp")
    folder = tmp_path / "ternak"
    shutil.copytree(TERNAK, folder)
    text = (folder / "procedure.yaml").read_text().replace("by: [inbox]", "by: [inbox, message]")
    (folder / "procedure.yaml").write_text(text)
    case = desk.open(desk.stored(read_package(folder)), **answers_with())
    desk.later(minutes=16)
    assert Notice.objects.filter(user=desk.pamapta1, kind="escalation").count() == 1
    deliver(desk)
    (call,) = way.calls
    assert call["to"] == "6281100000002"
    assert call["text"] == f"Batas waktu “Pelayanan” pada berkas {case.file_number} sudah lewat."


# Pages -------------------------------------------------------------------------------------------------------------


def as_seen_by(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(desk.people[name])
    return client


@pytest.mark.usefixtures("open_ways")
def test_case_file_shows_what_became_of_each_message_with_masked_addresses(
    desk: Desk, package: Package, way: Gateway
) -> None:
    way.answers = [400]
    case = checked(desk, package, no_hp=PHONE, email=MAIL)
    deliver(desk)
    page = as_seen_by(desk, "banit1").get(f"/perkara/{case.pk}/").content.decode()
    for text in ("WhatsApp •••• 90: gagal", "SMS •••• 90: terkirim", "2 kali dicoba", "R••• C•••"):
        assert text in page, text
    assert not [word for word in (PHONE, MAIL, NAME) if word in page]


@pytest.mark.usefixtures("open_ways")
def test_leader_reads_the_text_among_his_notices(desk: Desk, package: Package) -> None:
    checked(desk, package)
    assert (
        "Satu laporan ternak sudah diperiksa."
        in as_seen_by(desk, "ka1").get("/pemberitahuan/").content.decode()
    )


@pytest.mark.usefixtures("open_ways")
def test_way_of_notifying_is_changed_on_the_page(desk: Desk, package: Package) -> None:
    case = checked(desk, package, no_hp=PHONE)
    party = case.parties.get()
    client, address = as_seen_by(desk, "banit1"), f"/pihak/{party.pk}/kabar/"
    assert client.post(address, {"saluran": "sms", "bahasa": "en"}).status_code == 302
    assert client.post(address, {"saluran": "merpati", "bahasa": "en"}).status_code == 404
    assert as_seen_by(desk, "banit9").post(address, {"saluran": "page", "bahasa": "id"}).status_code == 404
    party.refresh_from_db()
    assert (party.channel, party.language) == ("sms", "en")
