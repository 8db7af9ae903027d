import FoundationEssentials

/// A value as the JSON that commands and reports print: keys sorted, ending in a line feed.
package enum PrintedJSON {
  /// - Throws: What `JSONEncoder` does, where the value has something that JSON lacks.
  package static func text(of value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
  }

  /// The same value with nothing in it that a terminal obeys: JSON's own escapes for the C1 control
  /// characters and direction overrides, which its grammar would let through.
  private static func escaped(_ json: String) -> String {
    var result = ""
    result.unicodeScalars.reserveCapacity(json.utf8.count)
    for scalar in json.unicodeScalars {
      switch scalar.value {
      case 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
