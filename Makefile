# Alur: two commands. `make run` starts it, `make test` proves it; both set everything up first.
SHELL := /bin/sh
PYTHON := .venv/bin/python

.PHONY: help setup run test races kill-test fuzz-feel feelin bench-feel lint format types contracts model-test lock vendor bench clean-demo

help:
	@echo "make setup      virtual environment, locked packages, keys"
	@echo "make run        set up, migrate, load fixtures and demo cases, start web server and worker"
	@echo "make test       set up, lint, types, import contracts, every test on SQLite and PostgreSQL"
	@echo "make feelin     another FEEL engine for tests and benchmarks (needs Node)"
	@echo "make bench-feel FEEL beside other engines, figures into docs/performance.md"
	@echo "make fuzz-feel  100,000 random expressions: no crash, no escape, none over its budget"
	@echo "make model-test 20,000 random cases beside the reference interpreter"
	@echo "make races      200 rounds of every race on PostgreSQL, figures into docs/reliability.md"
	@echo "make kill-test  500 kills over 2,000 cases, every commit boundary, ten restarts of the database, likewise"
	@echo "make lint       lint, types and import contracts only"
	@echo "make format     let ruff format the code"
	@echo "make lock       resolve requirements/*.in anew, with hashes"
	@echo "make vendor     copy the browser libraries anew (needs Node)"
	@echo "make bench      measure the engine beside bare SQL and two peers (PostgreSQL), into docs/performance.md"
	@echo "make clean-demo throw away the local SQLite database and its files"

setup:
	@scripts/setup.sh base dev

run:
	@scripts/setup.sh base
	@exec $(PYTHON) scripts/run.py

test:
	@scripts/setup.sh base dev
	@exec scripts/test.sh

fuzz-feel:
	@scripts/setup.sh base dev
	@$(PYTHON) -m tests.unit.feel.fuzz --count 100000

model-test:
	@scripts/setup.sh base dev
	@ALUR_MODEL_RUNS=$${ALUR_MODEL_RUNS:-10000} $(PYTHON) -m pytest -n 0 tests/unit/model_based

feelin:
	@cd tests/feelin && npm ci --ignore-scripts

bench-feel:
	@scripts/setup.sh base dev bench
	@exec $(PYTHON) -m benchmarks feel --write

races: setup
	@ALUR_RACE_ROUNDS=200 ALUR_RACE_PROCESSES=4 scripts/reliability.sh races "make races" tests/integration/cases/test_races.py

kill-test: setup
	@ALUR_KILLS=500 ALUR_KILL_CASES=2004 ALUR_KILL_SECONDS=900 ALUR_KILL_ROUNDS=5 ALUR_RESTARTS=10 \
		scripts/reliability.sh kills "make kill-test" tests/robustness/test_kill.py tests/robustness/test_restart.py

lint: setup
	@scripts/lint.sh

format: setup
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

types: setup
	@.venv/bin/mypy

contracts: setup
	@.venv/bin/lint-imports

lock: setup
	@scripts/lock.sh

vendor:
	@cd frontend && npm ci --ignore-scripts && python3 vendor.py

bench:
	@scripts/setup.sh base dev bench
	@exec $(PYTHON) -m benchmarks engine --write

clean-demo:
	@scripts/clean_demo.sh
