/// A fast hash of payload bytes: tells a copy from different data, not made to resist an attacker.
package enum PayloadHash {
  /// 0 for no bytes, never 0 otherwise.
  ///
  /// Four lanes of 64 bits, so that the multiplications of one step do not wait for each other.
  package static func of(_ bytes: Span<UInt8>) -> UInt64 {
    let count = bytes.count
    if count == 0 { return 0 }
    // Spread over all bits, so that a length does not cancel against the bytes of a short payload.
    var a = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    var offset = 0
    if count >= 32 {
      var b: UInt64 = 0xC2B2_AE3D_27D4_EB4F
      var c: UInt64 = 0x1656_67B1_9E37_79F9
      var d: UInt64 = 0x27D4_EB2F_1656_67C5
      while offset <= count &- 32 {
        let block = bytes.extracting(offset..<offset &+ 32)
        a = mix(a, block.uint64(at: 0))
        b = mix(b, block.uint64(at: 8))
        c = mix(c, block.uint64(at: 16))
        d = mix(d, block.uint64(at: 24))
        offset &+= 32
      }
      // Turned against each other, so that the same change in two lanes gives two different results.
      a = mix(mix(mix(a, turned(b, by: 17)), turned(c, by: 31)), turned(d, by: 47))
    }
    while offset <= count &- 8 {
      a = mix(a, bytes.extracting(offset..<offset &+ 8).uint64(at: 0))
      offset &+= 8
    }
    var tail: UInt64 = 0
    while offset < count {
      tail = tail << 8 | UInt64(bytes[offset])
      offset &+= 1
    }
    a = mix(a, tail)
    a ^= a >> 32
    return a == 0 ? 1 : a
  }

  @inline(__always)
  private static func turned(_ word: UInt64, by bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 &- bits)
  }

  @inline(__always)
  private static func mix(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (hash ^ word) &* 0xD6E8_FEB8_6659_FD93
    return mixed ^ (mixed >> 29)
  }
}
