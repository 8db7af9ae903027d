import WireFormat

/// Two ends that talk nearly as TCP does: mostly the next bytes and their ACKs, now and then anything else.
struct RandomConversation {
  private struct End {
    var next: UInt32
    var heard: UInt32
    var window: UInt16 = 1000
    var identification: UInt16 = 1
  }

  private var generator: SeededGenerator
  private var ends: [End]
  private var timeNs: Int64 = 1_000_000_000

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    // Near the end of the numbers, so that they wrap.
    let first = UInt32.random(in: 0xFFFF_8000...0xFFFF_FFFF, using: &generator)
    let second = UInt32.random(in: 0...UInt32.max, using: &generator)
    ends = [End(next: first, heard: second), End(next: second, heard: first)]
  }

  mutating func segments(_ count: Int) -> [(segment: TCPSegment, timeNs: Int64)] {
    var all: [(TCPSegment, Int64)] = []
    all.append((make(0, [.syn], length: 0), timeNs))
    all.append((make(1, [.syn, .ack], length: 0), timeNs))
    all.append((make(0, [.ack], length: 0), timeNs))
    while all.count < count {
      timeNs += Int64.random(in: 1...300_000_000, using: &generator)
      let sender = Int.random(in: 0...1, using: &generator)
      var segment: TCPSegment
      switch Int.random(in: 0..<20, using: &generator) {
      case 0: segment = make(sender, [.fin, .ack], length: 0)
      case 1: segment = make(sender, [.rst, .ack], length: 0)
      case 2: segment = make(sender, [.syn], length: 0)
      case 3..<8: segment = make(sender, [.ack], length: 0)
      default: segment = make(sender, [.ack, .psh], length: Int.random(in: 1...1400, using: &generator))
      }
      if Int.random(in: 0..<6, using: &generator) == 0 { disturb(&segment, sender) }
      all.append((segment, timeNs))
      if Int.random(in: 0..<12, using: &generator) == 0, let old = all.randomElement(using: &generator) {
        all.append((old.0, timeNs + 1))
      }
    }
    return all
  }

  /// The next segment of one end; what FIN and RST say does not keep it from going on.
  private mutating func make(_ sender: Int, _ flags: TCPFlags, length: Int) -> TCPSegment {
    let address = [IPAddress(ipv4: 0x0A00_0001), IPAddress(ipv4: 0x0A00_0002)]
    let ports: [UInt16] = [40000, 80]
    var segment = TCPSegment(
      source: address[sender], destination: address[1 - sender], sourcePort: ports[sender],
      destinationPort: ports[1 - sender], sequence: SequenceNumber(ends[sender].next),
      acknowledgment: SequenceNumber(flags.contains(.ack) ? ends[sender].heard : 0), flags: flags,
      window: ends[sender].window, payloadLength: length)
    ends[sender].identification &+= 1
    segment.identification = ends[sender].identification
    segment.payloadHash = UInt64(ends[sender].next) &+ 1
    segment.sackPermitted = flags.contains(.syn)
    if !flags.contains(.rst) {
      ends[sender].next &+= UInt32(length) &+ (flags.contains(.syn) || flags.contains(.fin) ? 1 : 0)
    }
    if Int.random(in: 0..<3, using: &generator) > 0 { ends[1 - sender].heard = ends[sender].next }
    return segment
  }

  private mutating func disturb(_ segment: inout TCPSegment, _ sender: Int) {
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: segment.sequence = SequenceNumber(segment.sequence.raw &- 1)
    case 1: segment.sequence = SequenceNumber(segment.sequence.raw &- UInt32(segment.payloadLength))
    case 2: segment.sequence = SequenceNumber(segment.sequence.raw &+ 1460)
    case 3: segment.acknowledgment = SequenceNumber(segment.acknowledgment.raw &- 700)
    case 4: segment.acknowledgment = SequenceNumber(segment.acknowledgment.raw &+ 1)
    case 5: ends[sender].window = [0, 1, 500, 65535].randomElement(using: &generator) ?? 0
    case 6: segment.capturedPayloadLength = segment.payloadLength / 2
    default:
      segment.sackBlockCount = 1
      segment.sackBlocks[0] = SACKBlock(
        left: SequenceNumber(segment.acknowledgment.raw &+ 100),
        right: SequenceNumber(segment.acknowledgment.raw &+ 900))
    }
  }
}
