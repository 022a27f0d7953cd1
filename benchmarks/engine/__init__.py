"""Completions a second: bare SQL, viewflow as it comes, SpiffWorkflow with a JSON row, and ours, in one run.

All on one PostgreSQL server with full durability, in turns (each contender after the other, several rounds), so that
what else the machine does hits all of them alike. Opening cases, finding tasks and claiming them is not counted.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.database import installation
from benchmarks.report import Report, Table, percentile

from .contender import CONTENDERS, TITLES
from .process import ELEMENTS
from .team import Team


@dataclass
class Figures:
    """What was measured of one contender. Spans are seconds."""

    seconds: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    spans: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    apart: list[float] = field(default_factory=list)
    losers: list[float] = field(default_factory=list)
    statements: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    packed: int = 0
    lying: int = 0

    def rate(self, clients: int) -> float:
        """Completions a second."""
        return len(self.spans[clients]) / self.seconds[clients]

    def p(self, share: float, clients: int) -> float:
        return percentile(self.spans[clients], share)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=30, help="cases of each client in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pairs", type=int, default=40, help="cases in which two people complete at once")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--only", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))


def run(options: argparse.Namespace) -> Report:
    figures = {name: Figures() for name in options.only}
    with ExitStack() as stack:
        teams = _teams(options, stack)
        empty = {team.name: team.one("size", packed=True) for team in teams}
        for team in teams:
            _count(team, figures[team.name])
        for _ in range(options.rounds):
            for clients in options.clients:
                for team in teams:
                    _round(team, figures[team.name], clients, options.cases)
        for team in teams:
            _race(team, figures[team.name], options.pairs)
        for team in teams:
            _weigh(team, figures[team.name], empty[team.name])
    return _report(options, figures)


def _teams(options: argparse.Namespace, stack: ExitStack) -> list[Team]:
    """Clients, two at least for the races. viewflow's tables are in a database of its own: its app is ours, too."""
    shared = stack.enter_context(installation())
    apart = stack.enter_context(installation(tables=False)) if "viewflow" in options.only else shared
    teams = []
    for name in options.only:
        teams.append(Team(name, max(2, *options.clients), apart if name == "viewflow" else shared))
        stack.callback(teams[-1].stop)
        teams[-1].one("prepare")
    return teams


def _count(team: Team, figures: Figures) -> None:
    """Statements of each step, on a second case: by then everything is prepared and in the process."""
    for _ in range(2):
        figures.statements.clear()
        opened = team.open(1, 1)
        for element in ELEMENTS:
            task = team.one("find", cases=opened[0], element=element)
            for step, n in team.one("statements", tasks=task).items():
                figures.statements[step].append(n)


def _round(team: Team, figures: Figures, clients: int, cases: int) -> None:
    opened = team.open(clients, cases)
    for element in ELEMENTS:
        tasks = team.ask([{"do": "find", "cases": own, "element": element} for own in opened])
        claims = team.ask([{"do": "claim", "tasks": own} for own in tasks])
        figures.claims[clients] += [span for answer in claims for span in answer["spans"]]
        answers = team.complete(tasks)
        figures.seconds[clients] += _wall(answers)
        figures.spans[clients] += [span for answer in answers for span in answer["spans"]]


def _wall(answers: list[dict[str, Any]]) -> float:
    return max(answer["end"] for answer in answers) - min(answer["begin"] for answer in answers)


def _race(team: Team, figures: Figures, pairs: int) -> None:
    """Two completions at the same moment: in two cases, then in one."""
    for same in (False, True):
        cases = team.at_the_split(pairs)
        first, second = (team.claimed([cases], element)[0] for element in ELEMENTS[2:])
        if not same:
            second = [*second[1:], second[0]]
        for one, other in zip(first, second, strict=True):
            spans = [answer["spans"][0] for answer in team.complete_together(one, other)]
            if same:
                figures.losers.append(max(spans))
            else:
                figures.apart += spans


def _weigh(team: Team, figures: Figures, empty: int) -> None:
    finished = team.one("finished")
    if finished != team.opened:
        raise SystemExit(f"{team.name}: {team.opened} cases were opened and {finished} are finished")
    figures.lying = (team.one("size", packed=False) - empty) // finished
    figures.packed = (team.one("size", packed=True) - empty) // finished


def _report(options: argparse.Namespace, figures: dict[str, Figures]) -> Report:
    limit = figures.get("limit")
    most = max(options.clients)
    speed = [
        _speed_row(TITLES[name], own, limit, clients)
        for clients in options.clients
        for name, own in figures.items()
    ]
    cost = [_cost_row(TITLES[name], own) for name, own in figures.items()]
    facts: dict[str, Any] = {}
    if limit is not None and "alur" in figures:
        ours = figures["alur"]
        facts = {
            f"share of the limit, {most} clients": ours.rate(most) / limit.rate(most),
            f"complete p95 as a multiple of the limit's, {most} clients": ours.p(0.95, most)
            / limit.p(0.95, most),
            "loser p95 as a multiple of uncontended": percentile(ours.losers, 0.95)
            / percentile(ours.apart, 0.95),
        }
    command = f"python -m benchmarks engine --cases {options.cases} --rounds {options.rounds} --pairs {options.pairs}"
    return Report(command, [_speed_table(speed), _cost_table(cost)], facts)


def _speed_table(rows: list[list[Any]]) -> Table:
    columns = ["engine", "clients", "completions/s", "of the limit", "p50 ms", "p95 ms", "claim p95 ms"]
    return Table("Completing a task", columns, rows)


def _cost_table(rows: list[list[Any]]) -> Table:
    columns = [
        "engine",
        "two in one case: loser p95 ms",
        "in two cases: p95 ms",
        "statements/claim",
        "statements/completion (most)",
        "bytes/finished case",
        "as it lies",
    ]
    return Table("Conflicts, statements, space", columns, rows)


def _speed_row(title: str, own: Figures, limit: Figures | None, clients: int) -> list[Any]:
    share = f"{own.rate(clients) / limit.rate(clients):.0%}" if limit else None
    claim = percentile(own.claims[clients], 0.95) * 1000
    return [
        title,
        clients,
        own.rate(clients),
        share,
        own.p(0.5, clients) * 1000,
        own.p(0.95, clients) * 1000,
        claim,
    ]


def _cost_row(title: str, own: Figures) -> list[Any]:
    completions = own.statements["complete"]
    return [
        title,
        percentile(own.losers, 0.95) * 1000,
        percentile(own.apart, 0.95) * 1000,
        max(own.statements["claim"]),
        f"{sum(completions) / len(completions):.1f} ({max(completions)})",
        own.packed,
        own.lying,
    ]
