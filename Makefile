# Python (3.11 or newer, with venv), make and git are all that is assumed.
# Another interpreter: make PYTHON=python3.12 test

MAKEFLAGS += --no-print-directory
.SHELLFLAGS := -eu -c
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
UV_VERSION := 0.13.9
MINIMUM := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(MINIMUM)' >/dev/null 2>&1 && echo $$p && break; done)

.PHONY: help setup convert test sweep oracle check check-format check-types check-imports check-pages check-templates check-lint \
	mutation corpus two-clouds minimal-cases end-to-end bench lock clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | awk -F '\t' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(STAMP) ## install the pinned environment into .venv

$(STAMP): requirements/dev.txt pyproject.toml
	@if [ -z "$(PYTHON)" ] || ! "$(PYTHON)" -c '$(MINIMUM)' 2>/dev/null; then \
		echo "tf2cfn needs Python 3.11 or newer: make PYTHON=path/to/python3.11" >&2; exit 1; fi
	@if ! $(BIN)/python -c '$(MINIMUM)' >/dev/null 2>&1; then \
		rm -rf $(VENV); \
		"$(PYTHON)" -m venv $(VENV) || { echo "cannot make $(VENV): is Python's venv module installed?" >&2; exit 1; }; fi
	@echo "installing the pinned environment into $(VENV)"
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

convert: $(STAMP) ## terraform_ref/ to templates/, then the parity summary
	@$(BIN)/tf2cfn convert terraform_ref -o .
	@$(BIN)/tf2cfn parity terraform_ref --templates templates

test: $(STAMP) ## run the tests
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow" $(TESTS)

sweep: $(STAMP) ## the slow sweeps: every variable against a real plan, and the like
	@$(BIN)/python -m pytest -m slow $(TESTS)

oracle: $(STAMP) ## ask terraform again for the results in tests/oracle/pairs
	@$(BIN)/python scripts/refresh_oracle.py

mutation: $(STAMP) ## the mutation suite of parity; ARGS="--operator 'drop-*'" for a part of it
	@$(BIN)/python -m tests.mutation $(ARGS)

check: check-format check-types check-imports check-pages check-templates check-lint ## every check that is not a test

check-format: $(STAMP) ## ruff: lint and format
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .

check-types: $(STAMP) ## mypy, strict
	@$(BIN)/mypy --no-error-summary

check-imports: $(STAMP) ## the import contracts in pyproject.toml
	@$(BIN)/lint-imports --no-logo

check-pages: $(STAMP) ## docs/findings/, docs/properties.md and docs/rules/ are what code and tables say
	@$(BIN)/python scripts/generate_finding_pages.py --check
	@$(BIN)/python scripts/generate_property_page.py --check
	@$(BIN)/python scripts/generate_rule_pages.py --check

check-templates: $(STAMP) ## templates/ is what convert makes of terraform_ref/
	@$(BIN)/tf2cfn convert terraform_ref -o . --check

check-lint: $(STAMP) ## cfn-lint on templates/
	@$(BIN)/cfn-lint

corpus: $(STAMP) ## convert the roots in DIRS="a b", into a table; ARGS="--modules DIR --plan --page" for more
	@$(BIN)/python -m tests.corpus $(DIRS) $(ARGS)

two-clouds: $(STAMP) ## Terraform and the stacks in two emulated accounts, compared, into docs/two-clouds.md
	@$(BIN)/python -m tests.two_clouds --page $(ARGS)

minimal-cases: $(STAMP) ## the same with the minimal case of each type, into docs/two-clouds-minimal.md
	@$(BIN)/python -m tests.two_clouds --minimal --page

end-to-end: $(STAMP) ## the reference system's whole life with the emitted scripts
	@$(BIN)/python -m pytest -n 0 -m slow tests/deploy/bundle/test_end_to_end.py

bench: $(STAMP) ## time the commands, and parsing and checking against their peers
	@$(BIN)/python bench/commands.py
	@$(BIN)/python bench/parsing.py
	@$(BIN)/python bench/checking.py

lock: ## pin requirements/*.txt anew from pyproject.toml
	@if ! .uv/bin/uv --version 2>/dev/null | grep -qF "uv $(UV_VERSION)"; then \
		"$(PYTHON)" -m venv --clear .uv && .uv/bin/python -m pip install --quiet --quiet uv==$(UV_VERSION); fi
	@for name in run dev; do \
		case $$name in dev) group="--group dev" ;; *) group="" ;; esac; \
		.uv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-config \
			--custom-compile-command "make lock" $$group pyproject.toml -o requirements/$$name.txt; done

clean: ## remove .venv and every cache in the checkout
	@rm -rf $(VENV) .uv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
