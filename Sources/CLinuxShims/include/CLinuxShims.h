/* What Glibc does not show to Swift, or what must not run as Swift: one reason per function.
 * Every function returns a value >= 0, or -errno. */
#ifndef CLINUXSHIMS_H
#define CLINUXSHIMS_H

/* No _GNU_SOURCE here: it changes the fields of libc's structures, and Swift then sees them in this module
 * and in Glibc's with different definitions. The .c files are compiled with it. */
#include <stdint.h>
#include <stddef.h>
#include <poll.h>
#include <time.h>
#include <sys/types.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sched.h>
#include <linux/sock_diag.h>
#include <linux/veth.h>

/* --- processes ------------------------------------------------------------------------------- */

/* What a new program is made of. Between clone3 and execve only async-signal-safe code may run, and
 * Swift's runtime is not that: the child's side must be C. */
struct clinux_spawn {
  /* CLONE_NEW* flags for the child. */
  uint64_t new_namespaces;
  /* A process whose pid, mount, UTS and network namespaces the child joins, as a pidfd; or -1. */
  int join_pidfd;
  /* Lines for /proc/PID/uid_map and gid_map, written by the parent before the child goes on; or NULL. */
  const char *uid_map;
  const char *gid_map;
  /* Mount a fresh /proc and make all mounts private before execve (needs new mount and pid namespaces). */
  int private_mounts;
  /* The signal that the child gets when the thread that spawned it ends; 0 for none. */
  int death_signal;
  /* A signal that is blocked in the child until its program unblocks it; 0 for none. */
  int held_back_signal;
  /* The processor that the child is bound to, as clinux_bind_to_processor counts; -1 for any. */
  int processor;
  /* The child's working directory; NULL leaves it as it is. */
  const char *directory;
  const char *path;
  char *const *argv;
  char *const *envp;
  /* Descriptors that become 0, 1, 2, … in the child, -1 for the child's own /dev/null; all others are closed. */
  const int *fds;
  int fd_count;
};

/* Which part of the work failed, for the message. */
enum clinux_stage {
  CLINUX_STAGE_CLONE = 1,
  CLINUX_STAGE_MAPS,
  CLINUX_STAGE_JOIN,
  CLINUX_STAGE_MOUNT,
  CLINUX_STAGE_DESCRIPTORS,
  CLINUX_STAGE_EXEC,
  CLINUX_STAGE_HOSTNAME,
  CLINUX_STAGE_HOSTS_FILE,
  CLINUX_STAGE_LOOPBACK,
  CLINUX_STAGE_DIRECTORY,
  CLINUX_STAGE_PROCESSOR,
  CLINUX_STAGE_CONFINE,
};

/* Starts a program; returns its pid as this process sees it. *pidfd is close-on-exec. */
int clinux_spawn_program(const struct clinux_spawn *spawn, int *pidfd, int *stage);

/* A host as its first process makes it. */
struct clinux_host {
  const char *name;
  /* Bound over /etc/hosts. */
  const char *hosts_file;
  /* NULL-terminated: what its programs may write to, besides what is temporary. */
  char *const *writable;
  /* NULL-terminated: what stays visible, read-only, of the folders for what is temporary; it need not be there. */
  char *const *visible;
};

/* Starts the first process of a host: PID 1 of its own pid, mount, UTS and network namespaces, which does
 * nothing but hold them and lose its orphans. No exec, so C only. */
int clinux_spawn_host_init(const struct clinux_host *host, int *pidfd, int *stage);

/* 1 if there is something of this absolute path as a process of that root sees it, 0 if not, or -errno. Links are
 * followed within its root: openat2(2), RESOLVE_IN_ROOT. */
int clinux_exists_in_root(int root, const char *path);

/* Not in Glibc's module. */
int clinux_setns(int fd, int namespaces);
int clinux_pidfd_send_signal(int pidfd, int signal);
/* The same with a value, which the handler finds in its siginfo_t: sigqueue(3). */
int clinux_pidfd_queue_signal(int pidfd, int signal, int value);
/* waitid(P_PIDFD): returns 1 and fills code (CLD_*) and status when the state asked for was there, 0 when not.
 * `options` are waitid's; WNOHANG is added. */
int clinux_waitid_pidfd(int pidfd, int options, int *code, int *status);
/* The variadic prctl is not imported. */
int clinux_prctl(int option, unsigned long argument);
/* A real invalid store: Swift has no way to write one that the optimiser may not remove. */
void clinux_crash(void) __attribute__((noreturn));
/* A signal handler must be async-signal-safe C. SIGUSR2 queued with a value ends the process: by a real invalid
 * store (CLINUX_END_STORE), by abort (CLINUX_END_ABORT), or by exit with value - CLINUX_END_EXIT. A SIGUSR2 without a
 * value does what it does to any program that does not know it. Unblocks SIGUSR2, which a peer is started without. */
enum { CLINUX_END_STORE = 0, CLINUX_END_ABORT = 1, CLINUX_END_EXIT = 256 };
int clinux_end_on_sigusr2(void);
/* SIG_DFL is a macro with a cast that Swift does not import: back to the default for all signals. */
void clinux_reset_signals(void);

/* signalfd is not in Glibc's module: blocks these signals in the calling thread and in those that it starts later, and
 * opens a descriptor that becomes readable when one comes (signalfd(2)). */
int clinux_take_signals(const int *signals, int count);

/* cpu_set_t is handled by macros: how many processors the calling thread may use. */
int clinux_processor_count(void);
/* Binds the calling thread, and all that it makes, to one processor: the n-th (modulo their number) of those that it
 * may use. */
int clinux_bind_to_processor(int n);
/* sched_setattr has no wrapper in older C libraries: the calling thread's turns on a processor, as short as this. */
int clinux_set_turn(uint64_t nanoseconds);

/* --- network --------------------------------------------------------------------------------- */

/* SIOCETHTOOL takes a struct through ifr_data that Swift cannot build: turns segmentation, receive merging and
 * checksum offloads off. */
int clinux_offloads_off(int socket_fd, const char *interface);
/* SIOCGIFFLAGS | SIOCSIFFLAGS through the ifreq union: IFF_UP on. */
int clinux_interface_up(int socket_fd, const char *interface);

/* A packet socket on all interfaces of the namespace whose index is at least `first_interface`, with a ring of `slots`
 * (a multiple of 32) for what comes in. linux/if_packet.h and Glibc disagree about some of its structures.
 * Source: packet(7), Documentation/networking/packet_mmap.rst. */
int clinux_packet_socket(int first_interface, unsigned slots, void **ring);
/* The frame in a slot, its length and the interface it came from; -EAGAIN when there is none yet. It stays until it is
 * released. */
int clinux_packet_peek(void *ring, unsigned slot, const uint8_t **frame, int *interface_index);
void clinux_packet_release(void *ring, unsigned slot);
/* Puts a frame into an interface; its length, or -errno. */
int clinux_packet_send(int fd, int interface_index, const void *frame, size_t length);
/* Frames for which the ring had no room, since the last call. */
int clinux_packet_drops(int fd);
void clinux_packet_unmap(void *ring, unsigned slots);

/* --- names and descriptors ------------------------------------------------------------------- */

/* errno's symbolic name ("ECONNRESET"); glibc's strerrorname_np is a GNU extension that is not imported. */
const char *clinux_errno_name(int error);
/* "SIGKILL"; glibc's sigabbrev_np likewise. */
const char *clinux_signal_abbreviation(int signal);
int clinux_signal_number(const char *name);
/* accept4 and pipe2 are not in Glibc's module. */
int clinux_accept_cloexec(int fd);
int clinux_pipe_cloexec(int fds[2]);
int clinux_socketpair_cloexec(int fds[2]);
/* ppoll is not in Glibc's module. A NULL timeout waits for ever. */
int clinux_poll(struct pollfd *fds, int count, const struct timespec *timeout);
/* open() and fcntl() are variadic: small typed forms. */
int clinux_open(const char *path, int flags, int mode);
int clinux_set_nonblocking(int fd, int on);

#endif
