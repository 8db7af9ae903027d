/* Making processes in namespaces. The child's side of clone3 runs only async-signal-safe code. */
#include "confine.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a failing child tells its parent. */
struct failure {
  int stage;
  int error;
};

static void __attribute__((noreturn)) fail(int fd, int stage, int error) {
  struct failure failure = {stage, error};
  if (write(fd, &failure, sizeof failure) < 0) {
    /* The parent is gone; so are we. */
  }
  _exit(127);
}

static int clone_process(uint64_t flags, int *pidfd) {
  struct clone_args args;
  memset(&args, 0, sizeof args);
  args.flags = flags | CLONE_PIDFD | CLONE_CLEAR_SIGHAND;
  args.pidfd = (uint64_t)(uintptr_t)pidfd;
  args.exit_signal = SIGCHLD;
  long pid = syscall(SYS_clone3, &args, sizeof args);
  return pid < 0 ? -errno : (int)pid;
}

/* A child that shares our memory until it runs its program, and us waiting for that: no page is copied, none has to be
 * copied again when we write to it. The child has our signal handlers, so it is born with all signals blocked. */
static int clone_sharing(int (*body)(void *), void *argument, int *pidfd) {
  char stack[65536] __attribute__((aligned(16)));
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  int pid = clone(body, stack + sizeof stack, CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, argument, pidfd);
  int error = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  return pid < 0 ? -error : pid;
}

/* How long a child may take to run its program. One that was stopped on the way would keep us for ever. */
enum { REPORT_TIMEOUT_MS = 10000 };

/* Looks after a child that shares our memory: whoever made it cannot go on until it runs its program or ends, and a
 * program of the host that it joins may have stopped it (SIGSTOP, which no process can block). */
struct watchdog {
  pthread_t thread;
  int is_there;              /* An eventfd: the child has run its program, or ended. */
  const volatile int *pidfd; /* Set by the kernel before the child begins. */
  int has_killed;
};

static void *watch(void *argument) {
  struct watchdog *dog = argument;
  struct pollfd word = {.fd = dog->is_there, .events = POLLIN};
  int ready;
  while ((ready = poll(&word, 1, REPORT_TIMEOUT_MS)) < 0 && errno == EINTR) {}
  if (ready == 0 && *dog->pidfd >= 0) {
    dog->has_killed = 1;
    syscall(SYS_pidfd_send_signal, *dog->pidfd, SIGKILL, NULL, 0);
  }
  return NULL;
}

/* Before the pid namespace of the child is joined: a thread cannot be made afterwards, clone(2). 0 or -errno. */
static int start_watchdog(struct watchdog *dog, const int *pidfd) {
  *dog = (struct watchdog){.pidfd = pidfd};
  dog->is_there = eventfd(0, EFD_CLOEXEC);
  if (dog->is_there < 0) return -errno;
  /* Signals are for threads that know what to do with them. */
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int error = pthread_create(&dog->thread, NULL, watch, dog);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (error != 0) close(dog->is_there);
  return -error;
}

/* Whether it has killed the child. */
static int end_watchdog(struct watchdog *dog) {
  eventfd_write(dog->is_there, 1);
  pthread_join(dog->thread, NULL);
  close(dog->is_there);
  return dog->has_killed;
}

static int write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -errno;
  ssize_t written = write(fd, text, strlen(text));
  int error = errno;
  close(fd);
  return written < 0 ? -error : 0;
}

static int write_maps(int pid, const struct clinux_spawn *spawn) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/setgroups", pid);
  /* Without CAP_SETGID in the parent's namespace a gid map needs this first: user_namespaces(7). */
  if (geteuid() != 0) {
    int error = write_file(path, "deny");
    if (error < 0) return error;
  }
  snprintf(path, sizeof path, "/proc/%d/uid_map", pid);
  int error = write_file(path, spawn->uid_map);
  if (error < 0) return error;
  snprintf(path, sizeof path, "/proc/%d/gid_map", pid);
  return write_file(path, spawn->gid_map);
}

/* Descriptors 0…count-1 from spawn->fds, `report` kept as the one after them, the rest closed. */
static int arrange_descriptors(const struct clinux_spawn *spawn, int report) {
  int moved[16];
  if (spawn->fd_count > 15) return -EINVAL;
  /* Out of the way of the numbers that they get, and no further: RLIMIT_NOFILE may be small. */
  for (int i = 0; i < spawn->fd_count; i++) {
    int fd = spawn->fds[i];
    /* The host's own: one of the machine's would be a way to change its mode. */
    if (fd < 0 && (fd = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0) return -errno;
    moved[i] = fcntl(fd, F_DUPFD_CLOEXEC, spawn->fd_count + 1);
    if (moved[i] < 0) return -errno;
  }
  int kept = fcntl(report, F_DUPFD_CLOEXEC, spawn->fd_count + 1);
  if (kept < 0) return -errno;
  for (int i = 0; i < spawn->fd_count; i++)
    if (dup2(moved[i], i) < 0) return -errno;
  int last = spawn->fd_count;
  if (dup3(kept, last, O_CLOEXEC) < 0) return -errno;
  if (syscall(SYS_close_range, (unsigned)last + 1, ~0U, 0) < 0) return -errno;
  return last;
}

/* The parent writes the id maps first: until then we are nobody. */
static void await_maps(int go) {
  char byte;
  ssize_t got;
  while ((got = read(go, &byte, 1)) < 0 && errno == EINTR) {}
  if (got != 1) _exit(127); /* It died, or gave up. */
}

/* What a new user or IPC namespace does not replace. */
static int leave_what_is_inherited(const struct clinux_spawn *spawn) {
  /* Keys of whoever started us, keyrings(7); where keyctl(2) is not there or not allowed, nobody reads any. */
  if (syscall(SYS_keyctl, 1 /* KEYCTL_JOIN_SESSION_KEYRING */, NULL) < 0 && errno != ENOSYS && errno != EPERM &&
      errno != EACCES)
    return -errno;
  if (spawn->uid_map == NULL) return 0;
  /* With a cgroup namespace of its own a program could mount the machine's control groups anew, writable. */
  int error = write_file("/proc/sys/user/max_cgroup_namespaces", "0");
  return error == -ENOENT ? 0 : error;
}

static void __attribute__((noreturn)) run_child(const struct clinux_spawn *spawn, int report) {
  /* Not glibc's setresuid: it asks every thread of the process to change too, and waits on a lock that one of
   * them may have held when we were copied (nptl/nptl_setxid.c). */
  if (spawn->uid_map != NULL &&
      (syscall(SYS_setresgid, 0, 0, 0) < 0 || syscall(SYS_setresuid, 0, 0, 0) < 0))
    fail(report, CLINUX_STAGE_MAPS, errno);
  if (spawn->join_pidfd >= 0 &&
      setns(spawn->join_pidfd, CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWNET) < 0)
    fail(report, CLINUX_STAGE_JOIN, errno);
  if (spawn->private_mounts) {
    if (mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fail(report, CLINUX_STAGE_MOUNT, errno);
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) < 0)
      fail(report, CLINUX_STAGE_MOUNT, errno);
    int error = leave_what_is_inherited(spawn);
    if (error < 0) fail(report, CLINUX_STAGE_CONFINE, -error);
  }
  /* After the ids: a change of credentials clears the parent-death signal, prctl(2). */
  if (spawn->death_signal != 0 && prctl(PR_SET_PDEATHSIG, (unsigned long)spawn->death_signal) < 0)
    fail(report, CLINUX_STAGE_EXEC, errno);
  int kept = arrange_descriptors(spawn, report);
  if (kept < 0) fail(report, CLINUX_STAGE_DESCRIPTORS, -kept);
  if (spawn->directory != NULL && chdir(spawn->directory) < 0) fail(kept, CLINUX_STAGE_DIRECTORY, errno);
  if (spawn->processor >= 0) {
    int bound = clinux_bind_to_processor(spawn->processor);
    if (bound < 0) fail(kept, CLINUX_STAGE_PROCESSOR, -bound);
  }
  if (spawn->join_pidfd >= 0) {
    int confined = clinux_confine_capabilities();
    if (confined < 0) fail(kept, CLINUX_STAGE_CONFINE, -confined);
  }
  setsid();
  /* No core file: a dumping process lives on for a while after its SIGSEGV. */
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  sigset_t blocked;
  sigemptyset(&blocked);
  if (spawn->held_back_signal != 0) sigaddset(&blocked, spawn->held_back_signal);
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  execve(spawn->path, spawn->argv, spawn->envp);
  fail(kept, CLINUX_STAGE_EXEC, errno);
}

struct shared_start {
  const struct clinux_spawn *spawn;
  int report;
};

static int run_sharing(void *argument) {
  const struct shared_start *start = argument;
  clinux_reset_signals();
  run_child(start->spawn, start->report);
}

/* Ends and reaps a child that does not get as far as its program. */
static void end_child(int pidfd) {
  siginfo_t info;
  syscall(SYS_pidfd_send_signal, pidfd, SIGKILL, NULL, 0);
  waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED);
}

/* Waits for the child's word: none and end of file (close-on-exec) means that it runs. */
static int await_report(int fd, int pidfd, int *stage) {
  struct failure failure;
  ssize_t count;
  struct pollfd word = {.fd = fd, .events = POLLIN};
  int ready;
  while ((ready = poll(&word, 1, REPORT_TIMEOUT_MS)) < 0 && errno == EINTR) {}
  if (ready == 0) {
    *stage = CLINUX_STAGE_EXEC;
    end_child(pidfd);
    return -ETIMEDOUT;
  }
  while ((count = read(fd, &failure, sizeof failure)) < 0 && errno == EINTR) {}
  if (count == 0) return 0;
  if (count != (ssize_t)sizeof failure) failure = (struct failure){CLINUX_STAGE_EXEC, EPIPE};
  *stage = failure.stage;
  end_child(pidfd);
  return -failure.error;
}

int clinux_spawn_program(const struct clinux_spawn *spawn, int *pidfd, int *stage) {
  int go[2], report[2];
  *pidfd = -1;
  *stage = CLINUX_STAGE_CLONE;
  if (pipe2(go, O_CLOEXEC) < 0) return -errno;
  if (pipe2(report, O_CLOEXEC) < 0) {
    int error = errno;
    close(go[0]);
    close(go[1]);
    return -error;
  }
  struct watchdog dog;
  int is_watched = spawn->join_pidfd >= 0 && spawn->new_namespaces == 0;
  int result = is_watched ? start_watchdog(&dog, pidfd) : 0;
  if (result < 0) is_watched = 0;
  /* A pid namespace is joined for children only, and only by the thread that makes them: setns(2). */
  int own_pid_namespace = -1;
  if (result == 0 && spawn->join_pidfd >= 0) {
    own_pid_namespace = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC);
    if (own_pid_namespace < 0) result = -errno;
    else if (setns(spawn->join_pidfd, CLONE_NEWPID) < 0) {
      result = -errno;
      *stage = CLINUX_STAGE_JOIN;
    }
  }
  if (result == 0) {
    if (spawn->new_namespaces == 0) {
      struct shared_start start = {spawn, report[1]};
      result = clone_sharing(run_sharing, &start, pidfd);
    } else {
      result = clone_process(spawn->new_namespaces, pidfd);
    }
    if (result == 0) {
      close(go[1]);
      close(report[0]);
      await_maps(go[0]);
      run_child(spawn, report[1]);
    }
  }
  int was_stuck = is_watched && end_watchdog(&dog);
  if (own_pid_namespace >= 0) {
    if (setns(own_pid_namespace, CLONE_NEWPID) < 0 && result > 0) {
      /* Cannot happen: it is this thread's own namespace. The next spawn would land in the wrong one. */
      abort();
    }
    close(own_pid_namespace);
  }
  close(report[1]);
  if (result > 0 && spawn->uid_map != NULL) {
    int error = write_maps(result, spawn);
    if (error < 0) {
      *stage = CLINUX_STAGE_MAPS;
      end_child(*pidfd);
      result = error;
    }
  }
  if (result > 0 && spawn->new_namespaces != 0 && write(go[1], "g", 1) != 1) {
    result = -errno;
    end_child(*pidfd);
  }
  /* Not before the write: a child that was killed meanwhile would make it a SIGPIPE, which ends this process. */
  close(go[0]);
  close(go[1]);
  if (result > 0 && was_stuck) {
    *stage = CLINUX_STAGE_EXEC;
    end_child(*pidfd);
    result = -ETIMEDOUT;
  }
  if (result > 0) {
    int error = await_report(report[0], *pidfd, stage);
    if (error < 0) result = error;
  }
  close(report[0]);
  if (result < 0 && *pidfd >= 0) {
    close(*pidfd);
    *pidfd = -1;
  }
  return result;
}

static void __attribute__((noreturn)) run_host_init(const struct clinux_host *host, int report) {
  if (sethostname(host->name, strlen(host->name)) < 0) fail(report, CLINUX_STAGE_HOSTNAME, errno);
  if (mount("", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) fail(report, CLINUX_STAGE_MOUNT, errno);
  if (mount(host->hosts_file, "/etc/hosts", NULL, MS_BIND, NULL) < 0)
    fail(report, CLINUX_STAGE_HOSTS_FILE, errno);
  int confined = clinux_confine_files(host);
  if (confined < 0) fail(report, CLINUX_STAGE_CONFINE, -confined);
  int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (control < 0) fail(report, CLINUX_STAGE_LOOPBACK, errno);
  int up = clinux_interface_up(control, "lo");
  if (up < 0) fail(report, CLINUX_STAGE_LOOPBACK, -up);
  prctl(PR_SET_NAME, (unsigned long)host->name);
  /* Orphans of this host are reaped by ignoring them: waitpid(2), "children do not become zombies". */
  signal(SIGCHLD, SIG_IGN);
  sigset_t empty;
  sigemptyset(&empty);
  sigprocmask(SIG_SETMASK, &empty, NULL);
  /* The pipe's end is the word that all is ready; every other descriptor is the supervisor's. */
  syscall(SYS_close_range, 0, ~0U, 0);
  for (;;) pause();
}

int clinux_spawn_host_init(const struct clinux_host *host, int *pidfd, int *stage) {
  int report[2];
  *pidfd = -1;
  *stage = CLINUX_STAGE_CLONE;
  if (pipe2(report, O_CLOEXEC) < 0) return -errno;
  int pid = clone_process(CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS, pidfd);
  if (pid == 0) {
    close(report[0]);
    run_host_init(host, report[1]);
  }
  close(report[1]);
  if (pid > 0) {
    int error = await_report(report[0], *pidfd, stage);
    if (error < 0) pid = error;
  }
  close(report[0]);
  if (pid < 0 && *pidfd >= 0) {
    close(*pidfd);
    *pidfd = -1;
  }
  return pid;
}
