/// A parser of just enough XML to refuse what a real one refuses: unbalanced or unquoted, unknown
/// entities, bare `<` and `&`, characters outside of XML 1.0's.
struct TinyXML {
  struct Problem: Error, CustomStringConvertible {
    var description: String
  }

  /// The texts and attribute values, unescaped, in order.
  private(set) var texts: [String] = []
  /// Element name → how many.
  private(set) var elements: [String: Int] = [:]
  private var rest: Substring
  private var open: [String] = []

  init(_ document: String) throws {
    for scalar in document.unicodeScalars
    where (scalar.value < 0x20 && scalar != "\n") || (0x7F...0x9F).contains(scalar.value)
      || scalar.value == 0xFFFE
    {
      throw Problem(description: "character U+\(String(scalar.value, radix: 16))")
    }
    rest = document[...]
    while !rest.isEmpty {
      if rest.hasPrefix("<") { try readTag() } else { try readText() }
    }
    guard open.isEmpty else { throw Problem(description: "not closed: \(open)") }
  }

  private mutating func readText() throws {
    let text = rest.prefix { $0 != "<" }
    rest = rest.dropFirst(text.count)
    let plain = try Self.unescaped(text)
    guard !open.isEmpty || plain.allSatisfy(\.isWhitespace) else {
      throw Problem(description: "text outside: \(plain)")
    }
    texts.append(plain)
  }

  private mutating func readTag() throws {
    let close = try closingBracket()
    var tag = rest[rest.index(after: rest.startIndex)..<close]
    rest = rest[rest.index(after: close)...]
    if tag.hasPrefix("?xml") || tag == "!DOCTYPE html" { return }
    if tag.hasPrefix("/") {
      guard open.popLast() == String(tag.dropFirst()) else {
        throw Problem(description: "</\(tag)> closes another")
      }
      return
    }
    let closesItself = tag.hasSuffix("/")
    if closesItself { tag = tag.dropLast() }
    let name = String(tag.prefix { $0 != " " && $0 != "\n" })
    guard let first = name.first, first.isLetter, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" })
    else {
      throw Problem(description: "<\(tag)> is no element")
    }
    elements[name, default: 0] += 1
    try readAttributes(tag.dropFirst(name.count), of: name)
    if !closesItself { open.append(name) }
  }

  /// The `>` that ends a tag, outside of quotes.
  private func closingBracket() throws -> Substring.Index {
    var inQuotes = false
    for index in rest.indices {
      if rest[index] == "\"" { inQuotes.toggle() }
      if rest[index] == ">", !inQuotes { return index }
    }
    throw Problem(description: "a tag without end")
  }

  private mutating func readAttributes(_ text: Substring, of element: String) throws {
    var text = text.drop { $0.isWhitespace }
    while !text.isEmpty {
      let name = text.prefix { $0 != "=" }
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == ":" }) else {
        throw Problem(description: "attribute '\(name)' of <\(element)>")
      }
      text = text.dropFirst(name.count + 1)
      guard text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") else {
        throw Problem(description: "attribute '\(name)' of <\(element)> without quotes")
      }
      let value = text[text.index(after: text.startIndex)..<end]
      guard !value.contains("<") else { throw Problem(description: "'<' in attribute '\(name)'") }
      texts.append(try Self.unescaped(value))
      text = text[text.index(after: end)...].drop { $0.isWhitespace }
    }
  }

  private static func unescaped(_ text: Substring) throws -> String {
    var result = ""
    var rest = text
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[rest.index(after: ampersand)...]
      guard let end = rest.firstIndex(of: ";") else { throw Problem(description: "bare '&' in '\(text)'") }
      let characters = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
      guard let character = characters[String(rest[..<end])] else {
        throw Problem(description: "&\(rest[..<end]);")
      }
      result += character
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
