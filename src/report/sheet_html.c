/* A sheet as HTML: one file that refers to nothing else and runs nothing (it says so to the browser), for the screen
 * and for A4 paper. Blocks with the same columns are one table, so that a printed page has one heading above and one
 * foot below: a browser repeats thead and tfoot on each page, and that is the only way in which all of them put the
 * confidential line there. Notes and signatures are its last rows. Page numbers are in CSS, for the browsers that know
 * the margins of a page. */
#include <string.h>

#include "src/i18n.h"
#include "src/report/sheet_inside.h"

static const char style[] =
    "body{font:10.5pt/1.4 \"Noto Sans Devanagari\",\"Noto Sans\",\"Nirmala "
    "UI\",Mangal,sans-serif;color:#000;background:#fff;margin:1.5em}\n"
    "h1{font-size:14pt;text-align:center;margin:0}\n"
    "p{margin:.4em 0}.c{text-align:center}\n"
    "table{border-collapse:collapse;width:calc(100% - 2px);margin-top:.6em;font-size:9.5pt}table.wide{font-size:8pt}\n"
    "th,td{border:1px solid #777;padding:2px 5px;vertical-align:top;text-align:left}\n"
    "thead th{background:#e6e6e6;text-align:center;vertical-align:bottom}\n"
    "td.r{text-align:right;white-space:nowrap}td.m{text-align:center}td.n{white-space:nowrap}\n"
    "td.b{min-width:5em;height:2.6em}td.bb{min-width:12em}td.l{min-width:7em}\n"
    "table.wide th,table.wide td{padding:2px 3px}table.wide td.l{min-width:5em}table.wide td.bb{min-width:10em}\n"
    "tr.k th{border-left:0;border-right:0;font-size:10.5pt;padding-top:.8em}\n"
    "tr.g th{background:#f2f2f2}tr.t td{font-weight:bold;border-top:2px solid #000}\n"
    "tr.o td,tr.s td,tfoot td{border:0}tfoot td{border-top:1px solid #000;font-size:8pt}\n"
    "tr.s td{padding-top:4em}tr.s div{display:flex;justify-content:space-around}\n"
    "tr.s div.one{justify-content:flex-end;margin-right:4em}"
    "tr.s span{border-top:1px solid #000;min-width:14em;text-align:center}\n"
    "svg{display:block}\n"
    ".w{position:fixed;top:40%;left:0;right:0;text-align:center;font-size:90pt;font-weight:bold;color:#e2e2e2;"
    "transform:rotate(-30deg);z-index:-1}\n"
    "@media print{body{margin:0}tr{break-inside:avoid}tr.g,tr.k{break-after:avoid}tr.t,tr.s{break-before:avoid}"
    "thead{display:table-header-group}tfoot{display:table-footer-group}*{print-color-adjust:exact}}\n";

static void escaped(FILE *out, const char *text) {
    for (; text && *text; text++) {
        switch (*text) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            putc(*text, out);
        }
    }
}

/* open, the text escaped, close; nothing where there is no text. */
static void element(FILE *out, const char *open, const char *text, const char *close) {
    if (!text || !*text)
        return;
    fputs(open, out);
    escaped(out, text);
    fputs(close, out);
}

/* The text as a string of CSS: what ends a string or a style element becomes a code. */
static void css_string(FILE *out, const char *text) {
    putc('"', out);
    for (; *text; text++) {
        if (strchr("\"\\<>&\n", *text))
            fprintf(out, "\\%02x ", (unsigned char)*text);
        else
            putc(*text, out);
    }
    putc('"', out);
}

static void head(const struct sheet *sheet, FILE *out) {
    char line[SHEET_LINE];
    fprintf(out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\"/>\n",
            language_now() == LANGUAGE_HINDI ? "hi" : "en");
    fputs("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
          "<meta name=\"viewport\" content=\"width=device-width\"/>\n<meta name=\"robots\" "
          "content=\"noindex\"/>\n<title>",
          out);
    escaped(out, sheet->title);
    if (sheet->unit[0])
        element(out, " – ", sheet_unit_line(sheet, line, sizeof line), "");
    fprintf(out,
            "</title>\n<style>\n%s@page{size:A4 %s;margin:10mm 10mm 14mm 15mm;@bottom-right{font-size:8pt;content:",
            style, sheet->landscape ? "landscape" : "portrait");
    css_string(out, _("Page"));
    fputs(" \" \" counter(page) \"/\" counter(pages)}}\n</style>\n</head>\n<body>\n", out);
    if (sheet->training) {
        element(out, "<div class=\"w\" aria-hidden=\"true\">", _("TRAINING"), "</div>\n");
        element(out, "<p class=\"c\"><strong>", sheet_training_words(), "</strong></p>\n");
    }
    element(out, "<h1>", sheet->title, "</h1>\n");
    element(out, "<p class=\"c\">", sheet_unit_line(sheet, line, sizeof line), "</p>\n");
    element(out, "<p class=\"c\">", sheet_period_line(sheet, line, sizeof line), "</p>\n");
    for (int i = 0; i < sheet->leads; i++)
        element(out, "<p>", sheet->lead[i], "</p>\n");
}

/* ---- a table ---- */

struct table {
    FILE *out;
    const struct sheet *sheet;
    int span; /* columns, with that of the bars */
    bool bar;
};

static void across(const struct table *table, const char *row, const char *cell, const char *text) {
    fprintf(table->out, "<tr class=\"%s\"><%s colspan=\"%d\">", row, cell, table->span);
    escaped(table->out, text);
    fprintf(table->out, "</%s></tr>\n", cell[0] == 't' && cell[1] == 'h' ? "th" : "td");
}

static void headings(const struct table *table, const struct sheet_block *block) {
    if (!sheet_has_headings(block))
        return;
    fputs("<thead><tr>", table->out);
    for (int i = 0; i < block->columns; i++) {
        fputs("<th scope=\"col\">", table->out);
        escaped(table->out, sheet_heading(&block->column[i]));
        fputs("</th>", table->out);
    }
    fputs(table->bar ? "<th></th></tr></thead>\n" : "</tr></thead>\n", table->out);
}

static const char *class_of(const struct sheet_column *column, const char *text) {
    if (column->blank && (!text || !*text))
        return column->weight > 1 ? " class=\"b bb\"" : " class=\"b\"";
    if (column->align == SHEET_RIGHT)
        return " class=\"r\"";
    if (column->align == SHEET_CENTRE)
        return " class=\"m\"";
    return column->wrap ? " class=\"l\"" : " class=\"n\"";
}

/* 0..1000 of a hundred pixels. */
static void bar(FILE *out, double part) {
    int n = (int)(part * 1000 + 0.5);
    fprintf(out,
            "<td><svg width=\"100\" height=\"10\" viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" role=\"img\" "
            "aria-label=\"%d %%\">"
            "<rect width=\"1000\" height=\"100\" fill=\"none\" stroke=\"#777\" stroke-width=\"8\"/>"
            "<rect width=\"%d\" height=\"100\" fill=\"#555\"/></svg></td>",
            (n + 5) / 10, n);
}

static void cells(const struct table *table, const struct sheet_block *block, const struct sheet_row *row) {
    fputs(row->kind == SHEET_TOTAL ? "<tr class=\"t\">" : "<tr>", table->out);
    for (int i = 0; i < block->columns; i++) {
        fprintf(table->out, "<td%s>",
                row->kind == SHEET_TOTAL && block->column[i].blank ? "" : class_of(&block->column[i], row->cell[i]));
        escaped(table->out, row->cell[i]);
        fputs("</td>", table->out);
    }
    if (table->bar && row->bar >= 0)
        bar(table->out, row->bar);
    else if (table->bar)
        fputs("<td></td>", table->out);
    fputs("</tr>\n", table->out);
}

static void body(const struct table *table, const struct sheet_block *block) {
    fputs("<tbody>\n", table->out);
    if (block->title[0])
        across(table, "k", "th scope=\"rowgroup\"", block->title);
    for (int i = 0; i < block->rows; i++) {
        const struct sheet_row *row = &block->row[i];
        if (row->kind == SHEET_GROUP)
            across(table, "g", "th scope=\"rowgroup\"", row->cell[0]);
        else if (row->kind == SHEET_NOTE)
            across(table, "q", "td", row->cell[0]);
        else
            cells(table, block, row);
    }
    if (block->rows == 0)
        across(table, "q", "td", sheet_nothing());
    fputs("</tbody>\n", table->out);
}

/* On each page. */
static void foot(const struct table *table) {
    char line[SHEET_LINE];
    fprintf(table->out, "<tfoot><tr><td colspan=\"%d\">", table->span);
    element(table->out, "<strong>", sheet_confidential(), "</strong><br/>");
    escaped(table->out, sheet_unit_line(table->sheet, line, sizeof line));
    element(table->out, " | ", sheet_period_line(table->sheet, line, sizeof line), "");
    element(table->out, " | ", sheet_data_line(table->sheet, line, sizeof line), "");
    if (table->sheet->training)
        element(table->out, " | ", sheet_training_words(), "");
    fputs("</td></tr></tfoot>\n", table->out);
}

/* Notes and signatures, in the last table: so the foot is on their page as well. */
static void last_rows(const struct table *table) {
    const struct sheet *sheet = table->sheet;
    if (sheet->notes == 0 && !sheet->bars[0] && !sheet_signatory(sheet, 0))
        return;
    fputs("<tbody>\n", table->out);
    for (int i = 0; i < sheet->notes; i++)
        across(table, "o", "td", sheet->note[i]);
    if (sheet->bars[0])
        across(table, "o", "td", sheet->bars);
    if (sheet_signatory(sheet, 0)) {
        fprintf(table->out, "<tr class=\"s\"><td colspan=\"%d\"><div%s>", table->span,
                sheet_signatory(sheet, 1) ? "" : " class=\"one\"");
        for (int i = 0; sheet_signatory(sheet, i); i++)
            element(table->out, "<span>", sheet_signatory(sheet, i), "</span>");
        fputs("</div></td></tr>\n", table->out);
    }
    fputs("</tbody>\n", table->out);
}

static bool same_headings(const struct sheet_block *a, const struct sheet_block *b) {
    bool same = a->columns == b->columns;
    for (int i = 0; same && i < a->columns; i++)
        same = strcmp(sheet_heading(&a->column[i]), sheet_heading(&b->column[i])) == 0;
    return same;
}

/* The table that begins with block `first`. Returns the block behind its last. */
static int table_of(const struct sheet *sheet, FILE *out, int first) {
    int behind = first + 1;
    struct table table = {.out = out, .sheet = sheet, .bar = sheet_has_bar(&sheet->block[first])};
    while (behind < sheet->blocks && same_headings(&sheet->block[first], &sheet->block[behind]))
        table.bar = sheet_has_bar(&sheet->block[behind++]) || table.bar;
    table.span = sheet->block[first].columns + table.bar;
    fputs(table.span > 14 ? "<table class=\"wide\">\n" : "<table>\n", out);
    headings(&table, &sheet->block[first]);
    foot(&table);
    for (int i = first; i < behind; i++)
        body(&table, &sheet->block[i]);
    if (behind == sheet->blocks)
        last_rows(&table);
    fputs("</table>\n", out);
    return behind;
}

bool sheet_render_html(const struct sheet *sheet, FILE *out, struct error *e) {
    if (sheet_failed(sheet, e))
        return false;
    head(sheet, out);
    for (int i = 0; i < sheet->blocks;)
        i = table_of(sheet, out, i);
    if (sheet->blocks == 0) {
        struct table table = {.out = out, .sheet = sheet, .span = 1};
        fputs("<table>\n", out);
        foot(&table);
        last_rows(&table);
        fputs("</table>\n", out);
    }
    fputs("</body>\n</html>\n", out);
    return sheet_written(out, e);
}
