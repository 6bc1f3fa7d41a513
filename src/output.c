/* Rows as a table, CSV or JSON. */
#include "src/output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/text.h"

#define BLOCK_ROWS 500
#define CELL_BYTES 4096 /* more than any cell that this program writes */
#define GAP 2           /* blanks between two columns of a table */

struct output {
    FILE *file;
    enum output_format format;
    const struct output_column *columns;
    int n;
    int limit;                     /* terminal columns, 0 none */
    int64_t rows;                  /* ended so far */
    int cell;                      /* cells given of this row */
    bool failed;
    /* the block of a table: cells one after another, each with its NUL */
    char *block;
    size_t used, room;
    int block_rows;
    bool headed;
    int natural[OUTPUT_COLUMNS_MAX]; /* the widest cell so far */
};

int output_width(FILE *file)
{
    struct winsize size;
    int descriptor = fileno(file);
    if (descriptor < 0 || !isatty(descriptor))
        return 0;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

bool output_for_people(const struct output *output)
{
    return output->format == OUTPUT_TABLE;
}

struct output *output_begin(FILE *file, enum output_format format, const struct output_column *columns, int n, int width)
{
    struct output *output = calloc(1, sizeof *output);
    if (!output)
        return NULL;
    output->file = file;
    output->format = format;
    output->columns = columns;
    output->n = n < OUTPUT_COLUMNS_MAX ? n : OUTPUT_COLUMNS_MAX;
    output->limit = width;
    if (format == OUTPUT_TABLE)
        for (int i = 0; i < output->n; i++)
            output->natural[i] = text_width(_(columns[i].heading));
    if (format == OUTPUT_CSV)
        for (int i = 0; i < output->n; i++)
            fprintf(file, "%s%s", columns[i].name, i + 1 < output->n ? "," : "\n");
    return output;
}

/* Only printing ASCII: nothing to clean, and as wide as it is long. */
static bool is_plain(const char *text)
{
    for (; *text; text++)
        if (*text < 0x20 || *text > 0x7e)
            return false;
    return true;
}

static void block_add(struct output *output, const char *text)
{
    size_t n = strlen(text) + 1;
    if (output->room - output->used < n) {
        size_t room = output->room ? output->room * 2 : 65536;
        char *block = realloc(output->block, room);
        if (!block) {
            output->failed = true;
            return;
        }
        output->block = block;
        output->room = room;
    }
    memcpy(output->block + output->used, text, n);
    output->used += n;
    int width = is_plain(text) ? (int)n - 1 : text_width(text);
    if (width > output->natural[output->cell])
        output->natural[output->cell] = width;
}

/* What stands before a cell of CSV or JSON. */
static void cell_begin(struct output *output)
{
    if (output->format == OUTPUT_CSV && output->cell > 0)
        putc(',', output->file);
    if (output->format == OUTPUT_JSON)
        fprintf(output->file, "%s\"%s\":", output->cell ? "," : output->rows ? ",\n{" : "[\n{", output->columns[output->cell].name);
}

static void cell_write(struct output *output, const char *text, bool number)
{
    if (output->cell >= output->n || output->failed)
        return;
    cell_begin(output);
    if (output->format == OUTPUT_TABLE)
        block_add(output, text);
    else if (number)
        fputs(text, output->file);
    else if (output->format == OUTPUT_CSV)
        csv_cell(output->file, text);
    else
        json_quote(output->file, text);
    output->cell++;
}

void output_empty(struct output *output)
{
    cell_write(output, output->format == OUTPUT_JSON ? "null" : "", true);
}

void output_text(struct output *output, const char *text)
{
    char clean[CELL_BYTES];
    if (!text || !*text) {
        output_empty(output);
    } else if (is_plain(text) && strlen(text) < sizeof clean) {
        cell_write(output, text, false);
    } else {
        text_clean(text, strlen(text), clean, sizeof clean);
        if (*clean)
            cell_write(output, clean, false);
        else
            output_empty(output);
    }
}

void output_decimal(struct output *output, double number)
{
    char text[32];
    if (isnan(number)) {
        output_empty(output);
        return;
    }
    text_format(text, sizeof text, "%.2f", number);
    cell_write(output, text, true);
}

void output_number(struct output *output, int64_t number)
{
    char text[24];
    text_format(text, sizeof text, "%lld", (long long)number);
    cell_write(output, text, true);
}

void output_day(struct output *output, civil_day day)
{
    char text[11];
    if (output->format == OUTPUT_TABLE)
        civil_show(day, text);
    else
        civil_iso(day, text);
    output_text(output, text);
}

/* What column i needs at the least: its heading is never shortened. */
static int width_least(const struct output *output, int i)
{
    int heading = text_width(_(output->columns[i].heading));
    int least = output->columns[i].least;
    if (least > 0 && least < heading)
        least = heading;
    return least > 0 && least < output->natural[i] ? least : output->natural[i];
}

/* Columns leave while even the least widths are too wide together: widths[i] is -1 then. */
static void columns_leave(const struct output *output, int *widths)
{
    for (;;) {
        int total = -GAP;
        int leaving = -1;
        for (int i = 0; i < output->n; i++) {
            if (widths[i] < 0)
                continue;
            int rank = output->columns[i].leaves;
            total += width_least(output, i) + GAP;
            if (rank > 0 && (leaving < 0 || rank > output->columns[leaving].leaves))
                leaving = i;
        }
        if (total <= output->limit || leaving < 0)
            return;
        widths[leaving] = -1;
    }
}

/* The widths that the block is printed with: on a terminal no more together than it has columns. */
static void widths_fit(const struct output *output, int *widths)
{
    memcpy(widths, output->natural, sizeof output->natural);
    if (output->limit <= 0)
        return;
    columns_leave(output, widths);
    for (;;) {
        int total = -GAP;
        int widest = -1;
        for (int i = 0; i < output->n; i++) {
            if (widths[i] < 0)
                continue;
            total += widths[i] + GAP;
            if (widths[i] > width_least(output, i) && (widest < 0 || widths[i] > widths[widest]))
                widest = i;
        }
        if (total <= output->limit || widest < 0)
            return;
        widths[widest]--;
    }
}

/* One cell, `width` wide; the last of a line carries no blanks behind it. */
static void cell_print(struct output *output, const char *text, int width, bool right, bool last)
{
    char padded[CELL_BYTES + 256];
    int own = is_plain(text) ? (int)strlen(text) : text_width(text);
    if (own > width || (!is_plain(text) && width > 0 && *text)) {
        text_pad(text, own > width ? width : own, padded, sizeof padded);
        text = padded;
        own = own > width ? width : own;
    }
    if (right)
        fprintf(output->file, "%*s", width - own, "");
    fputs(text, output->file);
    if (!last)
        fprintf(output->file, "%*s", (right ? 0 : width - own) + GAP, "");
}

static void line_print(struct output *output, const char *const *cells, const int *widths)
{
    int last = -1;
    int final = 0;
    for (int i = 0; i < output->n; i++) {
        if (widths[i] >= 0 && *cells[i])
            last = i;
        if (widths[i] >= 0)
            final = i;
    }
    for (int i = 0; i <= last; i++)
        if (widths[i] >= 0)
            cell_print(output, cells[i], widths[i], output->columns[i].right, i == last || i == final);
    putc('\n', output->file);
}

static void block_print(struct output *output)
{
    int widths[OUTPUT_COLUMNS_MAX];
    const char *cells[OUTPUT_COLUMNS_MAX] = {0};
    widths_fit(output, widths);
    if (!output->headed) {
        for (int i = 0; i < output->n; i++)
            cells[i] = _(output->columns[i].heading);
        line_print(output, cells, widths);
        output->headed = true;
    }
    const char *at = output->block;
    for (int row = 0; row < output->block_rows; row++) {
        for (int i = 0; i < output->n; i++) {
            cells[i] = at;
            at += strlen(at) + 1;
        }
        line_print(output, cells, widths);
    }
    output->used = 0;
    output->block_rows = 0;
}

bool output_row(struct output *output)
{
    while (output->cell < output->n && !output->failed)
        output_empty(output);
    output->cell = 0;
    output->rows++;
    if (output->format == OUTPUT_CSV)
        putc('\n', output->file);
    else if (output->format == OUTPUT_JSON)
        putc('}', output->file);
    else if (!output->failed && ++output->block_rows == BLOCK_ROWS)
        block_print(output);
    if (ferror(output->file))
        output->failed = true;
    return !output->failed;
}

bool output_end(struct output *output)
{
    if (output->format == OUTPUT_TABLE && !output->failed && (output->block_rows > 0 || !output->headed))
        block_print(output);
    if (output->format == OUTPUT_JSON)
        fputs(output->rows ? "\n]\n" : "[]\n", output->file);
    bool good = !output->failed && fflush(output->file) == 0 && !ferror(output->file);
    free(output->block);
    free(output);
    return good;
}

void csv_cell(FILE *file, const char *text)
{
    bool formula = *text && strchr("=+-@\t\r", *text);
    if (!formula && !strpbrk(text, ",\"\r\n")) {
        fputs(text, file);
        return;
    }
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    if (quoted)
        putc('"', file);
    if (formula)
        putc('\'', file);
    for (; *text; text++) {
        if (*text == '"')
            putc('"', file);
        putc(*text, file);
    }
    if (quoted)
        putc('"', file);
}
