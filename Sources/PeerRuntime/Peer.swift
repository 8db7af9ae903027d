internal import CLinuxShims
internal import Glibc
internal import LabModel
internal import LinuxHost

/// The instrumented peer while it runs: its sockets, and the line to the supervisor.
///
/// Single-threaded: a call that blocks blocks the peer, as it would any simple program.
package final class Peer {
  /// −1 where there is none.
  var listener: Int32 = -1
  var connection: Int32 = -1 {
    didSet {
      guard connection != oldValue else { return }
      (sentBytes, receivedBytes) = (0, 0)
      sharesConnection = false
    }
  }
  /// Since a fork: two processes read one stream, and neither knows what the other has read.
  private(set) var sharesConnection = false
  /// Over this connection, so far.
  var sentBytes = 0
  var receivedBytes = 0
  /// Whether a write to a connection that is gone raises SIGPIPE.
  var raisesSIGPIPE = false
  private var channel: Int32
  private var instruction = 0
  private var instructionText = ""
  private var calls = 0

  /// - Parameter channel: The socket to the supervisor; events out, one byte in per `continue`.
  package init(channel: Int32) { self.channel = channel }

  /// Carries out the instructions in order, then stays, holding its sockets.
  package func run(_ instructions: [PeerInstruction]) -> Never {
    clinux_reset_signals()
    clinux_end_on_sigusr2()
    carryOut(instructions)
  }

  private func carryOut(_ instructions: [PeerInstruction]) -> Never {
    for (index, step) in instructions.enumerated() {
      instruction = index
      perform(step)
    }
    tell(.idle(atNs: Clock.realtimeNs()))
    while true { pause() }
  }

  /// Carries out one instruction, which may stand inside another.
  func perform(_ step: PeerInstruction) {
    instructionText = step.text
    step.operation.run(in: self)
  }

  /// Both processes call it behind a fork.
  func noteFork() { sharesConnection = connection >= 0 }

  /// From here on this process is the child: it speaks over a line of its own, and stays when its instructions are done.
  func becomeChild(channel line: Int32, _ instructions: [PeerInstruction]) -> Never {
    close(channel)
    channel = line
    calls = 0
    carryOut(instructions)
  }

  /// Makes one call and tells the supervisor when it began, when it returned, and what.
  ///
  /// - Parameters:
  ///   - body: Returns what the call returned; −1 leaves the reason in errno.
  ///   - wrongByte: For what the call returned, the place in the stream of the first byte that was not sent there.
  @discardableResult
  func call(_ operation: String, _ body: () -> Int, wrongByte: (Int) -> Int? = { _ in nil }) -> Int {
    let number = calls
    calls += 1
    tell(
      .started(
        call: number, index: instruction, operation: operation, instruction: instructionText,
        atNs: Clock.realtimeNs()))
    let result = body()
    let error = result < 0 ? errnoName(errno) : nil
    let endedAtNs = Clock.realtimeNs()
    tell(.ended(call: number, result: result, error: error, atNs: endedAtNs, wrongByte: wrongByte(result)))
    return result
  }

  /// The socket that options are set on: the connection, else the listener, else one made for `connect`.
  func socketForOptions() -> Int32 {
    if connection >= 0 { return connection }
    if listener >= 0 { return listener }
    connection = Self.makeSocket(Self.family)
    return connection
  }

  /// AF_INET6, which takes IPv4 connections too, where the host has IPv6. Source: ipv6(7), IPV6_V6ONLY.
  static var family: Int32 {
    let file = open("/proc/sys/net/ipv6/conf/default/disable_ipv6", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return AF_INET }
    defer { close(file) }
    var digit: UInt8 = 0
    return read(file, &digit, 1) == 1 && digit == UInt8(ascii: "0") ? AF_INET6 : AF_INET
  }

  static func makeSocket(_ family: Int32) -> Int32 {
    socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
  }

  /// The family that a socket was made for. Source: socket(7), SO_DOMAIN.
  static func family(of socket: Int32) -> Int32 {
    var family: Int32 = AF_UNSPEC
    var length = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &length)
    return family
  }

  /// bind() of a socket of either family to a port, on all addresses or on one of IPv4.
  ///
  /// - Parameter address: In network order; 0 for all. An AF_INET6 socket gets it mapped (ipv6(7)).
  static func bind(_ socket: Int32, address: in_addr_t = 0, port: Int) -> Int {
    guard family(of: socket) == AF_INET6 else {
      var local = sockaddr_in()
      local.sin_family = sa_family_t(AF_INET)
      local.sin_port = in_port_t(port).bigEndian
      local.sin_addr.s_addr = address
      return bind(socket, to: local)
    }
    var local = sockaddr_in6()
    local.sin6_family = sa_family_t(AF_INET6)
    local.sin6_port = in_port_t(port).bigEndian
    if address != 0 {
      withUnsafeMutableBytes(of: &local.sin6_addr) {
        $0.storeBytes(of: UInt16.max, toByteOffset: 10, as: UInt16.self)
        $0.storeBytes(of: address, toByteOffset: 12, as: in_addr_t.self)
      }
    }
    return bind(socket, to: local)
  }

  private static func bind<Address>(_ socket: Int32, to address: Address) -> Int {
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Int(Glibc.bind(socket, $0, socklen_t(MemoryLayout<Address>.size)))
      }
    }
  }

  /// Blocks until the supervisor's `continue`.
  func awaitContinue() {
    var byte: UInt8 = 0
    while true {
      let got = read(channel, &byte, 1)
      if got == 1 { return }
      // The supervisor is gone, and with it this peer's reason to be.
      if got == 0 || errno != EINTR { exit(1) }
    }
  }

  /// One message per event. Without a supervisor SIGPIPE ends the peer, which is right.
  private func tell(_ event: PeerEvent) {
    let bytes = Array(event.line.utf8)
    while true {
      let written = bytes.withUnsafeBytes { write(channel, $0.baseAddress, $0.count) }
      if written >= 0 { return }
      if errno != EINTR { exit(1) }
    }
  }
}
