#include "CLinuxShims.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

/* A slot holds a frame of an Ethernet MTU and the headers that the kernel puts before it. */
enum { SLOT_BYTES = 2048, BLOCK_BYTES = 65536 };

static int configure(int fd, int first_interface, unsigned slots, void **ring) {
  int version = TPACKET_V2, on = 1;
  struct tpacket_req request = {
    .tp_block_size = BLOCK_BYTES, .tp_frame_size = SLOT_BYTES, .tp_frame_nr = slots,
    .tp_block_nr = slots / (BLOCK_BYTES / SLOT_BYTES)};
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
  struct sock_filter wanted[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)(SKF_AD_OFF + SKF_AD_IFINDEX)),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (unsigned)first_interface, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    BPF_STMT(BPF_RET | BPF_K, 0)};
  struct sock_fprog filter = {.len = sizeof wanted / sizeof *wanted, .filter = wanted};
  if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) < 0) return -errno;
  if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof version) < 0) return -errno;
  if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) < 0) return -errno;
  if (setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on) < 0) return -errno;
  if (setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &request, sizeof request) < 0) return -errno;
  *ring = mmap(NULL, (size_t)slots * SLOT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (*ring == MAP_FAILED) return -errno;
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0) return -errno;
  return fd;
}

int clinux_packet_socket(int first_interface, unsigned slots, void **ring) {
  /* Protocol 0: nothing is received before bind(). */
  int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -errno;
  int result = configure(fd, first_interface, slots, ring);
  if (result < 0) close(fd);
  return result;
}

int clinux_packet_peek(void *ring, unsigned slot, const uint8_t **frame, int *interface_index) {
  struct tpacket2_hdr *header = (struct tpacket2_hdr *)((char *)ring + (size_t)slot * SLOT_BYTES);
  if (!(__atomic_load_n(&header->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER)) return -EAGAIN;
  const struct sockaddr_ll *origin =
    (const void *)((const char *)header + TPACKET_ALIGN(sizeof(struct tpacket2_hdr)));
  *frame = (const uint8_t *)header + header->tp_mac;
  *interface_index = origin->sll_ifindex;
  return (int)header->tp_snaplen;
}

void clinux_packet_release(void *ring, unsigned slot) {
  struct tpacket2_hdr *header = (struct tpacket2_hdr *)((char *)ring + (size_t)slot * SLOT_BYTES);
  __atomic_store_n(&header->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
}

int clinux_packet_send(int fd, int interface_index, const void *frame, size_t length) {
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = interface_index};
  ssize_t sent = sendto(fd, frame, length, 0, (struct sockaddr *)&address, sizeof address);
  return sent < 0 ? -errno : (int)sent;
}

int clinux_packet_drops(int fd) {
  struct tpacket_stats statistics;
  socklen_t length = sizeof statistics;
  if (getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, &statistics, &length) < 0) return -errno;
  return (int)statistics.tp_drops;
}

void clinux_packet_unmap(void *ring, unsigned slots) { munmap(ring, (size_t)slots * SLOT_BYTES); }
