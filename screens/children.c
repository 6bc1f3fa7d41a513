#include "screens/children.h"

#include "src/clock.h"

#define UNWATCHED_MS 100 /* a kernel without pidfd: so often it is looked at */
#define FINISH_MS 20

static struct watched {
    struct child *child; /* NULL: free */
    child_over *over;
    void *with;
    int64_t until; /* of the monotonic clock; 0: no limit */
} places[SESSION_CHILDREN];

bool session_child(struct session *s, struct child *child, int limit_ms, child_over *over, void *with) {
    (void)s;
    for (int i = 0; i < SESSION_CHILDREN; i++) {
        if (places[i].child)
            continue;
        places[i] = (struct watched){.child = child, .over = over, .with = with};
        if (limit_ms > 0)
            places[i].until = clock_monotonic_ms() + limit_ms;
        return true;
    }
    return false;
}

int child_of_session(const struct session *s, const char *argv[], char as_of[11]) {
    const struct context *context = s->context;
    int n = 0;
    argv[n++] = "itsso-tui";
    argv[n++] = "--db";
    argv[n++] = store_folder(s->store);
    argv[n++] = "--lang";
    argv[n++] = language_now() == LANGUAGE_HINDI ? "hi" : "en";
    if (context->config.file[0]) {
        argv[n++] = "--config";
        argv[n++] = context->config.file;
    }
    if (context->as_of_given) {
        civil_iso(context->today, as_of);
        argv[n++] = "--as-of";
        argv[n++] = as_of;
    }
    return n;
}

void session_child_forget(struct child *child) {
    for (int i = 0; i < SESSION_CHILDREN; i++)
        if (places[i].child == child)
            places[i].child = NULL;
}

void children_sources(struct pollfd source[SESSION_CHILDREN]) {
    for (int i = 0; i < SESSION_CHILDREN; i++)
        source[i] = (struct pollfd){.fd = places[i].child ? places[i].child->watch : -1, .events = POLLIN};
}

int children_patience(void) {
    int64_t now = clock_monotonic_ms(), soonest = -1;
    for (int i = 0; i < SESSION_CHILDREN; i++) {
        if (!places[i].child)
            continue;
        int64_t left = places[i].until - now;
        if (places[i].until && (soonest < 0 || left < soonest))
            soonest = left < 0 ? 0 : left;
        if (places[i].child->watch < 0 && (soonest < 0 || soonest > UNWATCHED_MS))
            soonest = UNWATCHED_MS;
    }
    return (int)soonest;
}

void children_look(struct session *s) {
    for (int i = 0; i < SESSION_CHILDREN; i++) {
        struct watched place = places[i];
        int status = CHILD_TOO_LONG;
        if (!place.child)
            continue;
        bool ended = child_ended(place.child, 0, &status);
        if (!ended && !(place.until && clock_monotonic_ms() >= place.until))
            continue;
        places[i].child = NULL; /* free before the owner is told: he may start another one */
        place.over(s, place.with, status);
    }
}

static bool some_finish(void) {
    for (int i = 0; i < SESSION_CHILDREN; i++)
        if (places[i].child && places[i].until)
            return true;
    return false;
}

void children_finish(struct session *s, int ms) {
    int64_t until = clock_monotonic_ms() + ms;
    while (some_finish() && clock_monotonic_ms() < until) {
        struct pollfd source[SESSION_CHILDREN];
        children_sources(source);
        poll(source, SESSION_CHILDREN, FINISH_MS);
        children_look(s);
    }
    for (int i = 0; i < SESSION_CHILDREN; i++)
        places[i].child = NULL;
}
