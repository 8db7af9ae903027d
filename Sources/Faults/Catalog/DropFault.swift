package import LabModel

/// Loses packets on their way: the sender cannot know.
package struct DropFault: Fault {
  package static let kind = "drop"
  package static let usage = """
    drop: PACKETS
    drop: { \(WireChoice.usage) }
    """
  package static let summary = "Loses the packets that it chooses on the wire, until 'lift' ends it."
  package static let proof = WireChoice.proof

  let choice: WireChoice

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }

  package var target: String { choice.target }
  package var wiredHosts: WiredHosts { choice.wiredHosts }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try choice.putInForce(DropAction(), on: lab)
  }
}

/// Nothing leaves.
struct DropAction: WireAction {
  mutating func act(on packet: WireDeparture, random: inout WireRandom) -> [WireDeparture] { [] }
  var verdict: String { "dropped" }
}
