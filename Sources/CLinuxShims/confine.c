/* What a host's programs see of the machine's files, and what they may do as root of their own world. All of it runs in
 * a child that shares nothing with us but was copied from a process with threads: only async-signal-safe code. */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/mount.h has these, and cannot be included beside sys/mount.h of older C libraries. */
enum { TREE_CLONE = 1, MOVE_FROM_DESCRIPTOR = 4, EVERY_MOUNT_BELOW = 0x8000 };
struct attributes {
  uint64_t set, clear, propagation, user_namespace;
};
enum { READ_ONLY = 1 };

/* A copy of the mounts at a path, nowhere attached yet; its descriptor, or -errno. */
static int copy_tree(const char *path, int with_submounts) {
  int flags = TREE_CLONE | O_CLOEXEC | (with_submounts ? EVERY_MOUNT_BELOW : 0);
  long fd = syscall(SYS_open_tree, AT_FDCWD, path, flags);
  return fd < 0 ? -errno : (int)fd;
}

static int make_read_only(int fd, const char *path, int with_submounts) {
  struct attributes attributes = {.set = READ_ONLY};
  int flags = (fd >= 0 ? AT_EMPTY_PATH : 0) | (with_submounts ? EVERY_MOUNT_BELOW : 0);
  long result = syscall(SYS_mount_setattr, fd >= 0 ? fd : AT_FDCWD, path, flags, &attributes, sizeof attributes);
  return result < 0 ? -errno : 0;
}

/* Attaches a copy, and closes it. */
static int attach(int fd, const char *path) {
  long result = syscall(SYS_move_mount, fd, "", AT_FDCWD, path, MOVE_FROM_DESCRIPTOR);
  int error = errno;
  close(fd);
  return result < 0 ? -error : 0;
}

/* Makes a place to attach something at, with the folders above it: a folder or an empty file. */
static int make_place(const char *path, int is_folder) {
  char part[4096];
  size_t length = strlen(path);
  if (length >= sizeof part) return -ENAMETOOLONG;
  for (size_t end = 1; end <= length; end++) {
    if (path[end] != '/' && path[end] != '\0') continue;
    memcpy(part, path, end);
    part[end] = '\0';
    struct stat status;
    if (stat(part, &status) == 0) continue;
    if (end < length || is_folder) {
      if (mkdir(part, 0755) < 0) return -errno;
    } else {
      int fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
      if (fd < 0) return -errno;
      close(fd);
    }
  }
  return 0;
}

/* Attaches a copy at a path that may have to be made first. */
static int attach_at(int fd, const char *path) {
  struct stat status;
  if (fstat(fd, &status) < 0) return -errno;
  int error = make_place(path, S_ISDIR(status.st_mode));
  if (error < 0) {
    close(fd);
    return error;
  }
  return attach(fd, path);
}

/* Parts of /proc that speak of the whole machine, and that its root may write to whatever namespaces it is in. */
static int shield_proc(void) {
  static const char *const parts[] = {
    "/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs", "/proc/acpi", "/proc/scsi",
    "/proc/mtrr", "/proc/driver"};
  int network = copy_tree("/proc/sys/net", 0);
  if (network < 0) return network;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    int fd = copy_tree(parts[i], 0);
    if (fd == -ENOENT) continue;
    if (fd < 0) return fd;
    int error = make_read_only(fd, "", 0);
    if (error == 0) error = attach(fd, parts[i]);
    if (error < 0) return error;
  }
  return attach(network, "/proc/sys/net");
}

static const char *const devices[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom",
                                      "/dev/tty", "/dev/net/tun"};
enum { DEVICES = sizeof devices / sizeof *devices };

/* Copies of the devices that every program may use, before /dev is covered; -1 for what this machine lacks. */
static int copy_devices(int copies[DEVICES]) {
  for (int i = 0; i < DEVICES; i++) {
    int fd = copy_tree(devices[i], 0);
    if (fd < 0 && fd != -ENOENT && fd != -ENOTDIR) return fd;
    copies[i] = fd < 0 ? -1 : fd;
    if (fd < 0) continue;
    /* What is written goes to the device all the same; its mode and owner stay. */
    int error = make_read_only(fd, "", 0);
    if (error < 0) return error;
  }
  return 0;
}

static int fill_devices(const int copies[DEVICES]) {
  static const char *const links[][2] = {
    {"/proc/self/fd", "/dev/fd"}, {"/proc/self/fd/0", "/dev/stdin"}, {"/proc/self/fd/1", "/dev/stdout"},
    {"/proc/self/fd/2", "/dev/stderr"}, {"pts/ptmx", "/dev/ptmx"}};
  for (int i = 0; i < DEVICES; i++) {
    int error = copies[i] < 0 ? 0 : attach_at(copies[i], devices[i]);
    if (error < 0) return error;
  }
  for (size_t i = 0; i < sizeof links / sizeof *links; i++)
    if (symlink(links[i][0], links[i][1]) < 0) return -errno;
  if (mkdir("/dev/pts", 0755) < 0 || mkdir("/dev/shm", 0755) < 0 || chmod("/dev/shm", 01777) < 0) return -errno;
  if (mount("devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620") < 0)
    return -errno;
  return 0;
}

/* The folders that every host has for itself, all of one file system in memory. */
static const struct {
  const char *path, *name;
  mode_t mode;
} private_folders[] = {
  {"/tmp", "/tmp/tmp", 01777}, {"/var/tmp", "/tmp/var", 01777}, {"/run", "/tmp/run", 0755},
  {"/dev", "/tmp/dev", 0755}};
enum { PRIVATE_FOLDERS = sizeof private_folders / sizeof *private_folders };

static int cover_folders(void) {
  int copies[PRIVATE_FOLDERS];
  if (mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0) return -errno;
  for (int i = 0; i < PRIVATE_FOLDERS; i++) {
    const char *name = private_folders[i].name;
    /* Not by mkdir's mode, from which our umask would be taken. */
    if (mkdir(name, 0755) < 0 || chmod(name, private_folders[i].mode) < 0) return -errno;
    copies[i] = copy_tree(name, 0);
    if (copies[i] < 0) return copies[i];
  }
  if (umount2("/tmp", MNT_DETACH) < 0) return -errno;
  for (int i = 0; i < PRIVATE_FOLDERS; i++) {
    int error = attach(copies[i], private_folders[i].path);
    if (error < 0 && error != -ENOENT) return error;
  }
  return 0;
}

enum { MOST_PATHS = 64 };

/* Whether somebody who may only read it can do no more than that: what is written to a socket, a pipe or a device gets
 * to whoever is there, also on a mount that is read-only. */
static int is_file_or_folder(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode));
}

/* Copies of the mounts at paths; as -1, where it may be, a path that is not there, or neither a file nor a folder. */
static int copy_paths(char *const *paths, int copies[MOST_PATHS], int may_be_missing) {
  for (int i = 0; paths[i] != NULL; i++) {
    if (i >= MOST_PATHS) return -E2BIG;
    copies[i] = copy_tree(paths[i], 1);
    if (copies[i] >= 0 && (!may_be_missing || is_file_or_folder(copies[i]))) continue;
    if (!may_be_missing) return copies[i];
    if (copies[i] >= 0) close(copies[i]);
    copies[i] = -1;
  }
  return 0;
}

static int attach_paths(char *const *paths, const int copies[MOST_PATHS], int read_only) {
  for (int i = 0; paths[i] != NULL; i++) {
    if (copies[i] < 0) continue;
    int error = read_only ? make_read_only(copies[i], "", 1) : 0;
    if (error == 0) error = attach_at(copies[i], paths[i]);
    if (error < 0) return error;
  }
  return 0;
}

int clinux_confine_files(const struct clinux_host *host) {
  int writable[MOST_PATHS], visible[MOST_PATHS], nodes[DEVICES];
  int error = copy_paths(host->writable, writable, 0);
  if (error == 0) error = copy_paths(host->visible, visible, 1);
  if (error == 0) error = copy_devices(nodes);
  if (error == 0) error = make_read_only(-1, "/", 1);
  if (error == 0 && mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0) error = -errno;
  if (error == 0) error = shield_proc();
  if (error == 0) error = cover_folders();
  if (error == 0) error = fill_devices(nodes);
  if (error == 0) error = attach_paths(host->visible, visible, 1);
  if (error == 0) error = attach_paths(host->writable, writable, 0);
  /* A working directory below what is covered now would be a way around it: /proc/1/cwd. */
  if (error == 0 && chdir("/") < 0) error = -errno;
  return error;
}

int clinux_confine_capabilities(void) {
  static const int kept[] = {
    CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_FSETID, CAP_KILL, CAP_SETGID, CAP_SETUID, CAP_SETPCAP,
    CAP_NET_BIND_SERVICE, CAP_NET_BROADCAST, CAP_NET_ADMIN, CAP_NET_RAW, CAP_IPC_LOCK, CAP_SYS_CHROOT,
    CAP_AUDIT_WRITE, CAP_SETFCAP};
  for (int capability = 0; capability < 64; capability++) {
    int is_kept = 0;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) is_kept |= kept[i] == capability;
    /* EINVAL: this kernel knows no more capabilities. */
    if (is_kept || prctl(PR_CAPBSET_DROP, (unsigned long)capability, 0UL, 0UL, 0UL) == 0) continue;
    if (errno == EINVAL) break;
    return -errno;
  }
  /* What is inheritable would survive; what is permitted now must stay until execve, for until then we share the
   * supervisor's memory, and a program of the same host may look into that of a process that can no more than itself:
   * ptrace(2), "Ptrace access mode checking". */
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2];
  if (syscall(SYS_capget, &header, data) < 0) return -errno;
  data[0].inheritable = data[1].inheritable = 0;
  return syscall(SYS_capset, &header, data) < 0 ? -errno : 0;
}
