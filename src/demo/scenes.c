/* The open cases of the home station, by age. A week later the same ages stand there again: the dates move with today.
 */
#include "src/demo/story.h"

const struct scene scenes[SCENES] = {
    /* age ipc           pocso officer status     reason   told zero added moved remark */
    {60, "363", "4", 1, STATUS_OPEN, "statement", 55, 0, 0, 0, "magistrate's date given for next week"},
    {64, "376", "", 0, STATUS_OPEN, "fsl", 60, 0, 0, 0, "स्मरण पत्र भेजा"},
    {31, "376", "", 2, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {55, "376", "6", 2, STATUS_OPEN, "co-scrutiny", 50, 0, 0, 0, ""},
    {50, "", "6", 0, STATUS_OPEN, "fsl", 40, 0, 0, 0, ""},
    {40, "376(3)", "4", 1, STATUS_OPEN, "medical", 31, 0, 0, 0, ""},
    {12, "", "4", 3, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {58, "376", "", 0, STATUS_OPEN, "", 55, 0, 0, 0, "विवेचक को अवगत कराया"},
    {62, "376 506", "6", 1, STATUS_OPEN, "co-scrutiny", 60, 0, 0, 0, ""},
    {45, "363 376", "4", 3, STATUS_OPEN, "sections-added", 40, 0, 24, 0, ""},
    {27, "376 506", "", 4, STATUS_OPEN, "", 0, 2, 0, 0, ""},
    {36, "", "3", 4, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {97, "376", "", 2, STATUS_STAYED, "stay", 60, 0, 0, 0, ""},
    {118, "363 366 376", "6", 2, STATUS_OPEN, "absconding", 60, 0, 0, 41, "तलाश जारी, वारण्ट प्राप्त"},
    {53, "376D 506", "6", 0, STATUS_OPEN, "medical", 50, 0, 0, 0, ""},
    {48, "376 506", "", 4, STATUS_OPEN, "not-in-cctns", 40, 0, 0, 0, "charge sheet filed, entry in CCTNS due"},
    {43, "376", "4", 1, STATUS_OPEN, "age", 0, 0, 0, 0, ""},
    {34, "366 376", "", 3, STATUS_OPEN, "io-transferred", 31, 0, 0, 20, ""},
    {21, "376 511", "", 0, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {24, "363 366A 376", "4", 1, STATUS_OPEN, "not-recovered", 0, 0, 0, 0, ""},
    {17, "376AB", "6", 3, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {9, "376", "4 6", 4, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {6, "", "6", 0, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {3, "376 506", "4", 2, STATUS_OPEN, "", 0, 0, 0, 0, ""},
    {1, "376", "", 1, STATUS_OPEN, "", 0, 0, 0, 0, ""},
};
