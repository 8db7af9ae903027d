// Every decoder of this module reads through these loads. They are bounds-checked; behind one guard of the
// form `offset >= 0, offset <= bytes.count &- size` the compiler drops the checks and merges the bytes into
// one machine load, so safe code costs nothing here.

extension Span where Element == UInt8 {
  /// The two bytes at `offset`, in network order.
  @inlinable @inline(__always)
  package func uint16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) &<< 8 | UInt16(self[offset &+ 1])
  }

  /// The four bytes at `offset`, in network order.
  @inlinable @inline(__always)
  package func uint32(at offset: Int) -> UInt32 {
    UInt32(self[offset]) &<< 24 | UInt32(self[offset &+ 1]) &<< 16
      | UInt32(self[offset &+ 2]) &<< 8 | UInt32(self[offset &+ 3])
  }

  /// The eight bytes at `offset`, in network order.
  @inlinable @inline(__always)
  package func uint64(at offset: Int) -> UInt64 {
    UInt64(uint32(at: offset)) &<< 32 | UInt64(uint32(at: offset &+ 4))
  }

  /// Whether `size` bytes stand at `offset`.
  @inlinable @inline(__always)
  package func holds(_ size: Int, at offset: Int) -> Bool {
    offset >= 0 && offset <= count &- size
  }
}
