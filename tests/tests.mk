# Tests. Each program speaks TAP (cmocka does, told by CMOCKA_MESSAGE_OUTPUT) and runs with the root of the tree as its folder.
#   tests/unit/<room>_<what>.c   one cmocka program each; the prefix says what is linked: domain_ (domain), base_ (src, domain),
#                                db_ (db and below), report_ (report and below), import_ and demo_ (all rooms), command_ and
#                                screens_ (all but main.c),
#                                sync_ (all rooms and src/sync), gateway_ (those and gateway)
#   tests/screens/*.c            the real program on a pty (tests/pty.h), its screen compared with text files; the rooms are linked too
#   tests/commands/*.c           the real program as a child: what it prints, its exit status
#   tests/robust/*.c             the same: hang-up, sizes, signals, bad bytes, kill -9; the rooms are linked too
#   tests/sync/*.c               itsso-sync and itsso-gateway as they are, over sockets on loopback; helpers: tests/sync/lib/*.c
#   tests/conformance/*.c        one program, `conformance --url …`: whether any server keeps docs/sync-api.yaml; tests/sync runs it on ours
#   tests/house/*.sh             the rules of the tree itself
#   tests/fuzz/*.c               `make fuzz`; seeds in tests/fuzz/seeds/<name>/
UNIT_SRC   := $(wildcard tests/unit/*.c)
PTY_SRC    := $(wildcard tests/screens/*.c tests/robust/*.c)
COMMAND_SRC := $(wildcard tests/commands/*.c)
SYNC_SRC   := $(wildcard tests/sync/*.c)
HOUSE      := $(wildcard tests/house/*.sh)
UNIT_BIN   := $(patsubst %.c,$(BUILD)/%,$(UNIT_SRC))
PTY_BIN    := $(patsubst %.c,$(BUILD)/%,$(PTY_SRC))
COMMAND_BIN := $(patsubst %.c,$(BUILD)/%,$(COMMAND_SRC))
SYNC_BIN   := $(patsubst %.c,$(BUILD)/%,$(SYNC_SRC))
# Once more with the gateway on a PostgreSQL of the test's own, where it is installed.
SYNC_AGAIN  = $(if $(wildcard /usr/lib/postgresql/*/bin/postgres),$(patsubst %,$(BUILD)/tests/sync/%@postgresql,directions gateway_http kills screens stops))
HELPERS    := $(BUILD)/tests/libpty.a
SYNC_HELPERS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/sync/lib/*.c))
CONFORMANCE := $(BUILD)/tests/conformance/conformance
BENCH_BIN  := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/bench/*.c))
FUZZ_BIN   := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))
CMOCKA     := -lcmocka
VTERM      := -lvterm
COMPILE     = $(CC) $(ALLFLAGS) -MMD -MP -o $@ $<

.SECONDEXPANSION:
UNIT_LINK_domain   := $(BUILD)/libdomain.a $(BUILD)/libbase.a
UNIT_LINK_base     := $(BUILD)/libbase.a $(BUILD)/libdomain.a
UNIT_LINK_db       := $(BUILD)/libdb.a $(BUILD)/libbase.a $(BUILD)/libdomain.a
UNIT_LINK_report   := $(BUILD)/libreport.a $(BUILD)/libdb.a $(BUILD)/libbase.a $(BUILD)/libdomain.a
UNIT_LINK_import   := $(ROOMS)
UNIT_LINK_demo     := $(ROOMS)
UNIT_LINK_screens  := $(BUILD)/libscreens.a $(BUILD)/libcommands.a $(ROOMS)
UNIT_LINK_sync     := $(BUILD)/libsync.a $(ROOMS)
UNIT_LINK_gateway  := $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS)
UNIT_LIBS_sync     := $(LIBS_SYNC)
UNIT_LIBS_gateway  := $(LIBS_GATE)
$(BUILD)/tests/unit/sync_% $(BUILD)/tests/unit/gateway_%: ALLFLAGS += $(CFLAGS_SYNC) $(CFLAGS_GATE)
UNIT_LINK_command  := $(BUILD)/libcommands.a $(BUILD)/libscreens.a $(BUILD)/libcommands.a $(ROOMS)
unit_room           = $(firstword $(subst _, ,$(notdir $(1))))

$(BUILD)/tests/unit/%: tests/unit/%.c $$(UNIT_LINK_$$(call unit_room,$$*)) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  test   $<"
	$(Q)$(if $(UNIT_LINK_$(call unit_room,$*)),,echo "$<: no room is called $(call unit_room,$*)_: see tests/tests.mk" >&2; exit 1;) \
	    $(COMPILE) $(LDALL) $(UNIT_LINK_$(call unit_room,$*)) $(UNIT_LIBS_$(call unit_room,$*)) $(LIBS) $(CMOCKA) -lm

$(BUILD)/tests/libpty.a: $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/pty*.c))
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/tests/screens/%: tests/screens/%.c $(HELPERS) $(ROOMS) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  test   $<"
	$(Q)$(COMPILE) $(LDALL) $(HELPERS) $(ROOMS) $(LIBS) $(CMOCKA) $(VTERM) -lm
$(BUILD)/tests/robust/%: tests/robust/%.c $(HELPERS) $(ROOMS) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  test   $<"
	$(Q)$(COMPILE) $(LDALL) $(HELPERS) $(ROOMS) $(LIBS) $(CMOCKA) $(VTERM) -lm
$(BUILD)/tests/bench/%: ALLFLAGS += $(CFLAGS_SYNC)
$(BUILD)/tests/bench/sync_line: tests/bench/sync_line.c $(SYNC_HELPERS) $(HELPERS) $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  bench  $<"
	$(Q)$(COMPILE) $(LDALL) $(SYNC_HELPERS) $(HELPERS) $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS) $(LIBS_SYNC) $(LIBS_GATE) $(LIBS) $(VTERM) -lm
$(BUILD)/tests/bench/%: tests/bench/%.c $(HELPERS) $(ROOMS) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  bench  $<"
	$(Q)$(COMPILE) $(LDALL) $(HELPERS) $(ROOMS) $(LIBS_SYNC) $(LIBS) $(VTERM) -lm

$(BUILD)/tests/commands/%: tests/commands/%.c $(wildcard tests/commands/*.h) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  test   $<"
	$(Q)$(COMPILE) $(LDALL) $(CMOCKA)

# itsso-sync once more with its counter of durable steps (src/sync/steps.h) and with less patience: tests/sync/stops.c pulls the plug at each.
STEPS      := $(if $(PROGRAM_SYNC),$(BUILD)/tests/itsso-sync-steps)
STEPS_O    := $(patsubst src/sync/%.c,$(BUILD)/tests/steps/%.o,$(wildcard src/sync/*.c))
$(BUILD)/tests/steps/%.o: src/sync/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  steps  $<"
	$(Q)$(CC) $(ALLFLAGS) $(CFLAGS_SYNC) -DITSSO_TEST_STEPS -MMD -MP -c -o $@ $<
$(BUILD)/tests/itsso-sync-steps: $(STEPS_O) $(BUILD)/libcommands.a $(ROOMS)
	$(call link,$^,$(LIBS_SYNC) $(LIBS))

$(SYNC_HELPERS): ALLFLAGS += $(CFLAGS_SYNC) $(CFLAGS_GATE)
$(BUILD)/tests/sync/%: ALLFLAGS += $(CFLAGS_SYNC) $(CFLAGS_GATE)
$(BUILD)/tests/sync/%: tests/sync/%.c $(SYNC_HELPERS) $(HELPERS) $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS) $(BUILD)/flags | $(STEPS)
	@mkdir -p $(@D)
	@echo "  test   $<"
	$(Q)$(COMPILE) $(LDALL) $(SYNC_HELPERS) $(HELPERS) $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS) $(LIBS_SYNC) $(LIBS_GATE) $(LIBS) $(CMOCKA) $(VTERM) -lm

CONFORMANCE_O := $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/conformance/*.c))
$(CONFORMANCE_O): ALLFLAGS += $(CFLAGS_SYNC)
$(CONFORMANCE): $(CONFORMANCE_O)
	$(call link,$^,$(LIBS_SYNC) $(LIBS) -lpthread)
.PHONY: conformance
conformance: $(CONFORMANCE)

# The test runs the program.
$(BUILD)/tests/sync/conformance: | $(CONFORMANCE)

tests: $(UNIT_BIN) $(COMMAND_BIN) $(PTY_BIN) $(SYNC_BIN) $(CONFORMANCE) $(STEPS)

.PHONY: golden
golden: deps-check
	@mkdir -p tests/screens/golden
	$(Q)$(REMAKE) all $(patsubst %.c,$(BUILD)/%,$(wildcard tests/screens/*.c))
	$(Q)UPDATE_GOLDEN=1 PROGRAM=$(abspath $(PROGRAM)) tests/run.sh $(BUILD)/tests/log yes $(patsubst %.c,$(BUILD)/%,$(wildcard tests/screens/*.c))
	@git --no-pager diff --stat -- tests/screens/golden

# libbase.a again: who links the domain alone would not find its errors behind it.
$(BUILD)/tests/fuzz/%: ALLFLAGS += $(CFLAGS_SYNC) $(CFLAGS_GATE)
$(BUILD)/tests/fuzz/%: tests/fuzz/%.c $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS) $(BUILD)/flags
	@mkdir -p $(@D)
	@echo "  fuzz   $<"
	$(Q)$(COMPILE) $(LDALL) -fsanitize=fuzzer $(BUILD)/libgateway.a $(BUILD)/libsync.a $(ROOMS) $(BUILD)/libbase.a $(LIBS_SYNC) $(LIBS_GATE) $(LIBS) -lm
fuzz-run: $(FUZZ_BIN)
	$(Q)tests/fuzz/run.sh $(BUILD) $(FUZZ_SECONDS) $(FUZZ_BIN)
