# Every target works from a fresh clone with only Python >= 3.11 and make.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { command -v $$p; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PYTHONDONTWRITEBYTECODE :=
# One more than there are processors: tests of a real terminal wait more than they work.
WORKERS ?= $(shell expr $$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1)

.PHONY: setup demo test check static format bench soak lock docs clean

setup: $(VENV)/runtime.stamp

$(VENV)/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; none was found on PATH."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: $(VENV)/pyvenv.cfg requirements/runtime.txt pyproject.toml
	$(PIP) install --require-hashes -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/runtime.stamp requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

demo: $(VENV)/runtime.stamp
	$(BIN)/cockpit demo

test: static
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

check: static
	$(BIN)/python -m pytest -q tests/architecture

# What is seen without running anything.
static: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp
	$(BIN)/python -m benchmarks

# STORMS=1000 RANDOM_KEYS=50 make soak: so many seeded storms of edits and faults, and so many
# runs of random keys; a failing test names its seed.
soak: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m soak -n $(WORKERS)

# The reference pages and the pictures, made by the program itself.
docs: $(VENV)/dev.stamp
	$(BIN)/python -m docs.generate
	$(BIN)/python -m docs.draw

# Pins with hashes; uv is needed only here. No index address is written.
lock:
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header ../pyproject.toml --group ../pyproject.toml:build -o runtime.txt
	cd requirements && uv pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header ../pyproject.toml --group ../pyproject.toml:dev \
		-c runtime.txt -o dev.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
