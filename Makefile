# itsso-tui. Two commands for a newcomer: `make demo` and `make check`; the rest is in `make help`.
#   CC=clang          another compiler        SANITIZE=1   ASan + UBSan, in a build folder of its own
#   DESTDIR, PREFIX   for `make install`      V=1          show the commands

CC       ?= cc
PREFIX   ?= /usr/local
VERSION  := 0.1.0
ifeq ($(SANITIZE),1)
BUILD    ?= build-sanitize
SANFLAGS := -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all
else
BUILD    ?= build
SANFLAGS :=
endif
Q        := $(if $(V),,@)

DEPS_BUILD := build-essential pkg-config gettext libncurses-dev libsqlite3-dev libiniparser-dev libutf8proc-dev ncurses-term
DEPS_CHECK := libcmocka-dev libvterm-dev sqlite3 clang tmux
PKGS       := ncursesw sqlite3 libutf8proc

WARN     := -Wall -Wextra -Wshadow -Wconversion -Wformat=2 -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wcast-qual
CFLAGS   ?= -O2 -g
ALLFLAGS  = -std=c17 -D_GNU_SOURCE -I. -DVERSION='"$(VERSION)"' -DLOCALEDIR='"$(PREFIX)/share/locale"' $(WARN) \
            -fstack-protector-strong -fPIE $(SANFLAGS) $(shell pkg-config --cflags $(PKGS)) $(CFLAGS)
LDALL     = -pie -Wl,--as-needed -Wl,-z,relro,-z,now $(SANFLAGS) $(LDFLAGS)
LIBS      = $(shell pkg-config --libs $(PKGS)) -liniparser

# One archive a room, so that a test links what its room may touch and no more.
DOMAIN   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/domain/*.c))
BASE     := $(patsubst %.c,$(BUILD)/%.o,$(filter-out src/main.c,$(wildcard src/*.c)))
DB       := $(patsubst %.c,$(BUILD)/%.o,$(wildcard db/*.c))
IMPORT   := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/import/*.c))
SCREENS  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard screens/*.c))
COMMANDS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/commands/*.c src/main.c))
ROOMS    := $(BUILD)/libimport.a $(BUILD)/libdb.a $(BUILD)/libbase.a $(BUILD)/libdomain.a
PROGRAM  := $(BUILD)/itsso-tui
CATALOGS := $(patsubst po/%.po,$(BUILD)/locale/%/LC_MESSAGES/itsso-tui.mo,$(wildcard po/*.po))

.PHONY: all deps deps-build check demo bench lint fuzz install clean help po
all: $(PROGRAM) $(CATALOGS)

$(BUILD)/libdomain.a: $(DOMAIN)
$(BUILD)/libbase.a: $(BASE)
$(BUILD)/libdb.a: $(DB)
$(BUILD)/libimport.a: $(IMPORT)
$(BUILD)/libscreens.a: $(SCREENS)
$(BUILD)/%.a:
	$(Q)rm -f $@ && ar rcs $@ $^

$(PROGRAM): $(COMMANDS) $(BUILD)/libscreens.a $(ROOMS)
	@echo "  link   $@"
	$(Q)$(CC) $(LDALL) -o $@ $(COMMANDS) $(BUILD)/libscreens.a $(ROOMS) $(LIBS)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc     $<"
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -c -o $@ $<

# Files that stand in the executable: named by .incbin, so that make must be told.
$(BUILD)/db/embed.o: db/embed.c $(wildcard db/*.sql db/data/*.tsv)

$(BUILD)/locale/%/LC_MESSAGES/itsso-tui.mo: po/%.po
	@mkdir -p $(@D)
	$(Q)msgfmt --check -o $@ $<

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf build build-sanitize build-clang build-fuzz

include tests/tests.mk
