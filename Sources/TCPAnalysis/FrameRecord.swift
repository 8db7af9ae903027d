package import WireFormat

/// A frame's label with what a list of frames shows beside it; as bytes of a fixed size, so that a list of
/// millions can be kept outside of memory, and corrected there.
package struct FrameRecord: Sendable, Hashable {
  /// What a frame is that is not TCP.
  package enum Note: Sendable, Hashable {
    case none
    case other(OtherTraffic)
    case skipped(SkipReason)
  }

  package static let byteCount = 112

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
    case .none: label.why
    case .other(let traffic): "Not TCP: \(traffic.rawValue)."
    case .skipped(let reason): "Not understood: \(reason.rawValue)."
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
    span.put(label.reason.rule.rawValue, at: &place)
    span.put(Int64(label.reason.first), at: &place)
    span.put(Int64(label.reason.second), at: &place)
    span.put(label.reason.measured, at: &place)
    span.put(label.reason.bound, at: &place)
    span.put(Int64(label.relativeSequence), at: &place)
    span.put(label.relativeAcknowledgment, at: &place)
    span.put(Int64(label.scaledWindow), at: &place)
    span.put(noteCode, at: &place)
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
    label.reason.rule = LabelReason.Rule(rawValue: span.take(at: &place)) ?? .classRule
    label.reason.first = Int(span.take(Int64.self, at: &place))
    label.reason.second = Int(span.take(Int64.self, at: &place))
    label.reason.measured = span.take(at: &place)
    label.reason.bound = span.take(at: &place)
    label.relativeSequence = Int(span.take(Int64.self, at: &place))
    label.relativeAcknowledgment = span.takeOptional(at: &place)
    label.scaledWindow = Int(span.take(Int64.self, at: &place))
    self.label = label
    note = Self.note(span.take(at: &place))
  }

  private var noteCode: UInt8 {
    switch note {
    case .none: 0
    case .other(let traffic): CaseCodes.traffic.code(traffic)
    case .skipped(let reason): 128 + CaseCodes.skipReasons.code(reason)
    }
  }

  private static func note(_ code: UInt8) -> Note {
    if code >= 128 { return CaseCodes.skipReasons.value(code - 128).map { .skipped($0) } ?? .none }
    return CaseCodes.traffic.value(code).map { .other($0) } ?? .none
  }
}
