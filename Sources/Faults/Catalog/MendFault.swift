package import LabModel

/// Mends a wire that was cut.
package struct MendFault: Fault {
  package static let kind = "mend"
  package static let usage = "mend: PLACE"
  package static let summary = "Lets a host's wire that was cut pass everything again."
  package static let proof = "the wire was cut"

  private let place: WirePlace

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    place = try CutFault.place(&parameters)
  }

  package var target: String { place.host }
  package var wiredHosts: WiredHosts { .host(place.host) }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    guard try lab.endWireRules(named: CutFault.name(of: place)) > 0 else {
      throw FaultError("\(place.site) is not cut")
    }
    return AppliedFault(site: place.site, proof: "its wire lets everything pass again")
  }
}
