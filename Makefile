# `make demo` and `make test` need Python 3.11 or newer, nothing else; they set up .venv on their own.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSER := $(VENV)/.browser
NODE := site/node_modules/.package-lock.json

.PHONY: demo test test-browser check check-servers check-style check-rfcs mutants pictures site serve bench fuzz clean

$(READY): pyproject.toml
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear $(VENV) >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null && $(PYTHON) -m venv --clear $(VENV); \
	  else \
	    echo "$(PYTHON) has no venv here: install it first (Debian: sudo apt-get install python3-venv)" >&2; exit 1; \
	  fi; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,site,zst]'
	@touch $@

demo: $(READY)
	@printf '%s\n\n' '$$ smtpcodes lint examples/submission.log'
	@$(BIN)/smtpcodes lint examples/submission.log || test $$? -eq 1
	@printf '\n%s\n\n' '$$ smtpcodes explain "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."'
	@$(BIN)/smtpcodes explain "535 5.7.139 Authentication unsuccessful, basic authentication is disabled."
	@printf '\n%s\n' 'The reference site: `make site` builds it into build/site; open build/site/index.html.'

# Each claim of data/claims.toml beside the sentence that it rests on; needs Debian's package doc-rfc.
check-rfcs: $(READY)
	$(BIN)/python scripts/check_rfcs.py

# The pictures of the README: what commands print.
pictures: $(READY)
	$(BIN)/python scripts/pictures.py

test: $(READY)
	$(BIN)/python -m pytest -n auto

# The site in a real Chromium: needs chromium, node 18 or newer and npm (Debian: apt-get install chromium nodejs npm).
test-browser: $(READY) $(BROWSER) $(NODE) site
	$(BIN)/python -m pytest tests/browser

$(BROWSER): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[browser]'
	@touch $@

$(NODE): site/package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install it first (Debian: sudo apt-get install nodejs npm)" >&2; exit 1; }
	cd site && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

check-style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/smtpcodes data check data

check: check-style test

# `smtpcodes check` against real servers on loopback, and what has changed since tests/servers/real/seen.toml: aiosmtpd, smtp-server and Haraka are
# fetched, in two minutes at most each; the servers of Debian where they are installed, and it is root that asks. What is not there is told as "not run".
# SERVERS names some of them.
SERVERS ?=
FETCHED := build/servers
check-servers: $(READY)
	@mkdir -p $(FETCHED)
	@test -x $(FETCHED)/venv/bin/pip || $(BIN)/python -m venv $(FETCHED)/venv
	-@cmp -s tests/servers/real/requirements.txt $(FETCHED)/requirements.txt || { \
	  timeout 120 $(FETCHED)/venv/bin/python -m pip install --quiet --disable-pip-version-check -r tests/servers/real/requirements.txt \
	  && cp tests/servers/real/requirements.txt $(FETCHED); }
	-@tests/servers/real/fetch.sh tests/servers/real/package.json $(FETCHED)
	-@case "$(SERVERS)" in ""|*haraka*) tests/servers/real/fetch.sh tests/servers/real/haraka/package.json $(FETCHED)/haraka;; esac
	AIOSMTPD_PYTHON=$(FETCHED)/venv/bin/python NODE_PATH=$(FETCHED)/node_modules HARAKA=$(CURDIR)/$(FETCHED)/haraka/node_modules/Haraka $(BIN)/python -m tests.servers.real $(SERVERS)

site: $(READY)
	@if command -v npm >/dev/null; then $(MAKE) -s --no-print-directory $(NODE) || echo "npm failed: the paste box will have no engine" >&2; fi
	$(BIN)/python -m mkdocs build --strict --quiet
	@echo "built: build/site/index.html (search and paste box need a server: make serve)"

serve: $(READY)
	$(BIN)/python -m mkdocs serve

# Changed files of tests/corpus into each entry point, SECONDS each; what is wrong is kept in build/fuzz.
SECONDS ?= 60
SEED ?= 1
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --seed $(SEED)
	$(BIN)/python -m tests.shapes --seconds $(SECONDS) --seed $(SEED)

# The program with one condition less: do its tests notice? RULES="auth tls/starttls-twice" names families and rules;
# PART=session, redaction, grammar, verdict or files takes that package, and 300 mutants drawn by lot.
PART ?= rules
mutants: $(READY)
	$(BIN)/python scripts/mutants.py --part $(PART) $(RULES)

bench: $(READY)
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf build dist $(VENV)
