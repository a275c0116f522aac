# vekha: `make help` lists what can be made. Only Python >= 3.11, git and make are needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
# Trust what the machine trusts: networks of departments have roots of their own.
export UV_SYSTEM_CERTS := true
# Every command is a process of its own: compiled once, it starts in half the time.
unexport PYTHONDONTWRITEBYTECODE
STAMP := $(VENV)/.synced
# Hundreds of small databases: a slow disk costs a third of the suite's time, so they lie in memory where 6 GB fit.
IN_MEMORY := $(shell [ "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt 6000000 ] 2>/dev/null \
  && echo TMPDIR=/dev/shm)

.PHONY: help setup demo test test-all check bench lock

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## make .venv from the hash-locked requirements; .venv/bin/vekha is the program

$(STAMP): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Нужен Python 3.11 или новее: make setup PYTHON=/путь/к/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "В этом Python нет ensurepip. На Debian: apt-get install python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python --require-hashes requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $(STAMP)

demo: $(STAMP)  ## a year of an invented municipality, from the order to the report, in virtual time
	@$(BIN)/vekha demo

test: $(STAMP)  ## the suite; skips with a reason what needs system packages
	@$(IN_MEMORY) $(BIN)/pytest -q -n 2 -m "not system"

test-all: $(STAMP)  ## the suite with everything that needs system packages or takes long
	@$(BIN)/pytest -q -n 2

check: $(STAMP)  ## lint, format, types, walls, docs
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

bench: $(STAMP)  ## measurements as JSON lines: name, value, unit, ratio, against
	@$(BIN)/python -m benchmarks

lock:  ## pin again what pyproject.toml asks for
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml --group dev \
	  -c requirements.lock -o requirements-dev.lock
