package import LabModel
internal import LinuxHost

/// Makes a host forget another's MAC address: the next packet to it needs ARP first.
///
/// Also where the lab's neighbours are permanent, as they are unless a host says `neighbours: dynamic`.
/// Source: arp(7), ip-neighbour(8).
package struct ForgetNeighbourFault: Fault {
  package static let kind = "forget-neighbour"
  package static let usage = "forget-neighbour: { on: HOST, of: OTHER-HOST }"
  package static let summary =
    "Makes a host forget another's MAC address: the next packet to it needs ARP first."
  package static let proof = "the host had an entry for that address, and has none any more"
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
    let address = try lab.host(other).ipv4Octets
    let (known, left) = try host.inNetwork { () throws(SystemCallError) in
      let known = try NeighbourTable.forget(address)
      let left = try NeighbourTable.read().filter { $0.address == address && $0.state != "FAILED" }
      return (known, left)
    }
    guard let entry = known.first else { throw FaultError("\(target) knows no MAC address of \(other)") }
    guard left.isEmpty else { throw FaultError("\(target) knows \(other) again: \(left[0].state)") }
    return AppliedFault(
      site: "neighbour table of \(target)", proof: "the entry of \(other) (\(entry.state)) is gone")
  }
}
