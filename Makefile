# One door for people and for CI: `make help` lists what there is.
# Everything lives in .venv, .web, .cache and .data; delete them and begin again.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run test lint format bench lock dev browser

T ?= tests
VENV := .venv/bin
PIP := $(VENV)/python -m pip --disable-pip-version-check --quiet
# A lock is whole: left to look for more, pip takes a newer release where a dependency names an extra.
LOCKED := --require-hashes --no-deps
COMPILE := $(VENV)/uv pip compile pyproject.toml --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"
CHROMIUM := chromium fonts-noto-cjk

# Our Node before the system's, which may be too old or missing.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

help: ## Show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: .venv/.runtime ## Set up what is missing; start nothing

run: .venv/.runtime ## Set up what is missing and serve on http://127.0.0.1:3000 (PORT= for another)
	@exec $(VENV)/oms serve

test: dev browser ## Run every test but benchmarks (T=tests/models for a part)
ifdef T
	@$(VENV)/python -m pytest $(T)
else
	@$(VENV)/python -m pytest --numprocesses=2 --dist=loadfile --ignore=tests/browser
	@$(VENV)/python -m pytest tests/browser
endif

lint: dev ## Check style, types and who imports whom
	@$(VENV)/ruff check
	@$(VENV)/ruff format --check
	@$(VENV)/pyright --warnings
	@$(VENV)/lint-imports

format: dev ## Put the code in shape
	@$(VENV)/ruff check --fix
	@$(VENV)/ruff format

bench: dev browser ## Measure, as a table and as JSON
	@$(VENV)/python -m tests.bench

lock: dev ## Refresh every lock file
	@$(COMPILE) --group build --output-file requirements.lock
	@$(COMPILE) --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(MAKE) --no-print-directory dev
	@rm -rf .web reflex.lock .cache/sources
	@$(VENV)/python -m oms_ui.frontend.build

dev: .venv/.dev

.venv/.runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the product runs on (a minute) ..."
	@$(PIP) install $(LOCKED) --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Installing what the tests and checks need ..."
	@$(PIP) install $(LOCKED) --requirement requirements-dev.lock
	@touch $@

# A name on the path may be a shim that does not run: ask it.
.venv/bin/python:
	@for python in python3.13 python3.12 python3 python3.14 python3.11; do \
		if "$$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making .venv with $$("$$python" --version) ..."; \
			exec "$$python" -m venv .venv; \
		fi; \
	done; \
	echo "OMS UI needs Python 3.11 or newer with venv (on Debian: apt-get install python3-venv). Install it and run make again."; \
	exit 1

# Where we may install, install; where not, the tests that need a browser say that they were skipped.
browser:
	@if [ -n "$$(type -P chromium)" ] && [ -n "$$(fc-list :lang=zh-cn 2>/dev/null)" ]; then \
		exit 0; \
	elif [ -n "$$(type -P apt-get)" ] && [ "$$(id -u)" = 0 ]; then \
		echo "Installing $(CHROMIUM) for the tests in a browser ..."; \
		apt-get update --quiet=2 && DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes \
			--no-install-recommends $(CHROMIUM) >/dev/null; \
	else \
		echo "For the tests in a browser, install these packages: $(CHROMIUM)"; \
	fi
