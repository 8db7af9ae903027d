import FoundationEssentials

/// JSON as commands and reports print it, with nothing in it that a terminal obeys.
package enum PrintedJSON {
  /// A value with its keys sorted, ending in a line feed.
  ///
  /// - Throws: What `JSONEncoder` does, where the value has something that JSON lacks.
  package static func text(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return harmless(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }

  /// A string in its quotes, with nothing in it that a terminal obeys. Source: RFC 8259 §7.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x0A: result += "\\n"
      case 0x09: result += "\\t"
      case 0x00..<0x20: result += escape(scalar)
      default: append(scalar, to: &result)
      }
    }
    return result + "\""
  }

  /// A whole JSON text with the same values and nothing in it that a terminal obeys.
  private static func harmless(_ json: String) -> String {
    var result = ""
    result.unicodeScalars.reserveCapacity(json.utf8.count)
    for scalar in json.unicodeScalars { append(scalar, to: &result) }
    return result
  }

  /// Appends a character that JSON's grammar lets through, as an escape where a terminal obeys it: C1 controls,
  /// line separators, direction overrides.
  private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
    switch scalar.value {
    case 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
      result += escape(scalar)
    default: result.unicodeScalars.append(scalar)
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
