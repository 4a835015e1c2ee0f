# The front door. Every target prepares what it needs first; `make` alone prints the help.
# Continuous integration runs these same targets.

ENV ?= dev
PYTHON ?= python3
PURGE ?=
V ?=

BOOTSTRAP = $(PYTHON) -m tools.bootstrap $(if $(V),-v)
NOVAOS = novaos $(if $(V),-v)

.DEFAULT_GOAL := help
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

.PHONY: help
help: ## this text
	@echo "make <target> [ENV=dev|staging|prod] [V=1]"
	@echo
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} \
		/^[a-z-]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "first time: make up      daily use: .venv/bin/novaos --help"

##@ everything

.PHONY: up test
up: ## from this checkout to a verified, hardened, healthy deployment
	@$(BOOTSTRAP) -- $(NOVAOS) up --env $(ENV)

test: ## all tests: unit without network, then contract, integration and audit on a real stack
	@$(BOOTSTRAP) --browser -- $(NOVAOS) test

##@ the stages, one by one

.PHONY: build sbom verify preview deploy audit report
build: ## assemble the images from their locks and push them by digest
	@$(BOOTSTRAP) -- $(NOVAOS) build --env $(ENV)

sbom: ## SBOMs, scan and provenance, signed and attached
	@$(BOOTSTRAP) -- $(NOVAOS) sbom --env $(ENV)

verify: ## judge the evidence of every image and sign the verdicts
	@$(BOOTSTRAP) -- $(NOVAOS) verify --env $(ENV)

preview: ## what a deployment would change
	@$(BOOTSTRAP) -- $(NOVAOS) preview --env $(ENV)

deploy: ## deploy what has passed, and wait until it is healthy
	@$(BOOTSTRAP) -- $(NOVAOS) deploy --env $(ENV)

audit: ## prove the hardening on the running containers
	@$(BOOTSTRAP) -- $(NOVAOS) audit --env $(ENV)

report: ## the compliance report: every control with its evidence
	@$(BOOTSTRAP) -- $(NOVAOS) report --env $(ENV)

##@ the running stack

.PHONY: status down doctor shell
status: ## containers, health, digests and ports
	@$(BOOTSTRAP) --until python -- $(NOVAOS) status --env $(ENV)

down: ## remove the stack; with PURGE=1 its volumes too
	@$(BOOTSTRAP) -- $(NOVAOS) down --env $(ENV) $(if $(PURGE),--purge --yes)

doctor: ## check the host: what, why, and the command that puts it right
	@$(BOOTSTRAP) --until python -- $(NOVAOS) doctor --env $(ENV)

shell: ## a shell in which plain `pulumi up --stack <env>` works
	@$(BOOTSTRAP) -- $(NOVAOS) shell --env $(ENV)

##@ the code

.PHONY: lint secret-scan lock bench screenshots tools clean
lint: ## every static check; all of them run, all findings are listed
	@$(BOOTSTRAP) --until tools -- $(NOVAOS) lint

secret-scan: ## keys and tokens in what is, or would be, committed
	@$(BOOTSTRAP) --until tools -- $(NOVAOS) secret-scan

lock: ## make the locks of images and requirements again
	@$(BOOTSTRAP) -- $(NOVAOS) lock

bench: ## measure, side by side with peers where there are any
	@$(BOOTSTRAP) --browser -- $(NOVAOS) bench

screenshots: ## a picture of every page of the consoles, in var/screenshots
	@$(BOOTSTRAP) --browser -- $(NOVAOS) screenshots $(if $(README),--readme)

tools: ## the pinned tools alone, into var/bin
	@$(BOOTSTRAP) --until tools

clean: ## remove what can be made again, except state, evidence and what runs
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .venv \
		var/bin var/test var/layouts *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
