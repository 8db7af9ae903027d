package import LabModel
internal import WireFormat

/// Lets packets arrive more than once.
package struct DuplicateFault: WireFault {
  package static let kind = "duplicate"
  package static let usage = """
    duplicate: PACKETS
    duplicate: { \(WireChoice.usage), copies: 1, after: TIME }
    """
  package static let summary =
    "Sends copies of the packets that it chooses behind them, at once or after a time."
  package static let example = """
    title: A segment comes twice
    hosts: { client: {}, server: {} }
    faults:
      - duplicate: client > server data
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      client: { on: client, socket: [ connect server:7000, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { packet: server > client duplicateAck dsack }
    expect:
      - packets: { sequence: [ client > server data duplicatedByNetwork, server > client duplicateAck dsack ] }
    """

  package let choice: WireChoice
  package let action: any WireAction

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
    let copies = try parameters.count("copies") ?? 1
    guard (1...100).contains(copies) else {
      throw LabDiagnostic(
        parameters.node.position, "'copies: \(copies)' is not 1 to 100",
        remedy: "write for example 'copies: 2'")
    }
    action = DuplicateAction(copies: copies, afterNs: try parameters.duration("after")?.wholeNs ?? 0)
  }
}

private struct DuplicateAction: UniformWireAction {
  let copies: Int
  let afterNs: Int64

  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] {
    var copy = packet
    if afterNs > 0, case .after(let ns) = packet.release { copy.release = .after(ns: ns.addingTime(afterNs)) }
    return [packet] + Array(repeating: copy, count: copies)
  }

  var verdict: String { copies == 1 ? "duplicated" : "copied \(copies) times" }
}
