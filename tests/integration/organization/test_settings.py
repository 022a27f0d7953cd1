"""Parameters of procedures, as units set them."""

from organization.selectors import parameter
from organization.services import set_parameter


def ask(police, unit):
    return parameter(police.units[unit], "surat_contoh", "masa_berlaku", "P14D")


def test_the_nearest_unit_s_value_counts(police):
    assert ask(police, "polsek") == "P14D"
    set_parameter(unit=police.units["polda"], procedure_key="surat_contoh", code="masa_berlaku", value="P30D")
    set_parameter(unit=police.units["polres"], procedure_key="surat_contoh", code="masa_berlaku", value="P7D")
    assert [ask(police, unit) for unit in ("polda", "polres", "polsek")] == ["P30D", "P7D", "P7D"]


def test_null_and_false_are_values_too(police):
    set_parameter(unit=police.units["polres"], procedure_key="surat_contoh", code="masa_berlaku", value=False)
    assert ask(police, "polres") is False


def test_setting_again_replaces(police):
    for value in (1, 2):
        set_parameter(
            unit=police.units["polres"], procedure_key="surat_contoh", code="masa_berlaku", value=value
        )
    assert ask(police, "polres") == 2
