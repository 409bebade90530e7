# Needs Python 3.11 or later and make; everything else is installed into .venv, by exact version and hash.
# Another interpreter: make PYTHON=python3.12 run

PYTHON ?= python3
# One more than the processors: some tests wait.
WORKERS ?= 3
PORT ?= 8000

# Where the surroundings forbid bytecode, every start would compile the whole service again: it is compiled when the
# libraries are installed, which takes some ten seconds.
unexport PYTHONDONTWRITEBYTECODE
COMPILE = .venv/bin/python -m compileall -q app migrations

INSTALL = .venv/bin/python -m pip install --require-hashes --disable-pip-version-check --requirement
LOCK = uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header $(UPGRADE) pyproject.toml

.PHONY: help run demo test tested lint linted bench mutate openapi migration lock clean

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## /\1:  /p' $(firstword $(MAKEFILE_LIST))

run: .venv/run.stamp ## Start the sandbox on 127.0.0.1 (PORT=8000), with its own PostgreSQL (or DATABASE_URL)
	@ENVIRONMENT=sandbox .venv/bin/python -m app serve --migrate --seed --year --port $(PORT)

demo: .venv/run.stamp ## Walk nine families' cases through the running sandbox (PORT=8000)
	@.venv/bin/python -m app demo --url http://127.0.0.1:$(PORT)

test: .venv/dev.stamp .venv/node.stamp ## Check everything, on a real PostgreSQL
	@$(MAKE) --no-print-directory --jobs 2 linted tested || { echo 'Not everything is well: see above.' >&2; exit 1; }

tested:
	@.venv/bin/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# Beside the tests, and told in one piece between their dots.
linted:
	@said=$$($(MAKE) --no-print-directory lint 2>&1); status=$$?; printf '\n%s\n' "$$said"; exit $$status

lint: .venv/dev.stamp ## Check style, types and the direction of imports
	.venv/bin/python -m ruff check app tests bench
	.venv/bin/python -m ruff format --check app tests bench
	.venv/bin/python -m mypy
	.venv/bin/lint-imports

bench: .venv/dev.stamp ## Measure what the README quotes
	.venv/bin/python -m bench

WING ?= law
mutate: .venv/dev.stamp ## Measure the tests of the domain by small faults (WING=law; `python -m bench.mutation --help` names the others)
	nice .venv/bin/python -m bench.mutation $(WING)

openapi: .venv/run.stamp ## Write openapi/ again from the running code
	.venv/bin/python -m app openapi

migration: .venv/run.stamp ## Draft the migration of a changed table or sql/ file (SAYS="What changes")
	.venv/bin/python -m app draft "$(SAYS)"

# The widest set first: the others follow its versions, so that one .venv serves them all.
lock: ## Write the locks again, keeping versions where possible (UPGRADE=--upgrade for the newest); needs uv
	$(LOCK) --extra dev --output-file requirements/dev.txt
	$(LOCK) --extra embedded --constraint requirements/dev.txt --output-file requirements/run.txt
	$(LOCK) --constraint requirements/dev.txt --output-file requirements/prod.txt
	$(LOCK) --extra tracing --constraint requirements/dev.txt --output-file requirements/tracing.txt
	$(LOCK) --extra cluster --constraint requirements/dev.txt --output-file requirements/cluster.txt

clean: ## Remove what can be made again; the sandbox's database in var/ stays
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .schemathesis
	find . -path ./var -prune -o -name __pycache__ -prune -exec rm -rf {} +

# A stamp says that .venv holds one lock. The development lock contains the sandbox's, so it counts for both.
.venv/dev.stamp: requirements/dev.txt | .venv/bin/python
	@echo 'Installing the libraries into .venv, with those of the tests. This takes a minute or two.'
	$(INSTALL) requirements/dev.txt
	$(COMPILE)
	@touch .venv/run.stamp $@

.venv/run.stamp: requirements/run.txt | .venv/bin/python
	@echo 'Installing the libraries into .venv. This takes a minute or two.'
	$(INSTALL) requirements/run.txt
	$(COMPILE)
	@touch $@

# What reads the OpenAPI document as partners do. Where it cannot be installed those tests are skipped, and say so.
.venv/node.stamp: tests/contract/tools/package-lock.json | .venv/bin/python
	@if ! command -v npm > /dev/null; then \
		echo 'npm is not installed: the tests that read the OpenAPI document with programs of node are skipped'; touch $@; \
	elif npm ci --prefix tests/contract/tools --ignore-scripts --no-audit --no-fund --loglevel error; then touch $@; \
	else rm -rf tests/contract/tools/node_modules; \
		echo 'npm could not install the programs of node: the tests that need them are skipped'; fi

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Python 3.11 or later is needed, and "$(PYTHON)" is not one. Name another: make PYTHON=python3.12' >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; \
		echo 'That Python cannot make virtual environments; on Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
