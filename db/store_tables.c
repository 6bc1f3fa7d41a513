/* Reasons and steps: what the data centre sent (cache.db), or where it has sent none, the shipped tables. */
#include "db/sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rows of a query as lines with tabs, after a heading; "" cells as "-". The caller frees; NULL where there are no
 * rows. */
static char *as_table(struct store *store, const char *heading, const char *query, size_t *n) {
    sqlite3_stmt *statement;
    if (!sql_prepare(store->db, &statement, query, NULL))
        return NULL;
    char *text = NULL;
    int rows = 0;
    FILE *out = open_memstream(&text, n);
    if (out) {
        fputs(heading, out);
        while (sql_step(statement, NULL) == 1) {
            int columns = sqlite3_column_count(statement);
            for (int i = 0; i < columns; i++) {
                const char *cell = (const char *)sqlite3_column_text(statement, i);
                fprintf(out, "%s%c", cell && *cell ? cell : "-", i + 1 < columns ? '\t' : '\n');
            }
            rows++;
        }
        fclose(out);
    }
    sqlite3_finalize(statement);
    if (rows == 0) {
        free(text);
        text = NULL;
    }
    return text;
}

static void read_tables(struct store *store) {
    if (store->tables_read)
        return;
    store->tables_read = true;
    memset(&store->reasons, 0, sizeof store->reasons);
    memset(&store->steps, 0, sizeof store->steps);
    size_t n = 0;
    char *text = as_table(store, "code\tlabel\n", "SELECT code, label FROM cache.reason ORDER BY n", &n);
    bool good = text && reasons_read(&store->reasons, "cache.db", text, n, NULL);
    free(text);
    if (!good) {
        const char *shipped = shipped_reasons(&n);
        reasons_read(&store->reasons, "reasons.tsv", shipped, n, NULL);
    }
    text = as_table(store, "code\tlabel\tlabel_old\tcategories\tdue\tfrom\tbasis\n",
                    "SELECT code, label, label_old, categories, due, from_date, basis FROM cache.step_rule ORDER BY n",
                    &n);
    good = text && steps_read(&store->steps, "cache.db", text, n, NULL);
    free(text);
    if (!good) {
        const char *shipped = shipped_steps(&n);
        steps_read(&store->steps, "steps.tsv", shipped, n, NULL);
    }
}

const struct reason_table *store_reasons(struct store *store) {
    read_tables(store);
    return &store->reasons;
}

const struct step_table *store_steps(struct store *store) {
    read_tables(store);
    return &store->steps;
}
