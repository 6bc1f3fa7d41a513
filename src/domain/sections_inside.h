/* What the sections_*.c files share; nobody else includes it. The way of a text:
 *   fold    any bytes to a plain form: small Latin letters, Devanagari without nukta and joiners, ASCII digits
 *   read    the plain form to items: a section as it was typed, or a law that is named
 *   bind    which law belongs to which section: it may stand before or after its numbers
 *   law     the law that a section must be of, where the one that is named cannot have it
 *   form    the section as it is written down: 376(2)(n), 5(l)
 * Source: domain.md section 3. */
#ifndef ITSSO_SECTIONS_INSIDE_H
#define ITSSO_SECTIONS_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "src/domain/offence.h"

/* ---- laws: the acts of offence.h, and those that are told apart only while reading ---- */

enum law {
    LAW_NONE,
    LAW_IPC,
    LAW_BNS,
    LAW_POCSO,
    LAW_SCST,
    LAW_ARMS,
    LAW_IT,
    LAW_NDPS,
    LAW_DP,
    LAW_CRPC,
    LAW_BNSS,
    LAW_JJ,
    LAW_TRAFFIC,  /* Immoral Traffic (Prevention) Act */
    LAW_MARRIAGE, /* child marriage, and other acts of few sections about marriage */
    LAW_OTHER,
    LAW_COUNT
};

enum act law_act(enum law law);

/* ---- fold ---- */

#define FOLD_MAX 4096 /* characters that are read at a time */
#define FOLD_BYTES (FOLD_MAX * 3 + 16)

/* Folds the beginning of n bytes into out (a NUL behind it), at most FOLD_MAX characters, and cuts a longer text at a
 * blank where there is one. *used: how many bytes of `in` were read (at least 1 where n > 0). Returns the length. */
size_t sections_fold(const char *in, size_t n, size_t *used, char out[FOLD_BYTES]);

/* ---- letters (of the folded form) ---- */

/* Devanagari is three bytes in UTF-8. */
#define HINDI_BYTES 3

bool is_digit(char c);
bool is_latin(char c);
/* A Devanagari letter, sign or vowel sign begins at p. */
bool is_hindi(const char *p);
/* A sign that belongs to the letter before it (vowel signs, virama, anusvara). */
bool is_hindi_mark(const char *p);
/* Length of the word of one script that begins at p, 0 where none does. */
size_t word_length(const char *p);

#define LETTERS_MAX 5
/* Reads n bytes as section letters, all of them: क ख ग, ए बी सी, a b c, Ka Kha Ga. `base` is the number that they stand
 * behind (अ ब स द are a b c d behind a large one, r and s are द and ध of SC/ST 3). Writes small letters; 0 where they
 * are no letters. *guessed is set where the letter could be another (ड़). */
size_t letters_read(const char *p, size_t n, int base, char out[LETTERS_MAX + 1], bool *guessed);

/* The value of a Roman number of small letters up to xx; 0 where it is none. */
int roman_value(const char *text);
const char *roman_text(int value); /* 1..20, else "" */

/* ---- words ---- */

enum word_kind {
    WORD_UNKNOWN,
    WORD_GLUE,    /* and, व, r/w */
    WORD_MARK,    /* section, धारा */
    WORD_OF,      /* of, under, की */
    WORD_STOP,    /* says nothing */
    WORD_ACT,     /* act, अधिनियम, code, rules */
    WORD_LAW,     /* a law by its short name */
    WORD_FLAG,    /* part of a law's long name */
    WORD_CASE,    /* a case number follows: FIR no., मु0अ0सं0 */
    WORD_NUMBER,  /* no., संख्या */
    WORD_DATE,    /* a date follows */
    WORD_UNIT,    /* the number before was no section: years, रुपये */
    WORD_COUNTED, /* nor was a small one that no section mark stands before: people are counted */
    WORD_AGE,     /* the next number is an age, if it can be one */
};

/* Words of long names. */
enum {
    NAME_CHILD = 1 << 0,
    NAME_SEXUAL = 1 << 1,
    NAME_PROTECT = 1 << 2,
    NAME_OFFENCE = 1 << 3,
    NAME_JUVENILE = 1 << 4,
    NAME_MARRIAGE = 1 << 5,
    NAME_LABOUR = 1 << 6,
    NAME_PENAL = 1 << 7,
    NAME_NYAYA = 1 << 8,
    NAME_NAGARIK = 1 << 9,
    NAME_SANHITA = 1 << 10,
    NAME_PROCEDURE = 1 << 11,
    NAME_CASTE = 1 << 12,
    NAME_ARMS = 1 << 13,
    NAME_DOWRY = 1 << 14,
    NAME_DRUGS = 1 << 15,
    NAME_INFORMATION = 1 << 16,
    NAME_TECHNOLOGY = 1 << 17,
    NAME_TRAFFIC = 1 << 18,
    NAME_WOMEN = 1 << 19,
    NAME_OTHER = 1 << 20, /* the word alone names an act of no interest: गैंगस्टर */
    NAME_BHARAT = 1 << 21,
    NAME_RIGHTS = 1 << 22, /* a word that POCSO's name has not */
    NAME_CIVIL = 1 << 23,
};

struct word {
    enum word_kind kind;
    enum law law;   /* WORD_LAW */
    unsigned flags; /* WORD_FLAG */
    size_t length;  /* bytes, at least 1 */
};

/* The word that begins at p (a letter). `glued`: it stands right behind a digit, and what follows it may be glued on as
 * well. */
struct word word_read(const char *p);

/* The word of one script at p is n bytes long and consists of known words only: "ofpocsoact", "ipcand". *first gets the
 * first of them. */
bool word_segments(const char *p, size_t n, struct word *first);

/* A misspelt POCSO: n bytes of one script. */
bool word_is_pocso(const char *p, size_t n);

/* The flags of a misspelt word of a long name, 0 for none. */
unsigned word_guess_flags(const char *p, size_t n);

/* ---- items ---- */

#define GROUPS_MAX 10

struct clause {
    char text[8]; /* small letters or digits */
    bool number;
    bool again; /* typed as a further one of the same kind: (f),(n) */
    bool glued; /* typed in one bracket with the one before it: (1B) */
};

struct typed_section {
    int base;
    char letters[LETTERS_MAX + 1]; /* right behind the number, small */
    bool hindi;                    /* the letters are Devanagari */
    bool guessed;
    int n;
    struct clause clause[GROUPS_MAX];
};

enum { /* what stands between an item and the one before it */
       BEFORE_COMMA = 1,
       BEFORE_GLUE = 2,
       BEFORE_SLASH = 4,
       BEFORE_MARK = 8,
       BEFORE_OF = 16,
       BEFORE_BREAK = 32,
       BEFORE_WORDS = 64,
};

struct item {
    bool is_law;
    unsigned before;
    enum law law; /* named; of a section: the law that it is bound to */
    struct typed_section typed;
};

#define ITEMS_MAX 200

struct items {
    int n;
    bool full;  /* there were more */
    bool words; /* a word was seen that is no part of anything known */
    struct item at[ITEMS_MAX];
};

/* The items of a folded text (NUL-terminated). */
void items_read(const char *text, struct items *out);

/* Reads the section or sections whose number begins at text[p] and adds them; returns where reading goes on. */
size_t item_section_read(struct items *out, const char *text, size_t p, unsigned before);

/* Room for one more item, NULL where it is full. Everything in it is zero. */
struct item *item_add(struct items *out, bool is_law, unsigned before);

/* ---- bind ---- */

/* Sets the law of each section. `given`: the items begin with the laws of an act column, which need no sections. */
void items_bind(struct items *items, int given);

/* ---- law ---- */

struct law_context {
    civil_day on;
    bool sexual;   /* other sections of the text are sexual offences or kidnapping */
    bool dowry;    /* 498A, 304B and none such */
    bool sure_ipc; /* a number that only the IPC has stands without its act */
    bool sure_bns;
    bool alone;    /* no other section than the pair */
    int pair_with; /* base of the section that is tied by a slash, 0 none */
};

/* How badly the section fits the law: 0 well … 5 the law cannot have it. */
int law_misfit(const struct typed_section *typed, enum law law);

struct verdict {
    enum law law;
    bool corrected, guessed;
};

/* The law that the section is of, where `typed_law` is named (LAW_NONE: no law is). */
struct verdict law_decide(const struct typed_section *typed, enum law typed_law, const struct law_context *context);

/* The number alone says which code it is of: LAW_IPC, LAW_BNS or LAW_NONE. */
enum law law_by_number(const struct typed_section *typed);

bool law_is_sexual(const struct typed_section *typed);

/* The IPC has this section with these letters (small): 354 "a", 376 "da". */
bool ipc_has_letters(int base, const char *letters);
/* The IPC has a lettered section on this number. */
bool ipc_has_lettered(int base);
/* The highest numbered sub-section of a BNS section, 0 for none. */
int bns_subsections(int base);

/* ---- form ---- */

/* Adds the section, or the several that the clauses mean. has_five: POCSO 5 or 9 stands in the text beside its
 * punishment. */
void section_form(const struct typed_section *typed, struct verdict verdict, bool has_five, struct section_list *out);

/* Adds text to the list unless it is there. */
void section_put(struct section_list *out, enum act act, const char *text, bool corrected, bool guessed);

#endif
