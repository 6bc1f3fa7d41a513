/* The open cases of the home station, by age. A week later the same ages stand there again: the dates move with today.
 */
#include "src/demo/story.h"

#include <stddef.h>

const struct scene scenes[SCENES] = {
    /* age ipc           pocso officer status     reason   told zero added moved remark wrong */
    {60, "363", "4", 1, STATUS_OPEN, "statement", 55, 0, 0, 0, "magistrate's date given for next week", NULL},
    {64, "376", "", 0, STATUS_OPEN, "fsl", 60, 0, 0, 0, "स्मरण पत्र भेजा", NULL},
    {31, "376", "", 2, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {55, "376", "6", 2, STATUS_OPEN, "co-scrutiny", 50, 0, 0, 0, "", NULL},
    {50, "", "6", 0, STATUS_OPEN, "fsl", 40, 0, 0, 0, "", NULL},
    {40, "376(3)", "4", 1, STATUS_OPEN, "medical", 31, 0, 0, 0, "", NULL},
    {12, "", "4", 3, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {58, "376", "", 0, STATUS_OPEN, "", 55, 0, 0, 0, "विवेचक को अवगत कराया", NULL},
    {62, "376 506", "6", 1, STATUS_OPEN, "co-scrutiny", 60, 0, 0, 0, "", NULL},
    {45, "363 376", "4", 3, STATUS_OPEN, "sections-added", 40, 0, 24, 0, "", NULL},
    {27, "376 506", "", 4, STATUS_OPEN, "", 0, 2, 0, 0, "", NULL},
    {36, "", "3", 4, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {97, "376", "", 2, STATUS_STAYED, "stay", 60, 0, 0, 0, "", NULL},
    {118, "363 366 376", "6", 2, STATUS_OPEN, "absconding", 60, 0, 0, 41, "तलाश जारी, वारण्ट प्राप्त", NULL},
    {53, "376D 506", "6", 0, STATUS_OPEN, "medical", 50, 0, 0, 0, "", NULL},
    {48, "376 506", "", 4, STATUS_OPEN, "not-in-cctns", 40, 0, 0, 0, "charge sheet filed, entry in CCTNS due", NULL},
    {43, "376", "4", 1, STATUS_OPEN, "age", 0, 0, 0, 0, "", NULL},
    {34, "366 376", "", 3, STATUS_OPEN, "io-transferred", 31, 0, 0, 20, "", "io"},
    {21, "376 511", "", 0, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {24, "363 366A 376", "4", 1, STATUS_OPEN, "not-recovered", 0, 0, 0, 0, "", NULL},
    {17, "376AB", "6", 3, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {9, "376", "4 6", 4, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {6, "", "6", 0, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {3, "376 506", "4", 2, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
    {1, "376", "", 1, STATUS_OPEN, "", 0, 0, 0, 0, "", NULL},
};
