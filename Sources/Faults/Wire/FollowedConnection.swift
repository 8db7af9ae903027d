package import WireFormat

/// A connection that has passed a wire, as far as a forger must know it.
package struct FollowedConnection: Sendable, Hashable {
  /// One end, and where it stands in its sequence numbers.
  package struct End: Sendable, Hashable {
    package var mac: MACAddress
    package var address: IPAddress
    package var port: UInt16
    /// Its initial sequence number; nil before its first segment.
    package var initial: SequenceNumber?
    /// One past the highest that it has sent.
    package var next: SequenceNumber
    /// The last that it offered, as on the wire.
    package var window: UInt16

    package init(mac: MACAddress, address: IPAddress, port: UInt16) {
      self.mac = mac
      self.address = address
      self.port = port
      initial = nil
      next = SequenceNumber(0)
      window = 64_240
    }

    /// Takes in a segment that this end has sent.
    package mutating func follow(_ segment: TCPSegment) {
      let isSyn = segment.flags.contains(.syn)
      if isSyn || initial == nil {
        initial = isSyn ? segment.sequence : segment.sequence + -1
        next = segment.sequence
      }
      let control = (isSyn ? 1 : 0) + (segment.flags.contains(.fin) ? 1 : 0)
      let end = segment.sequence + segment.payloadLength + control
      if end > next { next = end }
      // A RST offers nothing.
      if !segment.flags.contains(.rst) { window = segment.window }
    }
  }

  package var from: End
  package var to: End

  package init(from: End, to: End) {
    self.from = from
    self.to = to
  }
}
