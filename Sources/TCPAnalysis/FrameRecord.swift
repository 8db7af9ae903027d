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
    label.reason.encode(into: &writer)
    writer.append(Int64(label.relativeSequence))
    writer.append(label.relativeAcknowledgment)
    writer.append(Int64(label.scaledWindow))
    append(note, to: &writer)
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
    label.reason = LabelReason(&reader)
    label.relativeSequence = Int(reader.next(Int64.self))
    label.relativeAcknowledgment = reader.nextOptional()
    label.scaledWindow = Int(reader.next(Int64.self))
    self.label = label
    note = Self.note(&reader)
  }

  private static let icmpCode: UInt8 = 64
  private static let arpCode: UInt8 = 65
  private static let firstSkipCode: UInt8 = 128

  private func append(_ note: Note, to writer: inout ByteRecordWriter) {
    switch note {
    case .none: writer.append(UInt8(0))
    case .other(let traffic): writer.append(ConnectionSummary.code(traffic))
    case .skipped(let reason): writer.append(Self.firstSkipCode + ConnectionSummary.code(reason))
    case .icmpError(let evidence):
      writer.append(Self.icmpCode)
      evidence.encode(into: &writer)
    case .arp(let sender, let target):
      // ARP is about IPv4 addresses only.
      writer.append(Self.arpCode)
      writer.append(UInt32(truncatingIfNeeded: sender.low))
      writer.append(UInt32(truncatingIfNeeded: target.low))
    }
  }

  private static func note(_ reader: inout ByteRecordReader) -> Note {
    let code = reader.next(UInt8.self)
    if code == icmpCode { return .icmpError(ICMPEvidence(&reader)) }
    if code == arpCode {
      let sender = IPAddress(ipv4: reader.next())
      return .arp(sender: sender, target: IPAddress(ipv4: reader.next()))
    }
    if code >= firstSkipCode {
      return ConnectionSummary.value(code - firstSkipCode).map { .skipped($0) } ?? .none
    }
    return ConnectionSummary.value(code).map { .other($0) } ?? .none
  }
}
