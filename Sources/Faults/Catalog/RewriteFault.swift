package import LabModel
internal import WireFormat

/// Changes the TCP header of packets on their way, as middleboxes do; the checksum is made right.
package struct RewriteFault: WireFault {
  package static let kind = "rewrite"
  package static let usage = """
    rewrite: { \(WireChoice.usage), mss: 536, window: 0 }
    rewrite: { packets: PACKETS, flags: { set: [ urg, ece ], clear: [ psh ] } }
    rewrite: { packets: PACKETS, without: [ mss, window-scale, sack, timestamps, fast-open ] }
    """
  package static let summary = """
    Changes the TCP header of the packets that it chooses: the MSS option, the window (the header's 16 bits, \
    unscaled), flags, or options taken out, which are overwritten with NOPs; the checksum is made right.
    """
  package static let proof = "at least one packet left the wire changed"
  package static let example = """
    title: A middlebox takes SACK out of the handshake
    hosts: { client: {}, server: {} }
    faults:
      - rewrite: { packets: client > server syn, without: [ sack ] }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: accept, result: 0 }
    expect:
      - packets: { sequence: [ client > server syn altered, server > client synAck, client > server handshakeAck ] }
    """

  package let choice: WireChoice
  package let action: any WireAction

  private static let flagNames: [(name: String, flag: TCPFlags)] = [
    ("fin", .fin), ("syn", .syn), ("rst", .rst), ("psh", .psh), ("ack", .ack), ("urg", .urg), ("ece", .ece),
    ("cwr", .cwr),
  ]

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
    var edit = TCPHeaderEdit()
    edit.maximumSegmentSize = try parameters.sixteenBits("mss")
    edit.window = try parameters.sixteenBits("window")
    if var flags = parameters.nested("flags") {
      edit.set = try Self.flags("set", &flags)
      edit.clear = try Self.flags("clear", &flags)
      try flags.finish()
    }
    for node in try parameters.list("without") ?? [] {
      let word = try ParameterReader.scalar(node, for: "without")
      guard let option = TCPHeaderEdit.Removable(rawValue: word) else {
        let all = TCPHeaderEdit.Removable.allCases.map(\.rawValue)
        throw LabDiagnostic(
          node.position, "'\(word)' is no option that can be taken out",
          why: "there is \(ParameterReader.list(all))")
      }
      edit.without.append(option)
    }
    guard edit != TCPHeaderEdit() else {
      throw LabDiagnostic(
        parameters.node.position, "'rewrite' does not say what to change",
        remedy:
          "write for example 'mss: 536', 'window: 0', 'flags: { clear: [ psh ] }' or 'without: [ sack ]'")
    }
    action = RewriteAction(edit: edit)
  }

  private static func flags(_ key: String, _ parameters: inout ParameterReader) throws(LabDiagnostic)
    -> TCPFlags
  {
    var flags: TCPFlags = []
    for node in try parameters.list(key) ?? [] {
      let word = try ParameterReader.scalar(node, for: key)
      guard let known = flagNames.first(where: { $0.name == word }) else {
        throw LabDiagnostic(
          node.position, "'\(word)' is no flag of a TCP header",
          why: "there is \(ParameterReader.list(flagNames.map(\.name)))")
      }
      flags.insert(known.flag)
    }
    return flags
  }
}

private struct RewriteAction: WireAction {
  let edit: TCPHeaderEdit
  private var changed = 0

  init(edit: TCPHeaderEdit) { self.edit = edit }

  mutating func act(
    on packet: WireDeparture, at passage: WirePassage, random: inout SeededGenerator
  ) -> WireOutcome {
    guard let (bytes, changes) = edit.applied(to: packet.bytes) else {
      return WireOutcome("not changed: it has nothing to change", [packet])
    }
    changed += 1
    var edited = packet
    edited.bytes = bytes
    return WireOutcome(changes.joined(separator: ", "), [edited])
  }

  func account(chosen: Int, matched: Int) -> String {
    "changed \(changed) of \(matched) packets that matched"
  }

  var failure: String? {
    changed > 0 ? nil : "no packet that it chose has what it changes, or all had it so before"
  }
}
