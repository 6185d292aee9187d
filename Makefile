# Every target sets up what it needs; a second run finds it ready.
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
CODE   := cockpit screens widgets tests bench

.DEFAULT_GOAL := help
.PHONY: help demo test check format coverage bench snapshots lock clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: $(READY) ## The cockpit on a simulated world (ctrl+q leaves); SCENARIO=bad-deploy for another
	@$(BIN)/cockpit demo $(SCENARIO)

test: $(READY) ## All tests, one for each core at a time
	@$(BIN)/python -m pytest -n auto --dist loadfile

check: $(READY) ## Format, lint, types, import contracts
	@$(BIN)/ruff format --check --quiet $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(READY) ## Format and mend what can be mended
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

coverage: $(READY) ## Write docs/coverage.md and docs/faults.md again from their tables
	@$(BIN)/python -m tests.coverage
	@$(BIN)/python -m tests.faults

bench: $(READY) ## Measure start-up, keys, a log storm, bytes and memory (see bench/README.md)
	@$(BIN)/python -m bench

snapshots: $(READY) ## Draw the reference pictures again; look at every one before committing
	@$(BIN)/python -m pytest tests/snapshots --snapshot-update

lock: ## Resolve the dependencies again into the two lock files
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and what tools leave behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache snapshot_report.html

# The project is installed without its build dependencies being resolved again: everything comes from the lock.
$(READY): requirements-dev.lock pyproject.toml
	@test -x $(BIN)/python || python3 -m venv $(VENV)
	@echo "setting up $(VENV) (about a minute the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
