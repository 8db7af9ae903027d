internal import Glibc
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
  /// Each host that the words name as a target, those inside brackets too.
  private(set) var hosts: [PeerInstruction.Host] = []

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

  /// `server:7000`
  package mutating func target() throws(PeerSyntaxError) -> (host: String, port: Int) {
    let target = try require("HOST:PORT")
    guard let colon = target.lastIndex(of: ":"), let number = Int(target[target.index(after: colon)...]),
      (1...65535).contains(number), colon > target.startIndex
    else { throw error("'\(target)' is not HOST:PORT, for example server:7000") }
    let host = String(target[..<colon])
    hosts.append(PeerInstruction.Host(name: host, offset: words[position - 1].offset))
    return (host, number)
  }

  /// The instructions in brackets that end the text: `[ accept, close ]`.
  package mutating func block() throws(PeerSyntaxError) -> [PeerInstruction] {
    let start = position < words.count ? words[position].offset : text.count
    let body = Array(text.dropFirst(start))
    guard body.first == "[", body.last == "]", body.count > 1 else {
      throw PeerSyntaxError("'\(text)' lacks its operations in brackets", at: start)
    }
    position = words.count
    var instructions: [PeerInstruction] = []
    var depth = 0
    var begin = 1
    for (index, character) in body.enumerated().dropFirst() {
      if character == "[" { depth += 1 }
      if character == "]" { depth -= 1 }
      guard index == body.count - 1 || (depth == 0 && character == ",") else { continue }
      let blanks = body[begin..<index].prefix { $0 == " " }.count
      let piece = String(body[(begin + blanks)..<index].reversed().drop { $0 == " " }.reversed())
      do throws(PeerSyntaxError) {
        let instruction = try PeerOperationCatalog.parse(piece)
        hosts += instruction.hosts.map { .init(name: $0.name, offset: start + begin + blanks + $0.offset) }
        instructions.append(instruction)
      } catch {
        throw PeerSyntaxError(error.message, at: start + begin + blanks + error.offset)
      }
      begin = index + 1
    }
    return instructions
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

/// An operation, and the words that asked for it.
package struct PeerInstruction: Sendable {
  package var text: String
  package var operation: any PeerOperation
  /// The hosts that it speaks to, which only the lab knows.
  package var hosts: [Host]

  /// A host as an instruction names it, by name or address.
  package struct Host: Sendable, Hashable {
    package var name: String
    /// Of its first character in the instruction, from 0.
    package var offset: Int

    /// Whether it is an address, or the name that every machine has for itself.
    package var needsNoLab: Bool {
      var address = in6_addr()
      return name == "localhost" || inet_pton(AF_INET, name, &address) == 1
        || inet_pton(AF_INET6, name, &address) == 1
    }
  }
}

/// The operations an instrumented peer knows, in the reference's order.
package enum PeerOperationCatalog {
  package static let all: [any PeerOperation.Type] = [
    ListenOperation.self,
    AcceptOperation.self,
    BindOperation.self,
    ConnectOperation.self,
    KeepOperation.self,
    SendOperation.self,
    ReceiveOperation.self,
    ShutdownOperation.self,
    CloseOperation.self,
    SetOperation.self,
    GetOperation.self,
    PollOperation.self,
    RepeatOperation.self,
    ForkOperation.self,
    SYNFloodOperation.self,
    WaitOperation.self,
    SleepOperation.self,
    ExitOperation.self,
    CrashOperation.self,
  ]

  /// Reads one instruction.
  package static func parse(_ text: String) throws(PeerSyntaxError) -> PeerInstruction {
    var words = WordReader(text)
    let name = try words.require("an operation")
    guard let type = all.first(where: { $0.name == name }) else {
      throw PeerSyntaxError(
        "unknown operation '\(name)': a peer can \(all.map { $0.name }.joined(separator: ", "))", at: 0)
    }
    let operation = try type.init(&words)
    try words.finish()
    return PeerInstruction(text: text, operation: operation, hosts: words.hosts)
  }
}
