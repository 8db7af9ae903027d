package import LabModel
internal import WireFormat

/// Loses packets on their way: the sender cannot know.
package struct DropFault: WireFault {
  package static let kind = "drop"
  package static let usage = """
    drop: PACKETS
    drop: { \(WireChoice.usage) }
    """
  package static let summary = "Loses the packets that it chooses on the wire, until 'lift' ends it."

  package let choice: WireChoice
  package var action: any WireAction { DropAction() }

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }
}

/// Nothing leaves.
struct DropAction: UniformWireAction {
  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] { [] }
  var verdict: String { "dropped" }
}
