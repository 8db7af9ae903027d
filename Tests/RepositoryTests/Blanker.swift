/// Replaces the comments and string literals of Swift code by spaces, byte for byte.
struct Blanker {
  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  init(_ text: String) {
    self.bytes = Array(text.utf8)
    self.output.reserveCapacity(bytes.count)
  }

  mutating func run() -> String {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "/") where starts(with: "//"):
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { blank(1) }
      case UInt8(ascii: "/") where starts(with: "/*"):
        blankComment()
      case UInt8(ascii: "#"), UInt8(ascii: "\""):
        if let pounds = openingOfString() { blankString(pounds: pounds) } else { keep() }
      default:
        keep()
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  private mutating func keep() {
    output.append(bytes[position])
    position += 1
  }

  private mutating func blank(_ count: Int) {
    for _ in 0..<count where position < bytes.count {
      output.append(bytes[position] == UInt8(ascii: "\n") ? UInt8(ascii: "\n") : UInt8(ascii: " "))
      position += 1
    }
  }

  private func starts(with text: StaticString) -> Bool {
    starts(with: text.description.utf8)
  }

  private func starts(with text: some Collection<UInt8>) -> Bool {
    bytes[position...].starts(with: text)
  }

  /// Comments nest.
  private mutating func blankComment() {
    var depth = 0
    repeat {
      if starts(with: "/*") {
        depth += 1
        blank(2)
      } else if starts(with: "*/") {
        depth -= 1
        blank(2)
      } else {
        blank(1)
      }
    } while depth > 0 && position < bytes.count
  }

  /// How many `#` stand before the quote that is next; nil where no string starts here.
  private func openingOfString() -> Int? {
    let pounds = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
    let quote = position + pounds
    return quote < bytes.count && bytes[quote] == UInt8(ascii: "\"") ? pounds : nil
  }

  private mutating func blankString(pounds: Int) {
    blank(pounds)
    let hashes = Array(repeating: UInt8(ascii: "#"), count: pounds)
    let quotes = Array(repeating: UInt8(ascii: "\""), count: starts(with: "\"\"\"") ? 3 : 1)
    let end = quotes + hashes
    let escape = [UInt8(ascii: "\\")] + hashes
    let interpolation = escape + [UInt8(ascii: "(")]
    blank(quotes.count)
    while position < bytes.count {
      if starts(with: end) {
        blank(end.count)
        return
      } else if starts(with: interpolation) {
        blank(interpolation.count)
        blankInterpolation()
      } else if starts(with: escape) {
        blank(escape.count + 1)
      } else if quotes.count == 1, bytes[position] == UInt8(ascii: "\n") {
        // Not a string after all (a quote in a regex literal); its line is the end of the damage.
        return
      } else {
        blank(1)
      }
    }
  }

  /// Up to the parenthesis that closes it; a string in it may hold parentheses of its own.
  private mutating func blankInterpolation() {
    var depth = 1
    while depth > 0, position < bytes.count {
      if let pounds = openingOfString() {
        blankString(pounds: pounds)
        continue
      }
      if bytes[position] == UInt8(ascii: "(") { depth += 1 }
      if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
      blank(1)
    }
  }
}
