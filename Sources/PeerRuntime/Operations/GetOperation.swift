internal import Glibc

/// Asks the kernel for something that it knows about the connection.
package struct GetOperation: PeerOperation {
  package static let name = "get"
  package static let usage = "get VALUE"
  package static let summary = """
    Asks the kernel about the connection, else the listener; the result is the number. From tcp_info: \
    \(values.map(\.name).joined(separator: ", ")); times are in microseconds, cwnd, ssthresh, unacked, lost and sacked \
    in segments. Also send-queue and receive-queue (bytes), \(options.map(\.name).joined(separator: ", ")), and error: \
    the error that waits to be told (SO_ERROR), as the call's own.
    """

  enum Source: Sendable {
    case information(offset: Int)
    case option(level: Int32, name: Int32)
    case queue(request: UInt)
    case error
  }

  /// Where each stands in struct tcp_info, four bytes wide or, the first ones, one byte.
  /// Source: include/uapi/linux/tcp.h.
  static let values: [(name: String, offset: Int)] = [
    ("retransmits", 2), ("probes", 3), ("backoff", 4),
    ("rto", 8), ("ato", 12), ("send-mss", 16), ("receive-mss", 20),
    ("unacked", 24), ("sacked", 28), ("lost", 32), ("path-mtu", 60),
    ("srtt", 68), ("rttvar", 72), ("ssthresh", 76), ("cwnd", 80),
    ("reordering", 88), ("total-retransmissions", 100),
  ]

  /// Source: socket(7), tcp(7).
  static let options: [(name: String, level: Int32, option: Int32)] = [
    ("send-buffer", SOL_SOCKET, SO_SNDBUF),
    ("receive-buffer", SOL_SOCKET, SO_RCVBUF),
    ("maximum-segment", Int32(IPPROTO_TCP), TCP_MAXSEG),
    ("quickack", Int32(IPPROTO_TCP), TCP_QUICKACK),
  ]

  /// Source: tcp(7), SIOCOUTQ and SIOCINQ.
  static let queues: [(name: String, request: UInt)] = [("send-queue", 0x5411), ("receive-queue", 0x541B)]

  let source: Source

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    let name = try words.require("a value")
    if let value = Self.values.first(where: { $0.name == name }) {
      source = .information(offset: value.offset)
    } else if let option = Self.options.first(where: { $0.name == name }) {
      source = .option(level: option.level, name: option.option)
    } else if let queue = Self.queues.first(where: { $0.name == name }) {
      source = .queue(request: queue.request)
    } else if name == "error" {
      source = .error
    } else {
      let known = Self.values.map(\.name) + Self.queues.map(\.name) + Self.options.map(\.name) + ["error"]
      throw words.error("unknown value '\(name)': there is \(known.joined(separator: ", "))")
    }
  }

  package func run(in peer: Peer) {
    let socket = peer.socketForOptions()
    peer.call(Self.name) {
      switch source {
      case .information(let offset):
        var bytes = [UInt8](repeating: 0, count: 104)
        var length = socklen_t(bytes.count)
        guard getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &bytes, &length) == 0 else { return -1 }
        guard offset >= 8 else { return Int(bytes[offset]) }
        return Int(bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self) })
      case .option(let level, let name): return Self.integer(socket, level, name)
      case .queue(let request):
        var bytes: Int32 = 0
        return ioctl(socket, request, &bytes) == 0 ? Int(bytes) : -1
      case .error:
        let error = Self.integer(socket, SOL_SOCKET, SO_ERROR)
        guard error > 0 else { return error }
        errno = Int32(error)
        return -1
      }
    }
  }

  private static func integer(_ socket: Int32, _ level: Int32, _ name: Int32) -> Int {
    var value: Int32 = 0
    var length = socklen_t(4)
    return getsockopt(socket, level, name, &value, &length) == 0 ? Int(value) : -1
  }
}
