"""Fixture files to rows: read all of them, say everything that is wrong, or write everything in one transaction."""

from .reader import read
from .writer import load

__all__ = ["load", "read"]
