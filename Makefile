# winnow: `make deps` installs what is missing, `make` builds, `make demo` shows
# it at work, `make test` proves it. Variants of the build live side by side in
# build/, build/asan, build/tsan.

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
BUILD ?= build
CC ?= cc
PYTHON := /usr/bin/python3

PACKAGES := build-essential pkg-config clang-format shellcheck \
	libev-dev libcurl4-openssl-dev libxml2-dev libsqlite3-dev libmicrohttpd-dev libjansson-dev \
	libutf8proc-dev libstemmer-dev libxxhash-dev libinih-dev libcmocka-dev \
	python3 python3-pytest python3-yaml python3-jsonschema

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu2x -D_GNU_SOURCE -DWINNOW_VERSION='"$(VERSION)"' -pthread $(WARNINGS) $(CFLAGS) $(SANITIZE) \
	-Idaemon -I. -I$(BUILD)/generated $(shell pkg-config --cflags libxml-2.0)
LIBS = -lmicrohttpd -lcurl -lxml2 -lsqlite3 -ljansson -lutf8proc -lstemmer -lxxhash -linih -lev -lm -pthread
CLI_LIBS = -lcurl -ljansson -lutf8proc -linih -lm

FOLDERS := base feed curate store message fetch serve ingest query
DAEMON_EDGE := daemon/config.c daemon/notify.c daemon/options.c
DAEMON_SOURCES := $(foreach f,$(FOLDERS),$(wildcard daemon/$(f)/*.c)) $(DAEMON_EDGE)
CLI_SOURCES := $(filter-out cli/main.c,$(wildcard cli/*.c cli/render/*.c))
UNIT_SOURCES := $(wildcard tests/unit/*/*.c)
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SOURCES))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))

.PHONY: all
all: $(BUILD)/winnowd $(BUILD)/winnow

$(BUILD)/winnowd: $(call objects,daemon/main.c $(DAEMON_SOURCES))
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/winnow: $(call objects,cli/main.c $(CLI_SOURCES) $(wildcard daemon/base/*.c))
	$(CC) $(ALL_CFLAGS) -o $@ $^ $(CLI_LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

-include $(patsubst %.o,%.d,$(call objects,daemon/main.c cli/main.c $(DAEMON_SOURCES) $(CLI_SOURCES)))

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

define unit_rule
$(BUILD)/tests/unit/$(1)/%: tests/unit/$(1)/%.c $(call objects,$(foreach f,$(layer_$(1)),$(wildcard daemon/$(f)/*.c)))
	@mkdir -p $$(@D)
	$$(CC) $$(ALL_CFLAGS) -MMD -MP -o $$@ $$^ $$(LIBS) -lcmocka
endef
$(foreach f,$(FOLDERS),$(eval $(call unit_rule,$(f))))
# what stands next to main.c and is not main.c
$(BUILD)/tests/unit/daemon/%: tests/unit/daemon/%.c $(call objects,$(DAEMON_EDGE) \
	$(foreach f,$(layer_fetch),$(wildcard daemon/$(f)/*.c)))
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $^ $(LIBS) -lcmocka
$(BUILD)/tests/unit/cli/%: tests/unit/cli/%.c $(call objects,$(CLI_SOURCES) $(wildcard daemon/base/*.c))
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $^ $(CLI_LIBS) -lcmocka

.PHONY: unit
unit: $(UNIT_TESTS)
	@for t in $^; do $$t || exit 1; done

.PHONY: clean
clean:
	rm -rf build
