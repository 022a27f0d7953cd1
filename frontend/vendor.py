"""Copies the browser files that pages load from node_modules into static/vendor, with checksums and licences.

    cd frontend && npm ci --ignore-scripts && python vendor.py     (no argument: copy; --check: only compare)

Running Alur needs neither Node nor this file: the copies are committed. They are the packages' own files,
byte for byte, but for one line: a pointer to a source map that is not copied is left out, because collecting
static files would look for it.
"""

import hashlib
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"
TARGET = HERE.parent / "cases" / "desk" / "static" / "vendor"
SVG = "http://www.w3.org/2000/svg"
SOURCE_MAP_POINTER = re.compile(rb"\s*/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$")


@dataclass(frozen=True)
class Vendored:
    """One npm package and the files of it that pages load.

    files: path in the package -> path below static/vendor/<folder>-<version>/.
    notice: copyright line for a package that ships no licence text of its own (its package.json says MIT).
    """

    package: str
    folder: str
    files: dict[str, str]
    notice: str = ""


VENDORED = (
    Vendored("htmx.org", "htmx", {"dist/htmx.min.js": "htmx.min.js"}),
    Vendored(
        "@alpinejs/csp",
        "alpinejs-csp",
        {"dist/cdn.min.js": "alpine.min.js"},
        notice="MIT License\n\nCopyright (c) Caleb Porzio and contributors\n\n",
    ),
    Vendored(
        "@tabler/core",
        "tabler",
        {"dist/css/tabler.min.css": "tabler.min.css"},
        notice="MIT License\n\nCopyright (c) 2018-2026 The Tabler Authors\n"
        "Copyright (c) 2018-2026 codecalm.net Paweł Kuna\n\n",
    ),
    Vendored(
        "bpmn-js",
        "bpmn-js",
        {
            "dist/bpmn-navigated-viewer.production.min.js": "bpmn-navigated-viewer.min.js",
            "dist/bpmn-modeler.production.min.js": "bpmn-modeler.min.js",
            "dist/assets/bpmn-js.css": "assets/bpmn-js.css",
            "dist/assets/diagram-js.css": "assets/diagram-js.css",
            "dist/assets/bpmn-font/css/bpmn.css": "assets/bpmn-font/css/bpmn.css",
            **{
                f"dist/assets/bpmn-font/font/bpmn.{kind}": f"assets/bpmn-font/font/bpmn.{kind}"
                for kind in ("eot", "svg", "ttf", "woff", "woff2")
            },
        },
    ),
    Vendored("zeebe-bpmn-moddle", "zeebe-bpmn-moddle", {"resources/zeebe.json": "zeebe.json"}),
    Vendored(
        "@fontsource-variable/inter",
        "inter",
        {"files/inter-latin-wght-normal.woff2": "inter-latin-wght-normal.woff2"},
    ),
)
ICONS = Vendored("@tabler/icons", "tabler-icons", {})


def version(package: str) -> str:
    return str(json.loads((MODULES / package / "package.json").read_text())["version"])


def licence_text(item: Vendored) -> str:
    if item.notice:
        return item.notice + (HERE / "licences" / "mit.txt").read_text()
    return (MODULES / item.package / "LICENSE").read_text()


def folder_of(item: Vendored, target: Path) -> Path:
    folder = target / f"{item.folder}-{version(item.package)}"
    folder.mkdir(parents=True)
    (folder / "LICENSE").write_text(licence_text(item))
    return folder


def copy_package(item: Vendored, target: Path) -> None:
    folder = folder_of(item, target)
    for source, destination in item.files.items():
        content = (MODULES / item.package / source).read_bytes()
        if destination.endswith((".css", ".js")):
            content = SOURCE_MAP_POINTER.sub(b"\n", content)
        (folder / destination).parent.mkdir(parents=True, exist_ok=True)
        (folder / destination).write_bytes(content)


def icon_names() -> list[str]:
    lines = (HERE / "icons.txt").read_text().splitlines()
    return sorted({line.strip() for line in lines if line.strip() and not line.startswith("#")})


def symbol(name: str) -> ElementTree.Element:
    """One icon as a <symbol>; the width of its stroke is left to the page's stylesheet."""
    icon = ElementTree.parse(MODULES / ICONS.package / "icons" / "outline" / f"{name}.svg").getroot()  # noqa: S314
    look = {
        key: icon.attrib[key] for key in ("viewBox", "fill", "stroke", "stroke-linecap", "stroke-linejoin")
    }
    element = ElementTree.Element(f"{{{SVG}}}symbol", {"id": name, **look})
    element.extend(child for child in icon if child.get("d") != "M0 0h24v24H0z")
    return element


def draw_sprite(target: Path) -> None:
    sprite = ElementTree.Element(f"{{{SVG}}}svg")
    sprite.extend(symbol(name) for name in icon_names())
    for element in sprite.iter():
        element.text = element.tail = None
    ElementTree.register_namespace("", SVG)
    ElementTree.ElementTree(sprite).write(folder_of(ICONS, target) / "sprite.svg", encoding="utf-8")


def checksums(target: Path) -> Iterator[str]:
    """Lines as `sha256sum --check` reads them, by path."""
    for path in sorted(path for path in target.rglob("*") if path.is_file() and path.name != "SHA256SUMS"):
        yield f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(target).as_posix()}"


def build(target: Path) -> None:
    for item in VENDORED:
        copy_package(item, target)
    draw_sprite(target)
    (target / "SHA256SUMS").write_text("".join(f"{line}\n" for line in checksums(target)))


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "vendor"
        build(fresh)
        if arguments == ["--check"]:
            same = (fresh / "SHA256SUMS").read_text() == (TARGET / "SHA256SUMS").read_text()
            print(
                "The vendored files match node_modules."
                if same
                else "The vendored files differ: run vendor.py."
            )
            return 0 if same else 1
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(fresh, TARGET)
    print(f"Wrote {len((TARGET / 'SHA256SUMS').read_text().splitlines())} files below {TARGET}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
