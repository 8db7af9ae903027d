internal import LabModel

/// What a queue has room for: `10 packets`, `15000 bytes`.
enum QueueLimit: Sendable, Hashable, CustomStringConvertible {
  case packets(Int)
  case bytes(Int)

  init(_ node: LabNode, for key: String) throws(LabDiagnostic) {
    let words = try ParameterReader.scalar(node, for: key).split(separator: " ")
    switch (words.first.flatMap { Int($0) }, words.dropFirst().joined(separator: " ")) {
    case (let count?, "packets") where (1...1_000_000).contains(count): self = .packets(count)
    case (let count?, "packet") where count == 1: self = .packets(count)
    // Less than a full frame would never let one wait.
    case (let count?, "bytes") where (1514...100_000_000).contains(count): self = .bytes(count)
    default:
      throw LabDiagnostic(
        node.position, "'\(key): \(words.joined(separator: " "))' is no size of a queue",
        why: "it is a number of packets, or of bytes from 1514, a full frame",
        remedy: "write for example '\(key): 10 packets' or '\(key): 15000 bytes'")
    }
  }

  /// Whether a queue that holds these frames has room for one more.
  func admits(bytes count: Int, beside waiting: [Int]) -> Bool {
    switch self {
    case .packets(let limit): waiting.count < limit
    case .bytes(let limit): waiting.reduce(count, +) <= limit
    }
  }

  var description: String {
    switch self {
    case .packets(let count): count == 1 ? "1 packet" : "\(count) packets"
    case .bytes(let count): "\(count) bytes"
    }
  }
}
