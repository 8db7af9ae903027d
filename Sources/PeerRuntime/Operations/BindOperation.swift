internal import Glibc

/// Gives the socket that connect() will use a local address.
package struct BindOperation: PeerOperation {
  package static let name = "bind"
  package static let usage = "bind [ADDRESS:]PORT"
  package static let summary =
    "Gives the socket that connect() will use a local IPv4 address and port; 0 leaves the port to the kernel."

  let address: String
  let port: Int

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    let text = try words.require("a port")
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    address = parts.count == 2 ? String(parts[0]) : "0.0.0.0"
    var octets = in_addr()
    guard parts.count <= 2, let number = Int(parts[parts.count - 1]), (0...65535).contains(number),
      inet_pton(AF_INET, address, &octets) == 1
    else { throw words.error("'\(text)' is no local address, for example 7000 or 192.0.2.1:7000") }
    port = number
  }

  package func run(in peer: Peer) {
    let socket = peer.socketForOptions()
    peer.call(Self.name) { Peer.bind(socket, address: address, port: port) }
  }
}
