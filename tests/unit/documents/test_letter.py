"""A letter described in procedure.yaml becomes paper without a template of its own."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cases.documents import qr_svg, render
from cases.documents.letter import in_words, letter_data, letter_template
from workflows.packages.definition import DocumentDefinition, LetterDefinition, LetterField
from workflows.packages.texts import LocalText

from .pdf_text import text_of

NOW = datetime(2026, 11, 23, 1, 18, tzinfo=UTC)
UNIT = {"document_name": "POLRES CONTOH", "city": "Kandangan"}
SIGNER = {"name": "Yulia Misal", "rank": "Inspektur Polisi Dua", "nrp": "00000000", "title": "Pamapta"}


def definition(**letter) -> DocumentDefinition:
    described = LetterDefinition(
        title=LocalText("Surat Contoh", "Sample letter"),
        fields=(
            LetterField(label=LocalText("Jumlah", "Count"), value="=jumlah"),
            LetterField(label=LocalText("Kosong", "Empty"), value="=kosong"),
        ),
        clause=LocalText('Demikian #read("/etc/passwd") *surat* ini.'),
        **letter,
    )
    return DocumentDefinition(code="contoh", title=described.title, letter=described)


def paper(made: DocumentDefinition, values: dict, assets: dict | None = None, **document) -> str:
    data = {
        "document": {
            "number": "S/1/XI/2026",
            "issued_date_text": "23 November 2026",
            "verify_code": "ABCD",
            **document,
        },
        "unit": UNIT,
        "signers": [SIGNER],
        "letter": letter_data(made.letter, value_of=lambda text: values.get(text.removeprefix("="))),
    }
    pdf = render(
        letter_template(made),
        data,
        timestamp=NOW,
        assets={"qr.svg": qr_svg("https://alur.example/x"), **(assets or {})},
    )
    return text_of(pdf)


def test_title_number_lines_signature_and_code_are_printed():
    text = paper(definition(), {"jumlah": Decimal("2")}, valid_until_text="7 Desember 2026")
    for part in (
        "SURAT CONTOH",
        "S/1/XI/2026",
        "Jumlah",
        "YULIA MISAL",
        "NRP 00000000",
        "ABCD",
        "7 Desember 2026",
    ):
        assert part in text


def test_a_line_without_value_is_left_out():
    assert "Kosong" not in paper(definition(), {"jumlah": 2})


def test_text_of_a_package_is_never_run_as_typst():
    assert '#read("/etc/passwd")' in paper(definition(), {"jumlah": '#panic("x")'}).replace("“", '"').replace(
        "”", '"'
    )


def test_without_code_there_is_no_verification_line():
    assert "Periksa keaslian" not in paper(definition(qr=False), {"jumlah": 1})


def test_the_shared_letterhead_is_used():
    kop = b"#let letterhead(unit) = [Kop bersama #unit.document_name]"
    text = paper(definition(letterhead="umum/kop"), {"jumlah": 1}, {"_umum/documents/kop.typ": kop})
    assert "Kop bersama POLRES CONTOH" in text


def test_a_letterhead_that_is_no_shared_part_is_refused():
    with pytest.raises(ValueError, match="shared part"):
        letter_template(definition(letterhead='umum/kop": *\n#panic()'))


def test_a_document_without_letter_is_refused():
    with pytest.raises(ValueError, match="no letter"):
        letter_template(DocumentDefinition(code="x", title=LocalText("X"), template="documents/x.typ"))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        (True, "ya"),
        (False, "tidak"),
        (Decimal("1.50"), "1,50"),
        (date(1994, 5, 17), "17 Mei 1994"),
        (datetime(2026, 11, 23, 1, 18, tzinfo=UTC), "Senin, 23 November 2026 pukul 01.18 UTC+00.00"),
        (["a", None, "b"], "a, b"),
    ],
)
def test_values_are_written_in_words(value, words):
    assert in_words(value) == words
