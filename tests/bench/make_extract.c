/* Writes a CCTNS extract of N rows (1,000,000 where none is given) to standard output. Deterministic; the
 * officers are invented, and nobody else is in it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "src/domain/calendar.h"

static uint64_t state = 20261123;

static unsigned pick(unsigned n) {
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % n;
}

static const char *const sections[][2] = {
    {"IPC", "376, 506"},
    {"भारतीय न्याय संहिता (बी एन एस), 2023", "64(1), 351(3)"},
    {"POCSO Act", "5(l)/6"},
    {"Indian Penal Code", "363, 366, 376"},
    {"पॉक्सो एक्ट", "3/4"},
    {"IPC", "376D"},
    {"Protection of Children from Sexual Offences Act, 2012", "4"},
    {"भादवि", "376(2)(n), 323, 504"},
    {"BNS", "137(2), 87, 65(1)"},
    {"IPC, POCSO Act", "376AB; 6"},
};
static const char *const names[] = {"R Verma", "A Khan",   "Yadav",   "S Mishra",
                                    "P Singh", "M Ansari", "K Gupta", "D Rawat"};
static const char *const ranks[] = {"SI", "Insp", "SHO", "WSI"};

static void put_row(int64_t station, int serial, int year, civil_day day, unsigned officer) {
    char shown[11], end[11];
    const char *const *s = sections[pick(10)];
    unsigned status = pick(10);
    civil_show(day, shown);
    civil_show(day + 20 + (int)pick(60), end);
    printf("%04d/%d,%lld,%s %02u:%02u,\"%s\",\"%s\",GD %u,%s,%s %c,%09u,", serial, year, (long long)station, shown,
           pick(24), pick(60), s[0], s[1], pick(90) + 1, ranks[officer % 4], names[officer % 8],
           'A' + (char)(officer / 8 % 26), 100000000 + officer * 7);
    if (status < 2)
        printf("Under Investigation,,,");
    else if (status < 8)
        printf("Charge Sheeted,%d/%d,%s,", serial, year, end);
    else
        printf("Final Report (False),%d/%d,%s,", serial, year, end);
    printf("%u,left out\r\n", pick(3));
}

int main(int argc, char **argv) {
    int rows = argc > 1 ? atoi(argv[1]) : 1000000;
    puts("FIR No,PS Code,FIR Date,Act,Section,GD No,IO Rank,IO Name,PNO,Status,Charge Sheet No,Charge Sheet "
         "Date,Arrests,Victim Name\r");
    /* station by station, as CCTNS gives it: some 80 cases a year of a station, over 7 years */
    int put = 0;
    for (int64_t station = 31600001; put < rows; station++) {
        for (int year = 2019; year <= 2025 && put < rows; year++) {
            civil_day first = civil_from_ymd(year, 1, 1);
            int n = 60 + (int)pick(40);
            for (int i = 1; i <= n && put < rows; i++, put++) {
                unsigned officer = (unsigned)(station % 5000) * 6 + pick(6);
                put_row(station, i * 9 + (int)pick(9), year, first + i * 360 / n, officer);
            }
        }
    }
    return ferror(stdout) || fflush(stdout) != 0 ? 1 : 0;
}
