internal import CLinuxShims
internal import Glibc
internal import LabModel

/// Sets a socket option on the connection, else on the listener, else on the socket that connect() will use.
package struct SetOperation: PeerOperation {
  package static let name = "set"
  package static let usage = "set OPTION VALUE"
  package static let summary = """
    Sets a socket option: \(options.map(\.name).joined(separator: ", ")). Values: on, off, a number, a time or a name. \
    nonblocking is O_NONBLOCK, for every call on the socket; fast-open is the listener's, with the length of its queue; \
    sigpipe default lets a write to a connection that is gone raise SIGPIPE; initial-sequence is that of the next \
    connect, instead of the kernel's choice (TCP_REPAIR).
    """

  /// What form an option's value has in a lab file, and in the kernel.
  enum Form: Sendable {
    case flag
    case number
    case seconds
    case milliseconds
    /// struct timeval
    case time
    /// struct linger; `off`, or seconds
    case linger
    /// A string.
    case name
    /// Not a socket option, but fcntl()'s O_NONBLOCK.
    case nonblocking
    /// Not an option of the socket, but of each send(): MSG_NOSIGNAL.
    case sigpipe
    /// Not one option, but what TCP_REPAIR lets a socket do that is not connected yet.
    case initialSequence
  }

  /// Source: socket(7), tcp(7).
  static let options: [(name: String, level: Int32, option: Int32, form: Form)] = [
    ("nodelay", Int32(IPPROTO_TCP), TCP_NODELAY, .flag),
    ("quickack", Int32(IPPROTO_TCP), TCP_QUICKACK, .flag),
    ("cork", Int32(IPPROTO_TCP), TCP_CORK, .flag),
    ("keepalive", SOL_SOCKET, SO_KEEPALIVE, .flag),
    ("keepalive-idle", Int32(IPPROTO_TCP), TCP_KEEPIDLE, .seconds),
    ("keepalive-interval", Int32(IPPROTO_TCP), TCP_KEEPINTVL, .seconds),
    ("keepalive-count", Int32(IPPROTO_TCP), TCP_KEEPCNT, .number),
    ("user-timeout", Int32(IPPROTO_TCP), TCP_USER_TIMEOUT, .milliseconds),
    ("syn-count", Int32(IPPROTO_TCP), TCP_SYNCNT, .number),
    ("maximum-segment", Int32(IPPROTO_TCP), TCP_MAXSEG, .number),
    ("linger", SOL_SOCKET, SO_LINGER, .linger),
    ("send-timeout", SOL_SOCKET, SO_SNDTIMEO, .time),
    ("receive-timeout", SOL_SOCKET, SO_RCVTIMEO, .time),
    ("send-buffer", SOL_SOCKET, SO_SNDBUF, .number),
    ("receive-buffer", SOL_SOCKET, SO_RCVBUF, .number),
    ("window-clamp", Int32(IPPROTO_TCP), TCP_WINDOW_CLAMP, .number),
    ("defer-accept", Int32(IPPROTO_TCP), TCP_DEFER_ACCEPT, .seconds),
    ("fast-open", Int32(IPPROTO_TCP), TCP_FASTOPEN, .number),
    ("fast-open-connect", Int32(IPPROTO_TCP), TCP_FASTOPEN_CONNECT, .flag),
    ("reuse-address", SOL_SOCKET, SO_REUSEADDR, .flag),
    ("reuse-port", SOL_SOCKET, SO_REUSEPORT, .flag),
    ("linger2", Int32(IPPROTO_TCP), TCP_LINGER2, .seconds),
    ("congestion-control", Int32(IPPROTO_TCP), TCP_CONGESTION, .name),
    ("nonblocking", 0, 0, .nonblocking),
    ("sigpipe", 0, 0, .sigpipe),
    ("initial-sequence", 0, 0, .initialSequence),
  ]

  let level: Int32
  let option: Int32
  let form: Form
  let value: [UInt8]

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    let name = try words.require("an option")
    guard let known = Self.options.first(where: { $0.name == name }) else {
      throw words.error(
        "unknown option '\(name)': there is \(Self.options.map(\.name).joined(separator: ", "))")
    }
    level = known.level
    option = known.option
    form = known.form
    switch known.form {
    case .name: value = Array(try words.require("a name").utf8)
    case .sigpipe:
      let action = try words.require("default or ignored")
      guard ["default", "ignored"].contains(action) else {
        throw words.error("'\(action)' is neither default nor ignored")
      }
      value = [action == "default" ? 1 : 0]
    case .flag, .nonblocking: value = Self.bytes(try Self.flag(&words) ? Int32(1) : 0)
    case .number: value = Self.bytes(Int32(try words.integer("a number", in: 0...(1 << 30))))
    case .initialSequence:
      // 0 would leave the choice to the kernel (net/ipv4/tcp_ipv4.c, tcp_v4_connect).
      value = Self.bytes(UInt32(try words.integer("a sequence number", in: 1...Int(UInt32.max))))
    case .seconds: value = Self.bytes(Int32(clamping: try Self.seconds(&words, "a time")))
    case .milliseconds:
      let count = try Self.whole(.milliseconds(1), "milliseconds", &words, "a time")
      value = Self.bytes(UInt32(clamping: count))
    case .time:
      let count = try Self.whole(.microseconds(1), "microseconds", &words, "a time")
      value = Self.bytes(count / 1_000_000) + Self.bytes(count % 1_000_000)
    case .linger:
      let off = words.skip("off")
      let seconds = off ? 0 : try Self.seconds(&words, "a time, or off")
      value = Self.bytes(off ? Int32(0) : 1) + Self.bytes(Int32(clamping: seconds))
    }
  }

  package func run(in peer: Peer) {
    if case .sigpipe = form {
      peer.call(Self.name) {
        peer.raisesSIGPIPE = value.first == 1
        return 0
      }
      return
    }
    let socket = peer.socketForOptions()
    peer.call(Self.name) {
      if case .nonblocking = form {
        let result = clinux_set_nonblocking(socket, value.first == 1 ? 1 : 0)
        if result < 0 { errno = -result }
        return result < 0 ? -1 : 0
      }
      if case .initialSequence = form { return Self.setInitialSequence(socket, value) }
      return Self.set(socket, level, option, value)
    }
  }

  /// What a socket is to send first: its place is written in repair mode, which connect() then leaves alone.
  /// Source: include/uapi/linux/tcp.h; net/ipv4/tcp.c, do_tcp_setsockopt (TCP_QUEUE_SEQ).
  private static func setInitialSequence(_ socket: Int32, _ sequence: [UInt8]) -> Int {
    let (repair, queue, place) = (Int32(19), Int32(20), Int32(21))
    let (off, on, sendQueue) = (bytes(Int32(0)), bytes(Int32(1)), bytes(Int32(2)))
    for (option, value) in [(repair, on), (queue, sendQueue), (place, sequence), (repair, off)] {
      guard set(socket, Int32(IPPROTO_TCP), option, value) == 0 else { return -1 }
    }
    return 0
  }

  private static func set(_ socket: Int32, _ level: Int32, _ option: Int32, _ value: [UInt8]) -> Int {
    value.withUnsafeBytes { Int(setsockopt(socket, level, option, $0.baseAddress, socklen_t($0.count))) }
  }

  private static func seconds(_ words: inout WordReader, _ what: String) throws(PeerSyntaxError) -> Int64 {
    try whole(.seconds(1), "seconds", &words, what)
  }

  /// How many units a time has. Never rounded: half a second of SO_LINGER would become 0, which makes close() send RST,
  /// and half a microsecond of SO_RCVTIMEO 0, which is no limit.
  private static func whole(
    _ unit: Duration, _ units: String, _ words: inout WordReader, _ what: String
  ) throws(PeerSyntaxError) -> Int64 {
    let ns = try words.duration(what).wholeNs
    guard ns % unit.wholeNs == 0 else {
      throw words.error("the kernel counts this time in whole \(units): write for example \(unit.labText)")
    }
    return ns / unit.wholeNs
  }

  private static func flag(_ words: inout WordReader) throws(PeerSyntaxError) -> Bool {
    switch try words.require("on or off") {
    case "on", "true", "yes": return true
    case "off", "false", "no": return false
    case let other: throw words.error("'\(other)' is neither on nor off")
    }
  }

  private static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value) { Array($0) }
  }
}
