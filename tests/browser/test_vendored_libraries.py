"""The vendored libraries work in Debian's Chromium, from their files alone: no address is asked."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "cases" / "desk" / "static" / "vendor"
DIAGRAMS = sorted((ROOT / "fixtures" / "procedures").glob("*/*.bpmn"))


def vendored(pattern: str) -> Path:
    (path,) = VENDOR.glob(pattern)
    return path


@pytest.fixture
def offline_page(new_context):
    page = new_context(offline=True).new_page()
    page.set_content('<html lang="id"><body><div id="canvas"></div></body></html>')
    page.locator("#canvas").evaluate("element => { element.style.height = '400px' }")
    return page


def test_there_is_a_diagram_to_draw():
    assert DIAGRAMS


@pytest.mark.parametrize("diagram", DIAGRAMS, ids=lambda path: path.stem)
def test_the_viewer_draws_a_procedure_and_keeps_its_watermark(offline_page, diagram):
    """The licence of bpmn-js asks that the watermark stays fully visible."""
    offline_page.add_style_tag(path=vendored("bpmn-js-*/assets/diagram-js.css"))
    offline_page.add_script_tag(path=vendored("bpmn-js-*/bpmn-navigated-viewer.min.js"))
    shapes = offline_page.evaluate(
        """async xml => {
            const viewer = new BpmnJS({ container: '#canvas' });
            await viewer.importXML(xml);
            viewer.get('canvas').zoom('fit-viewport');
            return viewer.get('elementRegistry').filter(element => element.type === 'bpmn:UserTask').length;
        }""",
        diagram.read_text(),
    )
    assert shapes > 0
    watermark = offline_page.locator("a.bjs-powered-by")
    assert watermark.is_visible()
    box, canvas = watermark.bounding_box(), offline_page.locator("#canvas").bounding_box()
    assert canvas["x"] <= box["x"]
    assert box["x"] + box["width"] <= canvas["x"] + canvas["width"]


def test_htmx_and_alpine_start(offline_page):
    offline_page.add_script_tag(path=vendored("htmx-*/htmx.min.js"))
    offline_page.add_script_tag(path=vendored("alpinejs-csp-*/alpine.min.js"))
    assert offline_page.evaluate("htmx.version").startswith("2.0.")
    offline_page.wait_for_function("window.Alpine && window.Alpine.version")


def test_the_sprite_has_every_listed_icon(offline_page):
    names = [
        line for line in (ROOT / "frontend" / "icons.txt").read_text().split("\n") if line and line[0] != "#"
    ]
    offline_page.set_content(vendored("tabler-icons-*/sprite.svg").read_text())
    present = offline_page.locator("symbol").evaluate_all("symbols => symbols.map(symbol => symbol.id)")
    assert sorted(names) == sorted(present)
