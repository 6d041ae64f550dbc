# Two commands for a newcomer: `make demo` and `make test`. Every target sets itself up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: assets demo test check wheel bench bench-store crash fuzz lock clean

# The stamp, not the folder, is the target: a half-finished install is done again.
$(VENV)/.done: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv: $(VENV)/.done

demo: $(VENV)/.done
	@rm -rf demo-store demo-store.*
	$(BIN)/kg load seeds --store demo-store
	$(BIN)/kg query transfers --store demo-store
	$(BIN)/kg query exercises --store demo-store
	$(BIN)/kg query statements --store demo-store
	$(BIN)/kg export demo.ttl --store demo-store
	@echo "The graph is in demo.ttl. A fact and the words it rests on: $(BIN)/kg show caracas-russian-weapons --why --store demo-store"
	@echo "The same in a browser: $(BIN)/kg serve --store demo-store"

test: $(VENV)/.done
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The query editor and the world's outlines, from npm by the lock's hashes; the pages work without them.
assets: kg/web/static/built/world.json

kg/web/static/built/world.json: assets/package-lock.json assets/build.mjs
	cd assets && npm ci --silent && npm run --silent build

wheel: $(VENV)/.done
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory assets; else echo "no npm: no editor, no map"; fi
	rm -rf dist build/wheel
	$(BIN)/python -m hatchling build -t wheel
	$(PYTHON) -m venv build/wheel
	build/wheel/bin/python -m pip install --quiet --require-hashes -r requirements.lock
	build/wheel/bin/python -m pip install --quiet --no-deps dist/*.whl
	cd build/wheel && bin/kg load ../../seeds/caracas-russian-weapons.txt --store store && bin/kg query transfers --store store --format csv

# Ten minutes of arbitrary input for every parser; what breaks one is kept in tests/fuzz/cases.
fuzz: $(VENV)/.done
	$(BIN)/python -c "import atheris" 2>/dev/null || $(BIN)/python -m pip install --quiet --require-hashes -r requirements-ci.lock
	$(BIN)/python tests/fuzz/run.py --seconds 600

# Speed and memory of loading, as Markdown tables; `make bench ARTICLES=folder` for other texts.
ARTICLES ?= tests/gold/articles
bench: $(VENV)/.done
	$(BIN)/python tests/benchmarks/ingest.py $(ARTICLES)

# The store beside raw pyoxigraph, its memory store, rdflib and maplib: 10 k, 100 k, 1 M quads; others by SIZES=1e7.
bench-store: $(VENV)/.done
	$(BIN)/python -c "import maplib" 2>/dev/null || $(BIN)/python -m pip install --quiet --require-hashes -r requirements-ci.lock
	$(BIN)/python tests/benchmarks/store.py $(SIZES)

# Fifty kills of a loading process at random moments; the suite has five.
crash: $(VENV)/.done
	$(BIN)/python tests/store/crash.py 50

# New versions for the locks: needs uv (`pip install uv`).
lock:
	uv pip compile pyproject.toml --extra web --extra dev --constraint scripts/constraints.txt --generate-hashes --no-header --no-annotate --python-version 3.11 -o requirements.lock
	uv pip compile pyproject.toml --extra web --extra dev --extra ci --constraint requirements.lock --constraint scripts/constraints.txt --generate-hashes --no-header --no-annotate --python-version 3.11 -o requirements-ci.lock

clean:
	rm -rf $(VENV) build dist demo-store demo-store.* demo.ttl
