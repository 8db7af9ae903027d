/// What one captured frame turned out to be; a plain value without heap storage.
package enum DecodedFrame: Sendable {
  case tcp(TCPSegment)
  case arp(ARPMessage)
  case icmpError(ICMPError)
  /// Well formed, but neither TCP nor something that explains what TCP does.
  case other(OtherTraffic)
  /// Not understood or not whole, with the reason.
  case skipped(SkipReason)
}

/// What one captured frame turned out to be; the contents stand in a `FrameContents`.
package enum FrameKind: Hashable, Sendable {
  case tcp, arp, icmpError
  case other(OtherTraffic)
  case skipped(SkipReason)
}

/// A place to decode into. The frame's `FrameKind` says which part holds something; the rest is left over.
package struct FrameContents: Sendable {
  package var segment = TCPSegment.empty
  package var arp = ARPMessage(
    operation: 0, senderIP: IPAddress(ipv4: 0), targetIP: IPAddress(ipv4: 0), senderMAC: MACAddress(0),
    targetMAC: MACAddress(0))
  package var icmpError = ICMPError(
    source: IPAddress(ipv4: 0), destination: IPAddress(ipv4: 0), type: 0, code: 0)

  package init() {}
}

/// An ARP message for IPv4. Source: RFC 826.
package struct ARPMessage: Hashable, Sendable {
  /// 1 asks, 2 answers.
  package var operation: UInt16
  package var senderIP: IPAddress
  package var targetIP: IPAddress
  /// 0 where the hardware addresses are not Ethernet's.
  package var senderMAC: MACAddress
  package var targetMAC: MACAddress

  package var isRequest: Bool { operation == 1 }
  package var isReply: Bool { operation == 2 }

  package init(
    operation: UInt16, senderIP: IPAddress, targetIP: IPAddress, senderMAC: MACAddress, targetMAC: MACAddress
  ) {
    self.operation = operation
    self.senderIP = senderIP
    self.targetIP = targetIP
    self.senderMAC = senderMAC
    self.targetMAC = targetMAC
  }
}

/// An ICMP or ICMPv6 error and what it quotes: evidence about a flow, never a segment of it.
///
/// Source: RFC 792, RFC 4443 §3.
package struct ICMPError: Hashable, Sendable {
  /// The TCP segment that an error quotes: its first eight bytes are always there.
  package struct QuotedSegment: Hashable, Sendable {
    package var source: IPAddress
    package var destination: IPAddress
    package var sourcePort: UInt16
    package var destinationPort: UInt16
    package var sequence: SequenceNumber

    package init(
      source: IPAddress, destination: IPAddress, sourcePort: UInt16, destinationPort: UInt16,
      sequence: SequenceNumber
    ) {
      self.source = source
      self.destination = destination
      self.sourcePort = sourcePort
      self.destinationPort = destinationPort
      self.sequence = sequence
    }
  }

  package var source: IPAddress
  package var destination: IPAddress
  package var type: UInt8
  package var code: UInt8
  /// The MTU of "fragmentation needed" and "packet too big".
  package var nextHopMTU: UInt32?
  /// Nil where the error is about something else than TCP or quotes too little.
  package var quoted: QuotedSegment?

  package init(
    source: IPAddress, destination: IPAddress, type: UInt8, code: UInt8, nextHopMTU: UInt32? = nil,
    quoted: QuotedSegment? = nil
  ) {
    self.source = source
    self.destination = destination
    self.type = type
    self.code = code
    self.nextHopMTU = nextHopMTU
    self.quoted = quoted
  }
}

/// What a frame is that is none of our business. The raw values are words of reports and JSON.
package enum OtherTraffic: String, CaseIterable, Hashable, Sendable {
  case udp, icmp, igmp, sctp
  case otherIPProtocol = "other IP protocol"
  case notIP = "not IP"
}

/// Why a frame gave no segment. The raw values are words of reports and JSON.
package enum SkipReason: String, Error, CaseIterable, Hashable, Sendable {
  case unsupportedLinkType = "unsupported link type"
  case truncatedLinkHeader = "truncated link header"
  case truncatedNetworkHeader = "truncated IP header"
  case truncatedTransportHeader = "truncated TCP header"
  /// A version, header length or extension chain that cannot be.
  case badNetworkHeader = "bad IP header"
  /// The IP header claims more bytes than the frame had on the wire; the kernel drops it (ip_rcv).
  case badLength = "IP length beyond the frame"
  /// A TCP data offset below 5 or beyond the packet; the kernel drops it (tcp_v4_rcv).
  case badTransportHeader = "bad TCP header"
  /// A fragment whose datagram is not whole (yet). The last one to arrive gives the segment.
  case fragment = "IP fragment"
  case tooDeep = "too many headers inside each other"
}
