# Each target makes .venv and all else it needs, again only when something changed.
#
#   make demo    real node names, turned into instance IDs
#   make test    all tests; ARGS goes to pytest (make test ARGS="-k bulk")
#   make bench   the benchmark's table; ARGS goes to it
#   make lint    ruff and mypy
#
# PYTHON=python3.12 makes .venv with another Python; VMSSNAMES_BUILD_EXTENSION=yes
# fails without a C compiler, where otherwise the Python kernels would run.

PYTHON ?= python3
BIN := .venv/bin
KERNELS := vmssnames/_kernels_c.pyx $(wildcard vmssnames/csrc/*.h)

.PHONY: demo test bench lint clean

demo: .venv/built
	@$(BIN)/vmssnames --version
	@echo
	@cat demo/nodes.txt
	@echo "-- vmssnames convert --to id"
	@$(BIN)/vmssnames convert --to id <demo/nodes.txt
	@echo
	@$(BIN)/vmssnames show -o table $$(head -n 1 demo/nodes.txt) warning

test: .venv/built .venv/test
	$(BIN)/python -m pytest $(ARGS)

bench: .venv/built .venv/bench
	$(BIN)/python -m benchmarks $(ARGS)

lint: .venv/built .venv/lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv build dist *.egg-info vmssnames/*.so vmssnames/_kernels_c.c

# The pip that Python brings may be too old for dependency groups.
.venv/made:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

.venv/%: .venv/made pyproject.toml
	$(BIN)/python -m pip install --quiet --group $*
	@touch $@

.venv/built: .venv/build pyproject.toml setup.py $(KERNELS)
	$(BIN)/python -m pip install --quiet --no-build-isolation --editable .
	@$(BIN)/python -c "import vmssnames as v; print('built; kernels:', v.backend(), \
	  '(no working C compiler: slower, same answers)' if v.backend() == 'python' else '')"
	@touch $@
