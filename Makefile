# KaryaSetu. `make` alone lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run stop restart status logs login keys chaos chaos-long mutation doctor parked nodal lanes reset test check bench format lint types walls events lock base dev

VENV ?= .venv
PYTHON := $(VENV)/bin/python
BOOTSTRAP := KS_VENV=$(VENV) sh deploy/local/bootstrap.sh
WORKERS ?= 6
ONLY ?=
P ?=
S ?=
D ?=
ARGS ?=
CONFIRM ?=
SEED ?=
SOURCES := kernel services deploy tests

export PYTHONPATH := .
# Every start of a process would translate all sources anew.
unexport PYTHONDONTWRITEBYTECODE
export LC_ALL := C.UTF-8

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: base ## Install what is missing, start everything under .run, play the main job, leave it running
	@$(PYTHON) -m deploy.local.run

stop: ## End all processes; data stay
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m deploy.local.stop; else echo "Nothing runs here."; fi

restart: there ## End one process and start it anew (P=files-worker); all others run on
	@$(PYTHON) -m deploy.local.restart $(P)

status: there ## Show every process, its memory and whether it answers
	@$(PYTHON) -m deploy.local.status

logs: there ## Follow the log of one process (P=files-worker) or of all
	@$(PYTHON) -m deploy.local.logs $(P)

login: there ## Print a demo login with a one-time code of now (P=REV-SO-1)
	@$(PYTHON) -m deploy.local.login $(P)

keys: there ## Sign access tokens with a new key, while everything runs (ARGS=at-once: the old ones count no more)
	@$(PYTHON) -m deploy.local.rotate $(ARGS)

doctor: ## Say what is missing or unwell, and the exact line that mends it; change nothing
	@$(BOOTSTRAP) look && $(PYTHON) -m deploy.local.doctor

parked: there ## List what could not be handled, or sent (ARGS=unsent); show, replay, discard, resend one (S=files ARGS="replay 7")
	@CONFIRM="$(CONFIRM)" $(PYTHON) -m deploy.local.operate parked "$(S)" $(ARGS)

nodal: there ## Give a department its nodal officer's post (D=REV)
	@$(PYTHON) -m deploy.local.seed.nodal $(D)

lanes: there ## List lanes (S=notify), move departments, split a lane (ARGS="move notify REV revenue" or "split notify revenue 2")
	@$(PYTHON) -m deploy.local.operate lanes "$(S)" $(ARGS)

reset: there ## Delete everything under .run (CONFIRM=yes)
	@$(PYTHON) -m deploy.local.stop reset $(CONFIRM)

# On a fresh clone each of the processes would compile all tests; two compile half of them each, once for all.
test: dev ## Run all tests on real PostgreSQL, RabbitMQ, nginx, SMTP and SMPP (ARGS="-k name")
	@test -d tests/__pycache__ || ls -d tests/*/ | xargs -P 2 -n 10 $(PYTHON) -m pytest -q --collect-only >/dev/null || true
	@$(PYTHON) -m pytest -q -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

check: dev format-check lint types walls test ## What continuous integration runs: format, lint, types, walls, tests

bench: dev ## Measure beside other frameworks (ONLY=consume)
	@$(PYTHON) -m tests.bench $(if $(ONLY),--only $(ONLY))

bench-long: dev ## Measure what takes hours: a million cases, ten minutes of saturation, two of overload (ONLY=lifecycle)
	@$(PYTHON) -m tests.bench --long $(if $(ONLY),--only $(ONLY))

profile: dev ## Show where the processor's time goes, by process, function and statement (ONLY=w1 STORED="0 300000")
	@$(PYTHON) -m tests.bench.profile $(if $(ONLY),--only $(ONLY)) $(if $(STORED),--stored $(STORED))

chaos: dev ## Kill and cut what a seed says under load, and see whether every promise held (SEED=1)
	@$(PYTHON) -m tests.chaos $(if $(SEED),--seed $(SEED)) $(ARGS)

chaos-long: dev ## The same over a million cases, with a broker of three nodes, full disks and wrong clocks; hours, as root
	@$(PYTHON) -m tests.chaos --long $(if $(SEED),--seed $(SEED)) $(ARGS)

mutation: dev ## Put small mistakes into decisions and see whether a test notices each (ONLY=kernel.tokens)
	@$(PYTHON) -m tests.mutation $(if $(ONLY),--only $(ONLY)) $(ARGS)

format: dev ## Format the code
	@$(VENV)/bin/ruff format -q $(SOURCES)
	@$(VENV)/bin/ruff check -q --fix --select I $(SOURCES)

.PHONY: format-check
format-check: dev
	@$(VENV)/bin/ruff format --check -q $(SOURCES)

lint: dev ## Look for mistakes and bad habits
	@$(VENV)/bin/ruff check -q $(SOURCES)

types: dev ## Check all types strictly
	@$(VENV)/bin/mypy

walls: dev ## Hold the walls between services and between rooms
	@$(VENV)/bin/lint-imports --no-cache

events: base ## Write the event catalogue, AsyncAPI, OpenAPI and the broker's definitions anew
	@$(PYTHON) -m deploy.events $(ARGS)

lock: dev ## Pin all libraries anew with their hashes
	@for set in base dev bench; do \
	  $(VENV)/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header --no-annotate --upgrade requirements/$$set.in -o requirements/$$set.lock || exit 1; \
	done

# Who looks at what runs installs nothing under it.
.PHONY: there
there:
	@[ -x $(PYTHON) ] || { echo "Nothing is installed here. Install and start it with: make run" >&2; exit 1; }

base:
	@$(BOOTSTRAP) base

dev:
	@$(BOOTSTRAP) dev

.PHONY: ui
ui: ## Build the style sheets of kernel/ui anew; needs Node, as the tests do
	@mkdir -p build/ui && cp kernel/ui/build.mjs kernel/ui/package.json kernel/ui/package-lock.json build/ui
	@cd build/ui && npm ci --silent --no-audit --no-fund && node build.mjs ../../kernel/ui
