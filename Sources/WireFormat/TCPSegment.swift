/// The control bits of a TCP header. Source: RFC 9293 §3.1, RFC 3168 §6.1.
package struct TCPFlags: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let fin = TCPFlags(rawValue: 0x01)
  package static let syn = TCPFlags(rawValue: 0x02)
  package static let rst = TCPFlags(rawValue: 0x04)
  package static let psh = TCPFlags(rawValue: 0x08)
  package static let ack = TCPFlags(rawValue: 0x10)
  package static let urg = TCPFlags(rawValue: 0x20)
  package static let ece = TCPFlags(rawValue: 0x40)
  package static let cwr = TCPFlags(rawValue: 0x80)
}

/// A SACK block: the bytes from `left` up to, not including, `right`. Source: RFC 2018 §3.
package struct SACKBlock: Hashable, Sendable {
  package var left: SequenceNumber
  package var right: SequenceNumber

  package init(left: SequenceNumber, right: SequenceNumber) {
    self.left = left
    self.right = right
  }
}

/// What analysis needs of one TCP segment, decoded from a frame; a plain value without heap storage.
package struct TCPSegment: Sendable {
  package var source: IPAddress
  package var destination: IPAddress
  package var sourcePort: UInt16
  package var destinationPort: UInt16
  package var sequence: SequenceNumber
  /// Meaningless without `TCPFlags.ack`.
  package var acknowledgment: SequenceNumber
  package var flags: TCPFlags
  /// As on the wire, unscaled.
  package var window: UInt16
  package var urgentPointer: UInt16
  /// Payload bytes by the IP header's length, also where the capture was snapped.
  package var payloadLength: Int
  /// Payload bytes that the capture holds; fewer than `payloadLength` where it was snapped.
  package var capturedPayloadLength: Int
  /// IPv4 identification; 0 for IPv6 without a fragment header.
  package var identification: UInt16
  /// TTL or hop limit.
  package var hopLimit: UInt8

  // Options.
  /// Not all of the options were captured, or a length among them cannot be: what follows it is unknown.
  package var optionsAreIncomplete: Bool
  package var maximumSegmentSize: UInt16?
  package var windowScale: UInt8?
  package var sackPermitted: Bool
  package var timestamp: (value: UInt32, echo: UInt32)?
  package var sackBlockCount: Int
  /// The first `sackBlockCount` of them hold something.
  package var sackBlocks: InlineArray<4, SACKBlock>
  /// A Fast Open option is there (also an empty cookie request). Source: RFC 7413 §4.1.1.
  package var fastOpen: Bool
  /// A hash of the captured payload bytes; 0 when there are none. Tells a copy from different data.
  package var payloadHash: UInt64

  package init(
    source: IPAddress, destination: IPAddress, sourcePort: UInt16, destinationPort: UInt16,
    sequence: SequenceNumber, acknowledgment: SequenceNumber, flags: TCPFlags, window: UInt16,
    payloadLength: Int
  ) {
    self.source = source
    self.destination = destination
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.sequence = sequence
    self.acknowledgment = acknowledgment
    self.flags = flags
    self.window = window
    self.urgentPointer = 0
    self.payloadLength = payloadLength
    self.capturedPayloadLength = payloadLength
    self.identification = 0
    self.hopLimit = 64
    self.optionsAreIncomplete = false
    self.maximumSegmentSize = nil
    self.windowScale = nil
    self.sackPermitted = false
    self.timestamp = nil
    self.sackBlockCount = 0
    self.sackBlocks = InlineArray(repeating: SACKBlock(left: SequenceNumber(0), right: SequenceNumber(0)))
    self.fastOpen = false
    self.payloadHash = 0
  }

  /// A segment of nothing, to be decoded into.
  package static var empty: TCPSegment {
    let nowhere = IPAddress(ipv4: 0)
    return TCPSegment(
      source: nowhere, destination: nowhere, sourcePort: 0, destinationPort: 0, sequence: SequenceNumber(0),
      acknowledgment: SequenceNumber(0), flags: [], window: 0, payloadLength: 0)
  }
}
