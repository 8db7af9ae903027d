import LabFile
import LabModel
import Testing
import WireFormat

@Suite("Networks of a lab")
struct NetworkTests {
  /// alice, bob – inside – first – middle – second – outside – server, with a NAT between inside and middle.
  static let text = """
    title: Three switches
    hosts: { alice: {}, bob: {}, first: {}, second: {}, server: {} }
    network:
      switches:
        inside: [ alice, bob, first ]
        middle: [ first, second ]
        outside: [ second, server ]
      routers:
        first: { nat: inside > middle, firewall: inside > middle, otherwise: reject }
        second: {}
    processes: { alice: { on: alice, socket: [ listen 7000 ] } }
    steps: [ start: alice ]
    expect: [ packets: { none: any } ]
    """

  private func lab(_ text: String = Self.text) throws -> Lab {
    let document = try LabDocument(
      parsing: Array(text.utf8), file: "network.yaml", name: "network", vocabulary: TestVocabulary.full)
    return try #require(document.labs.first)
  }

  @Test("A router has an interface on each of its switches, in the switches' order")
  func interfaces() throws {
    // Rules out that a host's second address is the first one again, or depends on the order of hosts.
    let lab = try lab()
    let found = lab.interfaces(of: "second").map {
      "\($0.name) \($0.index) \($0.address.ipv4) \($0.address.ipv6)"
    }
    #expect(found == ["eth0 2 198.51.100.4 2001:db8:1::4", "eth1 3 203.0.113.4 2001:db8:2::4"])
    #expect(lab.interfaces(of: "alice").first?.neighbours.map(\.ipv4) == ["192.0.2.2", "192.0.2.3"])
    #expect(lab.address(of: "server")?.mac.description == "02:00:00:00:02:05")
  }

  @Test(
    "A host reaches the other subnets by the shortest way, and none behind a NAT",
    arguments: [
      ("alice", ["1 via 192.0.2.3", "2 via 192.0.2.3"]), ("first", ["2 via 198.51.100.4"]), ("second", []),
      ("server", ["1 via 203.0.113.4"]),
    ])
  func routes(host: String, expected: [String]) throws {
    // Rules out a missing second hop, and a route to addresses that a NAT hides.
    #expect(try lab().routes(of: host).map { "\($0.switchIndex) via \($0.via.ipv4)" } == expected)
  }

  @Test("What a router does is read as it is written")
  func routers() throws {
    // Rules out a NAT or firewall that is read and forgotten.
    let inward = LabRouter.Way(from: "inside", to: "middle")
    #expect(
      try lab().network?.routers == [
        LabRouter(host: "first", nat: inward, firewall: inward, refusal: .reject), LabRouter(host: "second"),
      ])
  }

  @Test("Without 'network' all hosts plug into one switch")
  func oneSwitch() throws {
    // Rules out that the default changed for the labs that say nothing.
    let lab = try lab(
      "title: One\nhosts: { client: {}, server: {} }\nsteps: [ unplug: client ]\nexpect: [ packets: { none: any } ]"
    )
    #expect(lab.network == nil)
    #expect(lab.interfaces(of: "server").map(\.address) == [LabAddress(index: 2)])
    #expect(lab.routes(of: "server").isEmpty)
  }

  @Test("No two interfaces of a lab have the same address")
  func addressesDiffer() {
    // Rules out an address plan that wraps around within the sizes that it allows.
    var seen: Set<[UInt8]> = []
    for place in 0..<Lab.maximumSwitches {
      for host in [1, 2, Lab.maximumHosts] {
        let address = LabAddress(index: host, switchIndex: place)
        for octets in [address.ipv4Octets, address.ipv6Octets, address.macOctets] {
          #expect(seen.insert(octets).inserted)
        }
      }
    }
  }
}
