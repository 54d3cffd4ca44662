# Everything is a command of the program; this file only gives the common ones short names.
# Settings come from the environment (docs/settings.md):  PORT=9000 make run

PYTHON ?= python3
PY := .venv/bin/python
BOOTSTRAP := $(PYTHON) engine/setup/bootstrap.py
# One process of tests more than there are cores: a tenth of the time some of them wait for a browser or a server.
WORKERS ?= $(shell $(PYTHON) -c "import os; print((os.cpu_count() or 1) + 1)")
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format bench faults clean

help: ## Show these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## Install what the program needs (.venv and node_modules)
	@$(BOOTSTRAP)

setup-dev:
	@$(BOOTSTRAP) --dev --browser

run: setup ## Start the shop with its demo store; Ctrl-C ends every process
	@exec $(PY) -m flask --app app processes run $(ARGS)

test: setup-dev ## Run the whole test suite (ARGS="-k cart" narrows it)
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: setup-dev ## Lint, format, types, import rule and house rules
	@$(PY) tests/support/check.py

format: setup-dev ## Put the source into the house format
	@$(PY) -m ruff check --fix-only --quiet . ; $(PY) -m ruff format .

bench: setup-dev ## Measure: pages, import, checkout (ARGS="pages" narrows it)
	@$(PY) tests/bench/run.py $(ARGS)

faults: setup-dev ## Break things on purpose and print what survived
	@FRAGMENT_EDITS=200 FRAGMENT_INTERLEAVINGS=$${FRAGMENT_INTERLEAVINGS:-10000} $(PY) -m pytest -n 0 -m fault $(ARGS)

clean: ## Remove what was installed (the shop's data in instance/ stays)
	rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache
