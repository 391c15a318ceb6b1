# Tech Force. `make run` starts the whole system on this machine, `make test` proves it.
.DEFAULT_GOAL := help
.PHONY: help run test check fix bench screenshots shell stop install assets browser diagrams lock clean
.NOTPARALLEL:

# The venv's own Python if there is one, else the newest that every dependency has a wheel for.
PYTHON ?= $(shell for python in .venv/bin/python python3.13 python3.12 python3.11 python3 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
EMBEDDED := $(BIN)/python -m techforce.embedded
LOCAL := DJANGO_SETTINGS_MODULE=techforce.settings.local
# One more than the cores of a small machine: the browser tests wait for half of their time.
PYTEST_WORKERS ?= 3
PYTEST_ARGS ?=

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: install ## Start everything on http://localhost:8000 (PORT=8001, RELOAD=1, DEMO_SCALE=none|small|full)
	@$(BIN)/python -m techforce.launch

test: install assets browser ## Run the whole suite, browser tests included (PYTEST_ARGS="-k offer -x")
	@$(EMBEDDED) --test exec -- $(BIN)/python -m pytest -n $(PYTEST_WORKERS) --dist worksteal $(PYTEST_ARGS)

check: install assets ## Lint, format, types, import direction, deployment settings, migrations, generated documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	.ci/check-deploy
	$(MANAGE) makemigrations --check --dry-run
	$(MANAGE) workflow_diagrams --check

fix: install ## Correct what lint and format can correct
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install ## Measure pages, match runs and the engine against docs/performance.md and docs/matching.md
	@$(EMBEDDED) exec -- $(BIN)/python -m bench.pages; pages=$$?; \
	$(EMBEDDED) exec -- $(BIN)/python -m bench.placements --large; runs=$$?; \
	$(BIN)/python -m bench.matching && exit $$((pages + runs))

screenshots: install assets browser ## Take the pictures in docs/screenshots from a running system with demo data
	@$(BIN)/python docs/screenshots.py

shell: install ## Open a Django shell on the data of `make run`
	@$(EMBEDDED) exec -- $(MANAGE) shell

stop: ## Stop PostgreSQL and Redis if something left them running
	@$(EMBEDDED) stop --force || true
	@$(EMBEDDED) --test stop --force || true

diagrams: install ## Write the workflow diagrams in docs/ anew
	@$(MANAGE) workflow_diagrams

lock: install ## Lock the dependencies of pyproject.toml anew, with hashes
	@$(BIN)/python requirements/lock.py

clean: ## Remove all local data and the venv
	@test ! -x $(BIN)/python || $(MAKE) --no-print-directory stop
	@for link in var/postgres var/test/postgres; do \
		if [ -L "$$link" ]; then rm -rf "$$(readlink "$$link")"; fi; done
	rm -rf var .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

install:
	@test -n "$(PYTHON)" || { echo "Tech Force needs Python 3.11 or newer; none was found on PATH." >&2; exit 1; }
	@"$(PYTHON)" requirements/install.py

assets:
	@test -d var/static/vendor/public-sans || $(BIN)/python -m techforce.ui.fonts

browser:
	@.ci/browser
