/* doctor: room on the disk, and whether what lies on it can be read by who carries it away. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include "src/commands/doctor.h"
#include "src/i18n.h"
#include "src/text.h"

#define ROOM_LEAST ((unsigned long long)200 << 20)
#define LAYERS_MAX 6 /* LVM on RAID on LUKS …: deeper is no real machine */

struct mount { char point[CONFIG_PATH]; char type[64]; char source[CONFIG_PATH]; };

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* "\040" of mountinfo back to a blank, in place. */
static void unescape(char *text)
{
    char *out = text;
    for (char *in = text; *in; in++)
        if (in[0] == '\\' && is_octal(in[1]) && is_octal(in[2]) && is_octal(in[3])) {
            *out++ = (char)((in[1] - '0') * 64 + (in[2] - '0') * 8 + (in[3] - '0'));
            in += 3;
        } else
            *out++ = *in;
    *out = '\0';
}

static bool lies_below(const char *path, const char *point)
{
    size_t n = strlen(point);
    return strcmp(point, "/") == 0 || (strncmp(path, point, n) == 0 && (path[n] == '/' || path[n] == '\0'));
}

/* The mount that the path lies on: the longest mount point; of two at one place the later hides the earlier. */
static bool mount_find(const char *path, struct mount *out)
{
    char line[4 * CONFIG_PATH];
    bool found = false;
    FILE *file = fopen("/proc/self/mountinfo", "re");
    if (!file)
        return false;
    while (fgets(line, sizeof line, file)) {
        struct mount mount;
        char *behind = strstr(line, " - ");
        if (!behind || sscanf(line, "%*s %*s %*s %*s %1023s", mount.point) != 1 ||
            sscanf(behind + 3, "%63s %1023s", mount.type, mount.source) != 2)
            continue;
        unescape(mount.point);
        unescape(mount.source);
        if (lies_below(path, mount.point) && (!found || strlen(mount.point) >= strlen(out->point))) {
            *out = mount;
            found = true;
        }
    }
    fclose(file);
    return found;
}

/* True where this block device, or one that it is made of, is dm-crypt. */
static bool is_crypt(const char *folder, int layers)
{
    char path[512];
    char uuid[16] = "";
    text_format(path, sizeof path, "%s/dm/uuid", folder);
    FILE *file = fopen(path, "re");
    if (file) {
        if (!fgets(uuid, sizeof uuid, file))
            uuid[0] = '\0';
        fclose(file);
    }
    if (strncmp(uuid, "CRYPT-", 6) == 0)
        return true;
    text_format(path, sizeof path, "%s/slaves", folder);
    DIR *slaves = layers > 0 ? opendir(path) : NULL;
    bool crypt = false;
    for (struct dirent *slave; slaves && !crypt && (slave = readdir(slaves));)
        if (slave->d_name[0] != '.') {
            text_format(path, sizeof path, "%s/slaves/%s", folder, slave->d_name);
            crypt = is_crypt(path, layers - 1);
        }
    if (slaves)
        closedir(slaves);
    return crypt;
}

static void check_encryption(struct doctor *doctor, const char *folder)
{
    struct mount mount;
    struct stat about;
    char device[64];
    if (!mount_find(folder, &mount)) {
        doctor_note(doctor, _("it cannot be seen on which disk %s lies"), folder);
        return;
    }
    if (strcmp(mount.type, "ecryptfs") == 0 || strcmp(mount.type, "fuse.gocryptfs") == 0 || strcmp(mount.type, "fuse.encfs") == 0) {
        doctor_good(doctor, _("%s is encrypted (%s)"), mount.point, mount.type);
        return;
    }
    if (stat(mount.source, &about) != 0 || !S_ISBLK(about.st_mode)) {
        doctor_note(doctor, _("%s (%s): whether its disk is encrypted cannot be seen from here"), mount.point, mount.type);
        return;
    }
    text_format(device, sizeof device, "/sys/dev/block/%u:%u", major(about.st_rdev), minor(about.st_rdev));
    if (is_crypt(device, LAYERS_MAX))
        doctor_good(doctor, _("%s is encrypted (dm-crypt)"), mount.point);
    else
        doctor_note(doctor, _("%s (%s) is not encrypted: who takes the disk away can read it. Choose \"encrypted LVM\" when Debian is "
                              "installed, or put the data folder on a LUKS volume (cryptsetup luksFormat)"), mount.point, mount.source);
}

/* What exists of the folder: the folder itself, or the nearest above it. */
static bool existing_folder(const char *folder, char out[PATH_MAX])
{
    char path[CONFIG_PATH];
    text_format(path, sizeof path, "%s", folder);
    while (!realpath(path, out)) {
        char *slash = strrchr(path, '/');
        if (slash == path || strcmp(path, ".") == 0)
            return false;
        if (slash)
            *slash = '\0';
        else
            text_format(path, sizeof path, ".");
    }
    return true;
}

void doctor_disk(struct doctor *doctor)
{
    struct statvfs disk;
    char folder[PATH_MAX];
    doctor_topic(doctor, _("Disk"));
    if (!existing_folder(doctor->context->folder, folder) || statvfs(folder, &disk) != 0) {
        doctor_note(doctor, _("it cannot be seen on which disk %s lies"), doctor->context->folder);
        return;
    }
    unsigned long long room = (unsigned long long)disk.f_bavail * disk.f_frsize;
    if (room < ROOM_LEAST)
        doctor_wrong(doctor, _("remove what is not needed; nothing that is entered can be saved on a full disk."),
                     _("only %llu MB are free at %s"), room >> 20, folder);
    else
        doctor_good(doctor, _("%llu MB are free at %s"), room >> 20, folder);
    check_encryption(doctor, folder);
}
