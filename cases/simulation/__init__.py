"""Scenarios run through the desk's own services, on their own clock, and leave nothing behind."""

from .report import ScenarioResult
from .runner import run_scenarios

__all__ = ["ScenarioResult", "run_scenarios"]
