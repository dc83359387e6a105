# Everything a new machine needs is set up by these targets: Python 3.11+, make and a package index are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := connectors detectors reports scanner
STAMP := $(VENV)/.installed
# Two processes by default; tests of one file stay together, as they share what they have prepared.
JOBS ?= 2
PYTEST := $(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile
# Without compiled files each run would rewrite every assertion of every test anew: ten seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test unit check lint format docs bench accuracy clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(STAMP)  ## make the virtual environment with the locked dependencies

$(STAMP): requirements.lock setup.cfg pyproject.toml
	@test -x $(BIN)/python -a -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || uv venv --quiet --seed --clear $(VENV) \
		|| { rm -rf $(VENV); echo "$(PYTHON) cannot make a virtual environment: install uv, or on Debian: apt install python3-venv"; exit 1; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/python -m uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/python -m uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: $(STAMP)  ## make an invented company, scan it, write a report
	$(BIN)/daicho demo

test: $(STAMP)  ## all tests, the fast ones first
	$(PYTEST) --hypothesis-profile=thorough -m "not slow"
	$(PYTEST) --hypothesis-profile=thorough -m slow

unit: $(STAMP)  ## the fast tests only
	$(PYTEST) -m "not slow"

lint: $(STAMP)  ## ruff (rules and format) and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

check: lint unit  ## lint and the fast tests

format: $(STAMP)  ## let ruff rewrite what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(STAMP)  ## write the generated reference pages
	$(BIN)/python -m scanner.reference

bench: $(STAMP)  ## speed, as ratios printed from one run
	$(BIN)/python -m bench.run

accuracy: $(STAMP)  ## how well things are found, on labelled data, beside peers (minutes)
	$(BIN)/python -m bench.accuracy

lock: $(STAMP)  ## resolve the dependencies again
	$(BIN)/python -m uv pip compile setup.cfg --extra dev --extra postgres --generate-hashes --no-emit-index-url --universal -p 3.11 -o requirements.lock

clean:  ## remove the environment and what tools leave behind
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info daicho-demo
