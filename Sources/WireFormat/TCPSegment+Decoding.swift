extension TCPSegment {
  /// Reads the segment whose header begins at `offset` and whose payload ends at `end`, in place of this one.
  ///
  /// `end` comes from the IP header, so that Ethernet's padding is no payload; it may lie beyond the
  /// captured bytes. What the IP header says (addresses, hop limit) is left as it is.
  /// Source: RFC 9293 §3.1.
  @inline(__always)
  mutating func read(_ bytes: Span<UInt8>, at offset: Int, end: Int) throws(SkipReason) {
    guard end &- offset >= 20 else { throw .badTransportHeader }
    guard bytes.holds(20, at: offset) else { throw .truncatedTransportHeader }
    let headerLength = Int(bytes[offset &+ 12] >> 4) &* 4
    let headerEnd = offset &+ headerLength
    guard headerLength >= 20, headerEnd <= end else { throw .badTransportHeader }
    sourcePort = bytes.uint16(at: offset)
    destinationPort = bytes.uint16(at: offset &+ 2)
    sequence = SequenceNumber(bytes.uint32(at: offset &+ 4))
    acknowledgment = SequenceNumber(bytes.uint32(at: offset &+ 8))
    flags = TCPFlags(rawValue: bytes[offset &+ 13])
    window = bytes.uint16(at: offset &+ 14)
    urgentPointer = bytes.uint16(at: offset &+ 18)
    payloadLength = end &- headerEnd
    forgetOptions()
    if headerLength > 20 { readOptions(bytes, from: offset &+ 20, to: headerEnd) }
    let capturedEnd = Swift.min(end, bytes.count)
    if capturedEnd > headerEnd {
      capturedPayloadLength = capturedEnd &- headerEnd
      payloadHash = PayloadHash.of(bytes.extracting(headerEnd..<capturedEnd))
    } else {
      capturedPayloadLength = 0
      payloadHash = 0
    }
  }

  /// Reads a whole TCP segment behind an IPv4 header without options, which is what nearly all packets are.
  ///
  /// False, and nothing read, for every other packet: those take the long way through `IPPayload`.
  @inline(__always)
  mutating func readPlainIPv4(
    _ bytes: Span<UInt8>, at offset: Int, end frameEnd: Int
  ) throws(SkipReason) -> Bool {
    guard bytes.holds(40, at: offset), bytes[offset] == 0x45, bytes[offset &+ 9] == 6,
      bytes.uint16(at: offset &+ 6) & 0x3FFF == 0
    else { return false }
    let end = offset &+ Int(bytes.uint16(at: offset &+ 2))
    guard end >= offset &+ 40, end <= frameEnd else { return false }
    source = IPAddress(ipv4: bytes.uint32(at: offset &+ 12))
    destination = IPAddress(ipv4: bytes.uint32(at: offset &+ 16))
    identification = bytes.uint16(at: offset &+ 4)
    hopLimit = bytes[offset &+ 8]
    try read(bytes, at: offset &+ 20, end: end)
    return true
  }

  @inline(__always)
  private mutating func forgetOptions() {
    optionsAreIncomplete = false
    maximumSegmentSize = nil
    windowScale = nil
    sackPermitted = false
    timestamp = nil
    sackBlockCount = 0
    fastOpen = false
  }

  /// Reads the options between `start` and `headerEnd`, as far as they were captured.
  ///
  /// An option of a wrong length is passed over; a length that leads nowhere ends the reading, as it does in
  /// the kernel (tcp_parse_options). Source: RFC 9293 §3.1, RFC 7323, RFC 2018, RFC 7413.
  @inline(__always)
  private mutating func readOptions(_ bytes: Span<UInt8>, from start: Int, to headerEnd: Int) {
    // Nearly every segment of an established connection carries exactly this.
    if headerEnd &- start == 12, bytes.holds(12, at: start), bytes.uint32(at: start) == 0x0101_080A {
      timestamp = (bytes.uint32(at: start &+ 4), bytes.uint32(at: start &+ 8))
      return
    }
    readEachOption(bytes, from: start, to: headerEnd)
  }

  @inline(never)
  private mutating func readEachOption(_ bytes: Span<UInt8>, from start: Int, to headerEnd: Int) {
    let end = Swift.min(headerEnd, bytes.count)
    if end < headerEnd { optionsAreIncomplete = true }
    var offset = start
    while offset >= 0, offset < end {
      let kind = bytes[offset]
      if kind == 0 { return }
      if kind == 1 {
        offset &+= 1
        continue
      }
      guard offset &+ 1 < end else {
        optionsAreIncomplete = true
        return
      }
      let length = Int(bytes[offset &+ 1])
      guard length >= 2, offset &+ length <= end else {
        optionsAreIncomplete = true
        return
      }
      readOption(kind, bytes.extracting(offset &+ 2..<offset &+ length))
      offset &+= length
    }
  }

  private mutating func readOption(_ kind: UInt8, _ data: Span<UInt8>) {
    switch (kind, data.count) {
    case (2, 2):
      maximumSegmentSize = data.uint16(at: 0)
    case (3, 1):
      windowScale = data[0]
    case (4, 0):
      sackPermitted = true
    case (5, 8), (5, 16), (5, 24), (5, 32):
      var offset = 0
      sackBlockCount = 0
      while sackBlockCount < 4, offset <= data.count &- 8 {
        sackBlocks[sackBlockCount] = SACKBlock(
          left: SequenceNumber(data.uint32(at: offset)), right: SequenceNumber(data.uint32(at: offset &+ 4)))
        sackBlockCount &+= 1
        offset &+= 8
      }
    case (8, 8):
      timestamp = (data.uint32(at: 0), data.uint32(at: 4))
    case (34, _):
      fastOpen = true
    case (254, 2...) where data.uint16(at: 0) == 0xF989:
      fastOpen = true
    default:
      break
    }
  }
}
