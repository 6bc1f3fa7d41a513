/* doctor: whether sheets can be made as PDF, in Hindi, and printed. */
#include <string.h>

#include "src/child.h"
#include "src/commands/doctor.h"
#include "src/i18n.h"
#include "src/report/paper.h"

#define CHECK_MS 10000

static void check_pdf(struct doctor *doctor) {
    const char *argv[] = {"itsso-print", "--lang", language_now() == LANGUAGE_HINDI ? "hi" : "en", "--check", NULL};
    struct child child;
    struct error e = {0};
    char said[512];
    int status = -1;
    if (!child_start(&child, argv, NULL, 0, -1, &e)) {
        doctor_note(doctor, "%s", e.text);
        doctor_note(doctor, "%s", _("no PDF and no printing without it; text, CSV and HTML go all the same"));
        return;
    }
    child_ended(&child, CHECK_MS, &status);
    child_said(&child, said, sizeof said);
    child_close(&child);
    if (status == 0)
        doctor_good(doctor, "%s", said);
    else
        doctor_wrong(doctor, "", "%s", *said ? said : _("itsso-print ended without a word; no PDF was made."));
}

static void check_printer(struct doctor *doctor) {
    char name[96], said[512];
    if (paper_printer(name, sizeof name, said, sizeof said))
        doctor_good(doctor, _("prints on %s"), name);
    else if (*said)
        doctor_wrong(doctor, _("systemctl start cups, then lpstat -d"), _("the printer cannot be asked: %s"), said);
    else
        doctor_note(doctor, "%s", _("no printer is set up: p keeps a PDF and says where (lpadmin sets one up)"));
}

void doctor_paper(struct doctor *doctor) {
    doctor_topic(doctor, _("Paper"));
    check_pdf(doctor);
    check_printer(doctor);
}
