"""The shipped package, read once, and what its tests share."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from forms_config.schema import Cleaned, Environment, clean
from workflows import feel
from workflows.packages import Package, read

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Makassar"))
PARAMETERS = {
    "masa_berlaku": "P14D",
    "batas_kelengkapan": "P14D",
    "barang_lainnya": False,
    "surat_kuasa_jika": "selalu",
}


@cache
def sktlk() -> Package:
    return read(ROOT / "fixtures/procedures/sktlk")


@cache
def ternak() -> Package:
    return read(ROOT / "tests/packages/ternak")


def requirements() -> dict[str, Any]:
    """The domain book's list, which stands beside the repository."""
    file = ROOT.parent / "shared/domain/sktlk_requirements.yaml"
    if not file.exists():
        pytest.skip("the domain book is not here")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def decide(decision: str, inputs: dict[str, Any]) -> Any:
    model = sktlk().decision_model(decision)
    return feel.to_json(model.evaluate(decision, feel.from_json(inputs)))


def documents_for(jenis: str | None, **more: Any) -> list[dict[str, Any]]:
    return decide("syarat", {"jenis_barang": jenis, "param": PARAMETERS, **more})


def cleaned(
    form: str, answers: dict[str, Any], *, case: dict[str, Any] | None = None, **param: Any
) -> Cleaned:
    """`case` is what the case knows already; `param` what the unit has set."""
    context = {"param": {**PARAMETERS, **param}, **(case or {})}
    with feel.use_clock(lambda: NOW):
        return clean(sktlk().form(form), answers, env=Environment(context=context, decide=decide, now=NOW))
