"""What must be true of every database, whatever was killed on the way (design: engine, I1 to I10)."""

from .rules import RULES, Violation, violations

__all__ = ["RULES", "Violation", "violations"]
