#include "src/import/source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "src/i18n.h"
#include "src/import/stop.h"
#include "src/text.h"

/* Files that people hand over instead of a CSV: what they begin with, and what they are. */
static const struct signature {
    const char *bytes;
    size_t n;
    const char *what;
} signatures[] = {
    {"PK\003\004", 4, N_("an Excel or LibreOffice workbook (or a zip archive)")},
    {"\320\317\021\340", 4, N_("an old Excel workbook (.xls)")},
    {"%PDF", 4, N_("a PDF")},
    {"\037\213", 2, N_("a compressed file")},
    {"Rar!", 4, N_("a compressed file")},
    {"7z\274\257", 4, N_("a compressed file")},
    {"SQLite format 3", 15, N_("a database")},
    {"\377\330\377", 3, N_("a picture")},
    {"\211PNG", 4, N_("a picture")},
};

/* CCTNS gives web pages out under the name .xls. */
static bool looks_like_markup(const unsigned char *raw, size_t n) {
    size_t i = 0;
    if (n >= 3 && memcmp(raw, "\357\273\277", 3) == 0)
        i = 3;
    while (i < n && (raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\r' || raw[i] == '\n'))
        i++;
    static const char *const begins[] = {"<html", "<!doctype", "<table", "<?xml", "<meta", "<style"};
    for (size_t k = 0; k < sizeof begins / sizeof *begins; k++) {
        size_t length = strlen(begins[k]);
        if (n - i >= length && strncasecmp((const char *)raw + i, begins[k], length) == 0)
            return true;
    }
    return false;
}

/* UTF-16 without a byte order mark: nearly every pair is an ASCII sign or a Devanagari letter in one byte
 * order. `high` is the place of the high byte within a pair. */
static bool looks_like_utf16(const unsigned char *raw, size_t n, size_t high) {
    size_t pairs = (n > 8192 ? 8192 : n) / 2;
    size_t plausible = 0, ascii = 0;
    for (size_t i = 0; i < pairs; i++) {
        unsigned char h = raw[2 * i + high], l = raw[2 * i + 1 - high];
        bool text = h == 0 && (l >= 0x20 ? l != 0x7F : l == '\t' || l == '\r' || l == '\n');
        ascii += text;
        plausible += text || h == 0x09 || h == 0x20;
    }
    return pairs >= 2 && ascii > 0 && plausible * 100 >= pairs * 95;
}

static bool find_encoding(struct source *s, struct error *e) {
    const unsigned char *raw = s->raw;
    size_t n = s->raw_n;
    s->encoding = ENCODING_UTF8;
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        if (n >= signatures[i].n && memcmp(raw, signatures[i].bytes, signatures[i].n) == 0)
            return error_set(e, ERROR_UNABLE,
                             _("%s is %s, not a CSV file. Open it in LibreOffice Calc and save it as \"Text CSV\" "
                               "with the character set UTF-8, then import that file."),
                             s->name, _(signatures[i].what));
    }
    if (looks_like_markup(raw, n))
        return error_set(e, ERROR_UNABLE,
                         _("%s is a web page (HTML or XML), whatever its name says. Open it in LibreOffice Calc and "
                           "save it as \"Text CSV\" with the character set UTF-8, then import that file."),
                         s->name);
    if (n >= 4 && (memcmp(raw, "\377\376\0\0", 4) == 0 || memcmp(raw, "\0\0\376\377", 4) == 0))
        return error_set(e, ERROR_UNABLE, _("%s is written in UTF-32. Save it as UTF-8 and import it again."), s->name);
    if (n >= 3 && memcmp(raw, "\357\273\277", 3) == 0) {
        s->raw_at = 3;
    } else if (n >= 2 && raw[0] == 0xFF && raw[1] == 0xFE) {
        s->encoding = ENCODING_UTF16LE;
        s->raw_at = 2;
    } else if (n >= 2 && raw[0] == 0xFE && raw[1] == 0xFF) {
        s->encoding = ENCODING_UTF16BE;
        s->raw_at = 2;
    } else if (looks_like_utf16(raw, n, 1)) {
        s->encoding = ENCODING_UTF16LE;
    } else if (looks_like_utf16(raw, n, 0)) {
        s->encoding = ENCODING_UTF16BE;
    }
    return true;
}

/* Reads until raw is full or the file ends: what lies there is moved to the front first. */
static bool fill(struct source *s, struct error *e) {
    if (s->raw_at > 0) {
        memmove(s->raw, s->raw + s->raw_at, s->raw_n - s->raw_at);
        s->raw_n -= s->raw_at;
        s->raw_at = 0;
    }
    while (!s->ended && s->raw_n < sizeof s->raw) {
        ssize_t got = read(s->fd, s->raw + s->raw_n, sizeof s->raw - s->raw_n);
        if (got < 0 && errno == EINTR && !stop_asked())
            continue;
        if (got < 0 && errno == EINTR)
            return error_set(e, ERROR_STOPPED, _("stopped while reading %s; nothing was changed"), s->name);
        if (got < 0)
            return error_set(e, ERROR_UNABLE, _("cannot read %s: %s. Nothing was changed."), s->name, strerror(errno));
        if (got == 0)
            s->ended = true;
        s->raw_n += (size_t)got;
        s->done += (uint64_t)got;
        /* A pipe gives little at a time: enough is enough, so that a progress line lives. */
        if (s->raw_n >= 4096 && !s->regular)
            break;
    }
    return true;
}

static void remember_file(struct source *s, const struct stat *st) {
    s->regular = S_ISREG(st->st_mode);
    s->size = s->regular && st->st_size > 0 ? (uint64_t)st->st_size : 0;
    s->changed_s = (int64_t)st->st_mtim.tv_sec;
    s->changed_ns = (int64_t)st->st_mtim.tv_nsec;
}

static bool begin(struct source *s, struct error *e) {
    struct stat st;
    if (fstat(s->fd, &st) != 0)
        return error_set(e, ERROR_UNABLE, _("cannot read %s: %s"), s->name, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return error_set(e, ERROR_UNABLE, _("%s is a folder; name the file in it that is to be read"), s->name);
    remember_file(s, &st);
    if (!fill(s, e))
        return false;
    while (!s->ended && s->raw_n < 4) {
        if (!fill(s, e))
            return false;
    }
    if (s->raw_n > 0 && !find_encoding(s, e))
        return false;
    /* A byte order mark with nothing behind it is nothing, too. */
    if (s->raw_at == s->raw_n && s->ended)
        return error_set(e, ERROR_UNABLE,
                         _("%s is empty: a first row with headings was expected, and the rows below it"),
                         s->name);
    return true;
}

bool source_over(struct source *s, int fd, const char *name, struct error *e) {
    s->fd = fd;
    s->own_fd = false;
    s->regular = false;
    s->size = s->done = 0;
    s->ended = false;
    s->raw_at = s->raw_n = 0;
    text_clean(name, strlen(name), s->name, sizeof s->name);
    return begin(s, e);
}

bool source_open(struct source *s, const char *path, struct error *e) {
    if (strcmp(path, "-") == 0)
        return source_over(s, STDIN_FILENO, _("standard input"), e);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        int why = errno;
        text_clean(path, strlen(path), s->name, sizeof s->name);
        s->fd = -1;
        s->own_fd = false;
        return error_set(e, ERROR_UNABLE, _("cannot open %s: %s"), s->name, strerror(why));
    }
    bool good = source_over(s, fd, path, e);
    s->own_fd = true;
    if (!good)
        source_close(s);
    return good;
}

void source_close(struct source *s) {
    if (s->own_fd && s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->own_fd = false;
}

bool source_rewind(struct source *s, struct error *e) {
    struct stat st;
    int64_t was_s = s->changed_s, was_ns = s->changed_ns;
    uint64_t was_size = s->size;
    if (fstat(s->fd, &st) != 0 || lseek(s->fd, 0, SEEK_SET) != 0)
        return error_set(e, ERROR_UNABLE, _("cannot read %s again: %s"), s->name, strerror(errno));
    remember_file(s, &st);
    if (s->changed_s != was_s || s->changed_ns != was_ns || s->size != was_size)
        return error_set(e, ERROR_UNABLE,
                         _("%s was written to while it was being read; nothing was changed. Import it again when the "
                           "other program has finished with it."),
                         s->name);
    s->done = 0;
    s->ended = false;
    s->raw_at = s->raw_n = 0;
    return fill(s, e) && find_encoding(s, e);
}

static size_t put_utf8(uint32_t c, char *out) {
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

static uint32_t unit_at(const struct source *s, size_t at) {
    uint32_t a = s->raw[at], b = s->raw[at + 1];
    return s->encoding == ENCODING_UTF16LE ? b << 8 | a : a << 8 | b;
}

/* As many code units as lie in raw and fit into out. A pair of surrogates that is cut by the end of raw waits
 * for the next filling. */
static size_t convert_utf16(struct source *s, char *out, size_t cap) {
    size_t n = 0;
    while (s->raw_n - s->raw_at >= 2 && cap - n >= 4) {
        uint32_t c = unit_at(s, s->raw_at);
        size_t taken = 2;
        if (c >= 0xD800 && c < 0xDC00) {
            if (s->raw_n - s->raw_at < 4 && !s->ended)
                break;
            uint32_t low = s->raw_n - s->raw_at >= 4 ? unit_at(s, s->raw_at + 2) : 0;
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                taken = 4;
            }
        }
        s->raw_at += taken;
        if (c >= 0xD800 && c < 0xE000)
            out[n++] = (char)0xFF;
        else
            n += put_utf8(c, out + n);
    }
    return n;
}

bool source_read(struct source *s, char *out, size_t cap, size_t *n, struct error *e) {
    *n = 0;
    if (s->encoding == ENCODING_UTF8) {
        if (s->raw_at == s->raw_n && !fill(s, e))
            return false;
        size_t here = s->raw_n - s->raw_at;
        *n = here < cap ? here : cap;
        memcpy(out, s->raw + s->raw_at, *n);
        s->raw_at += *n;
        return true;
    }
    for (;;) {
        *n = convert_utf16(s, out, cap);
        if (*n > 0)
            return true;
        if (s->ended)
            break;
        if (!fill(s, e))
            return false;
    }
    if (s->raw_n > s->raw_at)
        return error_set(e, ERROR_UNABLE,
                         _("%s ends in the middle of a character (UTF-16 with an odd number of bytes): it was cut off. "
                           "Nothing was changed; fetch or save the file again."),
                         s->name);
    return true;
}

bool utf8_valid(const char *text, size_t n) {
    const unsigned char *p = (const unsigned char *)text;
    size_t i = 0;
    while (i < n) {
        if (n - i >= 8) {
            uint64_t eight;
            memcpy(&eight, p + i, 8);
            if ((eight & UINT64_C(0x8080808080808080)) == 0) {
                i += 8;
                continue;
            }
        }
        unsigned char c = p[i];
        if (c < 0x80) {
            i++;
            continue;
        }
        size_t more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
        if (c < 0xC2 || c > 0xF4 || n - i <= more)
            return false;
        unsigned char second = p[i + 1];
        if ((c == 0xE0 && second < 0xA0) || (c == 0xED && second > 0x9F) || (c == 0xF0 && second < 0x90) ||
            (c == 0xF4 && second > 0x8F))
            return false;
        for (size_t k = 1; k <= more; k++) {
            if ((p[i + k] & 0xC0) != 0x80)
                return false;
        }
        i += more + 1;
    }
    return true;
}
