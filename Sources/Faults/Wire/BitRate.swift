internal import LabModel

/// A link's speed as tc(8) writes it: `100kbit`, `1mbit`.
struct BitRate: Sendable, Hashable {
  let text: String
  let bitsPerSecond: Int

  private static let units = ["kbit": 1000, "mbit": 1_000_000, "gbit": 1_000_000_000]

  init(_ node: LabNode, for key: String) throws(LabDiagnostic) {
    text = try ParameterReader.scalar(node, for: key)
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits), (1...100_000).contains(number),
      let unit = Self.units[String(text.dropFirst(digits.count))]
    else {
      throw LabDiagnostic(
        node.position, "'\(key): \(text)' is no speed of a link", remedy: "write for example 100kbit or 1mbit"
      )
    }
    bitsPerSecond = number * unit
  }

  /// How long the link is busy with so many bytes.
  func durationNs(ofBytes count: Int) -> Int64 {
    // At most 2¹⁶ bytes in a frame: 2¹⁹ bits × 10⁹ ns stays far below 2⁶³.
    Int64(count) * 8 * 1_000_000_000 / Int64(bitsPerSecond)
  }
}
