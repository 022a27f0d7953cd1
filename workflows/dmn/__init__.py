"""Decision models: DMN 1.1 to 1.5, read, checked and evaluated. Pure Python on `workflows.feel`.

model = load(xml)
model.evaluate("Eligibility", {"age": 17})       # a value
model.decide("Eligibility", {"age": 17})         # value, the rules that matched, the reasons for nulls
check(model)                                     # findings for the author
"""

from workflows.dmn.analysis import TableAnalysis, analyse
from workflows.dmn.checks import check
from workflows.dmn.elements import DecisionTable
from workflows.dmn.errors import DmnError
from workflows.dmn.loading import load, load_with
from workflows.dmn.model import Decision, Model, RequiredInput
from workflows.dmn.outcome import DecisionOutcome, Reason, RuleMatch
from workflows.dmn.reports import TableReport, table_reports

__all__ = [
    "Decision",
    "DecisionOutcome",
    "DecisionTable",
    "DmnError",
    "Model",
    "Reason",
    "RequiredInput",
    "RuleMatch",
    "TableAnalysis",
    "TableReport",
    "analyse",
    "check",
    "load",
    "load_with",
    "table_reports",
]
