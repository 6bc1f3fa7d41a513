/* A sheet as JSON for the program itsso-print (src/print/job.c reads it): all words are in it, translated, so that
 * itsso-print needs no catalogue and knows nothing of police work. */
#include "src/report/sheet_inside.h"

#include "src/i18n.h"
#include "src/output.h"

static void columns(struct json *json, const struct sheet_block *block) {
    static const char *const aligns[] = {"left", "right", "centre"};
    json_open(json, "columns", '[');
    for (int i = 0; i < block->columns; i++) {
        const struct sheet_column *column = &block->column[i];
        json_open(json, NULL, '{');
        json_text(json, "heading", sheet_heading(column));
        json_text(json, "align", aligns[column->align]);
        json_number(json, "least", column->least);
        json_number(json, "weight", column->weight);
        json_bool(json, "blank", column->blank);
        json_bool(json, "wrap", column->wrap);
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void rows(struct json *json, const struct sheet_block *block) {
    static const char *const kinds[] = {"row", "total", "group", "note"};
    json_open(json, "rows", '[');
    for (int i = 0; i < block->rows; i++) {
        const struct sheet_row *row = &block->row[i];
        json_open(json, NULL, '{');
        json_text(json, "kind", kinds[row->kind]);
        if (row->bar >= 0)
            json_number(json, "bar", (int64_t)(row->bar * 1000 + 0.5));
        json_open(json, "cells", '[');
        for (int column = 0; column < (row->kind == SHEET_GROUP || row->kind == SHEET_NOTE ? 1 : block->columns);
             column++)
            json_text(json, NULL, row->cell[column]);
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* last: "" none */
static void texts(struct json *json, const char *name, char *const *text, int n, const char *last) {
    json_open(json, name, '[');
    for (int i = 0; i < n; i++)
        json_text(json, NULL, text[i]);
    if (*last)
        json_text(json, NULL, last);
    json_close(json, ']');
}

static void words(struct json *json, const struct sheet *sheet) {
    char line[SHEET_LINE], day[11];
    json_number(json, "format", SHEET_JSON_FORMAT);
    json_text(json, "lang", language_now() == LANGUAGE_HINDI ? "hi" : "en");
    json_text(json, "title", sheet->title);
    json_text(json, "unit", sheet_unit_line(sheet, line, sizeof line));
    json_text(json, "period", sheet_period_line(sheet, line, sizeof line));
    json_text(json, "data", sheet_data_line(sheet, line, sizeof line));
    civil_iso(sheet->as_of, day);
    json_text(json, "date", day);
    json_text(json, "confidential", sheet_confidential());
    json_text(json, "training", sheet->training ? sheet_training_words() : NULL);
    json_text(json, "watermark", sheet->training ? _("TRAINING") : NULL);
    json_text(json, "page", _("Page"));
    json_text(json, "continued", _("continued"));
    json_text(json, "nothing", sheet_nothing());
    json_bool(json, "landscape", sheet->landscape);
    json_open(json, "signatories", '[');
    for (int i = 0; sheet_signatory(sheet, i); i++)
        json_text(json, NULL, sheet_signatory(sheet, i));
    json_close(json, ']');
}

bool sheet_render_json(const struct sheet *sheet, FILE *out, struct error *e) {
    struct json json;
    if (sheet_failed(sheet, e))
        return false;
    json_begin(&json, out);
    json_open(&json, NULL, '{');
    words(&json, sheet);
    texts(&json, "leads", sheet->lead, sheet->leads, "");
    texts(&json, "notes", sheet->note, sheet->notes, sheet->bars);
    json_open(&json, "blocks", '[');
    for (int i = 0; i < sheet->blocks; i++) {
        const struct sheet_block *block = &sheet->block[i];
        json_open(&json, NULL, '{');
        json_text(&json, "title", block->title);
        columns(&json, block);
        rows(&json, block);
        json_close(&json, '}');
    }
    json_close(&json, ']');
    json_close(&json, '}');
    return json_end(&json) || sheet_written(out, e);
}
