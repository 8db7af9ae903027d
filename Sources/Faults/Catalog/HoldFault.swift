package import LabModel

/// Keeps packets on the wire until they are released.
package struct HoldFault: Fault {
  package static let kind = "hold"
  package static let usage = """
    hold: PACKETS
    hold: { \(WireChoice.usage) }
    """
  package static let summary = "Keeps the packets that it chooses on the wire until 'release'."
  package static let proof = WireChoice.proof

  let choice: WireChoice

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }

  package var target: String { choice.target }
  package var wiredHosts: WiredHosts { choice.wiredHosts }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try choice.putInForce(HoldAction(), on: lab)
  }
}

private struct HoldAction: WireAction {
  mutating func act(on packet: WireDeparture, random: inout WireRandom) -> [WireDeparture] {
    var held = packet
    held.release = .held
    return [held]
  }

  var verdict: String { "held" }
}
