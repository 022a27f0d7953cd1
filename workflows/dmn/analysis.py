"""What a decision table leaves open or says twice: gaps, overlaps, masked and unreachable rules.

The values of each input are cut into segments at the constants that its cells mention; within a segment no rule can
tell two values apart. Rules are sets of segments, so the questions become set algebra, answered with an example each.
Cells that aren't constant are taken to match anything when looking for gaps, and keep their rules out of the other
questions: what is reported is certain, what isn't certain is not reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from workflows.dmn.cells import constant
from workflows.dmn.elements import DecisionTable
from workflows.dmn.segments import Axis, axis

#: Comparisons of a rule with an area, a second of work at most.
MAX_STEPS = 1_000_000
MAX_REPORTED = 20
#: A table with more inputs than this is beyond what a person can judge, and isn't analysed.
MAX_INPUTS = 100

Box = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Inputs that no rule covers. `open_ended`: the example stands for values that the table never mentions."""

    example: Mapping[str, Any]
    open_ended: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules, numbered from 1, that match the same inputs. `agree` when their outputs are written alike."""

    rules: tuple[int, int]
    example: Mapping[str, Any]
    agree: bool


@dataclass(frozen=True, slots=True)
class Masked:
    """A rule that never decides, because the rules `by` always come before it."""

    rule: int
    by: tuple[int, ...]
    example: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unreachable:
    """A rule that no value of one input can satisfy."""

    rule: int
    input: str


@dataclass(frozen=True, slots=True)
class TableAnalysis:
    """`complete` is False when a bound was reached; `uncertain` are the rules with cells that aren't constant."""

    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    masked: tuple[Masked, ...]
    unreachable: tuple[Unreachable, ...]
    uncertain: tuple[int, ...]
    complete: bool


def analyse(table: DecisionTable, allowed: Sequence[str] = ()) -> TableAnalysis:
    """Analyse a table. `allowed` gives, for each input, the text of its allowed values ("" for any)."""
    if len(table.inputs) > MAX_INPUTS:
        return TableAnalysis((), (), (), (), (), complete=False)
    return _Analysis(table, allowed).run()


class _Analysis:
    def __init__(self, table: DecisionTable, allowed: Sequence[str]) -> None:
        self.table = table
        self.axes: list[Axis] = [
            axis(
                clause.title,
                [rule.inputs[number].text for rule in table.rules],
                (allowed[number] if number < len(allowed) else "")
                or (clause.allowed.text if clause.allowed else ""),
            )
            for number, clause in enumerate(table.inputs)
        ]
        self.boxes: list[Box] = [
            tuple(each.rules[number] for each in self.axes) for number in range(len(table.rules))
        ]
        self.everywhere: Box = tuple(each.all for each in self.axes)
        self.uncertain = {
            number
            for number in range(len(table.rules))
            if any(number in each.uncertain for each in self.axes)
        }
        self.steps = 0

    def run(self) -> TableAnalysis:
        gaps = tuple(self._gaps())
        overlaps = tuple(self._overlaps())
        masked = tuple(self._masked())
        return TableAnalysis(
            gaps=gaps,
            overlaps=overlaps,
            masked=masked,
            unreachable=tuple(self._unreachable()),
            uncertain=tuple(sorted(number + 1 for number in self.uncertain)),
            complete=self.steps <= MAX_STEPS and not self._cut_short(gaps, overlaps),
        )

    def _cut_short(self, gaps: Sequence[Gap], overlaps: Sequence[Overlap]) -> bool:
        """Lists foresee gaps and overlaps, so that their number says nothing; `first` and `priority` foresee overlaps."""
        policy = self.table.hit_policy
        return (policy in "UAFP" and len(gaps) >= MAX_REPORTED) or (
            policy in "UA" and len(overlaps) >= MAX_REPORTED
        )

    def _gaps(self) -> Iterator[Gap]:
        for box in islice(self._uncovered(self.everywhere, list(self.boxes), 0), MAX_REPORTED):
            yield Gap(self._example(box), open_ended=self._open_ended(box))

    def _uncovered(self, area: Box, boxes: list[Box], depth: int) -> Iterator[Box]:
        """The parts of `area` outside all `boxes`: cut along one axis, then look inside each part."""
        self.steps += len(boxes) + 1
        if self.steps > MAX_STEPS:
            return
        boxes = [box for box in boxes if _meet(box, area)]
        if not boxes:
            yield area
            return
        if any(_covers(box, area) for box in boxes):
            return
        if depth == len(area):
            return
        for part in _parts(area[depth], [box[depth] for box in boxes]):
            yield from self._uncovered((*area[:depth], part, *area[depth + 1 :]), boxes, depth + 1)

    def _overlaps(self) -> Iterator[Overlap]:
        pairs = (
            (first, second)
            for second, box in enumerate(self.boxes)
            if second not in self.uncertain
            for first in range(second)
            if first not in self.uncertain and _meet(self.boxes[first], box)
        )
        for first, second in islice(pairs, MAX_REPORTED):
            common = tuple(
                mine & yours for mine, yours in zip(self.boxes[first], self.boxes[second], strict=True)
            )
            yield Overlap((first + 1, second + 1), self._example(common), self._agree(first, second))

    def _agree(self, first: int, second: int) -> bool:
        rules = self.table.rules
        return [cell.text for cell in rules[first].outputs] == [cell.text for cell in rules[second].outputs]

    def _masked(self) -> Iterator[Masked]:
        for number, box in enumerate(self.boxes):
            if not all(box):
                continue
            before = [each for each in self._before(number) if each not in self.uncertain]
            hiding = [each for each in before if _meet(self.boxes[each], box)]
            if hiding and self.steps <= MAX_STEPS and self._hidden(box, hiding):
                yield Masked(number + 1, tuple(each + 1 for each in hiding), self._example(box))

    def _hidden(self, box: Box, hiding: Sequence[int]) -> bool:
        uncovered = next(self._uncovered(box, [self.boxes[each] for each in hiding], 0), None)
        return uncovered is None and self.steps <= MAX_STEPS

    def _before(self, rule: int) -> list[int]:
        """The rules whose result is taken rather than this one's, where several match."""
        if self.table.hit_policy == "F":
            return list(range(rule))
        if self.table.hit_policy == "P":
            ranks = self._priorities()
            return (
                [other for other, rank in enumerate(ranks) if (rank, other) < (ranks[rule], rule)]
                if ranks
                else []
            )
        return []

    def _priorities(self) -> list[tuple[int, ...]]:
        """Ranks by the listed output values; empty unless all of them are constants."""
        orders = [
            (number, [part.strip() for part in clause.allowed.text.split(",")])
            for number, clause in enumerate(self.table.outputs)
            if clause.allowed is not None
        ]
        ranks: list[tuple[int, ...]] = []
        for rule in self.table.rules:
            texts = [rule.outputs[number].text.strip() for number, _ in orders]
            if not all(constant(text)[0] for text in texts):
                return []
            ranks.append(tuple(_place(text, order) for text, (_, order) in zip(texts, orders, strict=True)))
        return ranks if orders else []

    def _unreachable(self) -> Iterator[Unreachable]:
        for number, box in enumerate(self.boxes):
            empty = next((each.title for each, part in zip(self.axes, box, strict=True) if not part), None)
            if empty is not None:
                yield Unreachable(number + 1, empty)

    def _example(self, box: Box) -> dict[str, Any]:
        return {each.title: each.example(part) for each, part in zip(self.axes, box, strict=True)}

    def _open_ended(self, box: Box) -> bool:
        return any(each.is_other(part) for each, part in zip(self.axes, box, strict=True))


def _place(text: str, order: Sequence[str]) -> int:
    return order.index(text) if text in order else len(order)


def _meet(left: Box, right: Box) -> bool:
    return all(mine & yours for mine, yours in zip(left, right, strict=True))


def _covers(outer: Box, inner: Box) -> bool:
    return all(part & ~cover == 0 for cover, part in zip(outer, inner, strict=True))


def _parts(area: int, cuts: Sequence[int]) -> list[int]:
    """`area` divided so that each part lies wholly inside or wholly outside each cut."""
    parts = [area]
    for cut in set(cuts):
        parts = [piece for part in parts for piece in (part & cut, part & ~cut) if piece]
    return parts
