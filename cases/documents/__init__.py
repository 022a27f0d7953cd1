"""Paper: templates of a package rendered to PDF, wording, and QR codes. Nothing here knows the database."""

from .qr import qr_svg
from .typst import DocumentFailed, Failure, render

__all__ = ["DocumentFailed", "Failure", "qr_svg", "render"]
