# make demo | test | check | bench | soak | lock | clean
# PYTHON names the interpreter, ARGS is passed on: make demo ARGS="--help"; make test ARGS="tests/core -k chain".

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

.PHONY: demo test check bench soak lock clean setup setup-dev

demo: setup  ## the whole plant on this machine
	@$(BIN)/countersign demo $(ARGS)

test: setup-dev  ## all tests
	$(BIN)/pytest -n auto --maxprocesses 4 $(ARGS)

check: setup-dev  ## style, layers, types, house rules
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(BIN)/basedpyright
	$(BIN)/pytest tests/house

bench: setup-dev  ## the measured comparisons
	$(BIN)/python -m benchmarks $(ARGS)

soak: setup-dev  ## the long fault campaigns: hours
	$(BIN)/pytest -n auto --maxprocesses 4 --timeout 0 --hypothesis-profile soak $(ARGS)

lock: setup-dev  ## write the hash locks anew from requirements*.in
	$(PYTHON) -m venv .venv/lock
	.venv/lock/bin/python -m pip install --quiet uv==0.13.8
	for name in requirements requirements-dev; do \
		.venv/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-header --no-annotate --output-file $$name.txt $$name.in || exit 1; done

clean:  ## remove what the targets made
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache demo-data
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@sh .ci/setup "$(PYTHON)" requirements.txt

setup-dev:
	@sh .ci/setup "$(PYTHON)" requirements-dev.txt
