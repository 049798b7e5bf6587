# The one door to this project. `make` alone prints what it can do.
PYTHON ?= python3
BIN := .venv/bin
GENERATED := RULES.md README.md ARCHITECTURE.md .env.example docs/how-mentors-are-chosen.md
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:  ## print this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

demo: .venv/demo  ## try it: a demo organisation, a MongoDB of its own and a page (ARGS=--once: one question, printed)
	@$(BIN)/python -m teams_bot demo $(ARGS)

test: .venv/test  ## the whole suite, against a real MongoDB and a real browser
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report= $(ARGS) \
	  || { echo "What failed beside other tests is tried once more, alone:"; \
	       $(BIN)/python -m pytest --last-failed --last-failed-no-failures none --cov --cov-append --cov-report= $(ARGS); }
	@$(BIN)/python -m tests.coverage_floor

check: .venv/test  ## format, lint, types, architecture, generated documents; then the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@PYTHONPATH=. $(BIN)/cog --check -c $(GENERATED)
	@$(MAKE) --no-print-directory test

fix: .venv/test  ## format and repair what can be repaired
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: .venv/test  ## write the generated parts of the documents
	@PYTHONPATH=. $(BIN)/cog -rc $(GENERATED)

bench: .venv/test  ## the benchmarks: tables, and benchmarks/results.json (ARGS=--quick, ARGS=--full)
	@$(BIN)/python -m benchmarks $(ARGS)

sabotage: .venv/test  ## break one line at a time in a copy, and see that the tests notice
	@$(BIN)/python -m tests.sabotage

package: .venv/demo  ## manifest/dist/nanomentor.zip for the Teams admin centre
	@$(BIN)/python -m manifest.pack $(ARGS)

clean:  ## remove what the other targets made
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* manifest/dist
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find . -name node_modules -prune -exec rm -rf {} +

.venv/demo: requirements.txt requirements-demo.txt
	@./.ci/system demo
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing requirements-demo.txt into .venv"
	@$(BIN)/python -m pip install -q -r requirements-demo.txt
	@touch $@

.venv/test: .venv/demo requirements-dev.txt requirements-model.txt
	@./.ci/system test
	@echo "Installing requirements-dev.txt into .venv"
	@$(BIN)/python -m pip install -q -r requirements-dev.txt
	@touch $@

.DEFAULT_GOAL := help
.PHONY: help demo test check fix docs bench sabotage package clean
