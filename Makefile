# winnow: `make deps` installs what is missing, `make` builds, `make demo` shows
# it at work, `make test` proves it. Variants of the build live side by side in
# build/, build/asan, build/tsan.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= cc
PYTHON := /usr/bin/python3

# What builds it and shows it; what proves it; what measures it.
BUILD_PACKAGES := build-essential pkg-config libev-dev libcurl4-openssl-dev libxml2-dev zlib1g-dev libsqlite3-dev \
	libmicrohttpd-dev libjansson-dev libutf8proc-dev libstemmer-dev libxxhash-dev libinih-dev python3
TEST_PACKAGES := clang-format shellcheck libcmocka-dev python3-pytest python3-pytest-xdist python3-yaml \
	python3-jsonschema python3-aiosmtpd msmtp openssl man-db chromium
BENCH_PACKAGES := nginx-light libnginx-mod-http-echo openssl $(if $(PEERS),newsboat sfeed)

# V=1 shows the commands.
Q := $(if $(V),,@)
SAY = @$(if $(V),:,echo "  $(1) $@")

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
CFLAGS ?= -O2 -g
XML_CFLAGS := $(shell pkg-config --cflags libxml-2.0 2>/dev/null)
ALL_CFLAGS = -std=gnu2x -D_GNU_SOURCE -DWINNOW_VERSION='"$(VERSION)"' -pthread $(WARNINGS) $(CFLAGS) $(SANITIZE) \
	-Idaemon -I. -I$(BUILD)/generated $(XML_CFLAGS)
LIBS = -lmicrohttpd -lcurl -lxml2 -lz -lsqlite3 -ljansson -lutf8proc -lstemmer -lxxhash -linih -lev -lm -pthread
CLI_LIBS = -lcurl -ljansson -lutf8proc -lxxhash -linih -lm

FOLDERS := base feed curate store message fetch serve ingest query
DAEMON_EDGE := daemon/config.c daemon/footprint.c daemon/notify.c daemon/options.c daemon/salvage.c daemon/summary.c
DAEMON_SOURCES := $(foreach f,$(FOLDERS),$(wildcard daemon/$(f)/*.c)) $(DAEMON_EDGE)
CLI_SOURCES := $(filter-out cli/main.c,$(wildcard cli/*.c cli/render/*.c cli/mail/*.c))
UNIT_SOURCES := $(wildcard tests/unit/*/*.c)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SOURCES))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

.PHONY: all
all: $(BUILD)/winnowd $(BUILD)/winnow

$(BUILD)/winnowd: $(call objects,daemon/main.c $(DAEMON_SOURCES))
	$(call SAY,LD)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/winnow: $(call objects,cli/main.c $(CLI_SOURCES) $(wildcard daemon/base/*.c))
	$(call SAY,LD)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(CLI_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call SAY,CC)
	$(Q)$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(call objects,daemon/main.c cli/main.c $(DAEMON_SOURCES) $(CLI_SOURCES)))
-include $(addsuffix .d,$(UNIT_TESTS))

# A folder is an archive for those who are linked with it: programs of tests take what they use.
define archive_rule
$(BUILD)/lib$(1).a: $(call objects,$(wildcard daemon/$(1)/*.c))
	$$(Q)rm -f $$@ && $$(AR) rcs $$@ $$^
endef
$(foreach f,$(FOLDERS),$(eval $(call archive_rule,$(f))))
$(BUILD)/libcli.a: $(call objects,$(CLI_SOURCES))
	$(Q)rm -f $@ && $(AR) rcs $@ $^
$(BUILD)/libedge.a: $(call objects,$(DAEMON_EDGE))
	$(Q)rm -f $@ && $(AR) rcs $@ $^
archives = $(patsubst %,$(BUILD)/lib%.a,$(1))

# The schema goes into the program, one C string a file, in the order of the names.
SCHEMA := $(sort $(wildcard schema/sqlite/*.sql))
$(BUILD)/generated/schema.h: $(SCHEMA)
	@mkdir -p $(@D)
	@for f in $^; do printf '{ %d, "%s",\n' "$$(basename $$f | cut -c1-4 | sed 's/^0*//')" "$$(basename $$f)"; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $$f; printf '},\n'; done > $@.new && mv $@.new $@
$(call objects,$(wildcard daemon/store/*.c)): $(BUILD)/generated/schema.h

# ---- unit tests: each is a program of its own, linked with the folders its layer may see ----
layer_base := base
layer_feed := base feed
layer_curate := base feed curate
layer_store := base feed curate store
layer_message := base message
layer_fetch := base message fetch
layer_serve := base message serve
layer_ingest := base feed curate store message ingest
layer_query := base feed curate store message query

link_test = $(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(LINK_WHOLE) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group
# every SQL statement there is, also those that no test calls for
$(BUILD)/tests/unit/store/statement: LINK_WHOLE := -Wl,--whole-archive $(call archives,store) -Wl,--no-whole-archive

define unit_rule
$(BUILD)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call archives,$(layer_$(1)))
	@mkdir -p $$(@D)
	$$(call SAY,LD)
	$$(Q)$$(link_test) $$(LIBS) -lcmocka
endef
$(foreach f,$(FOLDERS),$(eval $(call unit_rule,$(f))))
# what stands next to main.c and is not main.c
$(BUILD)/tests/unit/daemon/%: tests/unit/daemon/%.c $(call archives,edge $(layer_fetch))
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(link_test) $(LIBS) -lcmocka
$(BUILD)/tests/unit/cli/%: tests/unit/cli/%.c $(call archives,cli base)
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(link_test) $(CLI_LIBS) -lcmocka

.PHONY: unit
unit: $(UNIT_TESTS)
	@for t in $^; do $$t >$$t.log 2>&1 || { cat $$t.log; echo "failed: $$t"; exit 1; }; done
	@echo "unit tests: $(words $^) programs, $$(cat $(addsuffix .log,$^) | grep -c '\[       OK \]') tests passed"

# ---- everything that must hold ----
ASAN := BUILD=build/asan CFLAGS="-O1 -g -fno-omit-frame-pointer" \
	SANITIZE="-fsanitize=address,undefined -fno-sanitize-recover=undefined -Wno-format-truncation"
TSAN := BUILD=build/tsan CFLAGS="-O1 -g" SANITIZE="-fsanitize=thread"
# Most of what they do is wait for each other: twice as many at once as there are cores.
END_TO_END = $(PYTHON) -m pytest -q -p no:cacheprovider -n $$((2 * $(JOBS))) tests/end-to-end
JOBS := $(shell nproc)

.PHONY: test lint end-to-end sanitized
test: deps lint
	+$(MAKE) --no-print-directory -j$(JOBS) all unit bench-build
	+$(MAKE) --no-print-directory end-to-end
	+$(MAKE) --no-print-directory sanitized

lint:
	tests/check-layers
	clang-format --dry-run -Werror $$(find daemon cli tests -name '*.[ch]')
	shellcheck $$(grep -rlE '^#!/bin/(ba)?sh' .ci tests cli)

end-to-end: all
	$(END_TO_END)

# The same tests against builds that watch memory, undefined behaviour and threads.
sanitized:
	+$(MAKE) --no-print-directory -j$(JOBS) $(ASAN) all unit
	WINNOW_BUILD=build/asan $(END_TO_END)
	+$(MAKE) --no-print-directory -j$(JOBS) $(TSAN) all unit
	WINNOW_BUILD=build/tsan $(END_TO_END)

# ---- packages: only what is missing, and said before it is done ----
define install_missing
@missing=$$(for p in $(1); do dpkg -s $$p >/dev/null 2>&1 || echo $$p; done); \
if [ -n "$$missing" ]; then \
	echo "installing Debian packages:" $$missing; \
	sudo=$$([ $$(id -u) -eq 0 ] || echo sudo); \
	$$sudo apt-get update -q && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -q -y $$missing; \
fi
endef

.PHONY: build-deps deps bench-deps
build-deps:
	$(call install_missing,$(BUILD_PACKAGES))

deps:
	$(call install_missing,$(BUILD_PACKAGES) $(TEST_PACKAGES))

bench-deps: deps
	$(call install_missing,$(BENCH_PACKAGES))

# ---- a look at it ----
.PHONY: demo
demo: build-deps
	+$(MAKE) --no-print-directory -j$(JOBS) all
	tests/demo/run $(BUILD)

# ---- installing ----
BINDIR = $(DESTDIR)$(PREFIX)/bin
MANDIR = $(DESTDIR)$(PREFIX)/share/man
DATADIR = $(DESTDIR)$(PREFIX)/share/winnow
UNITDIR = $(DESTDIR)$(PREFIX)/lib/systemd
BASH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
ZSH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/zsh/site-functions
FISH_COMPLETIONS = $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

.PHONY: install uninstall
install: all
	install -d $(BINDIR) $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man8 $(DATADIR)/starter $(UNITDIR)/system $(UNITDIR)/user
	install -d $(BASH_COMPLETIONS) $(ZSH_COMPLETIONS) $(FISH_COMPLETIONS)
	install -m 755 $(BUILD)/winnowd $(BUILD)/winnow $(BINDIR)
	install -m 644 cli/winnow.1 $(MANDIR)/man1
	install -m 644 daemon/winnow.conf.5 $(MANDIR)/man5
	install -m 644 daemon/winnowd.8 $(MANDIR)/man8
	install -m 644 schema/starter/* $(DATADIR)/starter
	install -m 644 schema/api.yaml $(DATADIR)
	for unit in systemd/*.service systemd/*.socket systemd/*.timer; do sed 's|/usr/local/bin/|$(PREFIX)/bin/|' $$unit | \
		install -m 644 /dev/stdin $(UNITDIR)/system/$$(basename $$unit); done
	for unit in systemd/user/*; do sed 's|/usr/local/bin/|$(PREFIX)/bin/|' $$unit | \
		install -m 644 /dev/stdin $(UNITDIR)/user/$$(basename $$unit); done
	install -m 644 cli/completion/winnow.bash $(BASH_COMPLETIONS)/winnow
	install -m 644 cli/completion/_winnow $(ZSH_COMPLETIONS)/_winnow
	install -m 644 cli/completion/winnow.fish $(FISH_COMPLETIONS)/winnow.fish

uninstall:
	rm -f $(BINDIR)/winnowd $(BINDIR)/winnow $(MANDIR)/man1/winnow.1 $(MANDIR)/man5/winnow.conf.5 $(MANDIR)/man8/winnowd.8
	rm -f $(BASH_COMPLETIONS)/winnow $(ZSH_COMPLETIONS)/_winnow $(FISH_COMPLETIONS)/winnow.fish
	rm -f $(addprefix $(UNITDIR)/system/,$(notdir $(wildcard systemd/*.service systemd/*.socket systemd/*.timer)))
	rm -f $(addprefix $(UNITDIR)/user/,$(notdir $(wildcard systemd/user/*)))
	rm -rf $(DATADIR)

.PHONY: clean
clean:
	rm -rf build

# ---- measuring: figures and their targets; fails on none ----
# BENCH_FEEDS=10000 takes that many, BENCH_ITEMS=1000000 looks for copies among so many, PEERS=1 compares with other programs;
# BENCH_STORE=1000000 measures a store of so many items instead, which takes half an hour.
BENCH_FEEDS ?= 1000
BENCH_ITEMS ?= 100000
BENCH_PROGRAMS := $(addprefix $(BUILD)/tests/bench/,floor parsing judging fill)

$(BUILD)/tests/bench/floor: tests/bench/floor.c
$(BUILD)/tests/bench/parsing: tests/bench/parsing.c $(call objects,$(foreach f,$(layer_feed),$(wildcard daemon/$(f)/*.c)))
$(BUILD)/tests/bench/judging: tests/bench/judging.c $(call objects,$(foreach f,$(layer_curate),$(wildcard daemon/$(f)/*.c)))
$(BUILD)/tests/bench/fill: $(addprefix tests/bench/,fill.c documents.c invention.c) $(call archives,store curate feed base)
$(BENCH_PROGRAMS):
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

.PHONY: bench bench-build
bench-build: all $(BENCH_PROGRAMS)

# A winnowd whose clocks a test moves.
AGED := $(BUILD)/tests/bench/winnowd
unit end-to-end: | $(AGED)
$(AGED): tests/bench/clock.c $(call objects,daemon/main.c $(DAEMON_SOURCES))
	@mkdir -p $(@D)
	$(call SAY,LD)
	$(Q)$(CC) -std=gnu2x -D_GNU_SOURCE $(WARNINGS) $(CFLAGS) -c -o $@.clock.o $<
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $@.clock.o $(filter %.o,$^) $(LIBS)

bench: bench-deps
	$(MAKE) -j$(JOBS) bench-build
	@$(if $(BENCH_STORE),tests/bench/large --build $(BUILD) --items $(BENCH_STORE),tests/bench/run --build $(BUILD) --feeds $(BENCH_FEEDS) --items $(BENCH_ITEMS) $(if $(PEERS),--peers))

# ---- what takes long: killed at SOAK random moments, it loses nothing; a year of SOAK_DAYS days later it is as it was ----
SOAK ?= 20
SOAK_DAYS ?= 364
SOAK_FEEDS ?= 1000
.PHONY: soak
soak: bench-deps
	$(MAKE) -j$(JOBS) all $(AGED)
	tests/bench/crash --build $(BUILD) --kills $(SOAK)
	tests/bench/year --build $(BUILD) --days $(SOAK_DAYS) --feeds $(SOAK_FEEDS)

# ---- fuzzing: each target of tests/fuzz for FUZZ_SECONDS, from the documents of tests/corpus; finds go to build/fuzz/finds ----
FUZZ_SECONDS ?= 20
FUZZ_CC ?= clang
FUZZ_CFLAGS := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
FUZZ_TARGETS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c))
FUZZ_SOURCES := $(foreach f,$(layer_feed),$(wildcard daemon/$(f)/*.c))
# The parser's seeds are all documents; what the others read is their own.
FUZZ_SEEDS_feed := tests/corpus

$(BUILD)/fuzz/%.o: %.c
	@mkdir -p $(@D)
	$(FUZZ_CC) $(ALL_CFLAGS) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

-include $(patsubst %.c,$(BUILD)/fuzz/%.d,$(FUZZ_SOURCES) $(FUZZ_TARGETS:%=tests/fuzz/%.c))

$(BUILD)/fuzz/run/%: $(BUILD)/fuzz/tests/fuzz/%.o $(patsubst %.c,$(BUILD)/fuzz/%.o,$(FUZZ_SOURCES))
	@mkdir -p $(@D)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

.SECONDARY: $(patsubst %.c,$(BUILD)/fuzz/%.o,$(FUZZ_SOURCES) $(FUZZ_TARGETS:%=tests/fuzz/%.c))

.PHONY: fuzz-build
fuzz-build: $(FUZZ_TARGETS:%=$(BUILD)/fuzz/run/%)

.PHONY: fuzz $(FUZZ_TARGETS:%=fuzz-%)
fuzz: $(FUZZ_TARGETS:%=fuzz-%)

$(FUZZ_TARGETS:%=fuzz-%): fuzz-%: $(BUILD)/fuzz/run/%
	@mkdir -p $(BUILD)/fuzz/corpus/$* $(BUILD)/fuzz/finds
	$< -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0 \
		-artifact_prefix=$(BUILD)/fuzz/finds/$*- $(patsubst %,-dict=%,$(wildcard tests/fuzz/$*.dict)) \
		$(BUILD)/fuzz/corpus/$* $(or $(FUZZ_SEEDS_$*),$(wildcard tests/corpus/$*))
