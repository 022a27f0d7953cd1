"""The machine and the reference interpreter tell the same story of random cases."""

from __future__ import annotations

from hypothesis import given

from tests.model_based.comparison import compare
from tests.model_based.diagrams import ALL, structured, unstructured
from tests.model_based.histories import histories, variables
from tests.model_based.profiles import model_settings


@model_settings(runs=250)
@given(structured(ALL), histories(), variables())
def test_structured_diagrams(draft, history, data):
    compare(draft.xml(), history, data)


@model_settings(runs=250)
@given(unstructured(ALL), histories(), variables())
def test_unstructured_diagrams(draft, history, data):
    compare(draft.xml(), history, data)
