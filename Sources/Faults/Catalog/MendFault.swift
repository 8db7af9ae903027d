package import LabModel

/// Mends a wire that was cut.
package struct MendFault: Fault {
  package static let kind = "mend"
  package static let usage = "mend: PLACE"
  package static let summary = "Lets a host's wire that was cut pass everything again."
  package static let proof = "the wire was cut"
  package static let example = """
    title: A way breaks and is mended
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - cut: server
      - continue: client
      - wait: { packet: client > server data retransmission }
      - mend: server
      - wait: { process: server, call: receive, result: 10 }
    expect:
      - packets: { after: mend, none: any lost }
    """

  private let place: WirePlace

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    place = try CutFault.place(&parameters)
  }

  package var target: String { place.host }
  package var wiredHosts: WiredHosts { .hosts([place.host]) }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    guard try lab.endWireRules(named: CutFault.name(of: place)) > 0 else {
      throw FaultError("\(place.site) is not cut")
    }
    return AppliedFault(site: place.site, proof: "its wire lets everything pass again")
  }
}
