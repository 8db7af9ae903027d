internal import Glibc

/// Gives the socket that connect() will use a local address.
package struct BindOperation: PeerOperation {
  package static let name = "bind"
  package static let usage = "bind [ADDRESS:]PORT"
  package static let summary =
    "Gives the socket that connect() will use a local IPv4 address and port; 0 leaves the port to the kernel."

  /// In network order; 0 for all.
  let address: UInt32
  let port: Int

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    let text = try words.require("a port")
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    var octets = in_addr()
    guard parts.count <= 2, let number = Int(parts[parts.count - 1]), (0...65535).contains(number),
      parts.count == 1 || inet_pton(AF_INET, String(parts[0]), &octets) == 1
    else { throw words.error("'\(text)' is no local address, for example 7000 or 192.0.2.1:7000") }
    address = octets.s_addr
    port = number
  }

  package func run(in peer: Peer) {
    // Of IPv4, as its address is: connect() then takes the other end's IPv4 address.
    if peer.connection < 0 { peer.connection = Peer.makeSocket(AF_INET) }
    peer.call(Self.name) { Peer.bind(peer.connection, address: address, port: port) }
  }
}
