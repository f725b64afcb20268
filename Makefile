# Everything a contributor runs. Needs GNU make and a Python from 3.11 to 3.13; the rest is installed into .venv.

SHELL := /bin/sh
VENV := .venv
INSTALLED := $(VENV)/.installed
BIN := $(VENV)/bin
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test slow bench clean
.NOTPARALLEL:

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' Makefile

demo: $(INSTALLED) ## five companies from two files to a board of proofs, on a PostgreSQL of its own
	@$(BIN)/troth demo

test: export TROTH_EXAMPLES ?= 40
test: $(INSTALLED) ## style, types, layers and all quick tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m 'not slow'

slow: export TROTH_EXAMPLES ?= 60
slow: $(INSTALLED) ## the tests that take longer
	$(BIN)/pytest -n $(WORKERS) --dist worksteal -m slow

bench: $(INSTALLED) ## what windows and compliance cost, next to the bare tables
	$(BIN)/python -m bench

clean: ## remove what was made here: the installation, caches and the embedded databases
	rm -rf $(VENV) .troth build dist .hypothesis .import_linter_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# A candidate counts only if it runs: a version manager may leave names behind that do not.
$(INSTALLED): pyproject.toml
	@set -e; \
	for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
	  then python=$$candidate; break; fi; \
	done; \
	if [ -z "$${python:-}" ]; then \
	  echo "Troth needs Python 3.11, 3.12 or 3.13: install one, or name it: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	echo "Installing into $(VENV) with $$($$python --version), once ..."; \
	$$python -m venv --clear $(VENV) || { \
	  echo "$$python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'; \
	touch $@
