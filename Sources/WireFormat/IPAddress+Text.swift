extension IPAddress: CustomStringConvertible {
  /// `10.0.0.1`, or the shortest form of an IPv6 address: `2001:db8::1`. Source: RFC 5952 §4.
  package var description: String {
    if !isIPv6 {
      // At most 15 bytes, which a string holds without storage of its own.
      var text = String(UInt8(truncatingIfNeeded: low >> 24))
      for shift: UInt64 in [16, 8, 0] {
        text += "."
        text += String(UInt8(truncatingIfNeeded: low >> shift))
      }
      return text
    }
    let words = (0..<8).map { index in
      UInt16(truncatingIfNeeded: (index < 4 ? high : low) >> UInt64(16 * (3 - index % 4)))
    }
    let gap = IPAddress.longestZeroRun(words)
    let texts = words.map { String($0, radix: 16) }
    guard gap.count > 1 else { return texts.joined(separator: ":") }
    return texts[..<gap.lowerBound].joined(separator: ":") + "::"
      + texts[gap.upperBound...].joined(separator: ":")
  }

  /// The first of the longest runs of zero words.
  private static func longestZeroRun(_ words: [UInt16]) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for index in 0...words.count where index == words.count || words[index] != 0 {
      if index - start > longest.count { longest = start..<index }
      start = index + 1
    }
    return longest
  }
}
