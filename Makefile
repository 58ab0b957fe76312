# Each target builds .venv and everything else it needs, and rebuilds only what changed.
#
# To begin (docs/architecture.md explains the code, CONTRIBUTING.md how to change it):
#   make demo          convert node names, explain a log, write an inventory, a page and a zone
#   make test          run all tests; ARGS goes to pytest (make test ARGS="-k bulk")
#   make lint          run ruff and mypy
#   make help          print this text
#   make clean         remove .venv and everything that was built
#
# With other people's software. Missing programs are installed from Debian if you are root:
#   make test-azure    operations against azure-cli and Microsoft's SDK (a minute; .venv-azure
#                      takes a gigabyte)
#   make test-fetch    snapshots by azure-cli and kubectl, from substitutes for Azure and for a
#                      cluster (a minute; .venv-azure)
#   make test-sdk      inventories from two versions of Microsoft's SDK (half a minute)
#   make test-engines  columns in Polars, pandas, DuckDB, DataFusion, pyarrow and SQLite, of the newest
#                      and the oldest versions (five minutes)
#   make test-spark    the same in Spark, with workers that are killed; Java must be installed (five
#                      minutes)
#   make test-snippets  the snippets for other languages in their interpreters, databases and parsers
#                      (three minutes; installs a gigabyte, and packages from npm)
#   make test-dns      zones and hosts files in BIND, NSD, Knot, unbound and dnsmasq, on loopback;
#                      more with ARGS="--hosts 100000 --million"
#   make test-pipelines  the recipes of docs/how-to/pipelines.md with rsyslog, journalctl, kubectl,
#                      parallel and zstd
#   make test-tools    the formats of the inventory in Ansible, Prometheus, ssh and a browser;
#                      the site in the browser
#
# As elsewhere:
#   make test-portable   the pure suite, in a Python like that of Windows, without fcntl and so on
#   make test-oldest     the suite with the oldest versions of what is needed (two minutes)
#   make test-sanitized  bulk conversion and scanning, with the sanitizers of gcc (five minutes)
#   make fuzz            random texts of near misses, with 100 times as many examples (a minute)
#
# Proofs and measurements:
#   make prove         check every kernel over all 2**32 words (a minute)
#   make prove-cross   the same for other CPUs, under qemu (twenty minutes)
#   make differential  search a million random texts with every kernel and with a naive rule
#                      (ten minutes)
#   make linear        check that no text takes longer than its size (twenty minutes a
#                      kernel; ARGS=--count, instructions instead of times)
#   make instructions  count the instructions of each kernel and compare them with its budget
#   make bench         print the benchmark's table; ARGS goes to it
#   make bench-commands  measure whole commands, beside plain programs
#   make search        measure searches of logs, compared with ripgrep (must be installed) and others
#   make plot          draw the charts of the benchmark
#   make figures       write the figures of README.md and docs from benchmarks/results
#
# Generated files:
#   make completions   regenerate the shell completions from the command's options
#   make dist          build the sdist, wheels and vmssnames.pyz in dist, and check them
#   make test-dist     test each of them in empty environments; PYTHONS="python3.12 ..." chooses
#   make sbom          write dist/vmssnames.cdx.json: what an installation contains
#   make check-api     list what was taken from the public API; AGAINST=COMMIT
#   make lint-workflows  check .github with zizmor
#   make docs          build the site in build/site and the man page in build/man
#   make rates         update the rates in docs/explanation/certainty.md
#   make examples      update the output of the examples in README.md and docs
#   make snippets      write the page with the snippets for other languages
#   make screenshots   update the images of the HTML report, with Chromium
#
# PYTHON=python3.12 builds .venv with another Python. VMSSNAMES_BUILD_EXTENSION=yes fails without a
# C compiler; otherwise the Python kernels run.

PYTHON ?= python3
BIN := .venv/bin
KERNELS := $(wildcard vmssnames/_kernels/*.pyx vmssnames/_kernels/*.px[di] vmssnames/_kernels/csrc/*.h)

.PHONY: bench-commands rates differential linear help demo test test-azure test-fetch test-sdk test-engines test-engines-newest test-engines-oldest test-spark test-snippets snippets test-tools test-dns test-pipelines test-portable test-oldest test-sanitized fuzz sbom check-api lint-workflows bench search plot figures prove prove-cross instructions completions dist test-dist docs examples screenshots lint clean

help:
	@awk '!/^#/ {exit} {sub(/^# ?/, ""); print}' Makefile

demo: .venv/built
	@$(BIN)/vmssnames --version
	@echo
	@cat demo/nodes.txt
	@echo "-- vmssnames convert --to id"
	@$(BIN)/vmssnames convert --to id <demo/nodes.txt
	@echo
	@$(BIN)/vmssnames show -o table $$(head -n 1 demo/nodes.txt) warning
	@echo
	@echo "-- vmssnames annotate --fleet demo/fleet.json --resource-ids demo/cluster.log"
	@$(BIN)/vmssnames annotate --fleet demo/fleet.json --resource-ids demo/cluster.log
	@echo
	@echo "-- vmssnames scan --fleet demo/fleet.json --unique demo/cluster.log"
	@$(BIN)/vmssnames scan --fleet demo/fleet.json --unique demo/cluster.log
	@echo
	@mkdir -p build
	@echo "-- vmssnames inventory demo/instances.json demo/nics.json -o table --html build/demo.html"
	@$(BIN)/vmssnames inventory demo/instances.json demo/nics.json -o table --html build/demo.html
	@echo
	@echo "-- vmssnames inventory demo/instances.json --explain shopweb00002D"
	@$(BIN)/vmssnames inventory demo/instances.json --explain shopweb00002D || true
	@echo
	@echo "-- vmssnames zone demo/instances.json demo/nics.json --domain vm.example.net --ns ns1.example.net"
	@$(BIN)/vmssnames zone demo/instances.json demo/nics.json --domain vm.example.net --ns ns1.example.net

# .venv/built names the kernels. If they were built and are missing later, the tests fail.
test: .venv/built .venv/test
	$(BIN)/python -m pytest $(if $(findstring python,$(shell cat .venv/built)),--pure) $(ARGS)

# What this compares is Python, so no kernels are needed.
test-azure: .venv-azure/made
	VMSSNAMES_BACKEND=python PYTHONPATH=. .venv-azure/bin/python -m pytest tests/external/azure $(ARGS)

test-fetch: .venv-azure/made
	@sh tools/programs.sh fetch
	VMSSNAMES_BACKEND=python PYTHONPATH=. .venv-azure/bin/python -m pytest tests/external/fetch $(ARGS)

# No kernels are needed here either.
test-sdk: .venv-sdk/made .venv-sdk-before/made
	VMSSNAMES_BACKEND=python PYTHONPATH=. .venv-sdk/bin/python -m pytest tests/external/sdk $(ARGS)
	VMSSNAMES_BACKEND=python PYTHONPATH=. .venv-sdk-before/bin/python -m pytest tests/external/sdk $(ARGS)

# The kernels are those of .venv, which is of the same Python.
test-engines: test-engines-newest test-engines-oldest

test-engines-newest: .venv/built .venv-engines/made
	PYTHONPATH=. .venv-engines/bin/python -m pytest tests/external/engines $(ARGS)

test-engines-oldest: .venv/built .venv-engines-oldest/made
	PYTHONPATH=. .venv-engines-oldest/bin/python -m pytest tests/external/engines -k "not million and not parquet" $(ARGS)

test-spark: .venv/built .venv-spark/made
	PYTHONPATH=. .venv-spark/bin/python -m pytest tests/external/engines --engine spark $(ARGS)

# No kernels are needed here either.
test-snippets: .venv-snippets/made
	@sh tools/programs.sh snippets
	@$(MAKE) --no-print-directory build/snippets/made
	VMSSNAMES_BACKEND=python PYTHONPATH=. .venv-snippets/bin/python -m pytest tests/external/snippets $(ARGS)

build/snippets/made: tests/external/snippets/package.json
	@mkdir -p build/snippets
	cp tests/external/snippets/package.json build/snippets
	npm install --silent --no-audit --no-fund --prefix build/snippets
	@touch $@

test-pipelines: .venv/built .venv/test
	@sh tools/programs.sh pipelines
	$(BIN)/python -m pytest tests/external/pipelines $(ARGS)

test-tools: .venv/built .venv/tools docs
	@sh tools/programs.sh tools
	$(BIN)/python -m pytest tests/external/tools $(ARGS)

test-dns: .venv/built .venv/dns
	@sh tools/programs.sh dns
	$(BIN)/python -m pytest tests/external/dns $(ARGS)

test-portable: .venv/built .venv/test
	PYTHONPATH=tests/without_posix $(BIN)/python -m pytest --pure $(ARGS)

test-oldest: .venv-oldest/made
	.venv-oldest/bin/python -m pytest $(ARGS)

# Leaks are found by tests/bulk/test_memory.py; Python itself leaks at exit.
SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all
test-sanitized: .venv-sanitized/made
	LD_PRELOAD="$$(gcc -print-file-name=libasan.so) $$(gcc -print-file-name=libubsan.so)" \
	  ASAN_OPTIONS=detect_leaks=0:handle_segv=0 PYTHONMALLOC=malloc PYTHONPATH=.venv-sanitized/tree \
	  .venv-sanitized/bin/python -P -m pytest tests/arrow tests/bulk tests/scan tests/kernels/test_unique_keys.py \
	  $(ARGS)
	CC="gcc $(SANITIZERS)" ASAN_OPTIONS=detect_leaks=0:handle_segv=0 \
	  .venv-sanitized/bin/python -m proofs.prove --sample

fuzz: .venv/built .venv/test
	$(BIN)/python -m pytest --deep tests/scan -k random $(ARGS)

search: .venv/built .venv/bench .venv/plot
	$(BIN)/python -m benchmarks.search $(ARGS)

bench: .venv/built .venv/bench
	$(BIN)/python -m benchmarks $(ARGS)

bench-commands: .venv/built .venv/bench
	$(BIN)/python -m benchmarks.commands $(ARGS)

snippets: .venv/built
	$(BIN)/python -m tools.snippets

figures: .venv/built
	$(BIN)/python -m tools.figures

plot: .venv/built .venv/bench .venv/plot
	$(BIN)/python -m benchmarks --plot

prove: .venv/prove
	$(BIN)/python -m proofs.prove $(ARGS)

prove-cross: .venv/prove
	$(BIN)/python -m proofs.prove --cross $(ARGS)

differential: .venv/built .venv/test
	$(BIN)/python -m proofs.differential $(ARGS)

linear: .venv/built
	$(BIN)/python -m proofs.linear $(ARGS)

instructions: .venv/prove
	$(BIN)/python -m proofs.instructions

completions: .venv/built .venv/completion
	$(BIN)/python -m tools.completions

examples: .venv/built .venv/test
	$(BIN)/python -m tools.examples
	$(BIN)/python -m tools.terminal

dist: .venv/built .venv/dist
	$(BIN)/python -m tools.dist
	$(BIN)/twine check --strict dist/*.tar.gz dist/*.whl
	$(BIN)/check-wheel-contents dist/*.whl
	$(BIN)/auditwheel show $$(ls dist/*.whl | grep -v none-any)

test-dist: dist
	$(BIN)/python -m tools.distcheck $(PYTHONS)

# What the wheel brings: nothing but itself, as it needs no other package.
sbom: dist .venv/sbom
	@rm -rf build/sbom
	$(PYTHON) -m venv --without-pip build/sbom
	$(BIN)/python -m pip --quiet --python build/sbom install --no-index dist/*-none-any.whl
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
	  --of JSON -o dist/vmssnames.cdx.json build/sbom

check-api: .venv/api
	$(BIN)/python -m tools.api $(AGAINST)

lint-workflows: .venv/workflows
	$(BIN)/zizmor --offline --quiet .github

# Warnings are errors: broken links, missing references, pages in no table of contents.
docs: .venv/built .venv/docs
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -b html docs build/site
	$(BIN)/sphinx-build --fail-on-warning --quiet -b man docs build/man
	$(BIN)/sphinx-build --fail-on-warning --quiet -b text docs build/text
	@cp build/text/llms-full.txt build/site
	@echo "build/site/index.html and build/man/vmssnames.1"

screenshots: .venv/built
	sh tools/programs.sh tools
	@mkdir -p build
	$(BIN)/vmssnames inventory demo/instances.json demo/nics.json --html build/demo.html
	for scheme in dark:0 light:1; do \
	  chromium --headless --no-sandbox --hide-scrollbars --window-size=1366,900 \
	    --blink-settings=preferredColorScheme=$${scheme#*:} --virtual-time-budget=2000 \
	    --screenshot=docs/images/inventory-$${scheme%:*}.png "file://$$PWD/build/demo.html"; done

rates: .venv/built
	$(BIN)/python -m tools.certainty

lint: .venv/built .venv/lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .venv-* build dist *.egg-info vmssnames/_kernels/*.so vmssnames/_kernels/compiled.c

# The pip that Python brings may be too old for dependency groups.
.venv/made:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

.venv-azure/made: pyproject.toml
	$(PYTHON) -m venv .venv-azure
	.venv-azure/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	.venv-azure/bin/python -m pip install --quiet --group azure
	@touch $@

.venv-sdk/made .venv-sdk-before/made .venv-engines/made .venv-engines-oldest/made .venv-spark/made .venv-snippets/made: .venv-%/made: pyproject.toml
	$(PYTHON) -m venv .venv-$*
	.venv-$*/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	.venv-$*/bin/python -m pip install --quiet --group $*
	@touch $@

# The oldest versions that pyproject.toml allows, of the packages that it names.
.venv-oldest/made: pyproject.toml setup.py $(KERNELS)
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --upgrade "pip>=25.1" uv
	.venv-oldest/bin/uv pip install --quiet --python .venv-oldest --resolution lowest-direct --group build --group test
	VMSSNAMES_BUILD_EXTENSION=yes .venv-oldest/bin/python -m pip install --quiet --no-build-isolation --editable .
	@touch $@

# The sources are copied, since kernels with sanitizers run only with LD_PRELOAD.
.venv-sanitized/made: pyproject.toml setup.py $(KERNELS)
	$(PYTHON) -m venv .venv-sanitized
	.venv-sanitized/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	.venv-sanitized/bin/python -m pip install --quiet --group build --group test
	rm -rf .venv-sanitized/tree && mkdir .venv-sanitized/tree
	cp -R pyproject.toml setup.py README.md LICENSE vmssnames .venv-sanitized/tree
	rm -f .venv-sanitized/tree/vmssnames/_kernels/compiled*.so
	cd .venv-sanitized/tree && CFLAGS="$(SANITIZERS) -g" LDFLAGS="$(SANITIZERS)" \
	  VMSSNAMES_BUILD_EXTENSION=yes ../bin/python setup.py --quiet build_ext --inplace
	@touch $@

.venv/%: .venv/made pyproject.toml
	$(BIN)/python -m pip install --quiet --group $*
	@touch $@

.venv/built: .venv/build pyproject.toml setup.py $(KERNELS)
	@rm -f vmssnames/_kernels/compiled*.so
	$(BIN)/python -W ignore -m pip install --quiet --quiet --no-build-isolation --editable .
	@$(BIN)/python -c "import vmssnames; print(vmssnames.backend())" >$@.new
	@echo "built; kernels: $$(cat $@.new)"
	@if grep -q python $@.new; then \
	  echo "no working C compiler: the Python kernels run, slower, with the same answers"; fi
	@mv $@.new $@
