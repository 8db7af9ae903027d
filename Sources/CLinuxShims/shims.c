#include "CLinuxShims.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/openat2.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

int clinux_setns(int fd, int namespaces) { return setns(fd, namespaces) < 0 ? -errno : 0; }

int clinux_pidfd_send_signal(int pidfd, int signal) {
  return syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0 ? -errno : 0;
}

int clinux_pidfd_queue_signal(int pidfd, int signal, int value) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  info.si_signo = signal;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_int = value;
  return syscall(SYS_pidfd_send_signal, pidfd, signal, &info, 0) < 0 ? -errno : 0;
}

int clinux_waitid_pidfd(int pidfd, int options, int *code, int *status) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  if (waitid(P_PIDFD, (id_t)pidfd, &info, options | WNOHANG) < 0) return -errno;
  if (info.si_pid == 0 && info.si_signo == 0) return 0;
  *code = info.si_code;
  *status = info.si_status;
  return 1;
}

int clinux_prctl(int option, unsigned long argument) {
  int result = prctl(option, argument, 0UL, 0UL, 0UL);
  return result < 0 ? -errno : result;
}

void clinux_crash(void) {
  volatile int *nowhere = (volatile int *)8;
  *nowhere = 1;
  abort();
}

static void end_handler(int number, siginfo_t *info, void *context) {
  (void)context;
  if (info->si_code != SI_QUEUE) {
    /* Somebody else's: it ends us, as soon as the handler has returned and it is unblocked. */
    signal(number, SIG_DFL);
    raise(number);
    return;
  }
  int value = info->si_value.sival_int;
  if (value == CLINUX_END_STORE) clinux_crash();
  if (value == CLINUX_END_ABORT) abort();
  _exit(value - CLINUX_END_EXIT);
}

int clinux_end_on_sigusr2(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = end_handler;
  action.sa_flags = SA_SIGINFO;
  if (sigaction(SIGUSR2, &action, NULL) < 0) return -errno;
  sigset_t usr2;
  sigemptyset(&usr2);
  sigaddset(&usr2, SIGUSR2);
  return sigprocmask(SIG_UNBLOCK, &usr2, NULL) < 0 ? -errno : 0;
}

void clinux_reset_signals(void) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
}

int clinux_take_signals(const int *signals, int count) {
  sigset_t set;
  sigemptyset(&set);
  for (int i = 0; i < count; i++) sigaddset(&set, signals[i]);
  int error = pthread_sigmask(SIG_BLOCK, &set, NULL);
  if (error != 0) return -error;
  int fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
  return fd < 0 ? -errno : fd;
}

static int turn_off(int socket_fd, const char *interface, uint32_t command) {
  struct ethtool_value request = {command, 0};
  struct ifreq ifr;
  memset(&ifr, 0, sizeof ifr);
  strncpy(ifr.ifr_name, interface, IFNAMSIZ - 1);
  ifr.ifr_data = (char *)&request;
  return ioctl(socket_fd, SIOCETHTOOL, &ifr) < 0 ? -errno : 0;
}

int clinux_offloads_off(int socket_fd, const char *interface) {
  /* Transmit checksums last: turning them off turns scatter-gather and TSO off with them. */
  static const uint32_t commands[] = {ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_STXCSUM};
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    int error = turn_off(socket_fd, interface, commands[i]);
    if (error < 0) return error;
  }
  return 0;
}

int clinux_interface_up(int socket_fd, const char *interface) {
  struct ifreq ifr;
  memset(&ifr, 0, sizeof ifr);
  strncpy(ifr.ifr_name, interface, IFNAMSIZ - 1);
  if (ioctl(socket_fd, SIOCGIFFLAGS, &ifr) < 0) return -errno;
  ifr.ifr_flags |= IFF_UP;
  return ioctl(socket_fd, SIOCSIFFLAGS, &ifr) < 0 ? -errno : 0;
}

const char *clinux_errno_name(int error) { return strerrorname_np(error); }

const char *clinux_signal_abbreviation(int signal) { return sigabbrev_np(signal); }

int clinux_signal_number(const char *name) {
  for (int number = 1; number < 32; number++) {
    const char *known = sigabbrev_np(number);
    if (known != NULL && strcmp(known, name) == 0) return number;
  }
  return -EINVAL;
}

int clinux_accept_cloexec(int fd) {
  int accepted = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
  return accepted < 0 ? -errno : accepted;
}

int clinux_pipe_cloexec(int fds[2]) { return pipe2(fds, O_CLOEXEC) < 0 ? -errno : 0; }

int clinux_socketpair_cloexec(int fds[2]) {
  return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) < 0 ? -errno : 0;
}

int clinux_open(const char *path, int flags, int mode) {
  int fd = open(path, flags | O_CLOEXEC, mode);
  return fd < 0 ? -errno : fd;
}

int clinux_exists_in_root(int root, const char *path) {
  struct open_how how = {.flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT};
  long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
  if (fd < 0) return errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EACCES ? 0 : -errno;
  close((int)fd);
  return 1;
}

int clinux_set_nonblocking(int fd, int on) {
  int flags = fcntl(fd, F_GETFL);
  if (flags < 0) return -errno;
  return fcntl(fd, F_SETFL, on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) < 0 ? -errno : 0;
}

int clinux_poll(struct pollfd *fds, int count, const struct timespec *timeout) {
  int ready = ppoll(fds, (nfds_t)count, timeout, NULL);
  return ready < 0 ? -errno : ready;
}

int clinux_set_turn(uint64_t nanoseconds) {
  /* struct sched_attr, version 0; its header collides with Glibc's sched.h. Source: sched_setattr(2). */
  struct {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t runtime, deadline, period;
  } attributes = {.size = sizeof attributes};
  if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) < 0) return -errno;
  attributes.size = sizeof attributes;
  attributes.runtime = nanoseconds;
  return syscall(SYS_sched_setattr, 0, &attributes, 0) < 0 ? -errno : 0;
}

int clinux_processor_count(void) {
  cpu_set_t allowed;
  return sched_getaffinity(0, sizeof allowed, &allowed) < 0 ? -errno : CPU_COUNT(&allowed);
}

int clinux_bind_to_processor(int n) {
  cpu_set_t allowed, one;
  if (sched_getaffinity(0, sizeof allowed, &allowed) < 0) return -errno;
  int skip = n % CPU_COUNT(&allowed);
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed) || skip-- > 0) continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    return sched_setaffinity(0, sizeof one, &one) < 0 ? -errno : cpu;
  }
  return -EINVAL;
}
