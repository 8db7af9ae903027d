# The commands of this repository; `make` alone lists them.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Linked statically against Swift's own libraries, so that the peer starts in about 2 ms.
BIN := .build/release
DEMO_LABS := labs/crash labs/unplug labs/handshake
FUZZ_SECONDS ?= 60
SOAK_SECONDS ?= 3600
FORMATTED := Sources Tests Package.swift $(addprefix docs/examples/,Package.swift Sources Tests)
SCRIPTS := .ci/run $(wildcard scripts/*)

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install the packages that are missing, and say which
	@scripts/setup

.PHONY: build
build: setup ## Build halfopen and halfopen-peer in release mode
	@scripts/build-release

.PHONY: demo
demo: build ## Run the flagship labs and show what happened
	@scripts/setup --programs
	$(BIN)/halfopen run $(DEMO_LABS)

.PHONY: test
test: setup ## Run every test
	@scripts/test

.PHONY: labs
labs: build ## Run every lab, and the broken ones that must not pass
	@scripts/setup --programs
	@scripts/labs

.PHONY: flood-check
flood-check: build ## Capture a stream at full speed beside dumpcap, which must not lose less
	HALFOPEN=$(CURDIR)/$(BIN)/halfopen swift test --filter FloodTests

.PHONY: lint
lint: ## Check the formatting and the scripts
	@scripts/setup --lint || true # without shellcheck the scripts are parsed only
	swift format lint --strict --parallel --recursive $(FORMATTED)
	@scripts/lint-scripts $(SCRIPTS)

.PHONY: format
format: ## Format the Swift sources in place
	swift format --in-place --parallel --recursive $(FORMATTED)

.PHONY: bench
bench: build ## Measure worlds, labs and the analyzer beside other tools
	@scripts/setup --bench
	@scripts/bench

.PHONY: soak
soak: build ## Run all labs for SOAK_SECONDS, as root and not, idle and busy, and look for leaks
	@scripts/setup --programs
	@scripts/soak $(SOAK_SECONDS)

.PHONY: fuzz
fuzz: setup ## Fuzz all that reads what others wrote, FUZZ_SECONDS each target
	@scripts/fuzz $(FUZZ_SECONDS)

.PHONY: sanitize
sanitize: setup ## Run every test in release mode under AddressSanitizer, then under ThreadSanitizer
	swift test -c release --sanitize=address --scratch-path .build-asan
	swift test -c release --sanitize=thread --scratch-path .build-tsan

.PHONY: golden
golden: setup ## Compare the golden files; RECORD=1 writes them anew, and then fails
	swift test --skip LiveTests

.PHONY: captures
captures: build ## Record the runs that docs/packet-classes.md shows anew
	@scripts/record-captures

.PHONY: claims
claims: build ## Run every lab; write docs/claims.md, what this kernel says of every claim, and labs/README.md
	@scripts/setup --programs
	@scripts/update-claims

.PHONY: schema-check
schema-check: build ## Validate every lab with the schema that editors use
	@scripts/setup --reports
	@scripts/check-schema docs/lab.schema.json labs Tests/BrokenLabs

.PHONY: docs
docs: setup ## Make the documentation of the library HalfOpen in docs-out
	@scripts/make-docs

.PHONY: example
example: setup ## Build and test the package in docs/examples, which tests its own program with labs
	@scripts/test-example

.PHONY: clean
clean: ## Remove what was built, and the runs
	rm -rf .build halfopen-runs docs-out docs/examples/.build
