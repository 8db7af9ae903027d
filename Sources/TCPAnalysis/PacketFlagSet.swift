package import WireFormat

/// A set of packet flags in two bytes, so that millions of labels need no heap.
package struct PacketFlagSet: Sendable, Hashable {
  package var bits: UInt16

  package init() { self.bits = 0 }

  package func contains(_ flag: PacketFlag) -> Bool { bits & flag.bit != 0 }

  package mutating func insert(_ flag: PacketFlag) { bits |= flag.bit }
}

extension PacketFlagSet: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: PacketFlag...) {
    self.bits = 0
    for element in elements { insert(element) }
  }
}

/// In the order in which `PacketFlag` declares them.
extension PacketFlagSet: Sequence {
  package func makeIterator() -> IndexingIterator<[PacketFlag]> {
    PacketFlag.allCases.filter { contains($0) }.makeIterator()
  }
}

extension PacketFlag {
  /// One switch, so that a new flag is given its own bit by the compiler's insistence.
  var index: Int {
    switch self {
    case .retransmission: 0
    case .zeroWindow: 1
    case .sack: 2
    case .dsack: 3
    case .push: 4
    case .urgent: 5
    case .lost: 6
    case .arrivedLate: 7
    case .duplicatedByNetwork: 8
    case .gapBefore: 9
    case .altered: 10
    case .injected: 11
    }
  }

  var bit: UInt16 { 1 << UInt16(index) }
}
