# itsso-tui. Two commands for a newcomer: `make demo` and `make check`; the rest is in `make help`.
#   CC=clang          another compiler        SANITIZE=1   ASan + UBSan, in a build folder of its own
#   DESTDIR, PREFIX   for `make install`      WERROR=1     warnings are errors (CI)
#   BUILD=FOLDER      another build folder    V=1          show the commands

PREFIX     ?= /usr/local
SYSCONFDIR ?= /etc
VERSION    := 0.1.0
ifeq ($(SANITIZE),1)
BUILD      ?= build-sanitize
SANFLAGS   ?= -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all
else
BUILD      ?= build
SANFLAGS   ?=
endif
Q          := $(if $(V),,@)
JOBS       ?= $(shell nproc 2>/dev/null || echo 2)

# Debian's packages: to build; for `make check`; for `make lint`; for `make fuzz` and CI. clang-rt holds clang's sanitizers.
# libsodium: digests; jansson: the protocol's JSON; curl: itsso-sync alone; microhttpd, pq, gnutls, ssl: itsso-gateway alone; pango: itsso-print alone; fonts-noto-core: its Hindi; poppler-utils: reads PDF back.
DEPS_BUILD := build-essential pkg-config gettext libncurses-dev libsqlite3-dev libiniparser-dev libutf8proc-dev ncurses-term fonts-noto-core \
              libsodium-dev libjansson-dev libcurl4-openssl-dev libmicrohttpd-dev libpq-dev libgnutls28-dev libssl-dev zlib1g-dev libpango1.0-dev
# curl, openssl: ask the gateway from outside; faketime: a PC whose clock is a year off; iproute2, iptables: a network that loses packets (as
# root, in a namespace of its own). sshd and nginx: the recipes of docs/operator.md and docs/gateway.md are tried with the real ones, on
# loopback, ended by the test; they are installed only where installing starts no service (no systemd: a container, CI).
DEPS_CHECK := libcmocka-dev libvterm-dev sqlite3 postgresql poppler-utils curl openssl faketime iproute2 iptables man-db openssh-client \
              $(if $(wildcard /run/systemd/system),,openssh-server nginx)
DEPS_LINT  := clang clang-tidy cppcheck
DEPS_CLANG := clang libclang-rt-14-dev
PKGS       := ncursesw sqlite3 libutf8proc libsodium
PKGS_SYNC  := libcurl jansson libcrypto
PKGS_GATE  := libmicrohttpd libpq gnutls libcrypto jansson zlib
PKGS_PRINT := pangocairo jansson

# Empty until `make deps` has run; a target that needs packages installs them and calls make again.
PKG_CFLAGS := $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell pkg-config --libs $(PKGS) 2>/dev/null)
CFLAGS_SYNC := $(shell pkg-config --cflags $(PKGS_SYNC) 2>/dev/null)
LIBS_SYNC  := $(shell pkg-config --libs $(PKGS_SYNC) 2>/dev/null)
CFLAGS_GATE := $(shell pkg-config --cflags $(PKGS_GATE) 2>/dev/null)
LIBS_GATE  := $(shell pkg-config --libs $(PKGS_GATE) 2>/dev/null) -lpthread
CFLAGS_PRINT := $(shell pkg-config --cflags $(PKGS_PRINT) 2>/dev/null)
LIBS_PRINT := $(shell pkg-config --libs $(PKGS_PRINT) 2>/dev/null) -lm

WARN       := -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual
CFLAGS     ?= -O2 -g
ALLFLAGS   := -std=c17 -D_GNU_SOURCE -I. -DVERSION='"$(VERSION)"' -DLOCALEDIR='"$(PREFIX)/share/locale"' \
              $(WARN) $(if $(WERROR),-Werror) -fstack-protector-strong -fPIE $(SANFLAGS) $(PKG_CFLAGS) $(CFLAGS)
LDALL      := -pie -Wl,--as-needed -Wl,-z,relro,-z,now $(SANFLAGS) $(LDFLAGS)
LIBS       := $(PKG_LIBS) -liniparser

# One archive a room, so that a test links what its room may touch and no more.
DOMAIN     := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/domain/*.c))
BASE       := $(patsubst %.c,$(BUILD)/%.o,$(filter-out src/main.c,$(wildcard src/*.c)))
DB         := $(patsubst %.c,$(BUILD)/%.o,$(wildcard db/*.c))
IMPORT     := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/import/*.c))
DEMO       := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/demo/*.c))
REPORT     := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/report/*.c))
SCREENS    := $(patsubst %.c,$(BUILD)/%.o,$(wildcard screens/*.c))
COMMANDS   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/commands/*.c))
MAIN       := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/main.c))
SYNC       := $(patsubst %.c,$(BUILD)/%.o,$(filter-out src/sync/main.c,$(wildcard src/sync/*.c)))
GATEWAY    := $(patsubst %.c,$(BUILD)/%.o,$(filter-out gateway/main.c,$(wildcard gateway/*.c)))
PRINT      := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/print/*.c))
ROOMS      := $(BUILD)/libdemo.a $(BUILD)/libimport.a $(BUILD)/libreport.a $(BUILD)/libdb.a $(BUILD)/libbase.a $(BUILD)/libdomain.a
PROGRAM    := $(BUILD)/itsso-tui
# The other three programs (design.md section 1): each carries what it needs and no other does.
PROGRAM_SYNC    := $(if $(wildcard src/sync/main.c),$(BUILD)/itsso-sync)
PROGRAM_GATEWAY := $(if $(wildcard gateway/main.c),$(BUILD)/itsso-gateway)
PROGRAM_PRINT   := $(if $(wildcard src/print/main.c),$(BUILD)/itsso-print)
PROGRAMS   := $(PROGRAM) $(PROGRAM_SYNC) $(PROGRAM_GATEWAY) $(PROGRAM_PRINT)
CATALOGS   := $(patsubst po/%.po,$(BUILD)/locale/%/LC_MESSAGES/itsso-tui.mo,$(wildcard po/*.po))
SOURCES    := $(wildcard src/*.c src/*/*.c db/*.c screens/*.c gateway/*.c)
HEADERS    := $(wildcard src/*.h src/*/*.h db/*.h screens/*.h gateway/*.h)

# What the objects were made with, and of which files an archive consists: kept in two files that are written only when they
# change, so that other flags compile again, a file that was removed leaves its archive, and a second make does nothing.
ifneq ($(filter-out clean help deps deps-build deps-check deps-lint deps-clang po,$(or $(MAKECMDGOALS),all)),)
FLAGS_NOW  := $(CC) $(ALLFLAGS) $(LDALL) $(LIBS)
ifneq ($(file <$(BUILD)/flags),$(FLAGS_NOW))
$(shell mkdir -p $(BUILD))$(file >$(BUILD)/flags,$(FLAGS_NOW))
endif
ifneq ($(file <$(BUILD)/sources),$(SOURCES))
$(shell mkdir -p $(BUILD))$(file >$(BUILD)/sources,$(SOURCES))
endif
endif

.PHONY: all deps deps-build deps-check deps-lint deps-clang check tests demo bench lint lint-run fuzz fuzz-run \
        install clean help po
.DELETE_ON_ERROR:
all: $(PROGRAMS) $(CATALOGS)

$(BUILD)/libdomain.a: $(DOMAIN)
$(BUILD)/libbase.a: $(BASE)
$(BUILD)/libdb.a: $(DB)
$(BUILD)/libimport.a: $(IMPORT)
$(BUILD)/libdemo.a: $(DEMO)
$(BUILD)/libreport.a: $(REPORT)
$(BUILD)/libscreens.a: $(SCREENS)
$(BUILD)/libcommands.a: $(COMMANDS)
$(BUILD)/libsync.a: $(SYNC)
$(BUILD)/libgateway.a: $(GATEWAY)
$(BUILD)/lib%.a: $(BUILD)/sources
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)

$(PROGRAM): $(MAIN) $(BUILD)/libcommands.a $(BUILD)/libscreens.a $(ROOMS)
	@echo "  link   $@"
	$(Q)$(CC) $(LDALL) -o $@ $(MAIN) $(BUILD)/libcommands.a $(BUILD)/libscreens.a $(BUILD)/libcommands.a $(ROOMS) $(LIBS)

# $(call link,OBJECTS AND ARCHIVES,LIBRARIES)
define link
@echo "  link   $@"
$(Q)$(CC) $(LDALL) -o $@ $(1) $(2)
endef
$(BUILD)/itsso-sync: $(BUILD)/src/sync/main.o $(BUILD)/libsync.a $(BUILD)/libcommands.a $(ROOMS)
	$(call link,$^,$(LIBS_SYNC) $(LIBS))
$(BUILD)/itsso-gateway: $(BUILD)/gateway/main.o $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS)
	$(call link,$^,$(LIBS_GATE) $(LIBS))
$(BUILD)/itsso-print: $(PRINT) $(BUILD)/libbase.a $(BUILD)/libdomain.a
	$(call link,$^,$(LIBS_PRINT) $(LIBS))

$(SYNC) $(BUILD)/src/sync/main.o: ALLFLAGS += $(CFLAGS_SYNC)
$(GATEWAY) $(BUILD)/gateway/main.o: ALLFLAGS += $(CFLAGS_GATE)
$(PRINT): ALLFLAGS += $(CFLAGS_PRINT)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  cc     $<"
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -c -o $@ $<

# Files that stand in the executable: named by .incbin, so that make must be told.
$(BUILD)/db/embed.o: db/embed.c $(wildcard db/*.sql db/data/*.tsv)
$(BUILD)/gateway/embed.o: gateway/embed.c gateway/schema.sql

$(BUILD)/locale/%/LC_MESSAGES/itsso-tui.mo: po/%.po
	@mkdir -p $(@D)
	@echo "  msgfmt $<"
	$(Q)msgfmt --check -o $@ $<

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)

include tests/tests.mk

# ---- packages: silent where all of them are there ----

define install_missing
@missing=; for package in $(1); do \
    dpkg-query -W -f '$${db:Status-Status}\n' $$package 2>/dev/null | grep -qx installed || missing="$$missing $$package"; \
done; \
if [ -z "$$missing" ]; then exit 0; fi; \
if ! command -v apt-get >/dev/null; then echo "Not a Debian system: install what stands for:$$missing"; exit 0; fi; \
as=; if [ "$$(id -u)" != 0 ]; then \
    if ! command -v sudo >/dev/null; then \
        echo "Missing packages, and no sudo here. As root: apt-get install$$missing" >&2; exit 1; \
    fi; as=sudo; fi; \
echo "  apt-get install$$missing"; \
$$as env DEBIAN_FRONTEND=noninteractive apt-get -qq update && \
$$as env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $$missing >/dev/null </dev/null
endef

deps-build:
	$(call install_missing,$(DEPS_BUILD))
deps-check:
	$(call install_missing,$(DEPS_BUILD) $(DEPS_CHECK))
deps-lint:
	$(call install_missing,$(DEPS_BUILD) $(DEPS_CHECK) $(DEPS_LINT))
deps-clang:
	$(call install_missing,$(DEPS_BUILD) $(DEPS_CLANG))
deps: deps-check

# A make of its own once the packages are there; parallel unless the caller said how.
REMAKE = $(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

# ---- what people call ----

demo: deps-build
	$(Q)$(REMAKE) all
	$(Q)$(PROGRAM) demo --gateway

# What cannot be built counts as failed, and the rest runs all the same.
check: deps-check
	$(Q)built=yes; $(REMAKE) -k all tests || built=no; \
	PROGRAM=$(abspath $(PROGRAM)) SANITIZE=$(SANITIZE) tests/run.sh $(BUILD)/tests/log $$built $(UNIT_BIN) $(COMMAND_BIN) $(PTY_BIN) $(HOUSE) $(SYNC_BIN) $(SYNC_AGAIN)

bench: deps-check
	$(Q)$(REMAKE) all $(BENCH_BIN)
	$(Q)tests/bench/run.sh $(PROGRAM) $(BUILD)

lint: deps-lint
	$(Q)$(REMAKE) -k lint-run

# clang's own view of the whole tree with more warnings than each build has, its static analyser and a short list of clang-tidy's
# checks (.clang-tidy), cppcheck, and msgfmt over the catalogues. gcc -fanalyzer takes minutes a file with SQLite's callers.
LINT_WARN  := -Weverything -Wno-padded -Wno-declaration-after-statement -Wno-disabled-macro-expansion -Wno-format-nonliteral \
              -Wno-reserved-identifier -Wno-reserved-macro-identifier -Wno-switch-enum -Wno-covered-switch-default \
              -Wno-c++-compat -Wno-unused-macros -Wno-missing-noreturn -Wno-float-equal -Wno-documentation \
              -Wno-documentation-unknown-command -Wno-gnu-zero-variadic-macro-arguments -Wno-cast-align \
              -Wno-gnu-statement-expression -Wno-missing-variable-declarations -Wno-unsafe-buffer-usage -Wno-comma -Wno-assign-enum -Wno-atomic-implicit-seq-cst \
              -Wno-conditional-uninitialized -Wno-unknown-warning-option
LINT_FLAGS  = $(filter-out $(WARN) -Werror,$(ALLFLAGS)) $(CFLAGS_SYNC) $(CFLAGS_GATE) $(CFLAGS_PRINT) $(WARN)
LINTED     := $(patsubst %.c,$(BUILD)/lint/%.ok,$(SOURCES))
$(BUILD)/lint/%.ok: %.c $(HEADERS) .clang-tidy $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  lint   $<"
	$(Q)clang $(LINT_FLAGS) $(LINT_WARN) -Werror -fsyntax-only $<
	$(Q)clang-tidy --quiet --warnings-as-errors='*' $< -- $(LINT_FLAGS) 2>$@.err || { cat $@.err; exit 1; }
	@touch $@
lint-run: $(LINTED) $(CATALOGS)
	$(Q)cppcheck --quiet --error-exitcode=1 --std=c11 --enable=warning,performance,portability --inline-suppr \
	    --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -I. -D_GNU_SOURCE -j $(JOBS) $(wildcard src db screens gateway)
	@for catalogue in $(wildcard po/*.po); do msgfmt --check --check-accelerators=_ --statistics -o /dev/null $$catalogue || exit 1; done
	@echo "lint: nothing found"

# Each tests/fuzz/*.c with the rooms compiled alike, FUZZ_SECONDS each; finds are kept in build-fuzz/found/.
FUZZ_SECONDS ?= 60
fuzz: deps-clang
	$(Q)$(REMAKE) CC=clang BUILD=build-fuzz SANFLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer \
	    -fno-sanitize-recover=all" fuzz-run

install: all
	$(Q)for program in $(PROGRAMS); do install -D -m 0755 $$program $(DESTDIR)$(PREFIX)/bin/$${program##*/} || exit 1; done
	$(Q)for catalogue in $(patsubst $(BUILD)/%,%,$(CATALOGS)); do \
	    install -D -m 0644 $(BUILD)/$$catalogue $(DESTDIR)$(PREFIX)/share/$$catalogue || exit 1; done
	$(Q)for page in $(wildcard docs/*.1); do \
	    install -D -m 0644 $$page $(DESTDIR)$(PREFIX)/share/man/man1/$${page##*/} || exit 1; done
	$(Q)for unit in $(wildcard docs/systemd/*.service docs/systemd/*.timer); do \
	    install -d $(DESTDIR)$(PREFIX)/lib/systemd/system && \
	    sed 's|@PREFIX@|$(PREFIX)|g' $$unit >$(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/} || exit 1; done
	$(Q)if [ -f itsso-tui.conf ]; then \
	    if [ -f $(DESTDIR)$(SYSCONFDIR)/itsso-tui.conf ]; then echo "kept: $(DESTDIR)$(SYSCONFDIR)/itsso-tui.conf"; \
	    else install -D -m 0644 itsso-tui.conf $(DESTDIR)$(SYSCONFDIR)/itsso-tui.conf; fi; fi

# The texts of the program into the template, and what is new into each catalogue.
po:
	$(Q)xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ --keyword=ngettext:1,2 --add-comments=TRANSLATORS \
	    --sort-by-file --add-location=file --package-name=itsso-tui --package-version=$(VERSION) --copyright-holder= \
	    -o po/itsso-tui.pot $(sort $(SOURCES))
	$(Q)for catalogue in $(wildcard po/*.po); do \
	    msgmerge --quiet --update --backup=none --add-location=file --previous $$catalogue po/itsso-tui.pot || exit 1; \
	    msgfmt --statistics -o /dev/null $$catalogue; done

clean:
	rm -rf build build-*

help:
	@echo "make demo      installs what is missing, builds, opens a training station with its data centre (V pulls its plug)"
	@echo "make check     the same for the tests, and runs them all      (SANITIZE=1: under ASan and UBSan)"
	@echo "make           builds $(PROGRAM)                         (CC=clang, WERROR=1, BUILD=folder, V=1)"
	@echo "make deps      installs what is missing (apt; with sudo where needed) and no more"
	@echo "make install   into PREFIX=$(PREFIX), configuration into SYSCONFDIR=$(SYSCONFDIR) (DESTDIR=…)"
	@echo "make conformance  builds $(BUILD)/tests/conformance/conformance: whether any server keeps docs/sync-api.yaml (--help)"
	@echo "make bench     measures against the budget, and other programs beside"
	@echo "make lint      clang's warnings, clang-tidy, cppcheck, msgfmt"
	@echo "make fuzz      the fuzzers, FUZZ_SECONDS=$(FUZZ_SECONDS) each"
	@echo "make po        brings the texts of the program into po/"
	@echo "make golden    writes the expected screens anew (tests/screens/golden): look at the difference before you commit"
	@echo "make clean     removes the build folders"
