internal import LabModel

extension ParameterReader {
  /// What a field of 16 bits in a TCP header can hold.
  mutating func sixteenBits(_ key: String) throws(LabDiagnostic) -> UInt16? {
    guard let number = try count(key) else { return nil }
    if let fitting = UInt16(exactly: number) { return fitting }
    throw LabDiagnostic(
      node(key)?.position ?? node.position, "'\(key): \(number)' has no room in 16 bits",
      why: "it is from 0 to 65535")
  }
}
