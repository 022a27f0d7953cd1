"""The text of a PDF, as poppler reads it; tests that need it are skipped where poppler is not installed."""

import shutil
import subprocess

import pytest


def text_of(pdf: bytes) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def pages_of(pdf: bytes) -> int:
    return text_of(pdf).count("\f")
