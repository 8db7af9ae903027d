import FuzzSupport
import Glibc
import TCPAnalysis
import WireFormat

/// An input is: one byte of limits, then segments of 14 bytes each, which stand for fields of a few connections.
///
/// Segments, not frames: the way through the headers is the business of FuzzFrames, and here each byte of the
/// input moves a sequence number, a time or a flag that the analyzer decides by.
@_cdecl("FuzzAnalysis_main")
func fuzzAnalysisMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  Fuzzer.run(argc, argv, seeds: seeds) { data, count in
    guard let data, count > stepLength else { return 0 }
    analyze(Span(_unsafeStart: data, count: count))
    return 0
  }
}

private let stepLength = 14

private func analyze(_ input: Span<UInt8>) {
  // Small limits, so that connections and segments are forgotten in short inputs too.
  let limits =
    input[0] & 1 == 0
    ? TrafficAnalyzer.Limits(connections: 64)
    : TrafficAnalyzer.Limits(connections: 2, segmentsPerDirection: 16, segments: Int(input[0] >> 1))
  var analyzer = TrafficAnalyzer(limits: limits)
  var timeNs: Int64 = 1_700_000_000_000_000_000
  var records: [FrameRecord] = []
  var summaries: [ConnectionSummary] = []
  var offset = 1
  while offset + stepLength <= input.count {
    let segment = segment(input.extracting(offset..<offset + stepLength))
    timeNs &+= Int64(input[offset + 9]) << Int64(input[offset + 8] % 56)
    offset += stepLength
    let number = records.count + 1
    let label = analyzer.observe(.tcp(segment), number: number, timeNs: timeNs)
    precondition((1...analyzer.connectionCount).contains(label.connection ?? 0))
    precondition(label.evidence.allSatisfy { $0 <= number })
    records.append(
      FrameRecord(number: number, timeNs: timeNs, payloadBytes: segment.payloadLength, label: label))
    if number % 7 == 0 { apply(analyzer.takeCorrections(), to: &records) }
    if number % 11 == 0 { summaries += analyzer.takeFinished() }
  }
  apply(analyzer.takeCorrections(), to: &records)
  summaries += analyzer.finish()
  check(records)
  check(summaries, frames: records.count, connections: analyzer.connectionCount)
}

private func apply(_ corrections: [LabelCorrection], to records: inout [FrameRecord]) {
  for correction in corrections {
    precondition((1...records.count).contains(correction.frame))
    precondition(records[correction.frame - 1].label.connection == correction.connection)
    correction.apply(to: &records[correction.frame - 1].label)
  }
}

private func check(_ records: [FrameRecord]) {
  for record in records {
    precondition(!record.why.isEmpty)
    let encoded = record.encoded
    precondition(encoded.count == FrameRecord.byteCount)
    precondition(FrameRecord(encoded: encoded[...]) == record)
  }
}

private func check(_ summaries: [ConnectionSummary], frames: Int, connections: Int) {
  Fuzzer.require(Set(summaries.map { $0.id }).count == summaries.count, "a connection is reported twice")
  Fuzzer.require(
    summaries.count == connections, "\(summaries.count) of \(connections) connections are reported")
  let counted = summaries.reduce(0) { $0 + $1.clientCounts.frames + $1.serverCounts.frames }
  Fuzzer.require(counted == frames, "\(counted) of \(frames) frames are counted")
  for summary in summaries {
    let encoded = summary.encoded
    Fuzzer.require(encoded.count == ConnectionSummary.byteCount, "a summary takes \(encoded.count) bytes")
    let decoded = ConnectionSummary(encoded: encoded[...])
    Fuzzer.require(decoded == summary, "\(summary) became \(decoded)")
    for counts in [summary.clientCounts, summary.serverCounts] {
      let classes = PacketClass.allCases.reduce(0) { $0 + counts.count(of: $1) }
      let kinds = RetransmissionKind.allCases.reduce(0) { $0 + counts.count(of: $1) }
      Fuzzer.require(classes == counts.frames, "\(counts.frames) frames have \(classes) classes")
      Fuzzer.require(kinds <= counts.frames, "\(counts.frames) frames have \(kinds) kinds")
    }
  }
}

/// What 14 bytes say: ports and direction, flags, sequence, acknowledgment, payload, window, time (2), IP
/// identification, options, and two SACK blocks.
private func segment(_ step: Span<UInt8>) -> TCPSegment {
  let fromClient = step[0] & 1 == 0
  let client = IPAddress(ipv4: 0x0A00_0001)
  let server = IPAddress(ipv4: 0x0A00_0002)
  let clientPort = 40000 + UInt16(step[0] >> 1 & 3)
  // Near each other, or a wrap or half the sequence space apart.
  let far: UInt32 = step[0] & 8 == 0 ? 0 : UInt32(step[0] >> 4) << 28
  let base: UInt32 = fromClient ? 0xFFFF_FF00 : 5000
  let otherBase: UInt32 = fromClient ? 5000 : 0xFFFF_FF00
  let unit: UInt32 = step[0] & 16 == 0 ? 1 : 20
  let length = Int(step[4]) * (step[0] & 32 == 0 ? 1 : 20)
  var segment = TCPSegment(
    source: fromClient ? client : server, destination: fromClient ? server : client,
    sourcePort: fromClient ? clientPort : 80, destinationPort: fromClient ? 80 : clientPort,
    sequence: SequenceNumber(base &+ far &+ UInt32(step[2]) &* unit),
    acknowledgment: SequenceNumber(otherBase &+ UInt32(step[3]) &* unit), flags: TCPFlags(rawValue: step[1]),
    window: UInt16(step[5]) << (step[0] & 64 == 0 ? 0 : 8), payloadLength: length)
  segment.identification = UInt16(step[6])
  segment.hopLimit = step[7] & 1 == 0 ? 64 : step[7]
  if length > 0 { segment.payloadHash = UInt64(step[2]) &+ UInt64(step[7] >> 4) + 1 }
  let options = step[10]
  if options & 1 != 0 { segment.timestamp = (UInt32(step[11]), UInt32(step[12])) }
  if options & 2 != 0 { segment.windowScale = step[11] }
  segment.sackPermitted = options & 4 != 0
  segment.fastOpen = options & 8 != 0
  if options & 16 != 0 { segment.capturedPayloadLength = length / 2 }
  for block in 0..<min(4, Int(options >> 5)) {
    let left = otherBase &+ UInt32(step[11]) &* unit &+ UInt32(block) &* UInt32(step[13])
    segment.sackBlocks[block] = SACKBlock(
      left: SequenceNumber(left), right: SequenceNumber(left &+ UInt32(step[12]) &* unit))
    segment.sackBlockCount = block + 1
  }
  return segment
}

/// A connection with a loss that SACK repairs, one with a closed window, and one that is refused twice.
private func seeds() -> [[UInt8]] {
  let opening: [[UInt8]] = [
    step(0, 2, 0, 0), step(1, 0x12, 0, 1), step(0, 0x10, 1, 1), step(0, 0x18, 1, 1, length: 50),
  ]
  let loss: [[UInt8]] = [
    step(0, 0x18, 51, 1, length: 50), step(0, 0x18, 151, 1, length: 50),
    step(1, 0x10, 1, 101, options: 0x20, block: (151, 50)), step(0, 0x18, 101, 1, length: 50),
    step(1, 0x10, 1, 201, options: 0x20, block: (101, 50)), step(0, 0x11, 201, 1), step(1, 0x11, 1, 202),
    step(0, 0x10, 202, 2),
  ]
  let closed: [[UInt8]] = [
    step(1, 0x10, 1, 51, window: 0), step(0, 0x10, 50, 1), step(0, 0x18, 51, 1, length: 1),
    step(1, 0x10, 1, 51, window: 0), step(1, 0x10, 1, 51), step(0, 0x18, 51, 1, length: 100),
    step(0, 0x18, 51, 1, length: 100), step(1, 0x14, 1, 51),
  ]
  let refused: [[UInt8]] = [
    step(0, 2, 0, 0), step(1, 0x14, 0, 1), step(0, 2, 0, 0), step(1, 0x10, 9, 99), step(0, 4, 99, 0),
    step(0, 2, 0, 0), step(1, 0x12, 0, 1), step(1, 0x12, 40, 1), step(0, 0x10, 1, 41),
  ]
  return [opening + loss, opening + closed, refused, opening + loss + refused + opening + closed]
    .flatMap { steps in [[0] + steps.flatMap { $0 }, [9] + steps.flatMap { $0 }] }
}

private func step(
  _ place: UInt8, _ flags: UInt8, _ sequence: UInt8, _ acknowledgment: UInt8, length: UInt8 = 0,
  window: UInt8 = 200, options: UInt8 = 0, block: (left: UInt8, length: UInt8) = (0, 0)
) -> [UInt8] {
  [
    place, flags, sequence, acknowledgment, length, window, 0, 0, 20, 10, options, block.left, block.length,
    0,
  ]
}
