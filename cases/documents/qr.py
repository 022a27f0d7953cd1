"""QR codes as pictures that a template can place."""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 0


def qr_svg(text: str) -> bytes:
    """An SVG of the QR code of `text`, without quiet zone: the template keeps the white around it.

    Error correction M (15 %) survives a fold or a stamp and keeps the modules large enough for a cheap phone.
    Source: ISO/IEC 18004.
    """
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False, boost_error=False)
    code.save(out, kind="svg", border=QUIET_ZONE, xmldecl=False, svgclass=None, lineclass=None)
    return out.getvalue()
