# Everything a developer types. `make help` lists it.
SHELL := /bin/bash
# The system's own Python first: distributions build theirs with profiles, up to half as fast again as most other builds.
PYTHON ?= $(shell for p in /usr/bin/python3 python3; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
DATA_DIR ?= var
SCALE ?=
FRESH ?=
UV_VERSION := 0.13.9
export DATA_DIR PORT SCALE FRESH
# Compiled once, beside the packages: every process starts twice as fast, and the sources stay clean.
export PYTHONPYCACHEPREFIX := $(CURDIR)/$(VENV)/pycache
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test check bench docs lock mutate clean

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Fengqiao needs Python 3.11 or later") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python has no venv here. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.uv: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) && touch $@ || { echo "uv is not to be had; using pip"; touch $@; }

define install
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) || $(BIN)/python -m pip install --quiet --require-hashes -r $(1); \
	 else $(BIN)/python -m pip install --quiet --require-hashes -r $(1); fi
	@echo "$(CURDIR)/src" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_paths()["purelib"])')/fengqiao-src.pth
	@printf '#!%s\nimport sys\nfrom fengqiao.config.cli import main\nsys.exit(main())\n' "$(CURDIR)/$(BIN)/python" > $(BIN)/fengqiao && chmod +x $(BIN)/fengqiao
	@$(BIN)/fengqiao words >/dev/null
	@touch $(2)
endef

$(VENV)/.run: requirements.lock $(VENV)/.uv
	$(call install,requirements.lock,$@)

$(VENV)/.dev: requirements-dev.lock $(VENV)/.uv
	$(call install,requirements-dev.lock,$@)
	@touch $(VENV)/.run

setup: $(VENV)/.run ## the virtual environment .venv with the command .venv/bin/fengqiao

setup-dev: $(VENV)/.dev

demo: setup ## set up the demonstration court and serve it on http://127.0.0.1:8000 (PORT=, SCALE=, FRESH=1)
	@$(BIN)/fengqiao words >/dev/null && exec $(BIN)/fengqiao demo

test: setup-dev ## all tests; CI=true makes a skipped browser test a failure
	@$(BIN)/fengqiao words >/dev/null
	@tests/run

check: setup-dev ## lint, types, floors, migrations, stale generated docs, frozen procedures
	@$(BIN)/fengqiao words >/dev/null
	$(BIN)/ruff check src tests
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@T=$$(mktemp -d) && export DATA_DIR=$$T && \
	  $(BIN)/fengqiao manage makemigrations --check --dry-run && \
	  SECURE=1 $(BIN)/fengqiao manage check --deploy --fail-level WARNING && \
	  $(BIN)/fengqiao procedures check && \
	  $(BIN)/fengqiao docs --check && $(BIN)/python -m fengqiao.law.docs --check; R=$$?; rm -rf $$T; exit $$R

docs: setup-dev ## write the generated documentation anew
	$(BIN)/fengqiao words && $(BIN)/fengqiao docs && $(BIN)/python -m fengqiao.law.docs

lock: $(VENV)/.uv ## pin what pyproject.toml asks for, with hashes
	@$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --generate-hashes pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --generate-hashes --all-extras pyproject.toml -o requirements-dev.lock

mutate: setup-dev ## change the fee and period modules in every small way; a test must notice (8 minutes)
	$(BIN)/python tests/law/mutation.py

bench: setup-dev ## measure, each figure beside its floor (JSON lines)
	@$(BIN)/fengqiao bench

clean: ## throw away the demonstration's data
	rm -rf "$(DATA_DIR)"
