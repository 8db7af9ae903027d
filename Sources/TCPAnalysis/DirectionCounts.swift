package import WireFormat

/// How many segments of each kind one end sent.
package struct DirectionCounts: Sendable {
  package var frames = 0
  package var payloadBytes = 0
  private var classes = InlineArray<19, UInt32>(repeating: 0)
  private var flags = InlineArray<12, UInt32>(repeating: 0)
  private var kinds = InlineArray<6, UInt32>(repeating: 0)

  package init() {}

  package func count(of packetClass: PacketClass) -> Int { Int(classes[packetClass.index]) }
  package func count(of flag: PacketFlag) -> Int { Int(flags[flag.index]) }
  package func count(of kind: RetransmissionKind) -> Int { Int(kinds[kind.index]) }

  @inline(__always)
  mutating func add(
    _ packetClass: PacketClass, _ flagSet: PacketFlagSet, _ kind: RetransmissionKind?, payload: Int
  ) {
    frames &+= 1
    payloadBytes &+= payload
    classes[packetClass.index] &+= 1
    var bits = flagSet.bits
    while bits != 0 {
      flags[bits.trailingZeroBitCount] &+= 1
      bits &= bits &- 1
    }
    if let kind { kinds[kind.index] &+= 1 }
  }

  /// As `add`, for a segment that has no flag but perhaps PSH, and is no retransmission.
  @inline(__always)
  mutating func addPlain(_ packetClass: PacketClass, isPushed: Bool, payload: Int) {
    frames &+= 1
    payloadBytes &+= payload
    classes[packetClass.index] &+= 1
    if isPushed { flags[PacketFlag.push.index] &+= 1 }
  }

  /// A later frame showed that a retransmission was of another kind.
  mutating func correct(_ old: RetransmissionKind, to new: RetransmissionKind) {
    kinds[old.index] &-= 1
    kinds[new.index] &+= 1
  }
}

extension DirectionCounts {
  func encode(into span: inout MutableSpan<UInt8>, at place: inout Int) {
    span.put(Int64(frames), at: &place)
    span.put(Int64(payloadBytes), at: &place)
    for index in classes.indices { span.put(classes[index], at: &place) }
    for index in flags.indices { span.put(flags[index], at: &place) }
    for index in kinds.indices { span.put(kinds[index], at: &place) }
  }

  init(_ span: Span<UInt8>, at place: inout Int) {
    frames = Int(span.take(Int64.self, at: &place))
    payloadBytes = Int(span.take(Int64.self, at: &place))
    for index in classes.indices { classes[index] = span.take(at: &place) }
    for index in flags.indices { flags[index] = span.take(at: &place) }
    for index in kinds.indices { kinds[index] = span.take(at: &place) }
  }
}

extension DirectionCounts: Hashable {
  package static func == (left: DirectionCounts, right: DirectionCounts) -> Bool {
    left.frames == right.frames && left.payloadBytes == right.payloadBytes
      && PacketClass.allCases.allSatisfy { left.count(of: $0) == right.count(of: $0) }
      && PacketFlag.allCases.allSatisfy { left.count(of: $0) == right.count(of: $0) }
      && RetransmissionKind.allCases.allSatisfy { left.count(of: $0) == right.count(of: $0) }
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(frames)
    hasher.combine(payloadBytes)
  }
}

extension PacketClass {
  /// A dense number for counting, given by one exhaustive switch.
  var index: Int {
    switch self {
    case .syn: 0
    case .synAck: 1
    case .handshakeAck: 2
    case .data: 3
    case .ack: 4
    case .fin: 5
    case .reset: 6
    case .keepaliveProbe: 7
    case .keepaliveAck: 8
    case .zeroWindowProbe: 9
    case .zeroWindowProbeAck: 10
    case .windowUpdate: 11
    case .duplicateAck: 12
    case .challengeAck: 13
    case .outOfOrder: 14
    case .arpRequest: 15
    case .arpReply: 16
    case .icmpError: 17
    case .other: 18
    }
  }
}

extension RetransmissionKind {
  var index: Int {
    switch self {
    case .timeout: 0
    case .fast: 1
    case .tailLossProbe: 2
    case .recovery: 3
    case .unneeded: 4
    case .handshake: 5
    }
  }
}
