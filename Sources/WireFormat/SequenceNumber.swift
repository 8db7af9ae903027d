/// A TCP sequence number: 32 bits, compared modulo 2³².
///
/// `a < b` means that `b` lies less than 2³¹ ahead of `a`.
/// Source: RFC 9293 §3.4.
package struct SequenceNumber: Hashable, Sendable {
  package var raw: UInt32

  package init(_ raw: UInt32) { self.raw = raw }

  /// Bytes from `other` forward to `self`; negative when `self` lies before it.
  package func distance(from other: SequenceNumber) -> Int {
    Int(Int32(bitPattern: raw &- other.raw))
  }

  package static func + (left: SequenceNumber, right: Int) -> SequenceNumber {
    SequenceNumber(left.raw &+ UInt32(truncatingIfNeeded: right))
  }

  package static func < (left: SequenceNumber, right: SequenceNumber) -> Bool {
    left.distance(from: right) < 0
  }

  package static func <= (left: SequenceNumber, right: SequenceNumber) -> Bool {
    left.distance(from: right) <= 0
  }

  package static func > (left: SequenceNumber, right: SequenceNumber) -> Bool {
    left.distance(from: right) > 0
  }

  package static func >= (left: SequenceNumber, right: SequenceNumber) -> Bool {
    left.distance(from: right) >= 0
  }
}

extension SequenceNumber: CustomStringConvertible {
  package var description: String { String(raw) }
}
