# Sets up, builds and tests the project. `make run` and `make test` need Python >= 3.11 and Node >= 20 on the PATH,
# and nothing else.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

PYTHON ?= $(shell scripts/find_python.sh 3.11 3.12 3.13 3.14)

BIN := .venv/bin
WEB := client/web
# The files of requirements/ list every dependency, so pip resolves nothing and installs only locked versions.
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes
# The sources of the built client: its own, and the Python that runs in the browser.
CLIENT_SOURCES := $(shell find $(WEB) shared \
	\( -name node_modules -o -name dist -o -name .pyodide-wheels -o -name __pycache__ \) -prune \
	-o -type f ! -name '*.tsbuildinfo' -print 2>/dev/null)

.PHONY: help
help: ## Lists the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 20

# --- Set-up ------------------------------------------------------------------------------------

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed." >&2; exit 1; }
	"$(PYTHON)" -m venv .venv
	@touch $@

.venv/.run: requirements/run.txt .venv/.made
	$(PIP_INSTALL) -r requirements/run.txt
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	$(PIP_INSTALL) -r requirements/dev.txt
	@touch $@

# Not `npm ci`: it refuses a lock file that lacks the native packages of other systems, and not every registry has
# those. `npm install` installs the locked versions. `tests/tidy` compares package.json with the lock file.
$(WEB)/node_modules/.installed: $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm install --no-save --no-audit --no-fund
	@touch $@

$(WEB)/.pyodide-wheels/.fetched: requirements/pyodide.txt scripts/fetch_wasm_wheels.sh .venv/.made
	scripts/fetch_wasm_wheels.sh $(WEB)/.pyodide-wheels requirements/pyodide.txt
	@touch $@

PYODIDE_TESTS := requirements/pyodide.txt requirements/pyodide-tests.txt
.cache/pyodide-tests/.fetched: $(PYODIDE_TESTS) scripts/fetch_wasm_wheels.sh .venv/.made
	scripts/fetch_wasm_wheels.sh .cache/pyodide-tests $(PYODIDE_TESTS)
	@touch $@

$(WEB)/dist/index.html: $(CLIENT_SOURCES) .venv/.run $(WEB)/node_modules/.installed $(WEB)/.pyodide-wheels/.fetched
	cd $(WEB) && npm run build
	@touch $@

.PHONY: install install-dev build chromium headless-shell firefox caddy nginx
install: .venv/.run ## Installs what the server needs
install-dev: .venv/.dev ## Installs the tools of the tests too
build: $(WEB)/dist/index.html ## Builds the client into client/web/dist
chromium headless-shell firefox: .venv/.dev
	@scripts/find_or_install_browser.sh $@
caddy nginx:
	@scripts/find_or_install_proxy.sh $@

# --- Running -----------------------------------------------------------------------------------

.PHONY: run
ifdef PORT
run: export AUTUS_PORT := $(PORT)
endif
run: ## Runs the product on http://localhost:8001, or on another PORT
	@$(MAKE) --jobs=2 install build
	@$(BIN)/python -c 'from server.settings import Settings as S; s = S.from_env(); \
		print("AUTUS is on", s.origin or f"http://localhost:{s.port}", flush=True)'
	@exec $(BIN)/python -m server

# --- Checking ----------------------------------------------------------------------------------

.PHONY: lint lint-python lint-client lint-dockerfile format lock
lint: lint-python lint-client lint-dockerfile ## Style and types, Python and TypeScript
lint-python: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo --cache-dir .cache/import-linter
lint-client: $(WEB)/node_modules/.installed $(WEB)/.pyodide-wheels/.fetched
	cd $(WEB) && npm run --silent check
lint-dockerfile: .venv/.dev
	$(BIN)/hadolint Dockerfile
format: .venv/.dev ## Formats the Python files
	$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .
lock: .venv/.made ## Pins the Python dependencies again
	scripts/lock.sh

UNIT := tests --ignore=tests/browser --ignore=tests/simulation --ignore=tests/image

.PHONY: test test-unit test-pythons test-pyodide test-simulation test-client test-browser test-image coverage
test-unit: .venv/.dev caddy nginx ## Runs the Python tests in parallel, with the coverage gates
	@mkdir -p .cache/coverage
	$(BIN)/pytest -n 2 $(UNIT) --cov --cov-report=
	@$(MAKE) coverage
coverage: .venv/.dev
	$(BIN)/coverage report --include='shared/*' --fail-under=95
	$(BIN)/coverage report --include='server/*' --fail-under=90
test-pythons: ## Runs the tests of shared/ under the newest CPython that is installed
	scripts/test_newest_python.sh 3.13 3.12
test-pyodide: .cache/pyodide-tests/.fetched $(WEB)/node_modules/.installed ## Runs the tests of shared/ that need no native package in Pyodide
	node tests/pyodide/run.mjs .cache/pyodide-tests --quiet
test-simulation: .venv/.dev ## Runs seeded worlds of devices, partitions and crashes
	$(BIN)/pytest -n 2 tests/simulation
test-client: build ## Runs the client's own tests, with the packed Python in Node
	cd $(WEB) && npm test
test-browser: .venv/.dev build chromium headless-shell firefox nginx ## Runs Chromium and Firefox against a server
	$(BIN)/pytest -n 4 --maxschedchunk=1 -p no:randomly --durations=10 tests/browser
test-image: .venv/.dev build ## Runs the steps of the Dockerfile in an empty folder
	$(BIN)/pytest -p no:randomly tests/image

test: ## Runs everything that CI runs
	@scripts/phases.sh \
		"set-up: Python and client = --jobs=2 install-dev build" \
		"set-up: browsers, proxies = chromium headless-shell firefox caddy nginx" \
		"lint and types = --jobs=2 lint" \
		"Python tests and coverage = test-unit" \
		"simulation = test-simulation" \
		"client, image, other Pythons = --jobs=2 --output-sync test-pythons test-client test-pyodide test-image" \
		"browser tests = test-browser"

FUZZ := tests/shared/wire/test_fuzz.py
.PHONY: fuzz fuzz-server kills model measure-stack
fuzz: export AUTUS_FUZZ := 100000
fuzz: .venv/.dev .cache/pyodide-tests/.fetched $(WEB)/node_modules/.installed ## Mutates 100,000 documents for each decoder, in CPython and in Pyodide
	$(BIN)/pytest -n 2 --timeout 0 --durations=0 $(FUZZ)
	node tests/pyodide/run.mjs .cache/pyodide-tests --quiet $(FUZZ)
fuzz-server: export AUTUS_REQUESTS := 100000
fuzz-server: .venv/.dev ## Sends 100,000 mutated requests to each operation of the server; ONLY="POST /api/v1/sessions" is a choice
	AUTUS_OPERATION="$(ONLY)" $(BIN)/pytest -s -p no:randomly --timeout 0 tests/server/test_mutated_requests.py
kills: .venv/.dev ## Kills a real server 300 times under load and checks what it has acknowledged
	$(BIN)/python -m tests.server.kills --count 300
model: export AUTUS_MODEL_STEPS := 3
model: .venv/.dev ## Searches the rules of the account's keys one step further than CI
	$(BIN)/pytest -p no:randomly tests/model
measure-stack: .venv/.dev chromium firefox $(WEB)/node_modules/.installed $(WEB)/.pyodide-wheels/.fetched ## Measures how deep a decoder without bounds gets in Chromium and Firefox
	$(BIN)/python -m tests.bench.decoder_depth

.PHONY: sbom audit
sbom: .venv/.made ## Writes what the product is made of into .cache/sbom, as CycloneDX
	@mkdir -p .cache/sbom
	$(BIN)/python -m scripts.sbom python > .cache/sbom/python.cdx.json
	$(BIN)/python -m scripts.sbom client > .cache/sbom/client.cdx.json
audit: .venv/.made $(WEB)/node_modules/.installed ## Checks the workflows, and asks PyPI and npm for known holes; needs the internet
	$(BIN)/python -m pip install --quiet --upgrade --target .cache/audit pip-audit zizmor
	.cache/audit/bin/zizmor --offline .github/workflows
	PYTHONPATH=.cache/audit $(BIN)/python -m pip_audit --strict --disable-pip --require-hashes -r requirements/run.txt
	cd $(WEB) && npm audit --omit=dev

.PHONY: empty-data
empty-data: ## The folder that an image's volume starts as
	mkdir -p data

.PHONY: bench
bench: .venv/.dev build chromium ## Measures, as one JSON document and a table
	$(BIN)/python -m tests.bench

.PHONY: bench-compare
bench-compare: .venv/.dev ## Measures REV and this tree in turns; PARTS="engine server" and ROUNDS=3 are choices
	@test -n "$(REV)" || { echo "Name a revision: make bench-compare REV=HEAD~1" >&2; exit 1; }
	$(BIN)/python -m tests.bench.compare $(REV) $(if $(PARTS),--parts $(PARTS)) $(if $(ROUNDS),--rounds $(ROUNDS))

.PHONY: pictures
pictures: .venv/.dev build chromium ## Takes the pictures of the README
	$(BIN)/python scripts/take_pictures.py

.PHONY: contact-sheet
contact-sheet: .venv/.dev build chromium ## Takes every page in both sizes, themes and languages
	$(BIN)/python scripts/contact_sheet.py

.PHONY: clean
clean: ## Removes what was built and installed, but never data/
	rm -rf .venv .venv-* .cache $(WEB)/node_modules $(WEB)/dist $(WEB)/.pyodide-wheels
