package import LabModel
internal import LinuxHost

/// Makes a host forget another's MAC address: the next packet to it needs ARP first, or neighbour discovery.
///
/// Also where the lab's IPv4 neighbours are permanent, as they are unless a host says `neighbours: dynamic`; of IPv6
/// only where it says so, for a host that knows all neighbours asks for none.
/// Source: arp(7), ip-neighbour(8).
package struct ForgetNeighbourFault: Fault {
  package static let kind = "forget-neighbour"
  package static let usage = "forget-neighbour: { on: HOST, of: OTHER-HOST }"
  package static let summary =
    "Makes a host forget another's MAC address, of IPv4 and of IPv6: the next packet to it needs ARP first, or "
    + "neighbour discovery."
  package static let proof = "the host had an entry for one of its addresses, and has none any more"
  package static let example = """
    title: A forgotten neighbour is asked for again
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - forget-neighbour: { on: client, of: server }
      - start: client
      - wait: { process: client, call: connect, result: 0 }
    expect:
      - packets: { sequence: [ client > any arpRequest, server > client arpReply, client > server syn ] }
    """

  package let target: String
  let other: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    other = try parameters.host("of")
    guard other != target else {
      throw LabDiagnostic(parameters.node.position, "\(target) is no neighbour of itself")
    }
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let addresses = try lab.host(other).addressOctets
    // An interface with permanent IPv6 neighbours discovers none (IFF_NOARP): there would be no way to ask again.
    let fixed = try host.inNetwork { () throws(SystemCallError) in
      try NeighbourTable.read().contains {
        addresses.contains($0.address) && $0.address.count == 16 && $0.state == "PERMANENT"
      }
    }
    guard !fixed else {
      throw FaultError(
        "\(target)'s IPv6 neighbours are permanent: give \(target) and \(other) 'neighbours: dynamic'")
    }
    let (known, left) = try host.inNetwork { () throws(SystemCallError) in
      var known: [NeighbourTable.Entry] = []
      for address in addresses { known += try NeighbourTable.forget(address) }
      let left = try NeighbourTable.read().filter { addresses.contains($0.address) && $0.state != "FAILED" }
      return (known, left)
    }
    guard !known.isEmpty else { throw FaultError("\(target) knows no MAC address of \(other)") }
    guard left.isEmpty else { throw FaultError("\(target) knows \(other) again: \(left[0].state)") }
    let what = known.map { "\($0.address.count == 4 ? "IPv4" : "IPv6"), \($0.state)" }
    let proof =
      what.count == 1
      ? "the entry of \(other) (\(what[0])) is gone"
      : "the entries of \(other) (\(what.joined(separator: "; "))) are gone"
    return AppliedFault(site: "neighbour table of \(target)", proof: proof)
  }
}
