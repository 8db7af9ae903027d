package import WireFormat

/// A frame's label with what a list of frames shows beside it; as bytes of a fixed size, so that a list of
/// millions can be kept outside of memory, and corrected there.
package struct FrameRecord: Sendable, Hashable {
  /// What a frame is that is not TCP.
  package enum Note: Sendable, Hashable {
    case none
    case other(OtherTraffic)
    case skipped(SkipReason)
    case icmpError(ICMPEvidence)
    /// Who asks or answers, and about whom or to whom.
    case arp(sender: IPAddress, target: IPAddress)
  }

  package static let byteCount = 128

  package var number: Int
  package var timeNs: Int64
  package var payloadBytes: Int
  package var label: FrameLabel
  package var note: Note

  package init(number: Int, timeNs: Int64, payloadBytes: Int, label: FrameLabel, note: Note = .none) {
    self.number = number
    self.timeNs = timeNs
    self.payloadBytes = payloadBytes
    self.label = label
    self.note = note
  }

  /// The rule that gave the class, with the facts.
  package var why: String {
    switch note {
    case .none, .arp: label.why
    case .other(let traffic): "Not TCP: \(traffic.rawValue)."
    case .skipped(let reason): "Not understood: \(reason.rawValue)."
    case .icmpError(let evidence):
      "\(evidence.reporter) reports “\(evidence.meaning)” about a segment of the \(evidence.about.rawValue)."
    }
  }

  package var encoded: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    var span = bytes.mutableSpan
    encode(into: &span)
    return bytes
  }

  private func encode(into span: inout MutableSpan<UInt8>) {
    var place = 0
    span.put(Int64(number), at: &place)
    span.put(timeNs, at: &place)
    span.put(Int64(payloadBytes), at: &place)
    span.put(label.connection, at: &place)
    span.put(CaseCodes.senders.code(label.sender), at: &place)
    span.put(CaseCodes.classes.code(label.packetClass), at: &place)
    span.put(label.flags.bits, at: &place)
    span.put(CaseCodes.kinds.code(label.kind), at: &place)
    span.put(CaseCodes.kinds.code(label.trigger), at: &place)
    span.put(CaseCodes.causes.code(label.cause), at: &place)
    label.reason.encode(into: &span, at: &place)
    span.put(Int64(label.relativeSequence), at: &place)
    span.put(label.relativeAcknowledgment, at: &place)
    span.put(Int64(label.scaledWindow), at: &place)
    if note != .none { put(note, into: &span, at: &place) }
  }

  package init(encoded: ArraySlice<UInt8>) {
    let span = encoded.span
    var place = 0
    number = Int(span.take(Int64.self, at: &place))
    timeNs = span.take(at: &place)
    payloadBytes = Int(span.take(Int64.self, at: &place))
    var label = FrameLabel(connection: span.takeOptional(at: &place), packetClass: .other)
    label.sender = CaseCodes.senders.value(span.take(at: &place))
    label.packetClass = CaseCodes.classes.value(span.take(at: &place)) ?? .other
    label.flags.bits = span.take(at: &place)
    label.kind = CaseCodes.kinds.value(span.take(at: &place))
    label.trigger = CaseCodes.kinds.value(span.take(at: &place))
    label.cause = CaseCodes.causes.value(span.take(at: &place))
    label.reason = LabelReason(span, at: &place)
    label.relativeSequence = Int(span.take(Int64.self, at: &place))
    label.relativeAcknowledgment = span.takeOptional(at: &place)
    label.scaledWindow = Int(span.take(Int64.self, at: &place))
    self.label = label
    note = Self.note(span, at: &place)
  }

  private static let icmpCode: UInt8 = 64
  private static let arpCode: UInt8 = 65
  private static let firstSkipCode: UInt8 = 128

  private func put(_ note: Note, into span: inout MutableSpan<UInt8>, at place: inout Int) {
    switch note {
    case .none: span.put(UInt8(0), at: &place)
    case .other(let traffic): span.put(CaseCodes.traffic.code(traffic), at: &place)
    case .skipped(let reason):
      span.put(Self.firstSkipCode + CaseCodes.skipReasons.code(reason), at: &place)
    case .icmpError(let evidence):
      span.put(Self.icmpCode, at: &place)
      evidence.encode(into: &span, at: &place)
    case .arp(let sender, let target):
      // ARP is about IPv4 addresses only.
      span.put(Self.arpCode, at: &place)
      span.put(UInt32(truncatingIfNeeded: sender.low), at: &place)
      span.put(UInt32(truncatingIfNeeded: target.low), at: &place)
    }
  }

  private static func note(_ span: Span<UInt8>, at place: inout Int) -> Note {
    let code = span.take(UInt8.self, at: &place)
    if code == 0 { return .none }
    if code == icmpCode { return .icmpError(ICMPEvidence(span, at: &place)) }
    if code == arpCode {
      let sender = IPAddress(ipv4: span.take(at: &place))
      return .arp(sender: sender, target: IPAddress(ipv4: span.take(at: &place)))
    }
    if code >= firstSkipCode {
      return CaseCodes.skipReasons.value(code - firstSkipCode).map { .skipped($0) } ?? .none
    }
    return CaseCodes.traffic.value(code).map { .other($0) } ?? .none
  }
}
