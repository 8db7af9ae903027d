import Faults
import LabModel
import TCPAnalysis
import Testing
import WireFormat

@testable import LabRunner

@Suite("Packets through a router")
struct PacketPathsTests {
  static let nowhere = SourcePosition(file: "", line: 1, column: 1)

  /// client 192.0.2.1 — gateway 192.0.2.2, 198.51.100.2 — server 198.51.100.3
  static let lab: Lab = {
    var lab = Lab(name: "nat", file: "", title: "")
    lab.hosts = ["client", "gateway", "server"].map { LabHost(name: $0, position: nowhere) }
    lab.network = LabNetwork(
      switches: [
        LabSwitch(name: "inside", hosts: ["client", "gateway"]),
        LabSwitch(name: "outside", hosts: ["gateway", "server"]),
      ], routers: [LabRouter(host: "gateway", nat: .init(from: "inside", to: "outside"))])
    return lab
  }()
  static let (client, gateway, server) = (0, 1, 2)

  static let clientAddress = IPAddress(ipv4: 0xC000_0201)
  static let natAddress = IPAddress(ipv4: 0xC633_6402)
  static let serverAddress = IPAddress(ipv4: 0xC633_6403)

  /// A segment; a router takes one from the hop limit and a NAT gives it another source or destination.
  static func frame(
    _ source: IPAddress, _ sourcePort: UInt16, _ destination: IPAddress, _ destinationPort: UInt16,
    sequence: UInt32 = 1, hops: UInt8 = 64
  ) -> [UInt8] {
    var builder = FrameBuilder()
    builder.source = source
    builder.destination = destination
    builder.sourcePort = sourcePort
    builder.destinationPort = destinationPort
    builder.sequence = SequenceNumber(sequence)
    builder.hopLimit = hops
    builder.payload = [1, 2, 3]
    return builder.frame
  }

  static func decoded(_ frame: [UInt8]) -> DecodedFrame {
    var decoder = FrameDecoder()
    return decoder.decode(frame.span, originalLength: frame.count, linkType: .ethernet)
  }

  static func endpoints(_ frame: [UInt8]) -> [PacketPaths.Endpoint] {
    PacketPaths.endpoints(of: decoded(frame))
  }

  @Test("A segment is the same one behind a NAT, with another port, and its answer is for the client")
  func translated() {
    // Rules out a packet that is known by what a NAT changes, and an answer that is taken for the router's.
    var paths = PacketPaths(Self.lab)
    let before = Self.frame(Self.clientAddress, 40_000, Self.serverAddress, 7000)
    let after = Self.frame(Self.natAddress, 50_000, Self.serverAddress, 7000, hops: 63)
    paths.came(before, packet: 5, to: Self.gateway, endpoints: Self.endpoints(before))
    #expect(paths.canLeave(after, router: Self.gateway))
    #expect(paths.left(after, router: Self.gateway, endpoints: Self.endpoints(after)) == 5)
    #expect(paths.source(of: after, Self.decoded(after)) == Self.client)
    let answer = Self.frame(Self.serverAddress, 7000, Self.natAddress, 50_000)
    #expect(paths.destination(of: answer, endpoints: Self.endpoints(answer)) == Self.client)
    let other = Self.frame(Self.serverAddress, 7000, Self.natAddress, 50_001)
    #expect(paths.destination(of: other, endpoints: Self.endpoints(other)) == Self.gateway)
  }

  @Test("What a router did not get it made itself, and what it got it passes on once")
  func own() {
    // Rules out that a RST of the router's firewall, or a second copy, is taken for what came before.
    var paths = PacketPaths(Self.lab)
    let came = Self.frame(Self.serverAddress, 7000, Self.clientAddress, 40_000)
    let own = Self.frame(Self.serverAddress, 7000, Self.clientAddress, 40_000, sequence: 2)
    paths.came(came, packet: 1, to: Self.gateway, endpoints: Self.endpoints(came))
    #expect(paths.left(own, router: Self.gateway, endpoints: Self.endpoints(own)) == nil)
    #expect(paths.lastRouter[1]?.passedOn == false)
    #expect(paths.left(came, router: Self.gateway, endpoints: Self.endpoints(came)) == 1)
    #expect(paths.lastRouter[1]?.passedOn == true)
    #expect(paths.left(came, router: Self.gateway, endpoints: Self.endpoints(came)) == nil)
  }

  @Test("Of two packets alike the one that came last leaves first: the other was lost in between")
  func alike() {
    // Rules out that a repeated SYN is joined with the one that the firewall dropped.
    var paths = PacketPaths(Self.lab)
    let syn = Self.frame(Self.clientAddress, 40_000, Self.serverAddress, 7000)
    for packet in [1, 2] {
      paths.came(syn, packet: packet, to: Self.gateway, endpoints: Self.endpoints(syn))
    }
    #expect(paths.left(syn, router: Self.gateway, endpoints: Self.endpoints(syn)) == 2)
  }

  @Test("On every wire a packet has the names of its two ends, also behind a NAT")
  func namesOnWires() {
    // Rules out "drop: client > server data" that never matches behind the NAT, where the address is the router's.
    var names = WireNames(Self.lab)
    func ends(_ frame: [UInt8], _ cable: WirePlace, outbound: Bool) -> [String?] {
      let (from, to) = names.ends(of: frame, Self.decoded(frame), on: cable, isOutbound: outbound)
      return [from, to]
    }
    let (inside, outside) = (
      WirePlace(host: "gateway", switchName: "inside"), WirePlace(host: "gateway", switchName: "outside")
    )
    #expect(names.mustSeeAll)
    let before = Self.frame(Self.clientAddress, 40_000, Self.serverAddress, 7000)
    let after = Self.frame(Self.natAddress, 50_000, Self.serverAddress, 7000, hops: 63)
    #expect(ends(before, WirePlace(host: "client"), outbound: true) == ["client", "server"])
    #expect(ends(before, inside, outbound: false) == ["client", "server"])
    #expect(ends(after, outside, outbound: true) == ["client", "server"])
    #expect(ends(after, WirePlace(host: "server"), outbound: false) == ["client", "server"])
    let answer = Self.frame(Self.serverAddress, 7000, Self.natAddress, 50_000)
    #expect(ends(answer, WirePlace(host: "server"), outbound: true) == ["server", "client"])
    #expect(ends(answer, outside, outbound: false) == ["server", "client"])
    // In the server's name, but nothing of it had come: the router made it.
    let reset = Self.frame(Self.serverAddress, 7000, Self.clientAddress, 40_000, sequence: 9)
    #expect(ends(reset, inside, outbound: true) == ["gateway", "client"])
  }
}
