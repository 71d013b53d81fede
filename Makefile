# make run · make test · make coverage · make test-postgresql · make lint · make lock
.DEFAULT_GOAL := help
PORT ?= 8000
HOST ?= 127.0.0.1
CTE_DATA_DIR ?= ./instance
CTE_BASE_URL ?= http://$(HOST):$(PORT)
export PORT HOST CTE_DATA_DIR CTE_BASE_URL

BIN := .venv/bin
TEST_WORKERS ?= $(shell expr $$(nproc) + 1)  # while one waits for a browser, another computes
FLASK := $(BIN)/flask --app wsgi

.PHONY: help run serve test coverage test-postgresql bench bench-peers atlas pictures lint audit offline lock clean

help:
	@echo "make run    启动演示（PORT=$(PORT)，CTE_DATA_DIR=$(CTE_DATA_DIR)）"
	@echo "make serve  启动平台，不写入演示数据"
	@echo "make test   运行全部测试"
	@echo "make coverage  运行全部测试，并核对没有走到的分支"
	@echo "make test-postgresql  在 PostgreSQL 上运行与数据库有关的测试（ON=tests 为全部）"
	@echo "make bench  测量速度（ONLY=document 只测一项）"
	@echo "make bench-peers  装上用来对照测量的同类软件（只需一次）"
	@echo "make atlas  给每个页面拍照（ONLY=community 只拍一部分，SIZES=desk,phone，STATES=typical,empty）"
	@echo "make pictures  重新拍摄说明文档中的图片"
	@echo "make offline  制作不联网也能安装的离线包（ARCH=aarch64 PYTHON=3.12 用于别的机器）"
	@echo "make lint   检查代码风格、类型、密钥和依赖的漏洞"
	@echo "make audit  只核对依赖的已知漏洞"
	@echo "make lock   重新生成依赖锁定文件"

run: export CTE_PROFILE ?= national
run: .venv/installed
	@$(FLASK) fonts prepare
	@$(FLASK) db upgrade
	@$(FLASK) demo
	@$(FLASK) welcome
	@exec $(BIN)/honcho start --port $(PORT)

serve: .venv/installed
	@$(FLASK) fonts prepare
	@$(FLASK) db upgrade
	@exec $(BIN)/honcho start --port $(PORT)

test: .venv/installed-for-tests
	@scripts/install-for-tests
	@$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

coverage:
	@$(MAKE) --no-print-directory test ARGS="--cov --cov-report= $(ARGS)"
	@scripts/coverage

# what asks most of a database: searching, ordering, counting, the trail, migrations
ON ?= tests/exchange/test_search.py tests/exchange/test_publishing.py tests/exchange/meeting tests/admin/test_admin.py \
	tests/review/test_queue.py tests/web/test_pages.py
test-postgresql: .venv/installed-for-tests
	@scripts/install-for-tests
	@CTE_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS) $(ON)

bench: export ONLY ?=
bench: .venv/installed-for-bench
	@$(BIN)/python -m benchmarks

bench-peers: .venv-peers/installed

atlas: export ONLY ?=
atlas: export SIZES ?=
atlas: export STATES ?=
atlas: .venv/installed-for-tests
	@scripts/install-for-tests
	@$(BIN)/python -m tests.atlas

# those that README and handbook show
pictures: export PICTURES := docs/pictures
pictures: atlas

offline: .venv/installed
	@scripts/make-offline

lint: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/detect-secrets-hook --baseline .secrets.baseline $$(git ls-files)
	@scripts/audit

audit: .venv/installed-for-tests
	@scripts/audit

lock: | .venv/bin/python
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-options --output-file requirements.lock setup.cfg
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-options --extra dev --constraint requirements.lock --output-file requirements-dev.lock setup.cfg
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-options --extra dev --extra bench --constraint requirements-dev.lock --output-file requirements-bench.lock setup.cfg

clean:
	rm -rf .venv .venv-peers .cache

.venv/bin/python:
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更高版本"; exit 1; }
	@python3 -m venv .venv || { echo "缺少 Python 的 venv 模块，请先安装：apt install python3-venv"; exit 1; }

.venv/installed: requirements.lock | .venv/bin/python
	@echo "安装依赖……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@touch $@

.venv/installed-for-tests: requirements-dev.lock | .venv/bin/python
	@echo "安装测试所需的依赖……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock
	@touch $@

.venv/installed-for-bench: requirements-bench.lock | .venv/bin/python
	@echo "安装测量速度所需的依赖……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.lock
	@touch $@

.venv-peers/installed:
	@echo "安装对照软件……"
	@python3 -m venv .venv-peers
	@.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check pretalx==2025.2.2 gunicorn==27.0.1
	@cd .venv-peers && PRETALX_FILESYSTEM_DATA=$(CURDIR)/.venv-peers/data bin/python -m pretalx collectstatic --noinput >/dev/null
	@touch $@
