"""The desk that the citizens' pages stand before."""

from tests.integration.cases.conftest import desk, sound_desk

__all__ = ["desk", "sound_desk"]
