import WireFormat

/// The names of TCP's states, in the spelling of records and labs.
///
/// Source: RFC 9293 §3.3.2; ss(8) for the other spellings.
package enum SocketStateName {
  package static let all = [
    "LISTEN", "SYN_SENT", "SYN_RCVD", "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING",
    "LAST_ACK", "TIME_WAIT", "CLOSED",
  ]

  /// The state's name for any of its spellings (`SYN-RECV`, `FIN_WAIT1`, `ESTAB`); nil for other words.
  package static func canonical(_ word: String) -> String? {
    let key = String(word.uppercased().filter { $0 != "_" && $0 != "-" })
    return aliases[key] ?? all.first { $0.filter { $0 != "_" } == key }
  }

  private static let aliases = [
    "SYNRECEIVED": "SYN_RCVD", "SYNRECV": "SYN_RCVD", "NEWSYNRECV": "SYN_RCVD",
    "ESTAB": "ESTABLISHED", "CLOSE": "CLOSED", "UNCONN": "CLOSED",
  ]
}

extension ParameterReader {
  /// A TCP state, in its canonical spelling.
  package mutating func socketState(_ key: String) throws(LabDiagnostic) -> String? {
    guard let found = node(key) else { return nil }
    return try Self.socketState(found, for: key)
  }

  package static func socketState(_ node: LabNode, for key: String) throws(LabDiagnostic) -> String {
    let text = try scalar(node, for: key)
    if let name = SocketStateName.canonical(text) { return name }
    throw LabDiagnostic(
      node.position, Spelling.unknown("TCP state", text.uppercased(), among: SocketStateName.all))
  }
}
