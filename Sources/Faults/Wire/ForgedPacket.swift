internal import LabModel
package import WireFormat

/// A TCP packet that nobody sent: what a fault puts onto a wire.
package struct ForgedPacket: Sendable, Hashable {
  /// A sequence number as a lab writes it.
  package enum Number: Sendable, Hashable {
    /// Relative to the initial one, as tcpdump prints it.
    case relative(Int)
    /// So far from the next one that the end will send, as far as the wire has seen: `next`, `next+1000`.
    case next(Int)

    package init?(parsing text: String) {
      let compact = text.filter { $0 != " " }
      if let number = Int(compact), number >= 0, compact.first != "+" {
        self = .relative(number)
      } else if compact == "next" {
        self = .next(0)
      } else if compact.hasPrefix("next+") || compact.hasPrefix("next-"),
        let distance = Int(compact.dropFirst(4))
      {
        self = .next(distance)
      } else {
        return nil
      }
    }

    /// nil for a number that is relative to a beginning which the wire has not seen.
    func absolute(at end: FollowedConnection.End) -> SequenceNumber? {
      switch self {
      case .relative(let offset): end.initial.map { $0 + offset }
      case .next(let distance): end.initial == nil ? nil : end.next + distance
      }
    }
  }

  package var from: String
  package var to: String
  package var flags: TCPFlags
  package var payloadBytes: Int
  package var sequence: Number
  /// nil: without the ACK bit.
  package var acknowledgment: Number?
  /// As on the wire, unscaled; nil: the last that its apparent sender offered.
  package var window: UInt16?
  /// Which connection, where there are several; for a SYN, which ports.
  package var sourcePort: UInt16?
  package var destinationPort: UInt16?

  /// Only a SYN needs no connection, if its ports are said.
  package var needsConnection: Bool {
    flags != [.syn] || sourcePort == nil || destinationPort == nil
  }

  /// The frame, with right checksums and no options; nil where a number is relative to something unknown.
  package func frame(in connection: FollowedConnection) -> [UInt8]? {
    guard let sequence = sequence.absolute(at: connection.from) else { return nil }
    var builder = FrameBuilder()
    builder.sourceMAC = connection.from.mac
    builder.destinationMAC = connection.to.mac
    builder.source = connection.from.address
    builder.destination = connection.to.address
    builder.sourcePort = connection.from.port
    builder.destinationPort = connection.to.port
    builder.sequence = sequence
    if let acknowledgment {
      guard let number = acknowledgment.absolute(at: connection.to) else { return nil }
      builder.acknowledgment = number
    }
    builder.flags = flags
    if flags.contains(.urg) { builder.urgentPointer = UInt16(clamping: payloadBytes) }
    builder.window = window ?? connection.from.window
    builder.payload = [UInt8](repeating: UInt8(ascii: "X"), count: payloadBytes)
    return builder.frame
  }
}

extension ForgedPacket {
  /// Reads a packet written in the packet notation, with what a forger must say beside it.
  init(_ pattern: PacketPattern, at node: LabNode, _ parameters: inout ParameterReader) throws(LabDiagnostic)
  {
    guard let from = pattern.from, let to = pattern.to else {
      throw LabDiagnostic(
        node.position, "an injected packet needs both its hosts", remedy: "write 'client > server reset'")
    }
    guard pattern.occurrence == nil, pattern.fate == nil, pattern.gap == nil, pattern.excluded.isEmpty else {
      throw LabDiagnostic(
        node.position, "a packet to be made has no count, fate, gap or 'not'",
        remedy: "to send again one that has passed, write 'copy-of: \(pattern)'")
    }
    self.from = from
    self.to = to
    (flags, payloadBytes) = try Self.contents(of: pattern, at: node)
    var offersNothing = false
    for mark in pattern.marks {
      switch mark {
      case .flag(.push): flags.insert(.psh)
      case .flag(.urgent): flags.insert(.urg)
      case .flag(.zeroWindow): offersNothing = true
      default:
        throw LabDiagnostic(
          node.position, "'\(mark.word)' cannot be written into a packet",
          why: "it is what analysis says of one; there is push, urgent and zeroWindow")
      }
    }
    sequence = try Self.number("sequence", &parameters) ?? .next(0)
    if let start = pattern.sequence?.start {
      guard !parameters.has("sequence") else {
        throw LabDiagnostic(node.position, "its sequence number is said twice")
      }
      sequence = .relative(start)
    }
    acknowledgment = try Self.number("acknowledgment", &parameters)
    if acknowledgment != nil { flags.insert(.ack) }
    if flags.contains(.ack), acknowledgment == nil { acknowledgment = .next(0) }
    window = offersNothing ? 0 : try parameters.sixteenBits("window")
    sourcePort = try parameters.sixteenBits("source-port")
    destinationPort = try parameters.sixteenBits("destination-port")
  }

  /// Flags and payload bytes of a class.
  private static func contents(of pattern: PacketPattern, at node: LabNode) throws(LabDiagnostic)
    -> (TCPFlags, Int)
  {
    let flags: TCPFlags? =
      switch pattern.packetClass {
      case .syn: [.syn]
      case .synAck: [.syn, .ack]
      case .ack: [.ack]
      case .data: [.psh, .ack]
      case .fin: [.fin, .ack]
      case .reset: [.rst]
      default: nil
      }
    guard let flags else {
      throw LabDiagnostic(
        node.position, "'\(pattern)' says nothing of a packet's bits",
        why: "a packet to be made is a syn, synAck, ack, data, fin or reset",
        remedy: "a probe, for example, is an ack with 'sequence: next-1'")
    }
    var bytes = 0
    switch pattern.length {
    case .exactly(let length)? where length <= 1460: bytes = length
    case nil: break
    default:
      throw LabDiagnostic(node.position, "an injected packet's 'len' is one number up to 1460")
    }
    guard (pattern.packetClass == .data) == (bytes > 0) else {
      throw LabDiagnostic(
        node.position, bytes > 0 ? "only data has a 'len'" : "data needs a 'len'",
        remedy: "write for example '\(pattern.from ?? "a") > \(pattern.to ?? "b") data len 10'")
    }
    return (flags, bytes)
  }

  private static func number(_ key: String, _ parameters: inout ParameterReader) throws(LabDiagnostic)
    -> Number?
  {
    guard let node = parameters.node(key) else { return nil }
    let text = try ParameterReader.scalar(node, for: key)
    if let number = Number(parsing: text) { return number }
    throw LabDiagnostic(
      node.position, "'\(key): \(text)' is no sequence number",
      why: "it is relative to the connection, or to the next one that its end will send",
      remedy: "write for example '\(key): 1', '\(key): next' or '\(key): next+1000'")
  }
}
