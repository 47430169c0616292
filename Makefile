# The way in for people: `make run` on a fresh machine, `make test` before a commit.
# A stamp says that an environment is complete, so that a second `make run` starts at once.

PYTHON ?= python3
VENV := .venv
LNBITS := .lnbits
CROWDKIT := .crowdkit
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
TESTS ?= tests

.DEFAULT_GOAL := help
.PHONY: help run setup test soak check bench lock messages lnbits crowdkit clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.ready ## start a demonstration: a SQLite file, the web chat on this machine, three projects (PORT=8090)
	@exec $(BIN)/bitework demo $(if $(PORT),--port $(PORT))

setup: $(VENV)/.ready ## make the environment only (.venv, with the command bitework in it)

test: $(VENV)/.ready-dev ## pass the whole suite (TESTS=tests/cli for a part of it)
	$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

soak: $(VENV)/.ready-dev ## break it on purpose for some minutes: a thousand kills, fifteen thousand random steps
	$(BIN)/python -m pytest -m soak --hypothesis-profile=soak tests/soak
	$(BIN)/python -m pytest -m "soak or hypothesis" --hypothesis-profile=soak --timeout=1800 --ignore tests/soak \
		$(if $(SOAK_SEED),--hypothesis-seed=$(SOAK_SEED)) -n auto --dist worksteal tests

check: $(VENV)/.ready-dev ## ruff, mypy strict, the rules of the house
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_house.py

bench: $(VENV)/.ready-dev ## measure speed and size against the bars (benchmarks/results.json)
	$(BIN)/python -m benchmarks

lock: $(VENV)/.ready-dev ## write both lock files anew from pyproject.toml
	.ci/lock $(BIN)

messages: $(VENV)/.ready-dev ## collect the sentences that can be translated (handlers/locales/bitework.pot)
	.ci/messages $(BIN)

lnbits: $(LNBITS)/.ready ## make the environment of a real LNbits server, for the tests of Lightning

crowdkit: $(CROWDKIT)/.ready ## make the environment of crowd-kit, for the tests of estimates

clean: ## remove the environment and all caches (data stays)
	rm -rf $(VENV) $(LNBITS) $(CROWDKIT) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Bitework needs Python 3.11 or newer: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "No virtual environment could be made (on Debian: apt install python3-venv)."; exit 1; }

$(VENV)/.ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what Bitework needs into $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock $(VENV)/.ready
	@echo "Installing what tests and checks need (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# LNbits is no library of ours: its own versions of everything stay in an environment of their own. The
# lock is complete, so pip looks at nobody's dependencies (--no-deps); bitstring 4.3.1 is what it needs.
$(LNBITS)/.ready: tests/lnbits/requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' || \
		{ echo "LNbits needs Python 3.10 to 3.12: make PYTHON=/path/to/python3.11 lnbits"; exit 1; }
	@echo "Installing LNbits into $(LNBITS), for tests alone (once, about a minute) ..."
	@rm -rf $(LNBITS)
	@$(PYTHON) -m venv $(LNBITS)
	@$(LNBITS)/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes \
		-r tests/lnbits/requirements.lock
	@touch $@

# Estimates are compared with those of crowd-kit. Its lock has what the models import that we compare
# with and not the language models that it asks for, so again pip looks at nobody's dependencies.
$(CROWDKIT)/.ready: tests/quality/crowdkit/requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || \
		{ echo "crowd-kit needs Python 3.11 to 3.13 here: make PYTHON=/path/to/python3.11 crowdkit"; exit 1; }
	@echo "Installing crowd-kit into $(CROWDKIT), for tests alone (once, under a minute) ..."
	@rm -rf $(CROWDKIT)
	@$(PYTHON) -m venv $(CROWDKIT)
	@$(CROWDKIT)/bin/python -m pip --disable-pip-version-check install --quiet --no-deps --require-hashes \
		-r tests/quality/crowdkit/requirements.lock
	@touch $@
