"""Every finding speaks both languages; no rule shares a code with another."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from string import Formatter

import pytest
import yaml

import workflows.bpmn
from workflows.bpmn import BpmnError, check, read
from workflows.findings import render

from .constraints import ALL
from .hostile import REFUSED

PACKAGE = Path(workflows.bpmn.__file__).parent
CODE = re.compile(r'"(BPMN-\d{3})"')
TEXTS = {
    lang: yaml.safe_load((PACKAGE / f"messages.{lang}.yaml").read_text("utf-8")) for lang in ("id", "en")
}


def _emitting_files() -> dict[str, set[str]]:
    files: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name == "checking.py":
            text = path.read_text("utf-8").replace("_BROKEN_GRAPH = frozenset", "").split("_BROKEN_GRAPH")[0]
            text = re.sub(r"\(\{.*\}\)", "", text)
        else:
            text = path.read_text("utf-8")
        for code in CODE.findall(text):
            files[code].add(path.name)
    return files


def test_both_languages_know_the_same_codes():
    assert TEXTS["id"].keys() == TEXTS["en"].keys()


def test_every_code_has_a_text_and_every_text_a_code():
    assert _emitting_files().keys() | {"BPMN-008"} == TEXTS["id"].keys()


def test_codes_belong_to_one_rule_each():
    in_rules: dict[str, list[str]] = defaultdict(list)
    for path in (PACKAGE / "rules").glob("*.py"):
        for code in set(CODE.findall(path.read_text("utf-8"))):
            in_rules[code].append(path.name)
    assert {code: names for code, names in in_rules.items() if len(names) > 1} == {}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_placeholders_are_the_facts_of_the_findings(lang):
    seen = set()
    for fault in ALL:
        for finding in check(read(fault.bad), fault.vocabulary):
            seen.add(finding.code)
            text = render(finding, lang)
            assert text.message
            assert text.hint
            _assert_known(lang, finding.code, finding.params)
    assert seen >= {fault.code for fault in ALL}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_refusals_speak_too(lang):
    for xml in REFUSED.values():
        with pytest.raises(BpmnError) as refusal:
            read(xml)
        finding = refusal.value.as_finding()
        assert render(finding, lang).message
        _assert_known(lang, finding.code, finding.params)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_text_has_message_and_hint(lang):
    for code, entry in TEXTS[lang].items():
        assert set(entry) == {"message", "hint"}, code
        assert entry["message"].endswith((".", "}")), code


def _assert_known(lang, code, params):
    for text in TEXTS[lang][code].values():
        wanted = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert wanted <= set(params), code
