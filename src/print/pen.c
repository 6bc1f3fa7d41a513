#include "src/print/pen.h"

#include <string.h>

#include "src/text.h"

/* The letters of both languages from one hand where it can be; sans-serif: whatever the machine has. */
#define FAMILY "Noto Sans Devanagari,Noto Sans,Lohit Devanagari,sans-serif"
/* In sizes: what the marks above and below the letters of Devanagari need. */
#define LAID_OUT 10.0 /* points */
#define ASCENT 1.02
#define PITCH 1.42

void pen_begin(struct pen *pen, cairo_surface_t *surface, enum language language) {
    *pen = (struct pen){.cr = cairo_create(surface)};
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options,
                                      CAIRO_HINT_STYLE_NONE); /* paper has no pixels: widths grow with the size */
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    PangoContext *context = pango_cairo_create_context(pen->cr);
    pango_cairo_context_set_resolution(context, 72);
    pango_cairo_context_set_font_options(context, options);
    pango_context_set_language(context, pango_language_from_string(language == LANGUAGE_HINDI ? "hi" : "en"));
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
    pen->layout = pango_layout_new(context);
    g_object_unref(context);
    pango_layout_set_wrap(pen->layout, PANGO_WRAP_WORD_CHAR);
    pen->font = pango_font_description_from_string(FAMILY);
    pango_font_description_set_size(pen->font, (int)(LAID_OUT * PANGO_SCALE));
    pango_layout_set_font_description(pen->layout, pen->font);
}

void pen_end(struct pen *pen) {
    pango_font_description_free(pen->font);
    g_object_unref(pen->layout);
    cairo_destroy(pen->cr);
}

bool pen_has_devanagari(struct pen *pen) {
    pen_text(pen, "\u0915\u094d\u0937\u093f\u0930\u094d\u092e", 10, false, -1, PEN_LEFT);
    return pango_layout_get_unknown_glyphs_count(pen->layout) == 0;
}

/* Section numbers ("POCSO:5(l)") hold signs behind which Unicode breaks a line; people do not. Where the text is broken
 * at all, its ASCII words stay whole as far as they fit. NULL: nothing to keep. */
static PangoAttrList *words_kept(struct pen *pen, const char *text, double size, bool bold, double width) {
    char word[128];
    if (!strpbrk(text, ":(") || pen_width_of(pen, text, size, bold) <= width)
        return NULL;
    PangoAttrList *list = pango_attr_list_new();
    for (size_t at = 0; text[at];) {
        size_t n = strcspn(text + at, " ");
        if (n > 1 && n < sizeof word) {
            text_format(word, sizeof word, "%.*s", (int)n, text + at);
            if (pen_width_of(pen, word, size, bold) <= width) {
                PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);
                whole->start_index = (guint)at;
                whole->end_index = (guint)(at + n);
                pango_attr_list_insert(list, whole);
            }
        }
        at += n + (text[at + n] == ' ');
    }
    return list;
}

static void lay_out(struct pen *pen, const char *text, double size, bool bold) {
    if (bold != pen->bold) {
        pango_font_description_set_weight(pen->font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
        pango_layout_set_font_description(pen->layout, pen->font);
        pen->bold = bold;
    }
    pen->size = size;
    pango_layout_set_width(pen->layout, -1);
    pango_layout_set_attributes(pen->layout, NULL);
    pango_layout_set_text(pen->layout, text, -1);
}

void pen_text(struct pen *pen, const char *text, double size, bool bold, double width, enum pen_align align) {
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER, PANGO_ALIGN_RIGHT};
    PangoAttrList *kept = width < 0 ? NULL : words_kept(pen, text, size, bold, width);
    lay_out(pen, text, size, bold);
    if (width >= 0)
        pango_layout_set_width(pen->layout, (int)(width * LAID_OUT / size * PANGO_SCALE));
    pango_layout_set_alignment(pen->layout, aligns[align]);
    if (kept) {
        pango_layout_set_attributes(pen->layout, kept);
        pango_attr_list_unref(kept);
    }
}

double pen_width(struct pen *pen) {
    PangoRectangle logical;
    pango_layout_get_extents(pen->layout, NULL, &logical);
    return (double)logical.width / PANGO_SCALE * pen->size / LAID_OUT;
}

/* The advance of an ASCII character in sizes. */
static double advance(struct pen *pen, unsigned char c, bool bold) {
    float *known = &pen->advance[bold][c];
    if (*known <= 0) {
        char text[2] = {(char)c, '\0'};
        lay_out(pen, text, 1, bold);
        *known = (float)pen_width(pen);
    }
    return (double)*known;
}

double pen_width_of(struct pen *pen, const char *text, double size, bool bold) {
    double width = 0;
    for (const char *at = text; *at; at++) {
        if (*at < ' ' || *at > '~') {
            lay_out(pen, text, size, bold);
            return pen_width(pen);
        }
        width += advance(pen, (unsigned char)*at, bold);
    }
    return width * size;
}

int pen_lines(struct pen *pen) {
    return pango_layout_get_line_count(pen->layout);
}

double pen_pitch(double size) {
    return PITCH * size;
}

void pen_show(struct pen *pen, double x, double y, int from, int count) {
    PangoLayoutIter *iter = pango_layout_get_iter(pen->layout);
    int line = 0;
    cairo_save(pen->cr);
    cairo_translate(pen->cr, x, y);
    cairo_scale(pen->cr, pen->size / LAID_OUT, pen->size / LAID_OUT);
    do {
        PangoRectangle logical;
        if (line < from)
            continue;
        if (line >= from + count)
            break;
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        cairo_move_to(pen->cr, (double)logical.x / PANGO_SCALE, (ASCENT + (line - from) * PITCH) * LAID_OUT);
        pango_cairo_show_layout_line(pen->cr, pango_layout_iter_get_line_readonly(iter));
    } while (++line, pango_layout_iter_next_line(iter));
    cairo_restore(pen->cr);
    pango_layout_iter_free(iter);
    pen->unknown += pango_layout_get_unknown_glyphs_count(pen->layout);
}

double pen_show_all(struct pen *pen, double x, double y) {
    int lines = pen_lines(pen);
    pen_show(pen, x, y, 0, lines);
    return lines * PITCH * pen->size;
}
