internal import Glibc

/// Opens a connection and waits for the handshake.
package struct ConnectOperation: PeerOperation {
  package static let name = "connect"
  package static let usage = "connect HOST:PORT [from PORT]"
  package static let summary = """
    Connects to a host by its name or address and waits for the handshake; the local port is the kernel's choice \
    unless it is named.
    """

  let host: String
  let port: String
  let localPort: Int?

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    let (host, port) = try words.target()
    self.host = host
    self.port = String(port)
    localPort = words.skip("from") ? try words.integer("a local port", in: 1...65535) : nil
  }

  package func run(in peer: Peer) {
    // Looked up before the call, so that the call's time is connect()'s own.
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, port, &hints, &found)
    peer.call(Self.name) {
      guard code == 0, let found else {
        errno = EHOSTUNREACH
        return -1
      }
      let address = Self.address(for: peer.connection, among: found)
      if peer.connection < 0 { peer.connection = Peer.makeSocket(address.pointee.ai_family) }
      guard peer.connection >= 0, bindLocalPort(peer.connection) else { return -1 }
      return Int(Glibc.connect(peer.connection, address.pointee.ai_addr, address.pointee.ai_addrlen))
    }
    if let found { freeaddrinfo(found) }
  }

  /// The first address of the family that the socket has; the first of all where there is no socket yet.
  private static func address(
    for socket: Int32, among first: UnsafeMutablePointer<addrinfo>
  ) -> UnsafeMutablePointer<addrinfo> {
    guard socket >= 0 else { return first }
    let family = Peer.family(of: socket)
    var next: UnsafeMutablePointer<addrinfo>? = first
    while let address = next {
      if address.pointee.ai_family == family { return address }
      next = address.pointee.ai_next
    }
    return first
  }

  /// Whether the local port is as asked for.
  private func bindLocalPort(_ socket: Int32) -> Bool {
    guard let localPort else { return true }
    return Peer.bind(socket, port: localPort) == 0
  }
}
