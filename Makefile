# The commands people work with. Each does its own set-up (packaging/setup.sh), once.
SHELL := /bin/bash
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: ## open the desktop on the sample county (without a display: print its documents to out/)
	@packaging/setup.sh run
	@$(PYTHON) packaging/messages.py
	@$(PYTHON) packaging/run.py

.PHONY: test
test: ## everything that has to hold: linters, types, tests
	@packaging/setup.sh test
	@$(PYTHON) packaging/messages.py
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -n auto --dist worksteal

.PHONY: lint
lint: ## the quick part of it: linters, types, layers, translations
	@packaging/setup.sh test
	@$(PYTHON) packaging/messages.py
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest -q tests/test_layout.py

.PHONY: messages
messages: ## bring the translations' files in line with the code, and build them
	@packaging/setup.sh test
	$(PYTHON) packaging/messages.py update
	$(PYTHON) packaging/messages.py
	$(PYTHON) packaging/messages.py check

.PHONY: pictures
pictures: ## take the manual's pictures anew from the program itself (some seconds; they are committed)
	@packaging/setup.sh run
	@$(PYTHON) packaging/messages.py
	$(PYTHON) packaging/manual_pictures.py

.PHONY: golden
golden: ## show where the sample county's papers differ from those kept; ACCEPT=1 keeps them as they are now
	@packaging/setup.sh test
	@$(PYTHON) packaging/messages.py
	@$(PYTHON) tests/calc/statements/golden_papers.py $(if $(ACCEPT),--accept)

.PHONY: fonts
fonts: ## make the program's fonts again from Debian's (about two minutes; they are committed)
	@packaging/setup.sh fonts
	build/fonts/bin/python packaging/make_fonts.py

.PHONY: bench
bench: ## measure against the peers, side by side (some minutes)
	@packaging/setup.sh bench
	@build/bench/bin/python packaging/messages.py
	build/bench/bin/python bench/run.py

.PHONY: bench-print
bench-print: ## measure the printing against the peers, side by side (some minutes)
	@packaging/setup.sh bench
	@build/bench/bin/python packaging/messages.py
	build/bench/bin/python bench/paper.py

.PHONY: lock
lock: ## resolve the dependencies of pyproject.toml anew into the lock files
	@packaging/setup.sh lock
	build/lock/bin/python packaging/lock.py
