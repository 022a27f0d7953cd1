"""From a requirement to the element that meets it and the test that would miss it (docs/requirements.yaml).

An element of a package is written KEY/FILE#NAME, its test KEY/scenarios/FILE.yaml; an element of the platform is a file
of the product, its test FILE::FUNCTION. A software requirement counts when it names both and both are there; whether
the test really misses the element is tried on a copy of the package that lacks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from workflows.bpmn import BpmnError
from workflows.packages import Package, PackageError, read
from workflows.packages.deleting import without

from .runner import run_scenarios
from .surroundings import surroundings_of

PROCEDURES = "fixtures/procedures"
SOURCE, PAGE = "docs/requirements.yaml", "docs/requirements.md"
#: What a broken package may raise before its scenario begins: the test fails, as it should.
_BROKEN = (PackageError, BpmnError, KeyError, ValueError)


@dataclass(frozen=True, slots=True)
class Proof:
    """One element and the test that fails without it."""

    element: str
    test: str

    @property
    def of_package(self) -> bool:
        return "/scenarios/" in self.test and self.test.endswith(".yaml")


@dataclass(frozen=True, slots=True)
class Requirement:
    """`tag`: SW software, CFG configuration, ORG organisation. A software one without a proof says what is open."""

    id: str
    tag: str
    title: str
    proofs: tuple[Proof, ...] = ()
    note: str = ""

    @property
    def counts(self) -> bool:
        return bool(self.proofs)


@dataclass(frozen=True, slots=True)
class Attempt:
    """An element was taken out of a copy of its package, and its scenario run: `missed` when it failed then."""

    requirement: str
    proof: Proof
    missed: bool


def requirements(root: Path) -> list[Requirement]:
    rows = yaml.safe_load((root / SOURCE).read_text(encoding="utf-8"))["requirements"]
    return [_requirement(row) for row in rows]


def faults_of(found: Sequence[Requirement], root: Path) -> Iterator[str]:
    """Requirements left out, and elements and tests that aren't there."""
    named = {requirement.id for requirement in found}
    yield from (f"{id} is missing" for id in _all_ids() if id not in named)
    for requirement in found:
        if requirement.tag == "SW" and not requirement.counts and not requirement.note:
            yield f"{requirement.id} has neither an element nor a note on what is open"
        for proof in requirement.proofs:
            yield from (f"{requirement.id}: {fault}" for fault in _proof_faults(proof, root))


def try_deletions(found: Sequence[Requirement], root: Path, *, count: int) -> Iterator[Attempt]:
    """Take out one element after another, of as many procedures as there are, and run the test that names it."""
    for requirement, proof in _spread(found)[:count]:
        yield Attempt(requirement.id, proof, missed=_is_missed(proof, root))


def page(found: Sequence[Requirement]) -> str:
    """docs/requirements.md."""
    software = [requirement for requirement in found if requirement.tag == "SW"]
    met = sum(requirement.counts for requirement in software)
    lines = [
        "# Requirements\n",
        f"Which element meets which requirement, and which test would miss it. Made from `{SOURCE}` by"
        " `manage.py requirements --write`;",
        "a test compares the two. SW: software; CFG: configuration and content; ORG: organisation.\n",
        f"{met} of {len(software)} software requirements name an element and its test."
        " `manage.py requirements --try 10` deletes ten of the",
        "elements on copies of their packages, one after another, and runs the named scenario: it has to fail.\n",
        "| | | requirement | element | test |",
        "|---|---|---|---|---|",
        *(_line(requirement) for requirement in found),
    ]
    return "\n".join(lines) + "\n"


def _requirement(row: dict[str, Any]) -> Requirement:
    proofs = tuple(Proof(element, test) for element, test in row.get("by", ()))
    return Requirement(row["id"], row["tag"], row["title"], proofs, row.get("note", ""))


def _all_ids() -> list[str]:
    return [f"R-{number:03d}" for number in range(1, 100)]


def _proof_faults(proof: Proof, root: Path) -> Iterator[str]:
    if proof.of_package:
        package, scenario = _package(proof, root), proof.test.partition("/")[2]
        if scenario not in package.files:
            yield f"{proof.test} is not there"
        try:
            without(package, proof.element.partition("/")[2])
        except KeyError:
            yield f"{proof.element} is not there"
        return
    if not (root / proof.element).exists():
        yield f"{proof.element} is not there"
    file, _, function = proof.test.partition("::")
    path = root / file
    if not path.is_file() or f"def {function}(" not in path.read_text(encoding="utf-8"):
        yield f"{proof.test} is not there"


def _spread(found: Sequence[Requirement]) -> list[tuple[Requirement, Proof]]:
    """Proofs of packages, a first one of each procedure, then a second one of each, and so on."""
    seen: dict[str, int] = {}
    ranked = []
    for requirement in found:
        for proof in (proof for proof in requirement.proofs if proof.of_package):
            key = proof.element.partition("/")[0]
            seen[key] = seen.get(key, 0) + 1
            ranked.append((seen[key], requirement, proof))
    ranked.sort(key=lambda each: each[0])
    return [(requirement, proof) for _, requirement, proof in ranked]


def _is_missed(proof: Proof, root: Path) -> bool:
    package = _package(proof, root)
    file = proof.test.partition("/")[2]
    record = next(record for record in package.scenario_records if record.file == file)
    folder = root / PROCEDURES / package.key
    try:
        lacking = without(package, proof.element.partition("/")[2])
        (result,) = run_scenarios(lacking, [record.value], around=surroundings_of(folder, package))
    except _BROKEN:
        return True
    return not result.passed


def _package(proof: Proof, root: Path) -> Package:
    return read(root / PROCEDURES / proof.element.partition("/")[0])


def _line(requirement: Requirement) -> str:
    elements = "<br>".join(f"`{proof.element}`" for proof in requirement.proofs)
    tests = "<br>".join(f"`{proof.test}`" for proof in requirement.proofs)
    return f"| {requirement.id} | {requirement.tag} | {requirement.title} | {elements or requirement.note} | {tests} |"
