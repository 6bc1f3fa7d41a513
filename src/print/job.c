#include "src/print/job.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "src/text.h"

/* Where in the input one is, for the sentence: "blocks[2].rows[17].cells". */
struct place {
    char path[96];
    struct error *e;
    bool failed;
};

static void wrong(struct place *place, const char *name, const char *expected) {
    if (!place->failed)
        error_set(place->e, ERROR_USAGE,
                  _("The sheet on standard input is not one that this program prints: %s%s%s is not %s."), place->path,
                  place->path[0] && name[0] ? "." : "", name, expected);
    place->failed = true;
}

static void no_memory(struct place *place) {
    if (!place->failed)
        error_set(place->e, ERROR_UNABLE, "%s", _("The sheet could not be made: memory ran out."));
    place->failed = true;
}

/* A cleaned copy; null and what is not there are "". */
static char *text_of(struct place *place, const json_t *value, const char *name) {
    const char *text = json_string_value(value);
    if (value && !text && !json_is_null(value))
        wrong(place, name, _("a text"));
    size_t n = text ? strlen(text) : 0;
    char *made = malloc(3 * n + 1);
    if (!made)
        no_memory(place);
    else
        text_clean(text ? text : "", n, made, 3 * n + 1);
    return made;
}

static char *text_at(struct place *place, const json_t *object, const char *name) {
    return text_of(place, json_object_get(object, name), name);
}

static bool bool_at(struct place *place, const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (value && !json_is_boolean(value))
        wrong(place, name, _("true or false"));
    return json_is_true(value);
}

static int number_at(struct place *place, const json_t *object, const char *name, int missing, int most) {
    const json_t *value = json_object_get(object, name);
    if (!value)
        return missing;
    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > most) {
        wrong(place, name, _("a number in its range"));
        return missing;
    }
    return (int)json_integer_value(value);
}

static const json_t *array_at(struct place *place, const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (value && !json_is_array(value))
        wrong(place, name, _("a list"));
    return value;
}

/* Which of the words stands there. */
static int word_at(struct place *place, const json_t *object, const char *name, const char *const *words, int n) {
    const char *text = json_string_value(json_object_get(object, name));
    for (int i = 0; i < n; i++)
        if (text && strcmp(text, words[i]) == 0)
            return i;
    wrong(place, name, _("a word that is known"));
    return 0;
}

static void read_texts(struct place *place, const json_t *object, const char *name, struct texts *texts) {
    const json_t *array = array_at(place, object, name);
    size_t n = json_array_size(array);
    texts->text = calloc(n ? n : 1, sizeof *texts->text);
    if (!texts->text)
        no_memory(place);
    for (size_t i = 0; i < n && !place->failed; i++)
        texts->text[texts->n++] = text_of(place, json_array_get(array, i), name);
}

/* ---- blocks ---- */

static void read_columns(struct place *place, const json_t *object, struct job_block *block) {
    static const char *const aligns[] = {"left", "right", "centre"};
    const json_t *array = array_at(place, object, "columns");
    size_t n = json_array_size(array);
    if (n < 1 || n > JOB_COLUMNS_MAX) {
        wrong(place, "columns", _("a list of 1 to 32 columns"));
        return;
    }
    for (size_t i = 0; i < n && !place->failed; i++) {
        const json_t *value = json_array_get(array, i);
        struct job_column *column = &block->column[block->columns++];
        column->heading = text_at(place, value, "heading");
        int align = word_at(place, value, "align", aligns, 3);
        column->align = (enum job_align)align;
        column->weight = number_at(place, value, "weight", 0, 1000);
        column->blank = bool_at(place, value, "blank");
        column->wrap = bool_at(place, value, "wrap");
    }
}

static void read_row(struct place *place, const json_t *object, const struct job_block *block, struct job_row *row) {
    static const char *const kinds[] = {"row", "total", "group", "note"};
    const json_t *cells = array_at(place, object, "cells");
    int kind = word_at(place, object, "kind", kinds, 4);
    row->kind = (enum job_kind)kind;
    row->bar = number_at(place, object, "bar", -1, 1000);
    row->cell = calloc((size_t)block->columns + 1, sizeof *row->cell);
    if (!row->cell) {
        no_memory(place);
        return;
    }
    if (json_array_size(cells) > (size_t)block->columns)
        wrong(place, "cells", _("as long as the list of columns"));
    for (int i = 0; i < block->columns && !place->failed; i++)
        row->cell[i] = text_of(place, json_array_get(cells, (size_t)i), "cells");
}

static void read_block(struct place *place, const json_t *object, struct job_block *block) {
    block->title = text_at(place, object, "title");
    read_columns(place, object, block);
    const json_t *rows = array_at(place, object, "rows");
    size_t n = json_array_size(rows);
    block->row = calloc(n ? n : 1, sizeof *block->row);
    if (!block->row)
        no_memory(place);
    size_t before = strlen(place->path);
    for (size_t i = 0; i < n && !place->failed; i++) {
        text_format(place->path + before, sizeof place->path - before, ".rows[%zu]", i);
        block->rows++;
        read_row(place, json_array_get(rows, i), block, &block->row[i]);
    }
    place->path[before] = '\0';
}

static void read_blocks(struct place *place, const json_t *root, struct job *job) {
    const json_t *array = array_at(place, root, "blocks");
    size_t n = json_array_size(array);
    job->block = calloc(n ? n : 1, sizeof *job->block);
    if (!job->block)
        no_memory(place);
    for (size_t i = 0; i < n && !place->failed; i++) {
        text_format(place->path, sizeof place->path, "blocks[%zu]", i);
        job->blocks++;
        read_block(place, json_array_get(array, i), &job->block[i]);
    }
    place->path[0] = '\0';
}

/* ---- the whole ---- */

static void read_job(struct place *place, const json_t *root, struct job *job) {
    const json_t *format = json_object_get(root, "format");
    if (!json_is_object(root) || !json_is_integer(format)) {
        wrong(place, "format", _("a number"));
        return;
    }
    if (json_integer_value(format) != JOB_FORMAT) {
        error_set(
            place->e, ERROR_USAGE,
            _("The sheet has format %lld and this itsso-print prints format %d: itsso-tui and itsso-print are not of "
              "one version; install both anew."),
            (long long)json_integer_value(format), JOB_FORMAT);
        place->failed = true;
        return;
    }
    const char *lang = json_string_value(json_object_get(root, "lang"));
    if (!language_parse(lang ? lang : "", &job->language))
        wrong(place, "lang", _("en or hi"));
    job->landscape = bool_at(place, root, "landscape");
    job->title = text_at(place, root, "title");
    job->unit = text_at(place, root, "unit");
    job->period = text_at(place, root, "period");
    job->data = text_at(place, root, "data");
    job->date = text_at(place, root, "date");
    job->confidential = text_at(place, root, "confidential");
    job->training = text_at(place, root, "training");
    job->watermark = text_at(place, root, "watermark");
    job->page = text_at(place, root, "page");
    job->continued = text_at(place, root, "continued");
    job->nothing = text_at(place, root, "nothing");
    read_texts(place, root, "signatories", &job->signatories);
    read_texts(place, root, "leads", &job->leads);
    read_texts(place, root, "notes", &job->notes);
    read_blocks(place, root, job);
}

/* All of the file; NULL with e. */
static char *read_all(FILE *in, size_t *n, struct error *e) {
    size_t room = 0;
    char *text = NULL;
    *n = 0;
    for (;;) {
        if (*n + 1 >= room) {
            size_t more = room ? 2 * room : 65536;
            char *longer = more <= 2 * JOB_BYTES_MAX ? realloc(text, more) : NULL;
            if (!longer)
                break;
            text = longer;
            room = more;
        }
        size_t got = fread(text + *n, 1, room - *n - 1, in);
        *n += got;
        if (*n > JOB_BYTES_MAX)
            break;
        if (got == 0) {
            if (!ferror(in))
                return text;
            error_set(e, ERROR_UNABLE, _("Standard input cannot be read (%s)."), strerror(errno));
            free(text);
            return NULL;
        }
    }
    free(text);
    error_set(e, ERROR_UNABLE, _("The sheet on standard input is too long (more than %d MB)."),
              (int)(JOB_BYTES_MAX >> 20));
    return NULL;
}

struct job *job_read(FILE *in, struct error *e) {
    json_error_t where;
    size_t n;
    char *text = read_all(in, &n, e);
    if (!text)
        return NULL;
    json_t *root = json_loadb(text, n, JSON_REJECT_DUPLICATES, &where);
    free(text);
    if (!root) {
        error_set(e, ERROR_USAGE,
                  _("Standard input is not JSON (line %d: %s). itsso-tui report gives this program its sheets."),
                  where.line, where.text);
        return NULL;
    }
    struct place place = {.e = e};
    struct job *job = calloc(1, sizeof *job);
    if (!job)
        no_memory(&place);
    else
        read_job(&place, root, job);
    json_decref(root);
    if (!place.failed)
        return job;
    job_free(job);
    return NULL;
}

static void texts_free(struct texts *texts) {
    for (int i = 0; i < texts->n; i++)
        free(texts->text[i]);
    free(texts->text);
}

static void block_free(struct job_block *block) {
    for (int i = 0; i < block->rows; i++) {
        for (int column = 0; block->row[i].cell && column < block->columns; column++)
            free(block->row[i].cell[column]);
        free(block->row[i].cell);
    }
    for (int i = 0; i < block->columns; i++)
        free(block->column[i].heading);
    free(block->row);
    free(block->title);
}

void job_free(struct job *job) {
    if (!job)
        return;
    char *const own[] = {job->title,    job->unit,      job->period, job->data,      job->date,   job->confidential,
                         job->training, job->watermark, job->page,   job->continued, job->nothing};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        free(own[i]);
    texts_free(&job->signatories);
    texts_free(&job->leads);
    texts_free(&job->notes);
    for (int i = 0; i < job->blocks; i++)
        block_free(&job->block[i]);
    free(job->block);
    free(job);
}
