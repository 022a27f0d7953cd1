"""The pages in English: nothing untranslated, nothing stale, no Indonesian word left in the navigation."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation.template import templatize

from cases.desk.rows import span
from tests.harness.processes import ROOT
from tests.integration.cases.desk_of_test import make_desk

APPS = ("cases", "studio", "portal", "forms_config", "api")
#: With the models, whose texts are English and have an Indonesian catalogue.
CATALOGUES = sorted(
    path
    for app in (*APPS, "organization", "workflows")
    for path in (ROOT / app).glob("locale/*/LC_MESSAGES/django.po")
)
MARKERS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
IN_TEMPLATE = re.compile(r"""\b(?:_|n?gettext)\(u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
PLACE = re.compile(r"%\((\w+)\)s")

Messages = dict[str, list[str]]


def source(path: Path) -> Messages:
    """Message to its translations, one per plural form; the header is left out."""
    found: Messages = {}
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        texts: Messages = {}
        for line in block.splitlines():
            if line.startswith("msg"):
                name, text = line.split(" ", 1)
                texts.setdefault(name.partition("[")[0], []).append(ast.literal_eval(text))
        if texts:
            found[texts["msgid"][0]] = texts["msgstr"]
    return found


def compiled(path: Path) -> Messages:
    with path.with_suffix(".mo").open("rb") as stream:
        catalogue = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    found: Messages = {}
    for key, text in catalogue.items():
        found.setdefault(key if isinstance(key, str) else key[0], []).append(text)
    found.pop("")
    return found


def in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKERS:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def in_template(path: Path) -> Iterator[str]:
    for found in IN_TEMPLATE.finditer(templatize(path.read_text(encoding="utf-8"))):
        yield ast.literal_eval(found[1]).replace("%%", "%")


def marked(app: str) -> set[str]:
    folder = ROOT / app
    python = (text for path in folder.rglob("*.py") for text in in_python(path))
    templates = (text for path in folder.rglob("templates/**/*.html") for text in in_template(path))
    return {*python, *templates}


def english(app: str) -> Path:
    return ROOT / app / "locale/en/LC_MESSAGES/django.po"


@pytest.mark.parametrize("app", APPS)
def test_every_text_of_the_pages_has_an_english_one(app: str) -> None:
    texts = marked(app)
    assert texts, "the search for texts finds none"
    translated = {text for text, forms in source(english(app)).items() if all(forms)}
    assert texts - translated == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT).parent.parent))
def test_the_compiled_catalogue_is_the_written_one(path: Path) -> None:
    assert compiled(path) == source(path)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(ROOT).parent.parent))
def test_a_translation_keeps_the_places_for_values(path: Path) -> None:
    for text, forms in source(path).items():
        for form in forms:
            assert set(PLACE.findall(form)) == set(PLACE.findall(text)), text


@pytest.mark.parametrize("language", ["en", "id"])
def test_one_text_has_one_translation_in_all_parts(language: str) -> None:
    """Django reads all catalogues into one: two translations of a text would depend on the order of the apps."""
    seen: Messages = {}
    paths = [path for path in CATALOGUES if path.parent.parent.name == language]
    assert len(paths) > 1
    for path in paths:
        for text, forms in source(path).items():
            assert seen.setdefault(text, forms) == forms, text


def navigation_words(page: str) -> set[str]:
    shown = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<(script|style).*?</\1>", " ", page))
    return set(re.findall(r"\b(?:Tugas|Loket|Perkara)\b", shown))


@pytest.fixture
def plain(settings: Any, db: None) -> None:
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


def test_the_sign_in_page_in_english(client: Client, plain: None) -> None:
    page = client.get(reverse("account_login"), headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert navigation_words(page) == set()


@pytest.mark.parametrize("name", ["inbox", "counter", "cases", "notices"])
def test_the_desk_in_english(plain: None, tmp_path: Path, name: str) -> None:
    client = Client()
    client.force_login(make_desk(tmp_path).banit1)
    address = reverse(f"desk:{name}")
    page = client.get(address, headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="en"' in page
    assert navigation_words(page) == set()
    assert navigation_words(client.get(address).content.decode()) == {"Tugas", "Loket", "Perkara"}


@pytest.mark.parametrize(("days", "english"), [(1, "1 day"), (2, "2 days")])
def test_days_are_counted_as_the_language_counts(days: int, english: str) -> None:
    with translation.override("en"):
        assert span(timedelta(days=days)) == english
    with translation.override("id"):
        assert span(timedelta(days=days)) == f"{days} hari"
