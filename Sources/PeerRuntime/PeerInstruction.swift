internal import LabModel

/// Why an instruction is not one, and at which character of its text (from 0).
package struct PeerSyntaxError: Error, Sendable, Hashable {
  package var message: String
  package var offset: Int

  package init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }
}

/// The words of an instruction after the operation's own: `server:7000` of `connect server:7000`.
package struct WordReader {
  private let text: String
  private var words: [(text: String, offset: Int)] = []
  private var position = 0

  init(_ text: String) {
    self.text = text
    var offset = 0
    for part in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !part.isEmpty { words.append((String(part), offset)) }
      offset += part.count + 1
    }
  }

  /// The next word, or nil at the end.
  package mutating func next() -> String? {
    guard position < words.count else { return nil }
    position += 1
    return words[position - 1].text
  }

  /// The next word, which must be there.
  package mutating func require(_ what: String) throws(PeerSyntaxError) -> String {
    if let word = next() { return word }
    throw PeerSyntaxError("'\(text)' lacks \(what)", at: text.count)
  }

  /// Skips the next word if it is this one.
  package mutating func skip(_ word: String) -> Bool {
    guard position < words.count, words[position].text == word else { return false }
    position += 1
    return true
  }

  /// A whole number within a range, with an optional `k` or `M` (powers of 1024) for byte counts.
  package mutating func integer(_ what: String, in range: ClosedRange<Int>) throws(PeerSyntaxError) -> Int {
    let word = try require(what)
    let scale = word.hasSuffix("k") ? 1024 : word.hasSuffix("M") ? 1024 * 1024 : 1
    guard let number = Int(scale == 1 ? word : String(word.dropLast())), number <= range.upperBound / scale,
      range.contains(number * scale)
    else {
      throw error("'\(word)' is not \(what): a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number * scale
  }

  package mutating func duration(_ what: String) throws(PeerSyntaxError) -> Duration {
    let word = try require(what)
    guard let duration = Duration(labText: word) else {
      throw error("'\(word)' is not \(what): write a number with a unit, for example 200ms or 5s")
    }
    return duration
  }

  /// Refuses words that nobody asked for.
  package func finish() throws(PeerSyntaxError) {
    guard position < words.count else { return }
    throw PeerSyntaxError("'\(words[position].text)' is too much here", at: words[position].offset)
  }

  /// An error at the word read last.
  package func error(_ message: String) -> PeerSyntaxError {
    PeerSyntaxError(message, at: position > 0 ? words[position - 1].offset : 0)
  }
}

/// Something an instrumented peer can do: one system call, or a few that belong together.
///
/// A new one is one file in `Operations/` and one line in `PeerOperationCatalog.all`.
package protocol PeerOperation: Sendable {
  /// The word in a lab file.
  static var name: String { get }
  /// `connect HOST:PORT`
  static var usage: String { get }
  /// One sentence for the reference.
  static var summary: String { get }

  init(_ words: inout WordReader) throws(PeerSyntaxError)

  func run(in peer: Peer)
}

/// The operations an instrumented peer knows, in the reference's order.
package enum PeerOperationCatalog {
  package static let all: [any PeerOperation.Type] = [
    ListenOperation.self,
    AcceptOperation.self,
    ConnectOperation.self,
    SendOperation.self,
    ReceiveOperation.self,
    ShutdownOperation.self,
    CloseOperation.self,
    SetOperation.self,
    WaitOperation.self,
    SleepOperation.self,
    ExitOperation.self,
    CrashOperation.self,
  ]

  /// Reads one instruction.
  package static func parse(_ text: String) throws(PeerSyntaxError) -> any PeerOperation {
    var words = WordReader(text)
    let name = try words.require("an operation")
    guard let type = all.first(where: { $0.name == name }) else {
      throw PeerSyntaxError(
        "unknown operation '\(name)': a peer can \(all.map { $0.name }.joined(separator: ", "))", at: 0)
    }
    let operation = try type.init(&words)
    try words.finish()
    return operation
  }
}
