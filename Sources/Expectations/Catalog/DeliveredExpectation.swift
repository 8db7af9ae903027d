package import Evidence
package import LabModel

/// Every byte that one peer sent came to the other's program, in order and once.
///
/// Peers send bytes that follow from their place in the stream, and compare what they receive with what belongs
/// there, so that a byte lost, doubled or out of place is seen, not only a wrong number of them.
package struct DeliveredExpectation: Expectation {
  package static let kind = "delivered"
  package static let usage = """
    delivered: { from: PROCESS, to: OTHER-PROCESS }
    delivered: { from: PROCESS, to: OTHER-PROCESS, bytes: N }
    """
  package static let summary = """
    Every byte that a peer's send calls took came out of another peer's receive calls, in order and once; with `bytes` \
    so many.
    """

  let sender: String
  let receiver: String
  let bytes: Int?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    sender = try parameters.process("from")
    receiver = try parameters.process("to")
    bytes = try parameters.count("bytes")
    try parameters.finish()
    guard sender != receiver else {
      throw LabDiagnostic(parameters.node.position, "'from' and 'to' are the same process")
    }
  }

  package func judge(_ record: RunRecord) -> Finding {
    let sends = record.calls.filter { $0.process == sender && $0.operation == "send" }
    let receives = record.calls.filter { $0.process == receiver && $0.operation == "receive" }
    guard !sends.isEmpty else {
      return Finding(
        .inconclusive, "\(sender) made no send call that could be seen, so nothing was to be delivered")
    }
    if let wrong = receives.first(where: { $0.wrongByte != nil }), let place = wrong.wrongByte {
      return Finding(
        .fail,
        "\(receiver)'s receive at \(record.time(wrong.startedAtNs)) got another byte than was sent at place \(place)",
        expected: ["the stream as \(sender) sent it"],
        actual: ["\(receiver): \(wrong.instruction) returned \(wrong.result ?? 0), wrong from byte \(place)"])
    }
    if let open = sends.first(where: { $0.endedAtNs == nil }) {
      return Finding(
        .inconclusive,
        "\(sender)'s send at \(record.time(open.startedAtNs)) has not returned: what it took is not known")
    }
    let sent = Self.sum(sends)
    let received = Self.sum(receives)
    let sentence = "\(sender) sent \(sent) bytes, \(receiver) received \(received)"
    if let bytes, bytes != sent {
      return Finding(.fail, sentence, expected: ["\(sender) sends \(bytes) bytes"], actual: [sentence])
    }
    guard sent == received else {
      return Finding(.fail, sentence, expected: ["\(receiver) receives \(sent) bytes"], actual: [sentence])
    }
    guard sent > 0 || bytes == 0 else {
      return Finding(.inconclusive, "\(sender)'s send calls took no byte, so nothing was to be delivered")
    }
    return Finding(.pass, "\(sentence), each in its place")
  }

  /// Where no number can hold them, the greatest.
  private static func sum(_ calls: [CallRecord]) -> Int {
    calls.reduce(0) { sum, call in
      let (next, overflow) = sum.addingReportingOverflow(max(0, call.result ?? 0))
      return overflow ? .max : next
    }
  }
}
