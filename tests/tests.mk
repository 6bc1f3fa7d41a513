# Tests. tests/unit/<room>_<what>.c is one cmocka program; the prefix says which rooms it links:
# domain_ (domain), base_ (src, domain), db_ (db and below), import_ (import and below).
UNIT_SRC  := $(wildcard tests/unit/*.c)
UNIT_BIN  := $(patsubst tests/%.c,$(BUILD)/tests/%,$(UNIT_SRC))
CMOCKA     = $(shell pkg-config --libs cmocka)

$(BUILD)/tests/unit/domain_%: tests/unit/domain_%.c $(BUILD)/libdomain.a $(BUILD)/libbase.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -o $@ $< $(LDALL) $(BUILD)/libdomain.a $(BUILD)/libbase.a $(LIBS) $(CMOCKA) -lm
$(BUILD)/tests/unit/base_%: tests/unit/base_%.c $(BUILD)/libbase.a $(BUILD)/libdomain.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -o $@ $< $(LDALL) $(BUILD)/libbase.a $(BUILD)/libdomain.a $(LIBS) $(CMOCKA) -lm
$(BUILD)/tests/unit/db_%: tests/unit/db_%.c $(BUILD)/libdb.a $(BUILD)/libbase.a $(BUILD)/libdomain.a
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -o $@ $< $(LDALL) $(BUILD)/libdb.a $(BUILD)/libbase.a $(BUILD)/libdomain.a $(LIBS) $(CMOCKA) -lm
$(BUILD)/tests/unit/import_%: tests/unit/import_%.c $(ROOMS)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALLFLAGS) -MMD -MP -o $@ $< $(LDALL) $(ROOMS) $(LIBS) $(CMOCKA) -lm
