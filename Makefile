# make run   sets everything up, watches the sources, drafts what is new, and says how to review
# make test  passes the tests
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test check lock clean

# Status 1 means "done, with sources or documents that failed": the table named them, make need not complain too.
run: $(VENV)/.run-ready
	@$(BIN)/dragoman run || [ $$? -eq 1 ]

# As many tests at once as there are processors; the tests of one file share what they set up.
test: $(VENV)/.test-ready
	@$(BIN)/pytest --numprocesses auto --dist loadfile

check: $(VENV)/.test-ready
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Dragoman needs Python 3.11 or newer; say which with: make run PYTHON=python3.12"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing (once, a minute or two) ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements.lock -e .
	@touch $@

$(VENV)/.test-ready: requirements-dev.lock $(VENV)/.run-ready
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -r requirements-dev.lock
	@touch $@

# Pin anew from pyproject.toml, for every platform and Python at once.
lock: $(VENV)/.test-ready
	@$(BIN)/pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --upgrade --universal --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --no-header --python-version 3.11 --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
