"""The rules of the house that no linter knows: sizes, names, data apart from code, pages without inline script."""

import ast
import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
APPS = ("api", "cases", "config", "forms_config", "organization", "portal", "studio", "workflows")
OWN_CODE = (*APPS, "frontend", "scripts", "tests", "benchmarks")
VENDOR = ROOT / "cases" / "desk" / "static" / "vendor"
LONGEST_FILE = 500


def files(folders: tuple[str, ...], pattern: str) -> list[Path]:
    found = (path for folder in folders for path in (ROOT / folder).rglob(pattern))
    return sorted(path for path in found if not {"node_modules", "__pycache__", "vendor"} & set(path.parts))


def place(path: Path, line: int = 0) -> str:
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def python_of_the_product() -> Iterator[Path]:
    return (path for path in files(APPS, "*.py") if "migrations" not in path.parts)


def test_a_file_has_one_subject():
    written = (path for path in files(OWN_CODE, "*.py") if "migrations" not in path.parts)
    long = [place(path) for path in written if len(path.read_text().splitlines()) > LONGEST_FILE]
    assert long == []


def test_no_module_is_a_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "misc", "common"}
    assert [place(path) for path in files(APPS, "*.py") if path.stem in drawers] == []


def broad_handlers(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            if any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in caught):
                yield node.lineno


#: The worker's edge: a machine step or a due timer may raise anything, and all of it has to reach a person as an
#: incident without holding up anybody else's case.
BOUNDARIES = {"cases/services/jobs.py": 1, "cases/services/timers.py": 1}


def test_an_except_says_what_it_expects():
    broad = {place(path): list(broad_handlers(syntax(path))) for path in python_of_the_product()}
    assert {path: len(lines) for path, lines in broad.items() if lines} == BOUNDARIES


def test_our_apps_send_each_other_no_signals():
    """What must happen is a service call or an outbox row; Django's own signals are not listened to either."""
    telling = re.compile(
        r"^\s*(from|import) django\.(dispatch|db\.models\.signals|core\.signals)\b", re.MULTILINE
    )
    assert [place(path) for path in python_of_the_product() if telling.search(path.read_text())] == []


PURE = (
    "workflows/packages",
    "workflows/bpmn",
    "workflows/dmn",
    "workflows/feel",
    "forms_config/schema",
)
PURE_FILES = ("workflows/findings.py", "workflows/addresses.py")
ALLOWED_IN_PURE = {"lxml", "yaml", "re2", "bpmn_io", "workflows", "forms_config"}


def imported_packages(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.partition(".")[0]


def test_the_pure_core_stands_on_five_packages():
    """The standard library, lxml, PyYAML, google-re2 and bpmn-io (import-linter watches Django and our own)."""
    foreign = [
        f"{place(path)} imports {name}"
        for path in [*files(PURE, "*.py"), *(ROOT / name for name in PURE_FILES)]
        for name in imported_packages(syntax(path))
        if name not in ALLOWED_IN_PURE | sys.stdlib_module_names
    ]
    assert foreign == []


def test_one_adapter_knows_bpmn_io():
    users = [place(p) for p in python_of_the_product() if "bpmn_io" in set(imported_packages(syntax(p)))]
    assert len(users) <= 1, users


def own_words(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names and strings of a file, docstrings aside, cut into the pieces a code could be."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and ast.get_docstring(node) is not None
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            for word in re.findall(r"[A-Za-z][A-Za-z0-9_-]+", node.value):
                yield word.lower(), node.lineno
        elif isinstance(node, ast.Name | ast.FunctionDef | ast.ClassDef):
            yield (node.id if isinstance(node, ast.Name) else node.name).lower(), node.lineno


def codes_of_the_data() -> set[str]:
    """Keys of procedures, codes of their documents and of the functions they belong to, as the fixtures name them."""
    codes: set[str] = set()
    for path in (ROOT / "fixtures" / "procedures").glob("*/procedure.yaml"):
        definition = yaml.safe_load(path.read_text())
        codes |= {str(definition["key"]), str(definition.get("function", ""))}
        codes |= {
            str(document["code"]) for document in definition.get("documents") or () if "code" in document
        }
    return {code.lower() for code in codes if len(code) > 2}


def test_codes_are_found_in_the_fixtures():
    if not list((ROOT / "fixtures" / "procedures").glob("*/procedure.yaml")):
        pytest.fail("no procedure in fixtures/procedures: the next test would prove nothing")
    assert codes_of_the_data()


def test_no_procedure_document_or_function_stands_in_code():
    codes = codes_of_the_data()
    named = [
        f"{place(path, line)} names {word}"
        for path in [*python_of_the_product(), *files(("frontend", "scripts"), "*.py")]
        for word, line in own_words(syntax(path))
        if word in codes or set(re.split(r"[_-]", word)) & codes
    ]
    assert named == []


INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']"
)


def test_pages_carry_no_inline_script_or_style():
    """The content security policy refuses them, so a page that has one is broken."""
    inline = [
        f"{place(path, number)}: {line.strip()[:80]}"
        for path in files(APPS, "*.html")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if INLINE.search(line)
    ]
    assert inline == []


@pytest.mark.parametrize(
    "line", ["<script>x()</script>", '<p style="top:0">', '<b onclick="x()">', "<style>"]
)
def test_inline_is_recognised(line):
    assert INLINE.search(line)


@pytest.mark.parametrize(
    "line", ['<script src="x.js" defer></script>', '<p x-on:click="open">', '<b data-on="1">']
)
def test_what_is_allowed_is_not_inline(line):
    assert not INLINE.search(line)


def test_vendored_files_are_what_they_were():
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    expected = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    present = {p.relative_to(VENDOR).as_posix(): p for p in VENDOR.rglob("*") if p.is_file()}
    present.pop("SHA256SUMS")
    assert present.keys() == expected.keys()
    changed = [n for n, p in present.items() if hashlib.sha256(p.read_bytes()).hexdigest() != expected[n]]
    assert changed == []


def test_every_vendored_package_brings_its_licence():
    folders = [folder for folder in VENDOR.iterdir() if folder.is_dir()]
    assert folders
    assert [folder.name for folder in folders if not (folder / "LICENSE").read_text().strip()] == []


def test_locked_requirements_carry_hashes_and_no_index():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        pins = re.findall(r"^[a-z0-9][\w.-]*(?:\[[\w,]+\])?==\S+ \\$", text, re.MULTILINE | re.IGNORECASE)
        assert pins, path
        assert "index-url" not in text, path
        assert "://" not in text, path
