"""Messages to people: what events set off, in both languages, and the ways out of the house."""

from .gateways import Envelope, GatewayFailed, is_open
from .gateways import send as hand_over
from .sending import LANGUAGES, OUTSIDE, Body, Occasion, alert, read, send
from .wording import address_of, masked, subject_for, text_for

__all__ = [
    "LANGUAGES",
    "OUTSIDE",
    "Body",
    "Envelope",
    "GatewayFailed",
    "Occasion",
    "address_of",
    "alert",
    "hand_over",
    "is_open",
    "masked",
    "read",
    "send",
    "subject_for",
    "text_for",
]
