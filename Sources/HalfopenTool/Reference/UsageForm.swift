/// A usage line of a catalog (`crash: { process: PROCESS, signal: SIGSEGV|SIGABRT }`), read as the shape of
/// what a lab file may hold: capitals stand for something of the lab's own, `a|b` for a choice.
indirect enum UsageForm: Hashable {
  /// A placeholder, a choice or an example.
  case value(String)
  case list(UsageForm)
  case mapping([Member])

  /// A key, or several of which one is written, and what it holds.
  struct Member: Hashable {
    var keys: [String]
    var form: UsageForm
  }

  /// The form after a line's first word.
  init(usage line: String, of kind: String) {
    let rest = line.hasPrefix("\(kind):") ? line.dropFirst(kind.count + 1) : line[...]
    self.init(Self.trimmed(rest))
  }

  private init(_ text: Substring) {
    if text.hasPrefix("{"), text.hasSuffix("}") {
      self = .mapping(
        Self.parts(text.dropFirst().dropLast()).compactMap { part in
          guard let colon = Self.colon(in: part) else { return nil }
          let keys = part[..<colon].split(separator: "|").map(String.init)
          return Member(keys: keys, form: UsageForm(Self.trimmed(part[part.index(after: colon)...])))
        })
    } else if text.hasPrefix("["), text.hasSuffix("]") {
      self = .list(Self.parts(text.dropFirst().dropLast()).first.map { UsageForm($0) } ?? .value(""))
    } else {
      self = .value(String(text))
    }
  }

  /// The first colon that ends a key: a space or nothing follows it.
  private static func colon(in text: Substring) -> Substring.Index? {
    text.indices.first { index in
      guard text[index] == ":" else { return false }
      let next = text.index(after: index)
      return next == text.endIndex || text[next] == " "
    }
  }

  /// What stands between commas, brackets aside; the dots of "and so on" are no part.
  private static func parts(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var (depth, start) = (0, text.startIndex)
    for index in text.indices {
      switch text[index] {
      case "{", "[": depth += 1
      case "}", "]": depth -= 1
      case "," where depth == 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    parts.append(text[start...])
    return parts.map(trimmed).filter { !$0.isEmpty && $0 != "…" }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
