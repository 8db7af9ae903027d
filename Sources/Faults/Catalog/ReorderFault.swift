package import LabModel
internal import WireFormat

/// Lets later packets overtake.
package struct ReorderFault: WireFault {
  package static let kind = "reorder"
  package static let usage = """
    reorder: PACKETS
    reorder: { \(WireChoice.usage), behind: 1, at-most: 1s }
    """
  package static let summary = """
    Lets so many later packets of the same way overtake each packet that it chooses; one that nothing follows goes \
    on after 'at-most'.
    """
  package static let example = """
    title: A segment overtakes another
    hosts: { client: {}, server: {} }
    faults:
      - reorder: client > server 2nd data
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 30 ] }
      client: { on: client, socket: [ connect server:7000, set nodelay on, send 10 times 3 every 5ms ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, result: 30 }
    expect:
      - packets: { sequence: client > server data arrivedLate }
    """

  package let choice: WireChoice
  package let action: any WireAction

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
    let behind = try parameters.count("behind") ?? 1
    guard behind > 0 else {
      throw LabDiagnostic(
        parameters.node.position, "'behind: 0' changes no order", remedy: "write for example 'behind: 1'")
    }
    action = ReorderAction(
      behind: behind, atMostNs: try parameters.duration("at-most")?.wholeNs ?? 1_000_000_000)
  }
}

private struct ReorderAction: UniformWireAction {
  let behind: Int
  let atMostNs: Int64

  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] {
    var later = packet
    later.release = .behind(frames: behind, atMostNs: atMostNs)
    return [later]
  }

  var verdict: String { "put behind \(behind == 1 ? "the next packet" : "the next \(behind) packets")" }
}
