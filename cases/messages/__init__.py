"""Messages to the parties of a case: written down sealed, in the transaction of what they tell about."""

from .sending import send

__all__ = ["send"]
