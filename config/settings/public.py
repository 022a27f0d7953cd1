"""What the outside is told about this installation."""

from .environment import env

#: The address that QR codes on paper lead to, without a slash at the end.
PUBLIC_URL = env.str("ALUR_PUBLIC_URL", "http://localhost:8000")
