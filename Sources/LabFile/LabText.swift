import LabModel

/// The text of a lab file, checked before YAML looks at it.
///
/// What is refused here would otherwise be a vague message, a long wait or a deep recursion in the YAML
/// parser: size, bytes that are no text, tabs that indent, aliases (whose expansion has no bound), open
/// brackets without end.
enum LabText {
  static let maximumBytes = 1_000_000
  static let maximumOpenBrackets = 100

  static func check(_ bytes: [UInt8], file: String) throws(LabProblems) -> String {
    let start = SourcePosition(file: file, line: 1, column: 1)
    guard bytes.count <= maximumBytes else {
      throw LabProblems([
        LabDiagnostic(
          start, "the file is too large", why: "a lab file has at most \(maximumBytes) bytes",
          remedy: "is this a lab file?")
      ])
    }
    guard var text = String(validating: bytes, as: UTF8.self) else {
      let valid = validPrefix(of: bytes)
      let place = position(after: valid, file: file)
      throw LabProblems([
        LabDiagnostic(place, "bytes that are not UTF-8 text", remedy: "save the file as UTF-8")
      ])
    }
    // The mark that some editors put before the first line says nothing more.
    if text.unicodeScalars.first == "\u{FEFF}" { text = String(text.unicodeScalars.dropFirst()) }
    var problems = ProblemCollector()
    var scanner = Scanner(file: file)
    for scalar in text.unicodeScalars { scanner.take(scalar, into: &problems) }
    try problems.finish()
    return text
  }

  /// How many characters each line has, its end not counted; at least one line.
  static func lineLengths(of text: String) -> [Int] {
    var lengths = [0]
    var scanner = Scanner(file: "")
    for scalar in text.unicodeScalars {
      scanner.advance(over: scalar)
      if scanner.position.line > lengths.count { lengths.append(0) }
      lengths[lengths.count - 1] = scanner.position.column - 1
    }
    return lengths
  }

  /// Source: YAML 1.1, which libyaml reads, §5.4.
  private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  private static func validPrefix(of bytes: [UInt8]) -> String.UnicodeScalarView {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var valid = String.UnicodeScalarView()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid.append(scalar) }
    return valid
  }

  private static func position(after text: String.UnicodeScalarView, file: String) -> SourcePosition {
    var scanner = Scanner(file: file)
    for scalar in text { scanner.advance(over: scalar) }
    return scanner.position
  }

  /// Walks over the characters, counting lines as YAML does; CRLF ends one.
  private struct Scanner {
    private(set) var position: SourcePosition
    private var previous: Unicode.Scalar = "\n"
    /// The last character of the line that is no blank.
    private var lastMark: Unicode.Scalar?
    private var pendingAlias: SourcePosition?
    private var openBrackets = 0

    init(file: String) { self.position = SourcePosition(file: file, line: 1, column: 1) }

    mutating func advance(over scalar: Unicode.Scalar) {
      switch scalar {
      case "\n" where previous == "\r": break
      case _ where LabText.endsLine(scalar):
        position.line += 1
        position.column = 1
        lastMark = nil
      default: position.column += 1
      }
      previous = scalar
    }

    mutating func take(_ scalar: Unicode.Scalar, into problems: inout ProblemCollector) {
      if let alias = pendingAlias {
        pendingAlias = nil
        if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-" {
          problems.add(
            LabDiagnostic(
              alias, "a YAML alias ('*name')", why: "a lab file says everything where it is used",
              remedy: "write the value itself; in a text, put a word before the '*'"))
        }
      }
      check(scalar, &problems)
      let here = position
      let mayBeginValue = lastMark.map { ":-?[{,".unicodeScalars.contains($0) } ?? true
      advance(over: scalar)
      if scalar == "*", mayBeginValue { pendingAlias = here }
      if scalar != " ", scalar != "\t", !LabText.endsLine(scalar) { lastMark = scalar }
    }

    private mutating func check(_ scalar: Unicode.Scalar, _ problems: inout ProblemCollector) {
      switch scalar {
      case "\t" where lastMark == nil:
        problems.add(
          LabDiagnostic(
            position, "a tab", why: "YAML indents with blanks only", remedy: "write two blanks instead"))
      case "\t", "\n", "\r": break
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{84}", "\u{86}"..."\u{9F}", "\u{FEFF}", "\u{FFFE}"..."\u{FFFF}":
        problems.add(
          LabDiagnostic(
            position, "a control character (U+\(String(scalar.value, radix: 16, uppercase: true)))",
            why: "a lab file is text", remedy: "remove it"))
      case "[", "{":
        openBrackets += 1
        if openBrackets == LabText.maximumOpenBrackets + 1 {
          problems.add(
            LabDiagnostic(
              position, "more than \(LabText.maximumOpenBrackets) brackets are open here",
              remedy: "close each '[' and '{'"))
        }
      case "]", "}": openBrackets = max(0, openBrackets - 1)
      default: break
      }
    }
  }
}
