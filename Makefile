# What each target promises is said in the README; each is somebody else's command.
# On a machine with Python 3.11 and make alone, `make demo` and `make test` do the rest.

PORT ?= 8000
BIN = .venv/bin

.PHONY: .venv demo test attacks check lock

demo: .venv
	@.ci/system pdf
	@exec $(BIN)/python manage.py demo --port $(PORT)

test: .venv
	@.ci/system pdf browser
	@TRACKII_VAR=var/test .ci/served $(BIN)/pytest -n 2 --dist worksteal $(ARGS)

attacks: .venv
	@.ci/system pdf browser
	@TRACKII_VAR=var/test TRACKII_ATTACKS=full .ci/served $(BIN)/pytest tests/attacks tests/journeys/test_the_browser_*.py $(ARGS)

check: .venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	@TRACKII_VAR=var/check .ci/served $(BIN)/python manage.py makemigrations --check
	@.ci/in-service $(BIN)/python manage.py check --deploy --fail-level WARNING

lock: .venv
	$(BIN)/uv pip compile pyproject.toml --all-extras --universal --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock $(ARGS)

.venv: .venv/made

.venv/made: requirements.lock
	@python=$$(.ci/python) && $$python -m venv .venv
	@$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@
