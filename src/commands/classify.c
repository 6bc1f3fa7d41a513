/* classify: acts and sections from standard input, one line each; out, what they mean. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "src/commands/command.h"
#include "src/i18n.h"

/* "itsso,bnss193", "-" for none. */
static void lists_print(const struct rule_set *rules, hits all) {
    bool some = false;
    for (int list = 0; list < rules_list_count(rules); list++) {
        if (!(all & (HIT(list, CATEGORY_376) | HIT(list, CATEGORY_POCSO))))
            continue;
        printf("%s%s", some ? "," : "", rules_list_name(rules, list));
        some = true;
    }
    if (!some)
        printf("-");
}

static const char *tracked_name(hits sure, hits all) {
    return sure ? "tracked" : all ? "probable" : "no";
}

/* One line of n bytes: "ACT<TAB>SECTIONS", or a free text. */
static void line_classify(const struct context *context, const char *line, size_t n, civil_day fir_date) {
    struct section_list list;
    struct classification read;
    char text[SECTIONS_TEXT];
    const char *tab = memchr(line, '\t', n);
    if (tab)
        sections_parse_act(line, (size_t)(tab - line), tab + 1, n - (size_t)(tab - line) - 1, fir_date, &list);
    else
        sections_parse(line, n, fir_date, &list);
    classify(context->rules, &list, fir_date, &read);
    hits all = read.all & context->lists;
    printf("%s\t%s\t", tracked_name(read.sure & context->lists, all),
           categories_name(hits_categories(all, context->lists)));
    lists_print(context->rules, all);
    printf("\t%s\n", sections_text(&list, text));
}

/* Every line of standard input, however long; what follows the last line break counts as one. */
static bool lines_classify(const struct context *context, civil_day fir_date, struct error *e) {
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    bool human = isatty(STDIN_FILENO);
    errno = 0;
    while ((n = getline(&line, &cap, stdin)) > 0) {
        size_t length = (size_t)n;
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            length--;
        line_classify(context, line, length, fir_date);
        if (ferror(stdout))
            break;
        if (human)
            fflush(stdout);
        errno = 0;
    }
    int reason = errno;
    bool whole = feof(stdin) && !ferror(stdin);
    free(line);
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout))
        return error_set(e, ERROR_UNABLE, _("standard output cannot be written: %s"), strerror(errno ? errno : EIO));
    if (!whole)
        return error_set(e, ERROR_UNABLE, _("standard input cannot be read: %s"), strerror(reason ? reason : EIO));
    return true;
}

int command_classify(struct context *context, int argc, char **argv) {
    civil_day fir_date = context->today;
    struct error e = {0};
    struct operands operands;
    const struct command_option options[] = {{.name = "--fir-date", .kind = OPTION_DAY, .into = &fir_date}, {0}};
    if (!command_options(context, argc, argv, options, 0, &operands))
        return EXIT_USAGE;
    if (isatty(STDIN_FILENO))
        fprintf(stderr, "%s\n", _("Type acts and sections, one case a line; Ctrl-D ends it."));
    return lines_classify(context, fir_date, &e) ? EXIT_DONE : command_fail(context, &e);
}
