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
    var writer = ByteRecordWriter(reserving: Self.byteCount)
    writer.append(Int64(number))
    writer.append(timeNs)
    writer.append(Int64(payloadBytes))
    writer.append(label.connection)
    writer.append(ConnectionSummary.code(label.sender))
    writer.append(ConnectionSummary.code(label.packetClass))
    writer.append(label.flags.bits)
    writer.append(ConnectionSummary.code(label.kind))
    writer.append(ConnectionSummary.code(label.trigger))
    writer.append(ConnectionSummary.code(label.cause))
    writer.append(label.reason.rule.rawValue)
    writer.append(Int64(label.reason.first))
    writer.append(Int64(label.reason.second))
    writer.append(label.reason.measured)
    writer.append(label.reason.bound)
    writer.append(Int64(label.relativeSequence))
    writer.append(label.relativeAcknowledgment)
    writer.append(Int64(label.scaledWindow))
    writer.append(noteCode)
    writer.fill(to: Self.byteCount)
    return writer.bytes
  }

  package init(encoded: ArraySlice<UInt8>) {
    var reader = ByteRecordReader(encoded)
    number = Int(reader.next(Int64.self))
    timeNs = reader.next()
    payloadBytes = Int(reader.next(Int64.self))
    var label = FrameLabel(connection: reader.nextOptional(), packetClass: .other)
    label.sender = ConnectionSummary.sender(reader.next())
    label.packetClass = ConnectionSummary.value(reader.next()) ?? .other
    label.flags.bits = reader.next()
    label.kind = ConnectionSummary.value(reader.next())
    label.trigger = ConnectionSummary.value(reader.next())
    label.cause = ConnectionSummary.value(reader.next())
    label.reason.rule = LabelReason.Rule(rawValue: reader.next()) ?? .classRule
    label.reason.first = Int(reader.next(Int64.self))
    label.reason.second = Int(reader.next(Int64.self))
    label.reason.measured = reader.next()
    label.reason.bound = reader.next()
    label.relativeSequence = Int(reader.next(Int64.self))
    label.relativeAcknowledgment = reader.nextOptional()
    label.scaledWindow = Int(reader.next(Int64.self))
    self.label = label
    note = Self.note(reader.next())
  }

  private var noteCode: UInt8 {
    switch note {
    case .none: 0
    case .other(let traffic): ConnectionSummary.code(traffic)
    case .skipped(let reason): 128 + ConnectionSummary.code(reason)
    }
  }

  private static func note(_ code: UInt8) -> Note {
    if code >= 128 { return ConnectionSummary.value(code - 128).map { .skipped($0) } ?? .none }
    return ConnectionSummary.value(code).map { .other($0) } ?? .none
  }
}
