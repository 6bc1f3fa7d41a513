/* A sheet as text, on a page of 80 or 132 columns: for the terminal, for mail, for a line printer. Widths by wcwidth()
 * (src/text.h); nothing is ever cut: what is wider than its column goes on in the next line, and a column for which
 * there is no room is named below its table. */
#include "src/report/sheet_inside.h"

#include <string.h>

#include "src/i18n.h"
#include "src/text.h"

#define PAGE_LEAST 40
#define PAGE_WIDE 120 /* from here on headings are broken inside a word before a column leaves: all is to be there */
#define PAGE_WIDER 132
#define PAGE_ANY 1000 /* of width 0: as wide as it needs */
#define WORD_LEAST 4  /* a heading's word is not broken into less */

struct layout {
    int gap;                      /* blanks between two columns */
    int width[SHEET_COLUMNS_MAX]; /* -1: left */
    int total;
};

struct page {
    FILE *out;
    int width;
};

/* ---- pieces of a line ---- */

static void blanks(struct page *page, int n) {
    while (n-- > 0)
        putc(' ', page->out);
}

/* Printable ASCII: as wide as it is long, the same on every terminal. */
static bool is_plain(const char *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (text[i] < ' ' || text[i] >= 0x7f)
            return false;
    return true;
}

static void rule(struct page *page, int width) {
    for (int i = 0; i < width; i++)
        fputs(language_utf8() ? "─" : "-", page->out);
    putc('\n', page->out);
}

/* The first n bytes of the text, in a place so wide. `last`: no blanks behind it. */
static void piece(struct page *page, const char *text, size_t n, int width, enum sheet_align align, bool last) {
    char part[8 * SHEET_LINE], padded[8 * SHEET_LINE];
    bool plain = is_plain(text, n);
    int own = (int)n;
    if (!plain) {
        text_format(part, sizeof part, "%.*s", (int)n, text);
        own = text_width(part);
    }
    int before = align == SHEET_RIGHT ? width - own : align == SHEET_CENTRE ? (width - own) / 2 : 0;
    blanks(page, before);
    if (plain)
        fwrite(text, 1, n, page->out);
    else
        fputs(text_pad(part, own, padded, sizeof padded), page->out); /* as this terminal can show it */
    if (!last)
        blanks(page, width - own - (before > 0 ? before : 0));
}

/* A text over as many lines as it needs. */
static void paragraph(struct page *page, int indent, const char *text, enum sheet_align align) {
    int width = page->width - indent;
    while (*text) {
        size_t next;
        size_t n = sheet_wrap(text, width, &next);
        blanks(page, indent);
        piece(page, text, n, width, align, true);
        putc('\n', page->out);
        text += next;
    }
}

/* Two texts at both ends of a line; under each other where they do not fit. */
static void ends(struct page *page, const char *left, const char *right) {
    int room = page->width - text_width(left) - text_width(right);
    if (!*left && !*right)
        return;
    if (room < 2 || page->width == PAGE_ANY) {
        paragraph(page, 0, left, SHEET_LEFT);
        paragraph(page, 0, right, SHEET_LEFT);
        return;
    }
    piece(page, left, strlen(left), page->width - text_width(right), SHEET_LEFT, !*right);
    piece(page, right, strlen(right), text_width(right), SHEET_LEFT, true);
    putc('\n', page->out);
}

/* ---- widths ---- */

/* `slashes`: a word may also be parted behind a "/". */
static int longest_word(const char *text, bool slashes) {
    char word[SHEET_LINE];
    int longest = 0;
    while (*text) {
        text += strspn(text, " ");
        size_t n = strcspn(text, slashes ? " /" : " ");
        n += text[n] == '/';
        text_format(word, sizeof word, "%.*s", (int)n, text);
        int width = text_width(word);
        if (width > longest)
            longest = width;
        text += n;
    }
    return longest;
}

/* What each column would have, and to what it may shrink: `whole` with no word broken, `word` with its heading's words
 * whole, `parted` with these parted behind a "/", `least` at all. */
struct wants {
    int natural[SHEET_COLUMNS_MAX], whole[SHEET_COLUMNS_MAX], word[SHEET_COLUMNS_MAX], parted[SHEET_COLUMNS_MAX];
    int least[SHEET_COLUMNS_MAX];
};

static int most(int a, int b) {
    return a > b ? a : b;
}

static void want(const struct sheet_block *block, struct wants *wants) {
    for (int i = 0; i < block->columns; i++) {
        const struct sheet_column *column = &block->column[i];
        int cells = column->blank ? column->least : 0, whole = 0;
        for (int r = 0; r < block->rows; r++) {
            const struct sheet_row *row = &block->row[r];
            if (row->kind == SHEET_GROUP || row->kind == SHEET_NOTE || !row->cell[i])
                continue;
            int width = text_width(row->cell[i]);
            if (width > cells)
                cells = width;
            if (column->wrap && width > whole)
                whole = most(whole, longest_word(row->cell[i], false));
        }
        int word = longest_word(sheet_heading(column), false), parted = longest_word(sheet_heading(column), true);
        int least = column->wrap ? (column->least < cells ? column->least : cells) : cells;
        int broken = word < WORD_LEAST ? word : WORD_LEAST;
        wants->natural[i] = most(most(cells, word), 1);
        wants->whole[i] = most(most(least, most(word, whole)), 1);
        wants->word[i] = most(most(least, word), 1);
        wants->parted[i] = most(most(least, parted), 1);
        wants->least[i] = most(most(least, broken), 1);
    }
}

static int total_of(const struct sheet_block *block, const struct layout *layout) {
    int total = -layout->gap;
    for (int i = 0; i < block->columns; i++)
        if (layout->width[i] >= 0)
            total += layout->width[i] + layout->gap;
    return total;
}

/* Takes from the widest column that may give, until all fits; false where none may give more. */
static bool shrink(const struct sheet_block *block, struct layout *layout, const int *least, int room) {
    while (total_of(block, layout) > room) {
        int widest = -1;
        for (int i = 0; i < block->columns; i++)
            if (layout->width[i] > least[i] && (widest < 0 || layout->width[i] > layout->width[widest]))
                widest = i;
        if (widest < 0)
            return false;
        layout->width[widest]--;
    }
    return true;
}

static int leaving(const struct sheet_block *block, const struct layout *layout) {
    int first = -1;
    for (int i = 0; i < block->columns; i++)
        if (layout->width[i] >= 0 && block->column[i].leaves > 0 &&
            (first < 0 || block->column[i].leaves >= block->column[first].leaves))
            first = i;
    return first;
}

static void back_to_natural(const struct sheet_block *block, const struct wants *wants, struct layout *layout) {
    for (int i = 0; i < block->columns; i++)
        if (layout->width[i] >= 0)
            layout->width[i] = wants->natural[i];
}

/* The widest line of a text broken into so many columns. */
static int widest_line(const char *text, int columns) {
    char line[8 * SHEET_LINE];
    int widest = 0;
    while (*text) {
        size_t next;
        text_format(line, sizeof line, "%.*s", (int)sheet_wrap(text, columns, &next), text);
        int width = text_width(line);
        if (width > widest)
            widest = width;
        text += next;
    }
    return widest;
}

/* A column that was made narrower may need less than it got, once its texts are broken: gives it back. */
static void tighten(const struct sheet_block *block, const struct wants *wants, struct layout *layout) {
    for (int i = 0; i < block->columns; i++) {
        if (layout->width[i] < 0 || layout->width[i] >= wants->natural[i])
            continue;
        int used = widest_line(sheet_heading(&block->column[i]), layout->width[i]);
        for (int r = 0; r < block->rows && used < layout->width[i]; r++) {
            const struct sheet_row *row = &block->row[r];
            if (row->kind == SHEET_GROUP || row->kind == SHEET_NOTE || !row->cell[i])
                continue;
            int width = widest_line(row->cell[i], layout->width[i]);
            if (width > used)
                used = width;
        }
        layout->width[i] = used;
    }
}

/* What is left over goes first to where a word would be broken, and little mends it. */
static void give_to_words(const struct sheet_block *block, const struct wants *wants, struct layout *layout, int room) {
    for (;;) {
        int left = room - total_of(block, layout), least = -1;
        for (int i = 0; i < block->columns; i++) {
            int lacks = wants->whole[i] - layout->width[i];
            if (layout->width[i] >= 0 && lacks > 0 && lacks <= left &&
                (least < 0 || lacks < wants->whole[least] - layout->width[least]))
                least = i;
        }
        if (least < 0)
            return;
        layout->width[least] = wants->whole[least];
    }
}

/* Then to those that lack most. */
static void give_to_lacking(const struct sheet_block *block, const struct wants *wants, struct layout *layout,
                            int room) {
    for (int left = room - total_of(block, layout); left > 0; left--) {
        int lacking = -1;
        for (int i = 0; i < block->columns; i++)
            if (layout->width[i] >= 0 && layout->width[i] < wants->natural[i] &&
                (lacking < 0 ||
                 wants->natural[i] - layout->width[i] > wants->natural[lacking] - layout->width[lacking]))
                lacking = i;
        if (lacking < 0)
            return;
        layout->width[lacking]++;
    }
}

static int lines_of(const char *text, int columns) {
    int lines = 0;
    for (size_t next; *text; text += next, lines++)
        sheet_wrap(text, columns, &next);
    return lines;
}

/* Room that is left makes the tallest headings lower, down to two lines. */
static void give_to_headings(const struct sheet_block *block, struct layout *layout, int room) {
    for (;;) {
        int wider[SHEET_COLUMNS_MAX] = {0}, needed = 0, tallest = 2;
        for (int i = 0; i < block->columns; i++) {
            int lines = layout->width[i] < 0 ? 0 : lines_of(sheet_heading(&block->column[i]), layout->width[i]);
            tallest = lines > tallest ? lines : tallest;
        }
        for (int i = 0; i < block->columns && tallest > 2; i++) {
            const char *heading = sheet_heading(&block->column[i]);
            if (layout->width[i] < 0 || lines_of(heading, layout->width[i]) < tallest)
                continue;
            while (lines_of(heading, layout->width[i] + wider[i]) >= tallest)
                wider[i]++;
            needed += wider[i];
        }
        if (needed == 0 || needed > room - total_of(block, layout))
            return;
        for (int i = 0; i < block->columns; i++)
            layout->width[i] += wider[i];
    }
}

/* Room that is left goes to the columns filled by hand, by their weight. */
static void give_to_blanks(const struct sheet_block *block, struct layout *layout, int room) {
    int weights = 0;
    int left = room - total_of(block, layout);
    for (int i = 0; i < block->columns; i++)
        if (layout->width[i] >= 0 && block->column[i].blank)
            weights += block->column[i].weight;
    for (int i = 0; i < block->columns && weights > 0; i++)
        if (layout->width[i] >= 0 && block->column[i].blank)
            layout->width[i] += left * block->column[i].weight / weights;
}

static void lay_out(const struct sheet_block *block, int room, struct layout *layout) {
    static const int one[SHEET_COLUMNS_MAX] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
                                               1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    struct wants wants;
    want(block, &wants);
    *layout = (struct layout){.gap = 2};
    back_to_natural(block, &wants, layout);
    for (;;) {
        layout->gap = 2;
        if (total_of(block, layout) <= room)
            break;
        layout->gap = 1;
        if (shrink(block, layout, wants.whole, room) || shrink(block, layout, wants.word, room) ||
            (room >= PAGE_WIDE && (shrink(block, layout, wants.parted, room) || shrink(block, layout, wants.least, room))))
            break;
        int out = leaving(block, layout);
        if (out < 0) {
            if (!shrink(block, layout, wants.least, room))
                shrink(block, layout, one, room);
            break;
        }
        layout->width[out] = -1;
        back_to_natural(block, &wants, layout);
    }
    tighten(block, &wants, layout);
    give_to_words(block, &wants, layout, room);
    give_to_lacking(block, &wants, layout, room);
    tighten(block, &wants, layout);
    if (room < PAGE_ANY) {
        give_to_headings(block, layout, room);
        give_to_blanks(block, layout, room);
    }
    layout->total = total_of(block, layout);
}

/* ---- a table ---- */

/* One row of texts, each over as many lines as its column needs. */
static void print_cells(struct page *page, const struct sheet_block *block, const struct layout *layout,
                        const char *const *text, bool headings) {
    const char *rest[SHEET_COLUMNS_MAX];
    int lines = 0;
    for (int i = 0; i < block->columns; i++)
        rest[i] = layout->width[i] >= 0 && text[i] ? text[i] : "";
    for (;;) {
        int last = -1;
        for (int i = 0; i < block->columns; i++)
            if (*rest[i])
                last = i;
        if (last < 0 && lines > 0)
            break;
        for (int i = 0, at = 0; i <= last; i++) {
            if (layout->width[i] < 0)
                continue;
            blanks(page, at++ ? layout->gap : 0);
            size_t next = 0;
            size_t n = *rest[i] ? sheet_wrap(rest[i], layout->width[i], &next) : 0;
            enum sheet_align align = block->column[i].align;
            if (headings && block->column[i].blank)
                align = SHEET_LEFT;
            piece(page, rest[i], n, layout->width[i], align, i == last);
            rest[i] += next;
        }
        putc('\n', page->out);
        lines++;
    }
}

static void print_row(struct page *page, const struct sheet_block *block, const struct layout *layout,
                      const struct sheet_row *row) {
    static const char line[] = "________________________________________________________________________________"
                               "________________________________________________________________________________";
    const char *text[SHEET_COLUMNS_MAX];
    char box[SHEET_COLUMNS_MAX][sizeof line];
    for (int i = 0; i < block->columns; i++) {
        text[i] = row->cell[i];
        if (!block->column[i].blank || row->kind != SHEET_ROW || (text[i] && *text[i]) || layout->width[i] < 0)
            continue;
        text_format(box[i], sizeof box[i], "%.*s", layout->width[i], line);
        text[i] = box[i];
    }
    print_cells(page, block, layout, text, false);
}

static void print_headings(struct page *page, const struct sheet_block *block, const struct layout *layout) {
    const char *text[SHEET_COLUMNS_MAX];
    for (int i = 0; i < block->columns; i++)
        text[i] = sheet_heading(&block->column[i]);
    print_cells(page, block, layout, text, true);
    rule(page, layout->total);
}

/* The headings of the columns of which `which` is true, with commas between. */
static char *names_of(const struct sheet_block *block, const bool *which, char *out, size_t cap) {
    out[0] = '\0';
    for (int i = 0; i < block->columns; i++) {
        size_t n = strlen(out);
        if (which[i])
            text_format(out + n, cap - n, "%s%s", n ? ", " : "", sheet_heading(&block->column[i]));
    }
    size_t n = strlen(out);
    if (n > 0 && out[n - 1] == '.') /* "S.no.": the sentence has its own */
        out[n - 1] = '\0';
    return out;
}

/* Which columns there was no room for, and where they are. */
static void say_left(struct page *page, const struct sheet_block *block, const struct layout *layout) {
    bool wider[SHEET_COLUMNS_MAX] = {0}, nowhere[SHEET_COLUMNS_MAX] = {0};
    char names[SHEET_LINE], sentence[2 * SHEET_LINE];
    struct layout at_wider;
    bool left = false;
    for (int i = 0; i < block->columns; i++)
        left = left || layout->width[i] < 0;
    if (!left)
        return;
    lay_out(block, PAGE_WIDER, &at_wider);
    for (int i = 0; i < block->columns; i++)
        if (layout->width[i] < 0) {
            wider[i] = page->width < PAGE_WIDER && at_wider.width[i] >= 0;
            nowhere[i] = !wider[i];
        }
    if (*names_of(block, wider, names, sizeof names)) {
        text_format(sentence, sizeof sentence, _("Only on the page of 132 columns: %s."), names);
        paragraph(page, 0, sentence, SHEET_LEFT);
    }
    if (*names_of(block, nowhere, names, sizeof names)) {
        text_format(sentence, sizeof sentence, _("Only in CSV, HTML and PDF: %s."), names);
        paragraph(page, 0, sentence, SHEET_LEFT);
    }
}

static void print_block(struct page *page, const struct sheet_block *block) {
    struct layout layout;
    lay_out(block, page->width, &layout);
    putc('\n', page->out);
    paragraph(page, 0, block->title, SHEET_LEFT);
    if (sheet_has_headings(block))
        print_headings(page, block, &layout);
    for (int i = 0; i < block->rows; i++) {
        const struct sheet_row *row = &block->row[i];
        switch (row->kind) {
        case SHEET_GROUP:
            if (i > 0)
                putc('\n', page->out);
            paragraph(page, 0, row->cell[0] ? row->cell[0] : "", SHEET_LEFT);
            break;
        case SHEET_NOTE:
            paragraph(page, 0, row->cell[0] ? row->cell[0] : "", SHEET_LEFT);
            break;
        case SHEET_TOTAL:
            if (i > 0 && block->row[i - 1].kind != SHEET_TOTAL)
                rule(page, layout.total);
            print_row(page, block, &layout, row);
            break;
        case SHEET_ROW:
            print_row(page, block, &layout, row);
            break;
        }
    }
    if (block->rows == 0)
        paragraph(page, 0, sheet_nothing(), SHEET_LEFT);
    say_left(page, block, &layout);
}

/* ---- the page ---- */

static void print_head(struct page *page, const struct sheet *sheet) {
    char unit[SHEET_LINE], period[SHEET_LINE];
    enum sheet_align align = page->width == PAGE_ANY ? SHEET_LEFT : SHEET_CENTRE;
    if (sheet->training)
        paragraph(page, 0, sheet_training_words(), align);
    paragraph(page, 0, sheet->title, align);
    ends(page, sheet_unit_line(sheet, unit, sizeof unit), sheet_period_line(sheet, period, sizeof period));
    for (int i = 0; i < sheet->leads; i++) {
        putc('\n', page->out);
        paragraph(page, 0, sheet->lead[i], SHEET_LEFT);
    }
}

static void print_signatures(struct page *page, const struct sheet *sheet) {
    int n = 0;
    while (sheet_signatory(sheet, n))
        n++;
    if (n == 0)
        return;
    int each = (page->width == PAGE_ANY ? 80 : page->width) / (n == 1 ? 2 : n);
    fputs("\n\n", page->out);
    blanks(page, n == 1 ? each : 0); /* a single one signs at the right */
    for (int i = 0; i < n; i++)
        piece(page, sheet_signatory(sheet, i), strlen(sheet_signatory(sheet, i)), each, SHEET_CENTRE, i == n - 1);
    putc('\n', page->out);
}

static void print_foot(struct page *page, const struct sheet *sheet) {
    char line[SHEET_LINE];
    putc('\n', page->out);
    rule(page, page->width == PAGE_ANY ? 80 : page->width);
    paragraph(page, 0, sheet_confidential(), SHEET_LEFT);
    paragraph(page, 0, sheet_data_line(sheet, line, sizeof line), SHEET_LEFT);
    if (sheet->training)
        paragraph(page, 0, sheet_training_words(), SHEET_LEFT);
}

bool sheet_render_text(const struct sheet *sheet, FILE *out, int width, struct error *e) {
    if (sheet_failed(sheet, e))
        return false;
    struct page page = {.out = out, .width = width <= 0 ? PAGE_ANY : width < PAGE_LEAST ? PAGE_LEAST : width};
    print_head(&page, sheet);
    for (int i = 0; i < sheet->blocks; i++)
        print_block(&page, &sheet->block[i]);
    if (sheet->notes > 0)
        putc('\n', out);
    for (int i = 0; i < sheet->notes; i++)
        paragraph(&page, 0, sheet->note[i], SHEET_LEFT);
    print_signatures(&page, sheet);
    print_foot(&page, sheet);
    return sheet_written(out, e);
}
