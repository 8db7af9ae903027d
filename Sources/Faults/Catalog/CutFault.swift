package import LabModel
internal import WireFormat

/// Cuts a host's wire without its knowledge: its carrier stays.
package struct CutFault: Fault {
  package static let kind = "cut"
  package static let usage = """
    cut: PLACE
    cut: { host: PLACE, direction: both|out|in }
    """
  package static let summary = """
    Loses everything that a host sends, or that comes to it, or both, on its wire; unlike 'unplug' nobody's carrier \
    is lost.
    """
  package static let proof = "the wire lets nothing pass"

  private let place: WirePlace
  private let directions: [WireChoice.Direction]

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    place = try Self.place(&parameters)
    switch try parameters.text("direction") ?? "both" {
    case "both": directions = [.outbound, .inbound]
    case "out": directions = [.outbound]
    case "in": directions = [.inbound]
    case let other:
      throw LabDiagnostic(
        parameters.node.position, "'direction: \(other)' is neither both, out nor in")
    }
  }

  package var target: String { place.host }
  package var wiredHosts: WiredHosts { .host(place.host) }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    for direction in directions {
      let choice = WireChoice(
        pattern: PacketPattern(), place: place, direction: direction, name: Self.name(of: place))
      try lab.addWireRule(WireRule(choice, DropAction(), mustChoose: false))
    }
    return AppliedFault(site: place.site, proof: "its wire lets nothing pass")
  }

  /// A host's cable, or all cables of a router.
  static func place(_ parameters: inout ParameterReader) throws(LabDiagnostic) -> WirePlace {
    let node = try parameters.require("host", shorthand: true)
    return try WirePlace(node, for: "host", names: parameters.names, isOneCable: false)
  }

  /// By which `mend` finds it: no lab can give a fault a name with a blank.
  static func name(of place: WirePlace) -> String { "cut of \(place.site)" }
}
