# Everything a fresh machine needs: Python 3.11 or later and make. `make demo` and `make test` set themselves up.
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
EVAL := ../shared/eval

.PHONY: demo test lint types eval bench lock clean

# Packages by exact version and hash; uv installs them in seconds, pip does where uv has no wheel.
.venv/ok: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) \
	  && $(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock \
	  || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --upgrade-deps .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@
