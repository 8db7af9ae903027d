package import LabModel
internal import WireFormat

/// Lets packets wait on their way.
package struct DelayFault: WireFault {
  package static let kind = "delay"
  package static let usage =
    "delay: { \(WireChoice.usage), by: TIME, jitter: TIME }"
  package static let summary = """
    Lets the packets that it chooses wait on the wire, by a time and up to 'jitter' more; those that wait the same \
    time keep their order, all others pass them.
    """
  package static let example = """
    title: A handshake over a long way
    hosts: { client: {}, server: {} }
    faults:
      - delay: { packets: server > client any, by: 50ms }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: connect, result: 0 }
    expect:
      - call: { process: client, operation: connect, result: 0, after: at least 50ms }
    """

  package let choice: WireChoice
  package let action: any WireAction

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
    guard let time = try parameters.duration("by") else {
      throw LabDiagnostic(
        parameters.node.position, "'delay' needs 'by'", remedy: "write for example 'by: 50ms'")
    }
    action = DelayAction(
      byNs: time.wholeNs, jitterNs: try parameters.duration("jitter")?.wholeNs ?? 0,
      verdict: "delayed by \(time.labText)")
  }
}

private struct DelayAction: UniformWireAction {
  let byNs: Int64
  let jitterNs: Int64
  let verdict: String

  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] {
    var later = packet
    let extraNs = jitterNs > 0 ? Int64.random(in: 0...jitterNs, using: &random) : 0
    if case .after(let ns) = packet.release {
      later.release = .after(ns: ns.addingTime(byNs).addingTime(extraNs))
    }
    return [later]
  }
}
