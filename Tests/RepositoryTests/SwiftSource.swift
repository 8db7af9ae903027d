import Glibc

/// Swift code with its comments and string literals blanked out, so that a word is a word of the code.
///
/// Lines and columns stay where they are. Interpolations are blanked with their string: what stands in
/// one is no declaration.
struct SwiftSource {
  /// As written.
  let lines: [Substring]
  /// Without comments and strings; the same number of lines.
  let code: [Substring]
  private let codeText: String

  init(_ text: String) {
    var blanker = Blanker(text)
    let blanked = blanker.run()
    self.codeText = blanked
    self.lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    self.code = blanked.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// A function, initializer or subscript with a body.
  struct Function: Equatable {
    var name: String
    /// Of its first line, from 1.
    var line: Int
    /// From the line of its `func` to the line of its closing brace.
    var length: Int
  }

  var functions: [Function] {
    let declaration = /(?:^|[^.\w`])(func\s+[^\s(<]+|init[?!]?(?=[\s(<])|deinit|subscript)/
    var found: [Function] = []
    for (index, line) in code.enumerated()
    where line.holdsOne(of: ["func", "init", "subscript"]) {
      guard let match = line.firstMatch(of: declaration),
        let end = closingLine(from: index, after: match.range)
      else { continue }
      found.append(Function(name: String(match.1), line: index + 1, length: end - index + 1))
    }
    return found
  }

  /// The types that others may use and their names, with whether a `///` stands above each.
  var documentableTypes: [(name: String, line: Int, isDocumented: Bool)] {
    let declaration =
      /^\s*(?:@\S+\s+)*(?:package|public)\s+(?:final\s+|indirect\s+)*(?:struct|enum|class|actor|protocol|typealias)\s+(\w+)/
    return code.indices.compactMap { index in
      guard code[index].holdsOne(of: ["package", "public"]),
        let match = code[index].firstMatch(of: declaration)
      else { return nil }
      var above = index - 1
      while above >= 0, lines[above].firstMatch(of: /^\s*(@|#if)/) != nil { above -= 1 }
      let isDocumented = above >= 0 && lines[above].firstMatch(of: /^\s*\/\/\//) != nil
      return (String(match.1), index + 1, isDocumented)
    }
  }

  /// The name of the first type that is declared at the file's own level.
  var mainType: String? {
    for line in code {
      let declaration = /^(?:@\S+\s+)*(?:\w+\s+)*?(?:struct|enum|class|actor|protocol)\s+(\w+)/
      if let match = line.firstMatch(of: declaration) { return String(match.1) }
    }
    return nil
  }

  /// The modules that are imported, with their lines.
  var imports: [(module: String, line: Int)] {
    let statement =
      /^\s*(?:@\S+\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|var|let)\s+)?(\w+)/
    return code.enumerated().compactMap { index, line in
      guard line.holdsOne(of: ["import"]) else { return nil }
      return line.firstMatch(of: statement).map { (String($0.1), index + 1) }
    }
  }

  /// The next declaration, or the end of the protocol: what came before it had no body.
  private static func beginsSomethingElse(_ line: Substring) -> Bool {
    let start = /^\s*(?:(?:package|public|private|static|mutating|init|func|var|let|subscript|case)\b|@|\}|$)/
    return line.firstMatch(of: start) != nil
  }

  /// The line of the brace that closes the body; nil where the declaration has none, as in a protocol.
  private func closingLine(from first: Int, after range: Range<Substring.Index>) -> Int? {
    var parentheses = 0
    var braces = 0
    var rest = code[first][range.upperBound...]
    for index in first..<code.count {
      if index > first {
        rest = code[index][...]
        if braces == 0, parentheses == 0, Self.beginsSomethingElse(rest) { return nil }
      }
      for byte in rest.utf8 {
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["): parentheses += 1
        case UInt8(ascii: ")"), UInt8(ascii: "]"): parentheses -= 1
        case UInt8(ascii: "{") where parentheses == 0: braces += 1
        case UInt8(ascii: "}") where parentheses == 0:
          braces -= 1
          if braces <= 0 { return braces == 0 ? index : nil }
        default: break
        }
      }
    }
    return nil
  }
}

extension StringProtocol {
  /// A quick look, to spare a search by characters or a regular expression: those are slow in a debug build.
  func holdsOne(of words: [String]) -> Bool {
    withCString { text in words.contains { strstr(text, $0) != nil } }
  }
}
