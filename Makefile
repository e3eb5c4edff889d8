# The verbs of this project, for people and for CI. Each first does `setup`, which is quick the second time.
#   make run [SERVE=no]      the whole line on this machine: pretended platforms, Airflow, dbt, dashboard
#   make test · make lint    the tests that need no other engine; WORKERS=1 runs them one after the other
#   make test ALL=yes        what CI asks: SPARK=yes (the same models on Spark) and CLUSTER=yes (Celery, PostgreSQL, Redis) too
#   make setup-spark         Spark beside it, in .venv-spark, and Java 17: docs/spark.md
#   make cluster             PostgreSQL, Redis and Airflow's packages for them: what the test of the containers' commands needs
#   make strategy-check     does the strategy in dbt_project/seeds/ hold together? In a second, without a build
#   make docs                 every table and column in one page that needs no network: var/dbt/docs/static_index.html
#   make chaos [N=1000] [SEED=1] [KILLS=50]   until that many faults are met and processes killed: is anything lost or kept quiet?
#   make kill                 Airflow with Celery on PostgreSQL as the containers run it: does a run finish when a part is killed?
#   make fuzz [N=2000] [SEED=1]   that many spoilt files of every format: is a number read wrongly, or lost without a word?
#   make bench [SIZE=small] [PARTS="build day"]  how fast, written to var/bench.json (SIZE=full: docs/benchmarks.json)
#   make clean               remove what can be made again; state under var/ and .venv stay
# Settings: docker/.env.example

PYTHON ?= python3
SIZE ?= small
SEED ?= 1
KILLS ?= 50
# One more than there are processors: some tests wait for minutes, for heartbeats of Airflow and Celery. Each takes about a gigabyte.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n < 4 ? n + 1 : 4)))
BIN := .venv/bin
INSTALLED := .venv/installed
INSTALLED_SPARK := .venv-spark/installed
INSTALL := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements.lock
WITH_CLUSTER := .venv/installed-cluster

# $(call debian,IS_THERE,PACKAGES,WHAT_FOR,ELSE): packages of Debian where they are not there yet. Root installs them; anybody else
# is told what to install, and then ELSE is done. Nothing that is installed is upgraded, no setting of the machine written over.
debian = if $(1); then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq </dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-upgrade \
	    -o Dpkg::Options::=--force-confold $(2) </dev/null >/dev/null; \
	else echo "$(3): sudo apt-get install -y $(strip $(2))" >&2; $(4); fi

.PHONY: setup setup-spark run test lint bench chaos kill fuzz clean chromium java cluster strategy-check docs
.DEFAULT_GOAL := run

setup: $(INSTALLED)

$(INSTALLED): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.11" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing; on Debian: apt install python3-venv" >&2; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(INSTALL) || { echo "Trying again with this machine's own certificates, for networks that inspect TLS" >&2; $(INSTALL) --system-certs; }
	@touch $@

setup-spark: setup $(INSTALLED_SPARK)

java:
	@$(call debian,command -v java >/dev/null,--no-install-recommends openjdk-17-jre-headless,Spark needs Java 17,exit 2)

$(INSTALLED_SPARK): requirements.spark.lock | $(INSTALLED) java
	@test -x .venv-spark/bin/python || $(PYTHON) -m venv --without-pip .venv-spark
	@$(BIN)/uv pip install --quiet --python .venv-spark/bin/python --require-hashes -r requirements.spark.lock || \
	  $(BIN)/uv pip install --quiet --python .venv-spark/bin/python --require-hashes -r requirements.spark.lock --system-certs
	@touch $@

run: setup
	@$(BIN)/python -m local

# Other engines take minutes and hundreds of megabytes, so they are asked for by name; a test of one that was asked for and is
# not there fails. All in one session: what is built once is shared, and while one waits for a heartbeat another computes.
ON_SPARK := $(filter yes,$(SPARK) $(ALL))
ON_CLUSTER := $(filter yes,$(CLUSTER) $(ALL))
test: setup chromium $(if $(ON_SPARK),setup-spark) $(if $(ON_CLUSTER),cluster)
	$(if $(ON_SPARK),LOS_REQUIRE_SPARK=1 )$(if $(ON_CLUSTER),LOS_REQUIRE_CLUSTER=1 )$(BIN)/python -m pytest \
	  -n $(WORKERS) --dist loadfile --no-loadscope-reorder \
	  $(if $(ON_SPARK),,--ignore tests/spark/test_parity.py) $(if $(ON_CLUSTER),,--ignore tests/operations/test_cluster.py)

# The line in the containers' own commands, killed part by part.
kill: setup cluster
	LOS_REQUIRE_CLUSTER=1 $(BIN)/python -m pytest tests/operations/test_cluster.py

# The browser tests need Debian's chromium; Playwright's own would have to come from another address.
chromium:
	@$(call debian,command -v chromium >/dev/null,chromium,The tests in a browser need chromium,:)

# The test of the containers' commands runs them as processes: Debian's PostgreSQL and Redis. It starts its own, on ports of its own.
cluster: $(WITH_CLUSTER)
	@$(call debian,command -v redis-server >/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1,\
	  --no-install-recommends postgresql redis-server,The test of the containers' commands needs PostgreSQL and Redis,exit 2)

$(WITH_CLUSTER): requirements.cluster.lock $(INSTALLED)
	@$(INSTALL) -r requirements.cluster.lock || $(INSTALL) -r requirements.cluster.lock --system-certs
	@touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

strategy-check: setup
	@$(BIN)/python -m checks.strategy

docs: setup
	@home=$$(realpath -m "$${LOS_HOME:-var}"); test -f "$$home/warehouse.duckdb" || \
	  { echo "There is no warehouse at $$home/warehouse.duckdb to describe. Build it first: make run SERVE=no" >&2; exit 2; }; \
	cd dbt_project && LOS_HOME="$$home" ../$(BIN)/dbt docs generate --static --quiet --profiles-dir . \
	  --target-path "$$home/dbt/docs" --log-path "$$home/dbt/logs" && echo "$$home/dbt/docs/static_index.html"

chaos: setup
	@$(BIN)/python -m tests.chaos --faults $(or $(N),1000) --seed $(SEED) --kills $(KILLS)

fuzz: setup
	@$(BIN)/python -m tests.fuzz --files $(or $(N),2000) --seed $(SEED)

bench: setup
	$(BIN)/python -m tests.bench $(SIZE) $(PARTS)

clean:
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache dbt_project/target dbt_project/logs
	find . -path './.venv*' -prune -o -name __pycache__ -type d -print | xargs rm -rf
