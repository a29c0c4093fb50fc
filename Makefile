# Everything a contributor types. Each target makes or reuses .venv; only changed lock files are installed again.
.DEFAULT_GOAL := help
.PHONY: help demo run test check audit sbom notices mutants faults fuzz bench readme catalogues pictures lock clean

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
UV := $(BIN)/uv
# PYTHON names the interpreter to build .venv with; otherwise the first of these that is new enough.
PYTHONS := $(if $(PYTHON),$(PYTHON),python3.13 python3.12 python3.11 python3 python)
# what the playground's page needs on top of requirements.lock
PAGE_LOCK := adapters/playground/requirements.lock
# ARGS goes to the program: make demo ARGS="--port 9000"
ARGS :=

# Whoever has named an index to pip means uv too.
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: $(VENV)/.page ## open the playground in a browser
	@$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/.ready ## run Mingle as configured in config.toml and the environment
	@$(BIN)/python -m bot run $(ARGS)

# Hundreds of processes start in the tests: each would compile every module again where this forbids
# them to keep what an earlier one has compiled.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(VENV)/.tests ## run every test, with branch coverage
	@$(BIN)/python -m slipcover --json --out .coverage.json -m pytest --numprocesses auto --dist worksteal $(ARGS)
	@$(if $(ARGS),true,$(BIN)/python -m slipcover --merge .coverage.json --out .coverage.json --fail-under 90)

check: $(VENV)/.tests ## lint, formatting, types, known vulnerabilities, layering
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m tests.audit
	@$(BIN)/python -m pytest -q tests/test_layers.py tests/test_repository.py tests/test_readme.py

audit: $(VENV)/.tests ## ask about known vulnerabilities of everything that is locked
	@$(BIN)/python -m tests.audit

sbom: $(VENV)/.tests ## list the packages of a release in dist/, as CycloneDX
	@$(BIN)/python -m tests.supply.sbom

notices: $(VENV)/.tests ## write the licences of those packages to dist/
	@$(BIN)/python -m tests.supply.notices

mutants: $(VENV)/.mutants ## put small faults into rules and claim code, and count those that the tests find
	@$(BIN)/python -m tests.mutants $(ARGS)

faults: $(VENV)/.tests ## kill, freeze and lie to real processes, and write docs/PROMISES.md; takes some hours
	@$(BIN)/python -m tests.faults $(ARGS)

fuzz: $(VENV)/.tests ## feed readers with what they should not get, until they break; half an hour
	@$(BIN)/python -W ignore -m tests.fuzz $(ARGS)

bench: $(VENV)/.tests ## measure, as ratios within one run
	@$(BIN)/python -m tests.bench $(ARGS)

readme: $(VENV)/.tests ## write the documents' lists of commands and settings anew
	@$(BIN)/python -m tests.readme

catalogues: $(VENV)/.tests ## bring the catalogues of all languages up to date with the code
	@$(BIN)/python -m tests.catalogues

pictures: $(VENV)/.tests ## take the README's pictures anew, in Chromium
	@$(BIN)/python -m tests.browser.pictures
	@$(BIN)/python -m tests.pictures

lock: $(VENV)/.installer ## write the lock files anew from pyproject.toml
	@$(LOCK) --group build --output-file requirements.lock pyproject.toml
	@$(BIN)/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
		print(*project["optional-dependencies"]["playground"], sep="\n")' \
		| $(LOCK) --constraint requirements.lock --output-file $(PAGE_LOCK) -
	@$(LOCK) --group test --constraint requirements.lock --constraint $(PAGE_LOCK) --output-file tests/requirements.lock
	@$(LOCK) --group mutants --constraint requirements.lock --constraint tests/requirements.lock \
		--output-file tests/mutants.lock
	@$(LOCK) --group install --output-file .ci/installer.lock

clean: ## remove .venv and what the tools left behind
	@rm -rf $(VENV) .coverage.json .mypy_cache .pytest_cache .ruff_cache .hypothesis mutants mingle.egg-info

LOCK = $(UV) --no-config --quiet pip compile --universal --python-version 3.11 --fork-strategy fewest \
	--no-strip-extras --generate-hashes --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

$(BIN)/pip:
	@for python in $(PYTHONS); do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		found=$$python; \
		"$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
		echo "Making $(VENV) with $$("$$python" --version)."; \
		exec "$$python" -m venv --clear $(VENV); \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$found cannot make a virtual environment: its ensurepip module is missing."; \
		echo "On Debian and Ubuntu, install it with: apt install python3-venv"; \
	else \
		echo "Mingle needs Python 3.11 or newer, and none was found among: $(PYTHONS)."; \
		echo "Install one, or name yours: make demo PYTHON=/path/to/python3"; \
	fi >&2; exit 1

# A lock file is the whole resolution, so nothing is resolved again (--no-deps) and no later release
# changes anything. uv takes seconds; where it does not run or does not reach the index, pip installs
# the same in a minute. Either way, what is there in the end is checked.
define install
	$(call unpack,$(1))
	$(verify)
endef

define unpack
	@$(UV) --quiet pip install --python $(BIN)/python --no-deps $(1) 2>>$(VENV)/uv.log || { \
		test ! -x $(UV) || echo "uv cannot ($(VENV)/uv.log says why), so pip does; it takes longer."; \
		$(PIP) --quiet --quiet install --no-deps $(1); }
endef

define verify
	@$(UV) --quiet pip check --python $(BIN)/python 2>>$(VENV)/uv.log || found=$$($(PIP) check) || { \
		echo "$$found"; echo "$(VENV) is not as it should be. Run 'make clean', then this again."; exit 1; } >&2
endef

$(VENV)/.installer: .ci/installer.lock | $(BIN)/pip
	@{ $(PIP) --quiet --quiet install --no-deps --only-binary :all: --require-hashes --requirement $< \
		&& $(UV) --version; } >$(VENV)/uv.log 2>&1 \
		|| { rm -f $(UV); \
			echo "uv does not run here ($(VENV)/uv.log says why), so pip does; it takes about a minute."; }
	@touch $@

$(VENV)/.runtime: requirements.lock | $(VENV)/.installer
	@echo "Installing what Mingle needs into $(VENV): about 90 MB, once; seconds on a fast line."
	$(call unpack,--require-hashes --requirement $<)
	$(if $(wildcard $(VENV)/.page),$(call unpack,--require-hashes --requirement $(PAGE_LOCK)))
	$(if $(wildcard $(VENV)/.tests),$(call unpack,--require-hashes --requirement tests/requirements.lock))
	$(verify)
	@touch $@

$(VENV)/.ready: pyproject.toml $(VENV)/.runtime
	$(call install,--no-index --no-build-isolation --editable .)
	@touch $@

$(VENV)/.page: $(PAGE_LOCK) $(VENV)/.ready
	@echo "Installing the playground's page into $(VENV): about 10 MB, once."
	$(call install,--require-hashes --requirement $<)
	@touch $@

$(VENV)/.tests: tests/requirements.lock $(VENV)/.page
	@echo "Installing what the tests need into $(VENV)."
	$(call install,--require-hashes --requirement $<)
	@touch $@

$(VENV)/.mutants: tests/mutants.lock $(VENV)/.tests
	@echo "Installing mutmut into $(VENV)."
	$(call install,--require-hashes --requirement $<)
	@touch $@
