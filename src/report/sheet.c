/* A sheet is built here, row by row; what memory does not hold is remembered and said once. */
#include "src/report/sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "src/domain/rates.h"
#include "src/i18n.h"
#include "src/text.h"

#define SENTENCE 2048 /* bytes of a lead or note */

struct sheet *sheet_new(const char *name) {
    struct sheet *sheet = calloc(1, sizeof *sheet);
    if (!sheet)
        return NULL;
    text_format(sheet->name, sizeof sheet->name, "%s", name);
    sheet->from = sheet->to = sheet->as_of = CIVIL_NONE;
    return sheet;
}

/* ---- the memory of the cells: pieces that are filled one after the other and freed together ---- */

#define PIECE ((size_t)64 * 1024)

struct sheet_memory {
    struct sheet_memory *before;
    size_t used, size;
    char at[];
};

/* n bytes, on the boundary of a pointer where `aligned`; NULL where memory ran out. */
static void *place(struct sheet *sheet, size_t n, bool aligned) {
    struct sheet_memory *piece = sheet->memory;
    size_t from = piece ? aligned ? (piece->used + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *) : piece->used : 0;
    if (!piece || from + n > piece->size) {
        size_t size = n > PIECE / 4 ? n : PIECE - sizeof *piece;
        struct sheet_memory *more = malloc(sizeof *more + size);
        if (!more)
            return NULL;
        *more = (struct sheet_memory){.before = piece, .size = size};
        sheet->memory = piece = more;
        from = 0;
    }
    piece->used = from + n;
    return piece->at + from;
}

static char **cells_place(struct sheet *sheet, int columns) {
    size_t n = (size_t)columns * sizeof(char *);
    char **cells = place(sheet, n, true);
    return cells ? memset(cells, 0, n) : NULL;
}

static void memory_free(struct sheet_memory *piece) {
    while (piece) {
        struct sheet_memory *before = piece->before;
        free(piece);
        piece = before;
    }
}

static void block_free(struct sheet_block *block) {
    free(block->row);
    free(block->column);
    free(block->title);
    free(block->code);
}

void sheet_free(struct sheet *sheet) {
    if (!sheet)
        return;
    for (int i = 0; i < sheet->blocks; i++)
        block_free(&sheet->block[i]);
    for (int i = 0; i < sheet->leads; i++)
        free(sheet->lead[i]);
    for (int i = 0; i < sheet->notes; i++)
        free(sheet->note[i]);
    memory_free(sheet->memory);
    free(sheet->block);
    free(sheet->lead);
    free(sheet->note);
    free(sheet);
}

bool sheet_failed(const struct sheet *sheet, struct error *e) {
    if (sheet && !sheet->failed)
        return false;
    error_set(e, ERROR_UNABLE, "%s", _("The sheet could not be made: memory ran out."));
    return true;
}

/* The array, or a longer copy of it, with room for one more; NULL where there is none (the array stays). */
static void *grown(void *array, int used, int *room, size_t size) {
    if (used < *room)
        return array;
    int more = *room ? *room * 2 : 8;
    void *moved = realloc(array, (size_t)more * size);
    if (moved)
        *room = more;
    return moved;
}

/* A cleaned copy; NULL where memory ran out. */
static char *copy(const char *text) {
    size_t n = text ? strlen(text) : 0;
    size_t cap = n * 3 + 1; /* broken bytes become U+FFFD, three each */
    char *made = malloc(cap);
    if (made)
        text_clean(text ? text : "", n, made, cap);
    return made;
}

/* True where there is nothing to clean: most cells are digits. */
static bool is_clean(const char *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (text[i] < ' ' || text[i] >= 0x7f)
            return false;
    return n == 0 || (text[0] != ' ' && text[n - 1] != ' ');
}

/* The same among the cells, no longer than it must be. */
static char *cell_copy(struct sheet *sheet, const char *text) {
    size_t n = strlen(text);
    char *cleaned = is_clean(text, n) ? NULL : copy(text);
    if (cleaned)
        n = strlen(cleaned);
    else if (!is_clean(text, n))
        return NULL;
    char *made = place(sheet, n + 1, false);
    if (made)
        memcpy(made, cleaned ? cleaned : text, n + 1);
    free(cleaned);
    return made;
}

struct sheet_block *sheet_block_add(struct sheet *sheet, const char *code, const char *title,
                                    const struct sheet_column *columns, int n) {
    if (!sheet)
        return NULL;
    struct sheet_block *blocks = grown(sheet->block, sheet->blocks, &sheet->blocks_room, sizeof *blocks);
    if (blocks)
        sheet->block = blocks;
    if (!blocks || n < 1 || n > SHEET_COLUMNS_MAX || sheet->failed) {
        sheet->failed = true;
        return NULL;
    }
    struct sheet_block *block = &sheet->block[sheet->blocks];
    *block = (struct sheet_block){.title = copy(title), .code = copy(code), .columns = n};
    block->column = malloc((size_t)n * sizeof *columns);
    if (!block->title || !block->code || !block->column) {
        block_free(block);
        sheet->failed = true;
        return NULL;
    }
    memcpy(block->column, columns, (size_t)n * sizeof *columns);
    sheet->blocks++;
    return block;
}

static struct sheet_block *last_block(struct sheet *sheet) {
    return sheet && sheet->blocks > 0 ? &sheet->block[sheet->blocks - 1] : NULL;
}

struct sheet_row *sheet_row_add(struct sheet *sheet, enum sheet_row_kind kind) {
    struct sheet_block *block = last_block(sheet);
    if (!sheet || sheet->failed)
        return NULL;
    struct sheet_row *rows = block ? grown(block->row, block->rows, &block->rows_room, sizeof *rows) : NULL;
    if (!rows) {
        sheet->failed = true;
        return NULL;
    }
    block->row = rows;
    struct sheet_row *row = &block->row[block->rows];
    *row = (struct sheet_row){.kind = kind, .bar = -1, .cell = cells_place(sheet, block->columns)};
    if (!row->cell) {
        sheet->failed = true;
        return NULL;
    }
    block->rows++;
    return row;
}

/* ---- cells ---- */

static void put(struct sheet *sheet, const char *text, const char *code) {
    struct sheet_block *block = last_block(sheet);
    if (!sheet || sheet->failed)
        return;
    struct sheet_row *row = block && block->rows > 0 ? &block->row[block->rows - 1] : NULL;
    if (!row || row->given >= block->columns) {
        sheet->failed = true;
        return;
    }
    int at = row->given++;
    if (code && !row->code)
        row->code = cells_place(sheet, block->columns);
    if (text && *text)
        row->cell[at] = cell_copy(sheet, text);
    if (code && row->code)
        row->code[at] = cell_copy(sheet, code);
    sheet->failed = (text && *text && !row->cell[at]) || (code && (!row->code || !row->code[at]));
}

void sheet_text(struct sheet *sheet, const char *text) {
    put(sheet, text, NULL);
}

void sheet_text_code(struct sheet *sheet, const char *text, const char *code) {
    put(sheet, text, code);
}

void sheet_number(struct sheet *sheet, int64_t n) {
    char text[24];
    text_format(text, sizeof text, "%lld", (long long)n);
    put(sheet, text, NULL);
}

void sheet_per_cent(struct sheet *sheet, int64_t of, int64_t all) {
    char text[32];
    if (all <= 0) {
        put(sheet, language_utf8() ? "–" : "-", "");
        return;
    }
    bool below = of < 0;
    int64_t hundredths = rate_hundredths(below ? -of : of, all);
    text_format(text, sizeof text, "%s%lld.%02d", below && hundredths ? "-" : "", (long long)(hundredths / 100),
                (int)(hundredths % 100));
    put(sheet, text, NULL);
}

void sheet_day(struct sheet *sheet, civil_day day) {
    char shown[11], iso[11];
    civil_show(day, shown);
    civil_iso(day, iso);
    put(sheet, shown, iso);
}

void sheet_empty(struct sheet *sheet) {
    put(sheet, NULL, NULL);
}

void sheet_bar(struct sheet *sheet, double part) {
    struct sheet_block *block = last_block(sheet);
    if (block && block->rows > 0)
        block->row[block->rows - 1].bar = part < 0 ? 0 : part > 1 ? 1 : part;
}

/* ---- sentences ---- */

static void sentence_add(struct sheet *sheet, char ***array, int *used, int *room, const char *format, va_list list)
    __attribute__((format(printf, 5, 0)));
static void sentence_add(struct sheet *sheet, char ***array, int *used, int *room, const char *format, va_list list) {
    char text[SENTENCE];
    text_sentence(text, sizeof text, format, list);
    char **more = grown(*array, *used, room, sizeof *more);
    if (more)
        *array = more;
    if (sheet->failed || !more || !(more[*used] = copy(text)))
        sheet->failed = true;
    else
        ++*used;
}

void sheet_lead(struct sheet *sheet, const char *format, ...) {
    if (!sheet)
        return;
    va_list list;
    va_start(list, format);
    sentence_add(sheet, &sheet->lead, &sheet->leads, &sheet->leads_room, format, list);
    va_end(list);
}

void sheet_note(struct sheet *sheet, const char *format, ...) {
    if (!sheet)
        return;
    va_list list;
    va_start(list, format);
    sentence_add(sheet, &sheet->note, &sheet->notes, &sheet->notes_room, format, list);
    va_end(list);
}

const char *sheet_confidential(void) {
    return _("Confidential: section 72 BNS / 228A IPC, section 24(5) POCSO");
}
