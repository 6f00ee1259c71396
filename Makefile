# Triptych: every command is listed by `make help`.
# Needs python3 (3.11 or newer), make and git; everything else is installed into .venv, infra/node_modules and web/node_modules.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
# Tools come from .venv (node and npm too), never from what happens to be on the caller's PATH.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
# uv and npm trust what the machine trusts, as pip does.
export NODE_USE_SYSTEM_CA := 1
export UV_SYSTEM_CERTS := true
export UV_NATIVE_TLS := true
export PYTHONPATH := $(CURDIR):$(CURDIR)/functions:$(CURDIR)/layers/shared/python
SOURCES := functions layers/shared/python infra tests

quoted = '$(subst ','\'',$(1))'

.PHONY: help setup up down logs reset token upload status web test check deploy redrive restore rotate destroy synth bench cost audit test-localstack faults load soak

help: ## This list
	@echo "Triptych. Usage: make <command>"; echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)$$/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r name what; do printf '%-16s %s\n' "$$name" "$$what"; done

up: setup ## Start everything on this machine and deploy to it (PORT=8080 is the default)
	@$(PY) -m infra.local up $(if $(PORT),--port $(PORT))

down: setup ## Stop it; data are kept
	@$(PY) -m infra.local down

logs: setup ## Follow all logs, those of the functions too
	@$(PY) -m infra.local logs

reset: setup ## Stop it and wipe all data
	@$(PY) -m infra.local reset

status: setup ## What runs, and where
	@$(PY) -m infra.local status

# A shell's own USER variable is not meant: only `make token USER=name` counts.
token: setup ## Print a bearer token of USER=name (created first on this machine)
	@$(if $(filter command line,$(origin USER)),,echo "Say whose token: make token USER=name" >&2; exit 1;) \
		$(PY) -m infra.local token --user '$(subst ','\'',$(USER))'

upload: setup ## Upload FILE=film.mp4 as a film (TITLE= USER=demo VISIBILITY=public MATURITY=all GENRES=a,b CAPTIONS=en:file.vtt)
	@$(if $(FILE),,echo "Say which: make upload FILE=film.mp4 TITLE='A film'" >&2; exit 1;) \
		$(PY) -m infra.local upload --file $(call quoted,$(FILE)) --title $(call quoted,$(TITLE)) \
		$(if $(filter command line,$(origin USER)),--user $(call quoted,$(USER))) \
		$(if $(VISIBILITY),--visibility $(call quoted,$(VISIBILITY))) $(if $(MATURITY),--maturity $(call quoted,$(MATURITY))) \
		$(if $(GENRES),--genres $(call quoted,$(GENRES))) $(if $(CAPTIONS),--captions $(call quoted,$(CAPTIONS)))

web: setup ## The web client as static files, into build/web (synthesis builds it by itself)
	@$(PY) -m infra.web_build

check: setup ## Format, lint, types, import contracts, unit tests: the fast part
	@ruff format --check --quiet $(SOURCES)
	@ruff check --quiet $(SOURCES)
	@mypy --no-error-summary --exclude '^infra/localstack/' $(SOURCES)
	@lint-imports --no-logo >/dev/null || lint-imports --no-logo
	@npm run --silent --prefix web check
	@pytest tests/unit -n auto

test: setup ## Everything: check, contract, integration, stacks, faults, end to end on an instance of its own
	@$(PY) -m infra.local.testing

test-localstack: setup ## Opt-in: the systems on LocalStack itself (installs it and, by its licence, Amazon's DynamoDB Local; needs a JDK; LOCALSTACK_ENDPOINT= uses yours)
	@$(if $(LOCALSTACK_ENDPOINT),echo "Using the LocalStack at $(LOCALSTACK_ENDPOINT).",echo \
		"This installs Amazon's DynamoDB Local, whose licence asks for an AWS account of yours.")
	@$(PY) -m infra.localstack.missing
	@LOCALSTACK_ENDPOINT='$(LOCALSTACK_ENDPOINT)' pytest tests/localstack -m localstack --timeout 900

faults: setup ## Seeded schedules of failures: 2,000 on models, 200 on an instance (ON=models|stack SCHEDULES=50, or SEED=17)
	@$(PY) -m infra.local.faulting $(if $(ON),--on '$(ON)') $(if $(SCHEDULES),--schedules '$(SCHEDULES)') \
		$(if $(SEED),--seed '$(SEED)')

bench: setup ## Count what things cost; a table and build/bench.json
	@$(PY) -m tests.bench

cost: setup ## The month's bill, ours beside a naive design, for the design document's loads and a small team
	@$(PY) -m tests.bench.monthly

load: setup build/load/.installed ## The design's mix on the running instance: latencies, errors, backlogs (USERS=8 SECONDS=30)
	@$(PY) -m tests.load load $(if $(USERS),--users $(USERS)) \
		$(if $(filter command line,$(origin SECONDS)),--seconds $(SECONDS))

soak: setup build/load/.installed ## The same for SECONDS=600 (USERS=8): fails where a process's memory or descriptors grow
	@$(PY) -m tests.load soak $(if $(USERS),--users $(USERS)) \
		$(if $(filter command line,$(origin SECONDS)),--seconds $(SECONDS))

audit: setup build/audit/.installed ## Look for mistakes: cdk-nag, cfn-lint, checkov, bandit, secrets, known weaknesses; SBOMs
	@$(PY) -m infra.audit

synth: setup ## The templates of STAGE=dev|prod|local, offline, into build/cdk.out
	@infra/node_modules/.bin/cdk synth --quiet --no-notices --output build/cdk.out.$(or $(STAGE),prod) \
		--context stage=$(or $(STAGE),prod) $(CONTEXT)
	@echo "Synthesized into build/cdk.out.$(or $(STAGE),prod)"

deploy: setup ## Plain `cdk deploy` of STAGE=dev|prod into the account of your AWS credentials (CONTEXT='-c regions=…')
	@$(if $(STAGE),,echo "Say which: make deploy STAGE=dev" >&2; exit 1;) \
		infra/node_modules/.bin/cdk deploy --all --context stage=$(STAGE) $(CONTEXT)

redrive: setup ## Put what was set aside back to where it came from (STAGE=local is this machine)
	@$(PY) -m infra.operate redrive --stage $(or $(STAGE),local)

restore: setup ## Restore TABLE=urls of STAGE to AT=2026-11-25T12:00:00Z (or now) into a new table
	@$(if $(TABLE),,echo "Say which: make restore TABLE=urls STAGE=dev AT=…" >&2; exit 1;) \
		$(PY) -m infra.operate restore --stage $(or $(STAGE),local) --table $(TABLE) --at '$(AT)'

rotate: setup ## Turn the secret between the edge and the functions of STAGE, without a gap (about ten minutes)
	@$(if $(STAGE),,echo "Say which: make rotate STAGE=dev" >&2; exit 1;) \
		$(PY) -m infra.operate rotate --stage $(STAGE)

destroy: setup ## Delete STAGE=dev and all its data, after asking
	@$(if $(STAGE),,echo "Say which: make destroy STAGE=dev" >&2; exit 1;) \
		$(PY) -m infra.operate destroy --stage $(STAGE)

# ---- installing, skipped while the lock files are unchanged ----

setup: $(VENV)/.installed infra/node_modules/.installed web/node_modules/.installed

$(VENV)/.installed: requirements.lock
	@command -v python3 >/dev/null || { echo "python3 (3.11 or newer) is needed: install it and try again." >&2; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "python3 is $$(python3 -V 2>&1), and 3.11 or newer is needed: put a newer one first on PATH." >&2; exit 1; }
	@echo "Installing Python packages into $(VENV) (once) ..."
	@test -x $(PY) || python3 -m venv $(VENV) || { rm -rf $(VENV); \
		echo "python3 cannot make a virtual environment: install its venv package (Debian: apt install python3-venv) and try again." >&2; exit 1; }
	@mkdir -p build
	@test -x $(VENV)/bin/uv || $(PY) -m pip install --retries 1 --disable-pip-version-check uv >build/pip.log 2>&1 || \
		{ echo "The package index cannot be reached: check the network and try again (build/pip.log has more)." >&2; exit 1; }
	@$(VENV)/bin/uv pip sync --require-hashes --python $(PY) requirements.lock >build/uv.log 2>&1 || \
		{ echo "The packages of requirements.lock could not be installed: check the network and try again (build/uv.log has more)." >&2; exit 1; }
	@$(PY) -m infra.local.mediaconvert.tools
	@touch $@

build/audit/.installed: infra/audit/requirements.lock | $(VENV)/.installed
	@echo "Installing the tools of the audit into build/audit/env (once) ..."
	@mkdir -p build/audit
	@uv venv --quiet --allow-existing --python $(PY) build/audit/env >build/audit.log 2>&1 && \
		uv pip sync --quiet --require-hashes --python build/audit/env/bin/python $< >>build/audit.log 2>&1 || \
		{ echo "The tools of the audit could not be installed: check the network and try again (build/audit.log has more)." >&2; exit 1; }
	@touch $@

build/load/.installed: tests/load/requirements.lock | $(VENV)/.installed
	@echo "Installing the generator of load into build/load/env (once) ..."
	@mkdir -p build/load
	@uv venv --quiet --allow-existing --python $(PY) build/load/env >build/load.log 2>&1 && \
		uv pip sync --quiet --require-hashes --python build/load/env/bin/python $< >>build/load.log 2>&1 || \
		{ echo "The generator of load could not be installed: check the network and try again (build/load.log has more)." >&2; exit 1; }
	@touch $@

# The cdk command, and what the web client is built with.
%/node_modules/.installed: %/package-lock.json | $(VENV)/.installed
	@echo "Installing the packages of $*/package-lock.json (once) ..."
	@mkdir -p build
	@npm ci --prefix $* --no-audit --no-fund --fetch-retries 1 --fetch-retry-mintimeout 1000 >build/npm-$*.log 2>&1 || \
		{ echo "The packages of $*/package-lock.json could not be installed: check the network and try again (build/npm-$*.log has more)." >&2; exit 1; }
	@touch $@
