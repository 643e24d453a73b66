# Everything a fresh machine needs: Python 3.11 or later and make. Every target sets itself up in .venv.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
GOLD ?= ../shared/eval

.PHONY: demo test lint types eval bench lock clean

demo: .venv/ok
	rm -rf build/demo-store
	$(BIN)/kg ingest --samples --store build/demo-store
	$(BIN)/kg query "SELECT ?event ?begin ?status WHERE { ?e a kg:Visit ; rdfs:label ?event ; kg:status ?status . OPTIONAL { ?e kg:begin ?begin } } ORDER BY ?begin ?event LIMIT 10" --store build/demo-store --format table
	$(BIN)/kg query sanction-threats --store build/demo-store --format table
	$(BIN)/kg view --store build/demo-store -o build/demo.html
	@echo "Open $(CURDIR)/build/demo.html in a browser."

test: .venv/ok
	$(BIN)/pytest -n 2 --dist loadfile

lint: .venv/ok
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/ok
	$(BIN)/mypy

# Scores on the gold data; says so where the gold is missing.
eval: .venv/ok
	$(BIN)/python benchmarks/evaluate.py $(GOLD)

bench: .venv/ok
	$(BIN)/python benchmarks/extract.py $(GOLD)

lock: .venv/ok
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-annotate \
	  --all-extras pyproject.toml --output-file requirements.lock

# Packages by exact version and hash. uv installs them in seconds; where there is no uv for the machine, pip does.
.venv/ok: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) || true
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

clean:
	rm -rf .venv build
