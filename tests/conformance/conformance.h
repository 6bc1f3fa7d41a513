/* Inside tests/conformance: asking a server, and saying in TAP what it kept. */
#ifndef ITSSO_CONFORMANCE_H
#define ITSSO_CONFORMANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

struct settings {
    char base[512];              /* https://host:port/itsso/v1 */
    const char *ca, *cert, *key; /* PEM files */
    const char *api;             /* docs/sync-api.yaml, NULL: not compared */
    bool write;
    char device[40];
};
extern struct settings settings;

/* ---- asking ---- */
struct ask {
    const char *path;    /* "/changes?since=…" */
    const char *method;  /* NULL: GET, or POST where there is a body */
    const char *body;
    size_t size;         /* of body; 0: strlen */
    const char *device;  /* NULL: settings.device; "": no header */
    const char *schema;  /* NULL: "1" */
    const char *etag;
    bool plain;          /* do not accept gzip */
    bool strange;        /* show no certificate; on a connection of its own */
    bool apart;          /* on a connection of its own */
    bool raw;            /* keep the bytes as they came (packed) */
};
struct answer {
    int code;            /* libcurl's; 0 well */
    char why[256];
    long status;
    char type[80], etag[128], encoding[32];
    int retry_after;     /* -1 none */
    char *bytes;
    size_t size;
    json_t *json;        /* NULL: it is none */
    double ms;
    long connects;       /* new connections that it took */
};
/* Fills *out (freed by answer_free); the path goes onto the list of what was called. */
void ask(const struct ask *what, struct answer *out);
void answer_free(struct answer *a);
/* Notes a call for check_document. */
void called(const char *method, const char *path);
/* GET, and what every good answer has was seen: 200, application/json, the three members; false: said why (say_why). */
bool get(struct answer *out, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool post(struct answer *out, const char *path, json_t *body); /* takes the body */
/* An error of the protocol: status, urn, the three members. */
bool is_problem(const struct answer *a, long status, const char *name);

/* ---- saying ---- */
/* Keeps the first reason; returns false. */
bool why(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* One line of TAP, with the reason where it does not hold. */
void held(bool holds, const char *what);
void skipped(const char *what, const char *reason);
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern int failures;

/* ---- shapes (shape.c); false: why() was said ---- */
bool shape_page(const json_t *page, bool with_gone); /* cols, rows, n, end; each row */
bool shape_envelope(const json_t *object);
bool shape_moment(const json_t *value);
bool shape_cursor(const json_t *value, long long *epoch, long long *seq);
bool shape_case_id(const json_t *value, int *station, int *serial, int *year);
bool shape_sum(const json_t *value, uint64_t *out);
bool shape_digest(const json_t *object, int64_t *count, uint64_t *sum);
/* The place of a column; -1. */
int column(const json_t *page, const char *name);
/* A row's value, JSON null where it is left out. */
const json_t *cell(const json_t *page, size_t row, const char *name);
uint64_t digest_of(const char *case_id, long long ver);

/* ---- what a snapshot brought (check_read.c), for the checks that follow ---- */
struct known { char id[32]; long long ver; json_t *row; int serial; };
struct all { struct known *at; size_t n, room; json_t *cols; char c0[48]; };
extern struct all all;

/* ---- the checks ---- */
void check_read(void);   /* hello, snapshot, changes, wait */
void check_repair(void); /* digest, ids, cases, ref */
void check_errors(void);
void check_write(void);
void check_document(void);

#endif
