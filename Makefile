# Two commands matter: `make html` and `make test`.  Both set up all they need.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
PAGE ?=
# Where one machine is too small: SHARD=2/4 does a part, PARTS=FOLDER takes all parts.
SHARD ?=
PARTS ?=
CASES ?= 500
# How many tests run at once.
JOBS ?= auto
TORCH ?= 2.13.0 2.14.1
export MEASURE SCRIPT_LIMIT SCRIPT_MEMORY SITE_URL SITE_VERSIONS REPOSITORY_URL

PY := $(VENV)/bin/python
SITE := $(PY) -m detach_examples.site
SITE_READY := $(VENV)/.detach-examples-site
TEST_READY := $(VENV)/.detach-examples-test
TRAINERS := $(VENV)-trainers
TRAINERS_READY := $(TRAINERS)/.detach-examples-trainers
AUDIT := $(VENV)-audit
AUDIT_READY := $(AUDIT)/.detach-examples-audit
MUTATIONS := $(VENV)-mutations
MUTATIONS_READY := $(MUTATIONS)/.detach-examples-mutations
COVERAGE := $(VENV)-coverage
COVERAGE_READY := $(COVERAGE)/.detach-examples-coverage
BENCH := $(VENV)-bench
BENCH_READY := $(BENCH)/.detach-examples-bench
PART := $(if $(SHARD),--shard "$(SHARD)")
PROOFS := $(PART) $(if $(PARTS),--parts "$(PARTS)")
SETUP := $(PYTHON) src/detach_examples/guard/environment.py --venv $(VENV)

.DEFAULT_GOAL := help
.PHONY: help html merge test check doctest one new golden published sessions notebooks trainers mutants mutations coverage matrix fuzz bench peers locks audit sbom serve epub offline verify quality clean

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

$(SITE_READY): requirements.lock pyproject.toml src/detach_examples/guard/environment.py
	@$(SETUP) --lock requirements.lock --stamp $@

$(TEST_READY): requirements-test.lock $(SITE_READY)
	@$(SETUP) --lock requirements-test.lock --stamp $(SITE_READY) --stamp $@

$(TRAINERS_READY): requirements-trainers.lock pyproject.toml src/detach_examples/guard/environment.py
	@$(PYTHON) src/detach_examples/guard/environment.py --venv $(TRAINERS) --lock requirements-trainers.lock --stamp $@

$(AUDIT_READY): requirements-audit.lock pyproject.toml src/detach_examples/guard/environment.py
	@$(PYTHON) src/detach_examples/guard/environment.py --venv $(AUDIT) --lock requirements-audit.lock --stamp $@

$(BENCH_READY): requirements-bench.lock pyproject.toml src/detach_examples/guard/environment.py
	@$(PYTHON) src/detach_examples/guard/environment.py --venv $(BENCH) --lock requirements-bench.lock --stamp $@

$(MUTATIONS_READY): requirements-mutations.lock pyproject.toml src/detach_examples/guard/environment.py
	@$(PYTHON) src/detach_examples/guard/environment.py --venv $(MUTATIONS) --lock requirements-mutations.lock --stamp $@

$(COVERAGE_READY): requirements-coverage.lock pyproject.toml src/detach_examples/guard/environment.py
	@$(PYTHON) src/detach_examples/guard/environment.py --venv $(COVERAGE) --lock requirements-coverage.lock --stamp $@

html: $(SITE_READY)  ## build the site into build/html, or a part: SHARD=1/4
	@$(SITE) build $(PART)

merge: $(SITE_READY)  ## join all parts: make merge PARTS=build/shards
	@$(SITE) merge "$(or $(PARTS),build/shards)"

test: $(TEST_READY)  ## prove it: claims, scripts, helpers, site, browser
	@$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

doctest: $(TEST_READY)  ## prove the claims of the pages and scripts alone
	@$(PY) -m pytest docs gallery src README.md CONTRIBUTING.md

check: $(TEST_READY)  ## all that CI runs: format, lint, types, spelling, test, html
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@$(PY) -m codespell_lib
	@$(MAKE) --no-print-directory test html

one: $(SITE_READY)  ## build one page: make one PAGE=some_claim
	@$(SITE) one "$(PAGE)"

new: $(SITE_READY)  ## start a page: make new PAGE=pitfalls/some_claim
	@$(SITE) new "$(PAGE)"

golden: $(SITE_READY)  ## renew the frozen output of all scripts, and show the diff
	@$(SITE) golden

published: $(SITE_READY)  ## add new addresses to those that never break
	@$(SITE) published

sessions: $(TEST_READY)  ## renew what the terminal shows on pages, and show the diff
	@$(SITE) sessions

notebooks: $(TEST_READY)  ## run every generated notebook
	@$(SITE) build
	@$(PY) -m pytest tests/pages/kernels.py

trainers: $(TRAINERS_READY)  ## explain steps of Lightning, Hugging Face, Accelerate
	@$(TRAINERS)/bin/python -m pytest tests/trainers/trainers.py

mutants: $(TEST_READY)  ## let torch lie in each known way, and see who objects
	@PYTHONPATH=tests $(PY) -m lies $(PROOFS)

mutations: $(MUTATIONS_READY) $(TEST_READY)  ## change the package in many ways, and see what no test notices
	@PYTHONPATH=tests $(PY) -m mutations $(if $(filter-out auto,$(JOBS)),--jobs $(JOBS)) --cosmic-ray $(abspath $(MUTATIONS))/bin/cosmic-ray --count $(or $(COUNT),300)

coverage: $(COVERAGE_READY) $(TEST_READY)  ## count the lines of the package that tests run
	@PYTHONPATH=tests $(PY) -m covered --tool $(abspath $(COVERAGE))/lib/python*/site-packages --jobs $(JOBS)

matrix: $(TEST_READY)  ## prove the claims on versions: make matrix TORCH="2.13.0 2.14.1"
	@PYTHONPATH=tests $(PY) -m versions $(PROOFS) $(TORCH)

fuzz: $(TEST_READY)  ## damage scripts and pages at random: make fuzz CASES=500
	@FUZZ_CASES=$(CASES) $(PY) -m pytest -n auto tests/fuzz

bench: $(BENCH_READY) $(TEST_READY)  ## measure traces and builds; fail when a figure is missed
	@$(BENCH)/bin/python -m bench explain_cost; trace=$$?; \
	PYTHONPATH=tests $(PY) -m bench building sharding serving themes && exit $$trace

locks: $(TEST_READY)  ## renew the hashes of the lock files
	@$(PY) -m detach_examples.guard.locks

audit: $(AUDIT_READY)  ## look up known vulnerabilities of all that the locks name
	@$(AUDIT)/bin/python -m detach_examples.guard.audit

sbom: $(AUDIT_READY) $(SITE_READY)  ## list what the site is built with, in build/sbom.json
	@$(AUDIT)/bin/python -m detach_examples.guard.bill $(PY)

peers: $(BENCH_READY)  ## renew the table that compares explain with other tools
	@$(BENCH)/bin/python -m bench.peers

serve: $(SITE_READY)  ## serve the site here, and build again on each change
	@$(SITE) serve --port $(PORT)

epub: $(SITE_READY)  ## the site as a book: build/detach-examples.epub
	@$(SITE) epub

offline: $(SITE_READY)  ## the site as one archive that needs no host
	@$(SITE) offline

verify: $(SITE_READY)  ## build twice in two places, and compare the bytes
	@$(SITE) verify

quality: $(TEST_READY)  ## judge the built site: weight, faults, Lighthouse; fail on a miss
	@$(SITE) build
	@PYTHONPATH=tests $(PY) -m bench quality

clean:  ## remove what was built; the environment stays
	rm -rf build docs/gallery
