/// What the instrumented peer tells the supervisor: one line of text per event.
///
/// A line is one message of a SOCK_SEQPACKET socket, so it arrives whole or not at all, also when the
/// peer is killed in the middle of its work. Source: unix(7).
package enum PeerEvent: Sendable, Hashable {
  /// A call is about to be made. `index` counts the instruction from 0, `call` the calls of the process;
  /// `instruction` is what the lab file says, for `repeat` the one inside it.
  case started(call: Int, index: Int, operation: String, instruction: String, atNs: Int64)
  /// A call returned. `result` is what it returned (bytes, or 0), `error` the errno's name; `wrongByte` the place
  /// in the stream of the first byte received that a peer would not have sent there.
  case ended(call: Int, result: Int, error: String?, atNs: Int64, wrongByte: Int? = nil)
  /// All instructions are done; the process stays, holding its sockets.
  case idle(atNs: Int64)

  /// A line is never longer.
  package static let maximumBytes = 1024

  /// The line, without a line feed.
  package var line: String {
    switch self {
    case .started(let call, let index, let operation, let instruction, let atNs):
      "start \(call) \(index) \(operation) \(atNs) \(instruction.prefix(200))"
    case .ended(let call, let result, let error, let atNs, let wrongByte):
      "end \(call) \(result) \(error ?? "-") \(atNs)" + (wrongByte.map { " \($0)" } ?? "")
    case .idle(let atNs): "idle \(atNs)"
    }
  }

  /// Reads a line; nil where it is not one of ours.
  package init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    switch words.first {
    case "start":
      guard words.count >= 5, let call = Int(words[1]), let index = Int(words[2]), let at = Int64(words[4])
      else { return nil }
      self = .started(
        call: call, index: index, operation: String(words[3]),
        instruction: words.dropFirst(5).joined(separator: " "), atNs: at)
    case "end":
      guard words.count == 5 || words.count == 6, let call = Int(words[1]), let result = Int(words[2]),
        let at = Int64(words[4])
      else { return nil }
      let wrongByte = words.count == 6 ? Int(words[5]) : nil
      guard words.count == 5 || wrongByte != nil else { return nil }
      self = .ended(
        call: call, result: result, error: words[3] == "-" ? nil : String(words[3]), atNs: at,
        wrongByte: wrongByte)
    case "idle":
      guard words.count == 2, let at = Int64(words[1]) else { return nil }
      self = .idle(atNs: at)
    default: return nil
    }
  }
}
