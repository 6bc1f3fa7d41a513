/* Cells to values: numbers, stations, officers. Dates: fields_date.c; statuses: fields_status.c. */
#include "src/import/fields.h"

#include <string.h>

#include "src/i18n.h"
#include "src/import/loose.h"
#include "src/text.h"

static bool digit(char c) {
    return c >= '0' && c <= '9';
}

static bool blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == '\032';
}

struct cell cell_trim(struct cell c) {
    for (;;) {
        if (c.n > 0 && blank(*c.text))
            c.text++, c.n--;
        else if (c.n > 1 && memcmp(c.text, "\302\240", 2) == 0)
            c.text += 2, c.n -= 2;
        else if (c.n > 2 && memcmp(c.text, "\357\273\277", 3) == 0)
            c.text += 3, c.n -= 3;
        else
            break;
    }
    for (;;) {
        if (c.n > 0 && blank(c.text[c.n - 1]))
            c.n--;
        else if (c.n > 1 && memcmp(c.text + c.n - 2, "\302\240", 2) == 0)
            c.n -= 2;
        else
            break;
    }
    if (c.n > 2 && c.text[0] == '=' && c.text[1] == '"' && c.text[c.n - 1] == '"')
        c.text += 2, c.n -= 3;
    else if (c.n > 1 && c.text[0] == '\'')
        c.text++, c.n--;
    return c;
}

bool cell_is_nothing(struct cell cell) {
    static const char *const words[] = {"na", "nil", "null", "none", "notavailable", "notapplicable",
                                        "no", "शून्य", "नहीं",  "निल",  "रिक्त"};
    char key[LOOSE_KEY], word[LOOSE_KEY];
    cell = cell_trim(cell);
    if (cell.n == 0)
        return true;
    bool zeros = true;
    for (size_t i = 0; i < cell.n && zeros; i++)
        zeros = strchr("0-/.: _", cell.text[i]) != NULL;
    if (zeros)
        return true;
    /* A word of nothing is short and begins with one of these; all else is not worth folding. */
    if (cell.n > 40 || strchr("nN\340-(", cell.text[0]) == NULL)
        return false;
    loose_key(cell.text, cell.n, key, sizeof key);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        loose_key(words[i], strlen(words[i]), word, sizeof word);
        if (strcmp(key, word) == 0)
            return true;
    }
    return key[0] == '\0';
}

bool cell_ascii(struct cell cell, char *out, size_t cap) {
    size_t n = 0;
    if (!utf8_valid(cell.text, cell.n))
        return false;
    for (size_t i = 0; i < cell.n;) {
        const unsigned char *u = (const unsigned char *)cell.text + i;
        if (n + 1 >= cap)
            return false;
        if (cell.n - i >= 3 && u[0] == 0xE0 && u[1] == 0xA5 && u[2] >= 0xA6 && u[2] <= 0xAF) {
            out[n++] = (char)('0' + (u[2] - 0xA6));
            i += 3;
        } else if (cell.n - i >= 3 && u[0] == 0xE2 && u[1] == 0x80 && (u[2] == 0x8C || u[2] == 0x8D)) {
            i += 3; /* joiners */
        } else if (cell.n - i >= 3 && u[0] == 0xE2 && u[1] == 0x80 && u[2] >= 0x90 && u[2] <= 0x95) {
            out[n++] = '-';
            i += 3;
        } else if (cell.n - i >= 2 && u[0] == 0xC2 && u[1] == 0xA0) {
            out[n++] = ' ';
            i += 2;
        } else if (blank(cell.text[i])) {
            out[n++] = ' ';
            i++;
        } else {
            out[n++] = cell.text[i++];
        }
    }
    out[n] = '\0';
    return strlen(out) == n;
}

/* ---- FIR numbers ---- */

/* 386/24 and 0224/2022, as nearly every cell is. */
static bool number_plain(const char *p, size_t n, int *year, int *serial) {
    size_t i = 0;
    int s = 0, y = 0;
    while (i < n && i < 7 && digit(p[i]))
        s = s * 10 + (p[i++] - '0');
    if (i == 0 || i == n || p[i] != '/')
        return false;
    size_t from = ++i;
    while (i < n && i < from + 4 && digit(p[i]))
        y = y * 10 + (p[i++] - '0');
    if (i != n || (i - from != 2 && i - from != 4))
        return false;
    *year = i - from == 2 ? 2000 + y : y;
    *serial = s;
    return case_id_make(1, *year, *serial) != 0;
}

static bool looks_like_date(const char *text) {
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
    size_t n = strcspn(text, "ADFJMNOSadfjmnos");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncasecmp(text + n, names[i], 3) == 0)
            return strlen(text) <= 11 && strspn(text, "0123456789-/. ") == n;
    }
    return false;
}

enum number_fault number_read(struct cell cell, int64_t *station, int *year, int *serial) {
    char text[100];
    if (number_plain(cell.text, cell.n, year, serial))
        return NUMBER_GOOD;
    cell = cell_trim(cell);
    if (cell_is_nothing(cell))
        return NUMBER_EMPTY;
    if (!cell_ascii(cell, text, sizeof text))
        return NUMBER_FORM;
    size_t digits = strspn(text, "0123456789");
    if (digits == strlen(text) && digits <= 7) {
        *year = 0;
        *serial = 0;
        for (size_t i = 0; i < digits; i++)
            *serial = *serial * 10 + (text[i] - '0');
        return case_id_make(1, 2000, *serial) != 0 ? NUMBER_GOOD : NUMBER_FORM;
    }
    if (strspn(text, "0123456789.+eE") == strlen(text) && strpbrk(text, "eE") != NULL)
        return NUMBER_ROUNDED;
    if (case_no_parse(text, station, year, serial))
        return NUMBER_GOOD;
    return looks_like_date(text) ? NUMBER_DATE : NUMBER_FORM;
}

const char *number_fault_text(enum number_fault fault) {
    switch (fault) {
    case NUMBER_EMPTY:
        return _("no FIR number");
    case NUMBER_FORM:
        return _("no FIR number; expected is 386/24, 0386/2024 or the full number");
    case NUMBER_DATE:
        return _(
            "a spreadsheet has made a date of the FIR number; format the column as text before the numbers come in");
    case NUMBER_ROUNDED:
        return _("a spreadsheet has rounded the FIR number; format the column as text before the numbers come in");
    case NUMBER_GOOD:
        break;
    }
    return "";
}

int64_t station_read(struct cell cell) {
    char text[200];
    cell = cell_trim(cell);
    if (cell.n > 0 && cell.n <= 10) {
        int64_t value = 0;
        size_t i = 0;
        while (i < cell.n && digit(cell.text[i]))
            value = value * 10 + (cell.text[i++] - '0');
        if (i == cell.n)
            return value <= CASE_STATION_MAX ? value : 0;
    }
    if (!cell_ascii(cell, text, sizeof text))
        return 0;
    int64_t whole = station_code_parse(text), found = 0;
    if (whole > 0)
        return whole;
    /* "31655001.0" of a spreadsheet; the code beside the name: 7 to 10 digits, and only one such number. */
    for (const char *p = text; *p;) {
        size_t n = strspn(p, "0123456789");
        if (n >= 7 && n <= 10) {
            char code[16];
            memcpy(code, p, n);
            code[n] = '\0';
            if (found)
                return 0;
            found = station_code_parse(code);
        }
        p += n > 0 ? n : 1;
    }
    return found;
}

bool station_is_plausible(int64_t station) {
    return station >= 1000 && station / 1000000000 < 6;
}

/* ---- officers ---- */

/* Compared by loose_key. */
static const char *const ranks[] = {
    "SI",
    "S.I.",
    "Sub Inspector",
    "SSI",
    "PSI",
    "WSI",
    "W/SI",
    "Lady SI",
    "Mahila SI",
    "Woman SI",
    "ASI",
    "Asst Sub Inspector",
    "Insp",
    "Inspector",
    "PI",
    "W/Insp",
    "Lady Inspector",
    "SHO",
    "SO",
    "CO",
    "C.O.",
    "Dy SP",
    "DySP",
    "DSP",
    "ACP",
    "Addl SP",
    "ASP",
    "HC",
    "Head Constable",
    "Circle Officer",
    "Inspector In Charge",
    "I/C Inspector",
    "उ0नि0",
    "उपनिरीक्षक",
    "उप निरीक्षक",
    "व0उ0नि0",
    "म0उ0नि0",
    "महिला उपनिरीक्षक",
    "महिला उप निरीक्षक",
    "नि0",
    "निरीक्षक",
    "म0नि0",
    "महिला निरीक्षक",
    "प्र0नि0",
    "प्रभारी निरीक्षक",
    "थानाध्यक्ष",
    "प्र0थानाध्यक्ष",
    "थाना प्रभारी",
    "स0उ0नि0",
    "सहायक उपनिरीक्षक",
    "क्षेत्राधिकारी",
    "सी0ओ0",
    "स0पु0आ0",
    "सहायक पुलिस आयुक्त",
    "पु0उपा0",
    "पुलिस उपाधीक्षक",
    "अपर पुलिस अधीक्षक",
    "अ0पु0अ0",
    "हे0का0",
    "मु0आ0",
    "हेड कांस्टेबल",
    "मुख्य आरक्षी",
    "एस0आई0",
    "एसआई",
    "एस आई",
    "इंस्पेक्टर",
    "इन्स्पेक्टर",
    "एस0एच0ओ0",
    "दरोगा",
};

static bool is_rank(const char *text, size_t n) {
    char key[LOOSE_KEY];
    if (n == 0 || n > 90 || loose_key(text, n, key, sizeof key) == 0)
        return false;
    for (size_t i = 0; i < sizeof ranks / sizeof *ranks; i++) {
        char rank[LOOSE_KEY];
        loose_key(ranks[i], strlen(ranks[i]), rank, sizeof rank);
        if (strcmp(key, rank) == 0)
            return true;
    }
    return false;
}

/* The rank at the beginning of a name: one to three words. Its length with the blanks behind it, 0 none. */
static size_t leading_rank(const char *name, size_t *rank_n) {
    size_t best = 0, at = 0;
    *rank_n = 0;
    for (int words = 0; words < 3 && name[at]; words++) {
        at += strcspn(name + at, " ");
        size_t after = at + strspn(name + at, " ");
        if (name[after] != '\0' && is_rank(name, at)) {
            *rank_n = at;
            best = after;
        }
        at = after;
    }
    return best;
}

/* Ten digits, the first 6 to 9, with or without 0 or 91 before them. */
static bool is_telephone(const char *digits, size_t n) {
    if (n == 12 && digits[0] == '9' && digits[1] == '1')
        digits += 2, n -= 2;
    else if (n == 11 && digits[0] == '0')
        digits++, n--;
    return n == 10 && digits[0] >= '6';
}

/* A mobile telephone's number beside the name is not kept: out with the brackets around it. */
static void take_telephone_out(char *name) {
    for (char *p = name; *p;) {
        size_t n = strspn(p, "0123456789");
        if (!is_telephone(p, n)) {
            p += n > 0 ? n : 1;
            continue;
        }
        char *end = p + n;
        while (p > name && strchr(" (-,:+.", p[-1]))
            p--;
        end += strspn(end, " )");
        if (*end != '\0' && p > name)
            *p++ = ' ';
        memmove(p, end, strlen(end) + 1);
    }
}

/* Nine digits somewhere in the name: taken out with the brackets and the label before them. */
static void take_pno_out(char *name, char pno[16]) {
    for (char *p = name; *p;) {
        size_t n = strspn(p, "0123456789");
        if (n == 9) {
            memcpy(pno, p, 9);
            pno[9] = '\0';
            char *end = p + 9;
            while (p > name && strchr(" (-,:.", p[-1]))
                p--;
            static const char *const labels[] = {"PNO No", "PNO", "P.N.O", "पीएनओ", "पी0एन0ओ0", "पी0एन0ओ", "पी.एन.ओ"};
            for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
                size_t length = strlen(labels[i]);
                if ((size_t)(p - name) >= length && strncasecmp(p - length, labels[i], length) == 0) {
                    p -= length;
                    break;
                }
            }
            while (p > name && strchr(" (-,:", p[-1]))
                p--;
            end += strspn(end, " )");
            memmove(p, end, strlen(end) + 1);
            return;
        }
        p += n > 0 ? n : 1;
    }
}

static void split_officer(struct officer *o) {
    if (o->pno[0] == '\0')
        take_pno_out(o->name, o->pno);
    if (o->rank[0] != '\0')
        return;
    size_t n, after = leading_rank(o->name, &n);
    if (after > 0 && n < sizeof o->rank) {
        memcpy(o->rank, o->name, n);
        o->rank[n] = '\0';
        memmove(o->name, o->name + after, strlen(o->name + after) + 1);
        return;
    }
    /* "R Verma (SI)", "R Verma, SI" */
    size_t length = strlen(o->name);
    size_t end = length > 0 && o->name[length - 1] == ')' ? length - 1 : length;
    size_t from = end;
    while (from > 0 && !strchr("(,", o->name[from - 1]))
        from--;
    if (from > 1 && end - from < sizeof o->rank && is_rank(o->name + from, end - from)) {
        text_clean(o->name + from, end - from, o->rank, sizeof o->rank);
        from--;
        while (from > 0 && o->name[from - 1] == ' ')
            from--;
        o->name[from] = '\0';
    }
}

static bool has_devanagari(const char *text) {
    for (; *text; text++) {
        if ((unsigned char)text[0] == 0xE0 && ((unsigned char)text[1] == 0xA4 || (unsigned char)text[1] == 0xA5))
            return true;
    }
    return false;
}

static bool pno_read(struct cell cell, char out[16]) {
    char text[40];
    out[0] = '\0';
    cell = cell_trim(cell);
    if (!cell_ascii(cell, text, sizeof text))
        return false;
    size_t n = strspn(text, "0123456789");
    bool rest_is_zero = strcmp(text + n, ".0") == 0;
    if ((text[n] != '\0' && !rest_is_zero) || n < 8 || n > 9)
        return false;
    /* A spreadsheet takes the leading zero. */
    out[0] = '0';
    memcpy(out + (n == 8), text, n);
    out[9] = '\0';
    return true;
}

bool officer_read(struct cell name, struct cell other_name, struct cell rank, struct cell pno, struct officer *out,
                  bool *odd_pno) {
    memset(out, 0, sizeof *out);
    *odd_pno = false;
    if (!utf8_valid(name.text, name.n) || !utf8_valid(other_name.text, other_name.n) ||
        !utf8_valid(rank.text, rank.n) || !utf8_valid(pno.text, pno.n))
        return false;
    name = cell_is_nothing(name) ? (struct cell){"", 0} : cell_trim(name);
    other_name = cell_is_nothing(other_name) ? (struct cell){"", 0} : cell_trim(other_name);
    rank = cell_is_nothing(rank) ? (struct cell){"", 0} : cell_trim(rank);
    if (name.n == 0) {
        name = other_name;
        other_name.n = 0;
    }
    text_clean(name.text, name.n, out->name, sizeof out->name);
    text_clean(rank.text, rank.n, out->rank, sizeof out->rank);
    if (!cell_is_nothing(pno))
        *odd_pno = !pno_read(pno, out->pno);
    take_telephone_out(out->name);
    split_officer(out);
    if (other_name.n > 0) {
        struct officer second = {.pno = "-", .rank = ""};
        text_clean(other_name.text, other_name.n, second.name, sizeof second.name);
        take_telephone_out(second.name);
        split_officer(&second);
        bool swap = has_devanagari(out->name) && !has_devanagari(second.name);
        if (has_devanagari(swap ? out->name : second.name)) {
            text_format(out->name_hi, sizeof out->name_hi, "%s", swap ? out->name : second.name);
            if (swap)
                text_format(out->name, sizeof out->name, "%s", second.name);
        }
    }
    return true;
}

/* A number between slashes that is a telephone's once blanks, hyphens, points and letters are out. */
static bool has_telephone(const char *text) {
    char digits[13];
    size_t n = 0;
    for (const char *p = text;; p++) {
        if (digit(*p)) {
            if (n < sizeof digits)
                digits[n] = *p;
            n++;
        } else if (*p == '/' || *p == '\0') {
            if (is_telephone(digits, n))
                return true;
            n = 0;
        }
        if (*p == '\0')
            return false;
    }
}

bool label_read(struct cell cell, char *out, size_t cap) {
    char text[48];
    out[0] = '\0';
    if (!cell_ascii(cell_trim(cell), text, sizeof text))
        return false;
    size_t letters = 0, digits = 0, n = 0;
    for (const char *p = text; *p; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
        letters += letter;
        digits += digit(*p);
        if (!letter && !digit(*p) && strchr("/-. ", *p) == NULL) {
            out[0] = '\0';
            return false;
        }
        if (*p != ' ' && n + 1 < cap)
            out[n++] = *p;
    }
    out[n] = '\0';
    /* More letters than a prefix has ("GD", "CS", "FR") are words. */
    if (digits > 0 && letters <= 4 && strlen(text) < cap && !has_telephone(text))
        return true;
    out[0] = '\0';
    return false;
}

int count_read(struct cell cell) {
    char text[16] = "";
    int value = 0;
    cell = cell_trim(cell);
    if (cell.n == 1 && digit(cell.text[0]))
        return cell.text[0] - '0';
    if (!cell_ascii(cell, text, sizeof text))
        return -1;
    size_t n = strspn(text, "0123456789");
    if (n == 0 || n > 3 || (text[n] != '\0' && strcmp(text + n, ".0") != 0))
        return -1;
    for (size_t i = 0; i < n; i++)
        value = value * 10 + (text[i] - '0');
    return value;
}
