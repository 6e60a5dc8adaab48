# Everything that a person or a machine does with this checkout goes through here: `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help demo test check format bench eval embedder triage guard promises clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# The first interpreter that is new enough; `make PYTHON=/path/to/python demo` chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
CODE := assistant knowledge_base ingestion eval ui tests

help:  ## Show what can be made
	@awk 'BEGIN {FS = ":.*  ## "} /^[a-z]+:.*  ## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/installed  ## Start the whole service with sample knowledge, from nothing
	@$(BIN)/civicdesk demo $(DEMO_ARGS)

test: .venv/installed-dev  ## Run every test
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: .venv/installed-dev  ## Run the checks that need no service: format, lint, types, house rules
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_house_rules.py

format: .venv/installed-dev  ## Write the code in the house's format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/installed-dev  ## Measure speed and memory
	@$(BIN)/civicdesk bench $(BENCH_ARGS)

eval: .venv/installed-dev  ## Measure the quality of search and answers
	@for task in retrieval abstention rejection routing injection privacy suggestions mail triage case_fields truth gaps grounding answers; do $(BIN)/civicdesk eval $$task $(EVAL_ARGS) || exit 1; done

embedder: .venv/installed-dev  ## Train the shipped embedder anew: make embedder DATA=FOLDER [EMBEDDER_ARGS="--device cuda"]
	@$(BIN)/python -m eval.embedder --data $(DATA) --out knowledge_base/trilingual $(EMBEDDER_ARGS)

triage: .venv/installed  ## Train the shipped classifier of reports anew from its lines
	@$(BIN)/python -m assistant.cases.train

guard: .venv/installed-dev  ## Train the shipped guard against instructions anew: make guard DATA=FOLDER
	@$(BIN)/python -m eval.injection.train --data $(DATA)

promises: .venv/installed-dev  ## Run the tests that keep a promise in their long form: kill -9 a hundred times, five minutes of fuzz, 200 withdrawals, 10,000 questions, every canary
	@CIVICDESK_TEST_KILLS=100 CIVICDESK_TEST_FUZZ_SECONDS=300 CIVICDESK_TEST_CYCLES=200 CIVICDESK_TEST_QUESTIONS=10000 CIVICDESK_TEST_CANARIES=60 CIVICDESK_TEST_CHATS=50 CIVICDESK_TEST_CROWD=500 $(BIN)/python -m pytest -q -s -m promise

clean:  ## Remove what was built; the service's state in var/ stays
	@rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "CivicDesk needs Python 3.11 or newer, and none was found." \
		"Install one, or say which with: make PYTHON=/path/to/python $(MAKECMDGOALS)"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "CivicDesk needs Python 3.11 or newer; $(PYTHON) is older."; exit 1; }
	@"$(PYTHON)" -m venv .venv || { echo "Python cannot make a virtual environment here;" \
		"on Debian and Ubuntu: apt-get install python3-venv"; rm -rf .venv; exit 1; }

# The stamps are newer than the files they depend on, so a second run starts at once.
.venv/installed: constraints.txt pyproject.toml | .venv/bin/python
	@echo "Installing into .venv; the first time takes a few minutes."
	@$(PIP) install -qq --constraint constraints.txt --editable .
	@touch $@

.venv/installed-dev: constraints.txt pyproject.toml | .venv/bin/python
	@echo "Installing into .venv with the tools for development; the first time takes a few minutes."
	@$(PIP) install -qq --constraint constraints.txt --editable ".[dev]"
	@touch .venv/installed $@
