package import LabModel
internal import WireFormat

/// Keeps packets on the wire until they are released.
package struct HoldFault: WireFault {
  package static let kind = "hold"
  package static let usage = """
    hold: PACKETS
    hold: { \(WireChoice.usage) }
    """
  package static let summary = "Keeps the packets that it chooses on the wire until 'release'."

  package let choice: WireChoice
  package var action: any WireAction { HoldAction() }

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }
}

struct HoldAction: WireAction {
  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] {
    var held = packet
    held.release = .held
    return [held]
  }

  var verdict: String { "held" }
}
