import Evidence
import LabModel

/// A socket of a host that is seen to come into a state.
struct SocketMoment: MomentEvent {
  private let host: String
  private let state: String
  private let port: Int?

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    var inner = ParameterReader(
      kind: "socket", node: try parameters.require("socket"), names: parameters.names)
    host = try inner.host("host")
    let place = try inner.require("state")
    state = try ParameterReader.socketState(place, for: "state")
    port = try inner.count("port")
    try inner.finish()
  }

  var text: String { "a socket of \(host) came into \(state)" }

  func times(_ record: RunRecord) -> [Int64] {
    record.states.filter { seen in
      seen.host == host && (SocketStateName.canonical(seen.state) ?? seen.state) == state
        && seen.previous != seen.state && (port == nil || seen.localPort == port || seen.remotePort == port)
    }.map(\.atNs).sorted()
  }
}
