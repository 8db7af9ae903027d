package import LabModel
internal import WireFormat

/// Cuts a host's wire without its knowledge: its carrier stays.
package struct CutFault: Fault {
  package static let kind = "cut"
  package static let usage = """
    cut: HOST
    cut: { host: HOST, direction: both|out|in }
    """
  package static let summary = """
    Loses everything that a host sends, or that comes to it, or both, on its wire; unlike 'unplug' nobody's carrier \
    is lost.
    """
  package static let proof = "the wire lets nothing pass"
  package static let example = """
    title: A way breaks in one direction
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - cut: { host: server, direction: out }
      - continue: client
      - wait: { packet: client > server data retransmission arrived }
    expect:
      - packets: { after: cut, sequence: [ client > server data arrived, server > client ack lost ] }
    """

  package let target: String
  private let directions: [Direction]

  private enum Direction { case outbound, inbound }

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
    switch try parameters.text("direction") ?? "both" {
    case "both": directions = [.outbound, .inbound]
    case "out": directions = [.outbound]
    case "in": directions = [.inbound]
    case let other:
      throw LabDiagnostic(
        parameters.node.position, "'direction: \(other)' is neither both, out nor in")
    }
  }

  package var wiredHosts: WiredHosts { .hosts([target]) }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    for direction in directions {
      let pattern = direction == .outbound ? PacketPattern(from: target) : PacketPattern(to: target)
      let choice = WireChoice(pattern: pattern, name: Self.name(of: target))
      try lab.addWireRule(WireRule(choice, DropAction(), mustChoose: false))
    }
    return AppliedFault(site: "the wire of \(target)", proof: "its wire lets nothing pass")
  }

  /// By which `mend` finds it: no lab can give a fault a name with a blank.
  static func name(of host: String) -> String { "cut of \(host)" }
}
