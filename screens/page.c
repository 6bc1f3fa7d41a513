#include "screens/page.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "src/text.h"

void page_clear(struct page *page) {
    page->lines = 0;
    page->failed = false;
}

void page_free(struct page *page) {
    free(page->line);
    memset(page, 0, sizeof *page);
}

void page_line(struct page *page) {
    if (page->lines == page->room) {
        int room = page->room ? page->room * 2 : 32;
        struct page_line *more = realloc(page->line, sizeof *more * (size_t)room);
        if (!more) {
            page->failed = true;
            return;
        }
        page->line = more;
        page->room = room;
    }
    page->line[page->lines++].segments = 0;
}

void page_put(struct page *page, int x, int width, enum role role, const char *format, ...) {
    if (page->failed || page->lines == 0 || page->line[page->lines - 1].segments == SEGMENTS_MAX)
        return;
    struct page_line *line = &page->line[page->lines - 1];
    struct segment *segment = &line->segment[line->segments++];
    *segment = (struct segment){.x = x, .width = width, .role = role};
    char room[SEGMENT_TEXT * 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(room, sizeof room, format, arguments);
    va_end(arguments);
    text_format(segment->text, sizeof segment->text, "%s", room);
}

/* Bytes of the longest beginning that fits and ends before a blank; at least one cluster. */
static size_t fitting(const char *text, int width) {
    size_t n = text_clip(text, width, NULL);
    if (n == 0 || text[n] == '\0')
        return n ? n : strlen(text);
    size_t blank = n;
    while (blank > 0 && text[blank] != ' ')
        blank--;
    return blank > 0 ? blank : n;
}

void page_wrap_beside(struct page *page, int x, int width, enum role role, const char *text) {
    while (*text) {
        size_t n = fitting(text, width);
        page_put(page, x, width, role, "%.*s", (int)n, text);
        text += n;
        while (*text == ' ')
            text++;
        if (*text)
            page_line(page);
    }
}

void page_wrap(struct page *page, int x, int width, enum role role, const char *text) {
    if (!*text)
        return;
    page_line(page);
    page_wrap_beside(page, x, width, role, text);
}

void page_fit(struct page *page, int height) {
    page->height = height;
    int last = page->lines - height;
    if (page->top > last)
        page->top = last;
    if (page->top < 0)
        page->top = 0;
}

bool page_scroll(struct page *page, enum action action) {
    int rows = page->height > 1 ? page->height - 1 : 1;
    switch (action) {
    case ACTION_DOWN:
        page->top++;
        break;
    case ACTION_UP:
        page->top--;
        break;
    case ACTION_PAGE_DOWN:
        page->top += rows;
        break;
    case ACTION_PAGE_UP:
        page->top -= rows;
        break;
    case ACTION_HALF_DOWN:
        page->top += rows / 2;
        break;
    case ACTION_HALF_UP:
        page->top -= rows / 2;
        break;
    case ACTION_FIRST:
        page->top = 0;
        break;
    case ACTION_LAST:
        page->top = page->lines;
        break;
    default:
        return false;
    }
    page_fit(page, page->height);
    return true;
}

void page_draw(const struct page *page, struct area area) {
    for (int row = 0; row < area.height && page->top + row < page->lines; row++) {
        const struct page_line *line = &page->line[page->top + row];
        for (int i = 0; i < line->segments; i++) {
            const struct segment *segment = &line->segment[i];
            int width = area.width - segment->x;
            if (segment->width && segment->width < width)
                width = segment->width;
            line_put(area.top + row, area.left + segment->x, width, segment->role, segment->text);
        }
    }
    cursor_rest(area.top, area.left);
}
