#include "screens/case_ruler.h"

#include <stdio.h>
#include <string.h>

#define RULER_DAYS 60
#define RULER_MARGIN 9 /* room right of day 60 for "►+123" */

static int column_of_day(int day, int columns) {
    if (day < 0)
        day = 0;
    if (day > RULER_DAYS)
        day = RULER_DAYS;
    return 1 + day * (columns - RULER_MARGIN) / RULER_DAYS;
}

static void put_text(char *cells, int columns, int at, const char *text) {
    for (int i = 0; text[i] && at + i < columns; i++)
        if (at + i >= 0)
            cells[at + i] = text[i];
}

/* Blanks at the end go. */
static void cells_to_text(const char *cells, int columns, char *out) {
    int last = columns;
    while (last > 0 && cells[last - 1] == ' ')
        last--;
    memcpy(out, cells, (size_t)last);
    out[last] = '\0';
}

static void draw_days(struct ruler *ruler, int columns) {
    char cells[RULER_COLUMNS];
    memset(cells, ' ', sizeof cells);
    for (int i = 0; i < ALERT_DAYS; i++) {
        char number[12];
        snprintf(number, sizeof number, "%d", alert_days[i]);
        put_text(cells, columns, column_of_day(alert_days[i], columns) - 1, number);
    }
    cells_to_text(cells, columns, ruler->days);
}

static void draw_dates(struct ruler *ruler, int columns, civil_day from, const struct limit_rule *rule) {
    char cells[RULER_COLUMNS], date[11];
    memset(cells, ' ', sizeof cells);
    civil_show(from, date);
    date[5] = '\0'; /* dd/mm: the years stand in the line of the two dates */
    put_text(cells, columns, 1, date);
    civil_show(limit_date_of_day(from, RULER_DAYS, rule), date);
    date[5] = '\0';
    put_text(cells, columns, column_of_day(RULER_DAYS, columns) - 2, date);
    cells_to_text(cells, columns, ruler->dates);
}

/* One cell of the line: a mark's letter, an end, an alert day, or the line itself. */
static const char *cell_of_column(int column, int last, int passed, const bool *alert, bool ascii) {
    bool heavy = column <= passed;
    if (column == 1)
        return ascii ? "|" : heavy ? "┝" : "├";
    if (column == last)
        return ascii ? "|" : heavy ? "┥" : "┤";
    if (alert[column])
        return ascii ? "+" : heavy ? "┿" : "┼";
    return ascii ? (heavy ? "=" : "-") : heavy ? "━" : "─";
}

void ruler_draw(struct ruler *ruler, int columns, civil_day from, civil_day today, const struct limit_rule *rule,
                const struct ruler_mark *marks, int n, bool ascii) {
    if (columns < 40)
        columns = 40;
    if (columns > RULER_COLUMNS - 1)
        columns = RULER_COLUMNS - 1;
    draw_days(ruler, columns);
    draw_dates(ruler, columns, from, rule);

    bool alert[RULER_COLUMNS] = {false};
    char letter[RULER_COLUMNS] = {0};
    for (int i = 0; i < ALERT_DAYS; i++)
        alert[column_of_day(alert_days[i], columns)] = true;
    int last = column_of_day(RULER_DAYS, columns);
    for (int i = 0; i < n; i++) {
        int column = column_of_day(marks[i].day, columns);
        while (letter[column] && column < last) /* two on one day stand side by side */
            column++;
        if (!letter[column])
            letter[column] = marks[i].letter;
    }

    int day = limit_day(from, today, rule);
    int passed = day < 0 ? 0 : column_of_day(day, columns);
    ruler->today_column = day < 0 ? -1 : passed;
    size_t at = (size_t)snprintf(ruler->line, sizeof ruler->line, " ");
    for (int column = 1; column <= last; column++) {
        char one[2] = {letter[column], '\0'};
        const char *cell = letter[column] ? one : cell_of_column(column, last, passed, alert, ascii);
        at += (size_t)snprintf(ruler->line + at, sizeof ruler->line - at, "%s", cell);
    }
    if (day > RULER_DAYS)
        snprintf(ruler->line + at, sizeof ruler->line - at, "%s +%d", ascii ? ">" : "►", day - RULER_DAYS);
    else if (day == RULER_DAYS)
        snprintf(ruler->line + at, sizeof ruler->line - at, "%s", ascii ? "<" : "◄");
}
