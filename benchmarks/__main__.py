"""`python -m benchmarks NAME [--json] [--write]`: run one benchmark, print its tables, put them into the docs."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from importlib import import_module

from .report import Report, write_into

#: Name to what it measures. The name is the module's, so that one benchmark's imports don't burden the next.
BENCHMARKS = {
    "feel": "expressions and decision tables, beside three other engines",
    "engine": "completions a second through the desk's services, against bare SQL and two other engines",
    "timers": "timers due in the same minute, with one worker and with two; how late one fires",
    "inbox": "inbox, queue, stuck cases and the lists of the API among a million open tasks",
    "growth": "a completion among many finished cases, turns, branches, boundary events",
}


def parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    names = parser.add_subparsers(dest="name", required=True)
    for name, summary in BENCHMARKS.items():
        own = names.add_parser(name, help=summary)
        own.add_argument("--json", action="store_true", help="print JSON instead of tables")
        own.add_argument("--write", action="store_true", help="put the tables into docs/performance.md")
        if name in arguments[:1]:
            import_module(f"benchmarks.{name}").add_arguments(own)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parsed(arguments)
    report: Report = import_module(f"benchmarks.{options.name}").run(options)
    if options.write:
        write_into("docs/performance.md", options.name, report)
    print(json.dumps(report.to_json(), indent=2) if options.json else report.to_markdown())
    return 0


if __name__ == "__main__":
    # Told to stop, it still drops its databases.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(sys.argv[1:]))
