package import WireFormat

/// How a packet class is recognized: one file in `Classes/`, and one line in `PacketClassCatalog.all`.
package struct PacketClassRule: Sendable {
  package var packetClass: PacketClass
  /// One sentence for the reference and for a label's `why`.
  package var rule: String
  /// RFC section or kernel function.
  package var source: String
  /// All of these must hold.
  package var needs: SegmentFacts
  /// At least one of these must hold; empty: none is asked for.
  package var needsOneOf: SegmentFacts
  /// None of these may hold.
  package var excludes: SegmentFacts

  package init(
    _ packetClass: PacketClass, rule: String, source: String, needs: SegmentFacts = [],
    oneOf: SegmentFacts = [], excludes: SegmentFacts = []
  ) {
    self.packetClass = packetClass
    self.rule = rule
    self.source = source
    self.needs = needs
    self.needsOneOf = oneOf
    self.excludes = excludes
  }

  package func matches(_ facts: SegmentFacts) -> Bool {
    facts.rawValue & (needs.rawValue | excludes.rawValue) == needs.rawValue
      && (needsOneOf.rawValue == 0 || facts.rawValue & needsOneOf.rawValue != 0)
  }
}

/// All packet classes; their order is their precedence.
package enum PacketClassCatalog {
  package static let all: [PacketClassRule] = [
    .arpRequest, .arpReply, .icmpError,
    .reset, .syn, .synAck, .fin,
    .zeroWindowProbe, .keepaliveProbe,
    .outOfOrder, .data,
    .handshakeAck, .challengeAck, .zeroWindowProbeAck, .keepaliveAck,
    .windowUpdate, .duplicateAck, .ack,
    .other,
  ]

  package static func rule(for packetClass: PacketClass) -> PacketClassRule {
    all.first { $0.packetClass == packetClass } ?? .other
  }
}

/// The catalog's rules as numbers side by side, to be tried for millions of packets.
enum PacketClassMatcher {
  private struct Entry: Sendable {
    var tested: UInt32
    var needs: UInt32
    var oneOf: UInt32
    var packetClass: PacketClass
  }

  private static let entries = PacketClassCatalog.all.map { rule in
    Entry(
      tested: rule.needs.rawValue | rule.excludes.rawValue, needs: rule.needs.rawValue,
      oneOf: rule.needsOneOf.rawValue == 0 ? .max : rule.needsOneOf.rawValue, packetClass: rule.packetClass)
  }

  @inline(__always)
  static func match(_ facts: SegmentFacts) -> PacketClass {
    // A bit that no fact uses makes an empty `oneOf` true for every segment.
    let bits = facts.rawValue | 1 << 31
    let entries = entries
    for index in entries.indices
    where bits & entries[index].tested == entries[index].needs && bits & entries[index].oneOf != 0 {
      return entries[index].packetClass
    }
    return .other
  }
}
