"""Ralat of any document, prints that are counted, and nothing to pay."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases import services
from cases.engine import files
from cases.errors import Conflict, DocumentNotFound, InvalidAnswers, NotPermitted, ReasonRequired
from cases.models import Case, Document, DocumentStatus, NumberEntry, NumberStatus
from cases.selectors import standing_of
from tests.integration.cases.desk_of_test import MARKS, REPORT, Desk, fresh, kinds, sound
from workflows.selectors import package_of

pytestmark = pytest.mark.django_db

RIGHT = {**REPORT, "jumlah": 3}


def issued(desk: Desk) -> tuple[Case, Document]:
    case = desk.signed()
    while desk.run_jobs():
        pass
    return fresh(case), case.documents.get()


def corrected(desk: Desk, document: Document, *, by: str = "pamapta1", **options: Any) -> Document:
    given = {"form_id": "lapor", "answers": RIGHT, "reason": "Jumlah ternak keliru.", **options}
    return services.correct_document(document_id=document.pk, actor=desk.people[by], **given)


def test_a_correction_keeps_the_number_and_voids_the_wrong_paper(desk: Desk) -> None:
    case, wrong = issued(desk)
    right = corrected(desk, wrong)
    wrong.refresh_from_db()
    assert (right.number, right.edition, right.replaces_id) == (wrong.number, 2, wrong.pk)
    assert right.verify_code != wrong.verify_code
    assert right.sha256 != wrong.sha256
    assert files.load(right.storage_name).startswith(b"%PDF")
    assert standing_of(wrong, desk.clock.at) == "voided"
    assert standing_of(right, desk.clock.at) == "valid"
    assert fresh(case).data["jumlah"] == 3
    assert NumberEntry.objects.get(case=case).status == NumberStatus.ISSUED
    assert "document.corrected" in kinds(case)
    sound()


def test_corrections_of_corrections_and_of_closed_cases(desk: Desk) -> None:
    case, first = issued(desk)
    assert not fresh(case).is_running
    third = corrected(desk, corrected(desk, first))
    assert third.edition == 3
    assert Document.objects.filter(case=case, status=DocumentStatus.ISSUED).get() == third
    with pytest.raises(Conflict):
        corrected(desk, first)


def test_a_person_s_name_is_corrected_where_it_is_sealed(desk: Desk) -> None:
    case, wrong = issued(desk)
    before = bytes(case.parties.get().sealed)
    corrected(
        desk, wrong, answers={**REPORT, "pelapor": {**REPORT["pelapor"], "nama_lengkap": "Rusli Contohman"}}
    )
    assert bytes(case.parties.get().sealed) != before
    assert "Contohman" not in str(fresh(case).data)


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"by": "banit1"}, NotPermitted),
        ({"by": "banit9"}, DocumentNotFound),
        ({"reason": " "}, ReasonRequired),
        ({"answers": {**RIGHT, "jumlah": -1}}, InvalidAnswers),
        ({"form_id": "bukan_isian_perkara_ini"}, NotPermitted),
    ],
    ids=["not a signer", "another unit", "no reason", "a fault in the answers", "a form that wasn't filled"],
)
def test_a_refused_correction_changes_nothing(
    desk: Desk, options: dict[str, Any], refusal: type[Exception]
) -> None:
    case, wrong = issued(desk)
    before = (fresh(case).chain_head, fresh(case).data)
    with pytest.raises(refusal):
        corrected(desk, wrong, **options)
    assert (fresh(case).chain_head, fresh(case).data) == before
    assert case.documents.get() == wrong


def test_forms_to_correct_are_those_that_were_filled(desk: Desk) -> None:
    case, _ = issued(desk)
    package = package_of(case.procedure_version)
    assert services.correctable_forms(case, package) == ["lapor", "periksa_ternak", "tanda_tangan"]
    assert services.correctable_forms(desk.ternak(), package) == ["lapor"]


def test_every_print_is_counted_and_told(desk: Desk) -> None:
    case, document = issued(desk)
    for expected in (1, 2, 3):
        assert services.print_document(document_id=document.pk, actor=desk.banit1).prints == expected
    counts = case.events.filter(kind="document.printed").order_by("seq").values_list("data__count", flat=True)
    assert list(counts) == [1, 2, 3]
    with pytest.raises(DocumentNotFound):
        services.print_document(document_id=document.pk, actor=desk.banit9)
    sound()


def test_nothing_is_paid_and_no_price_can_be_entered(desk: Desk) -> None:
    """SOP-SPKT-01 IV.6 (R-052): the fee is on record, and the database takes no other than zero."""
    case, document = issued(desk)
    assert document.fee == 0
    assert case.events.get(kind="document.issued").data["fee"] == 0
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(fee=50_000)


def test_marks_of_the_animal_are_corrected_by_the_other_form(desk: Desk) -> None:
    case, wrong = issued(desk)
    corrected(
        desk, wrong, form_id="periksa_ternak", answers={**MARKS, "ciri": "Hitam dengan tanduk patah sebelah"}
    )
    assert fresh(case).data["ciri"] == "Hitam dengan tanduk patah sebelah"
