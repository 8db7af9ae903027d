import WireFormat

@testable import TCPAnalysis

/// Packet flows as lines, so that a test reads like a ladder:
///
///     +0.200 C > S data seq 1:101 ack 1 win 65535 sack 201:301
///
/// `+t` is seconds since the line before. `C` and `S` are the ends (client 10.0.0.1:40000, server 10.0.0.2:80).
/// Bits: `syn` and `rst` stand for their own, `fin` for FIN+ACK, `data` for PSH+ACK, `.` for a pure ACK; `ack` adds
/// ACK, with or without a number. Numbers are relative: the client's ISN is 1000, the server's 5000; `seq 1:101` is
/// the 100 bytes after the SYN. What is left out: seq is the next in order, ack is the next expected, win 65535, no
/// options. Flags of a line: `noack`, `id n`, `wscale n`, `sackok`, `ttl n`, `port n` (the client's).
struct FlowNotation {
  private static let isnC: UInt32 = 1000
  private static let isnS: UInt32 = 5000

  var analyzer = TrafficAnalyzer(limits: TrafficAnalyzer.Limits(connections: 1024))
  var labels: [FrameLabel] = []
  private var nextC = 0
  private var nextS = 0
  private var timeNs: Int64 = 1_700_000_000_000_000_000
  private var identification: UInt16 = 100

  /// Reads the lines and returns the label of each.
  @discardableResult
  mutating func play(_ text: String) -> [FrameLabel] {
    var read: [FrameLabel] = []
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      guard !words.isEmpty, !words[0].hasPrefix("//") else { continue }
      let label = send(words)
      labels.append(label)
      read.append(label)
    }
    for correction in analyzer.takeCorrections() where labels.indices.contains(correction.frame - 1) {
      correction.apply(to: &labels[correction.frame - 1])
    }
    return read
  }

  private mutating func send(_ given: [String]) -> FrameLabel {
    var words = given[...]
    if let first = words.first, first.hasPrefix("+"), let seconds = Double(first.dropFirst()) {
      timeNs += Int64((seconds * 1e9).rounded())
      words.removeFirst()
    }
    precondition(words.count >= 3, "no such line: \(given)")
    let fromClient = words.removeFirst() == "C"
    words.removeFirst(2)
    var fields = Fields()
    fields.sequence = fromClient ? nextC : nextS
    fields.acknowledgment = fromClient ? nextS : nextC
    while let word = words.popFirst() { read(word, &words, &fields) }
    let segment = build(fields, fromClient: fromClient)
    var length = fields.length
    if fields.flags.contains(.syn) { length += 1 }
    if fields.flags.contains(.fin) { length += 1 }
    if !fields.flags.contains(.rst) {
      if fromClient {
        nextC = max(nextC, fields.sequence + length)
      } else {
        nextS = max(nextS, fields.sequence + length)
      }
    }
    return analyzer.observe(segment, number: labels.count + 1, timeNs: timeNs)
  }

  private struct Fields {
    var flags: TCPFlags = []
    var noAck = false
    var sequence = 0
    var length = 0
    var acknowledgment = 0
    var window: UInt16 = 65535
    var scale: UInt8?
    var sackPermitted = false
    var sack: [(Int, Int)] = []
    var identification: UInt16?
    var hopLimit: UInt8 = 64
    var port: UInt16 = 40000
  }

  private func read(_ word: String, _ words: inout ArraySlice<String>, _ fields: inout Fields) {
    func number() -> Int { Int(words.popFirst() ?? "") ?? 0 }
    func pair() -> (Int, Int) {
      let parts = (words.popFirst() ?? "").split(separator: ":").map { Int($0) ?? 0 }
      return (parts[0], parts.count > 1 ? parts[1] : parts[0])
    }
    switch word {
    case "syn": fields.flags.insert(.syn)
    case "ack":
      if let next = words.first, let value = Int(next) {
        fields.acknowledgment = value
        words.removeFirst()
      }
      fields.flags.insert(.ack)
    case ".": fields.flags.insert(.ack)
    case "data": fields.flags.formUnion([.psh, .ack])
    case "fin": fields.flags.formUnion([.fin, .ack])
    case "rst": fields.flags.insert(.rst)
    case "noack": fields.noAck = true
    case "seq":
      let (start, end) = pair()
      fields.sequence = start
      fields.length = end - start
    case "len": fields.length = number()
    case "win": fields.window = UInt16(number())
    case "wscale": fields.scale = UInt8(number())
    case "sackok": fields.sackPermitted = true
    case "sack": fields.sack.append(pair())
    case "id": fields.identification = UInt16(number())
    case "ttl": fields.hopLimit = UInt8(number())
    case "port": fields.port = UInt16(number())
    default: preconditionFailure("unknown word \(word)")
    }
  }

  private mutating func build(_ fields: Fields, fromClient: Bool) -> TCPSegment {
    let client = IPAddress(ipv4: 0x0A00_0001)
    let server = IPAddress(ipv4: 0x0A00_0002)
    let mine = fromClient ? Self.isnC : Self.isnS
    let theirs = fromClient ? Self.isnS : Self.isnC
    func at(_ base: UInt32, _ offset: Int) -> SequenceNumber {
      SequenceNumber(base &+ UInt32(truncatingIfNeeded: offset))
    }
    var flags = fields.flags
    if fields.noAck { flags.remove(.ack) }
    var segment = TCPSegment(
      source: fromClient ? client : server, destination: fromClient ? server : client,
      sourcePort: fromClient ? fields.port : 80, destinationPort: fromClient ? 80 : fields.port,
      sequence: at(mine, fields.sequence),
      acknowledgment: flags.contains(.ack) ? at(theirs, fields.acknowledgment) : SequenceNumber(0),
      flags: flags,
      window: fields.window, payloadLength: fields.length)
    identification &+= 1
    segment.identification = fields.identification ?? identification
    segment.hopLimit = fields.hopLimit
    segment.windowScale = fields.scale
    segment.sackPermitted = fields.sackPermitted
    segment.payloadHash = fields.length > 0 ? UInt64(truncatingIfNeeded: fields.sequence &+ 1) : 0
    for block in fields.sack where segment.sackBlockCount < 4 {
      segment.sackBlocks[segment.sackBlockCount] = SACKBlock(
        left: at(theirs, block.0), right: at(theirs, block.1))
      segment.sackBlockCount += 1
    }
    return segment
  }
}

/// A label in one line: `data retransmission kind timeout cause …`.
extension FrameLabel {
  var short: String {
    var words = [packetClass.rawValue]
    for flag in flags where flag != .push && flag != .sack { words.append(flag.rawValue) }
    if let kind { words.append(kind.rawValue) }
    if let cause { words.append(cause.rawValue) }
    return words.joined(separator: " ")
  }
}

/// Plays a flow whose lines end in `= what they should be called`, and returns what differs.
func mismatches(_ text: String) -> [String] {
  var notation = FlowNotation()
  var wanted: [(line: String, label: String)] = []
  var flow: [String] = []
  for line in text.split(separator: "\n") {
    let parts = line.split(separator: "=", maxSplits: 1)
    let packet = parts[0].trimmingPrefix { $0 == " " }
    if packet.isEmpty || packet.hasPrefix("//") { continue }
    flow.append(String(packet))
    let label = parts.count > 1 ? parts[1].split(separator: " ").joined(separator: " ") : ""
    wanted.append((String(packet), label))
  }
  for packet in flow { notation.play(packet) }
  var found: [String] = []
  for (index, want) in wanted.enumerated()
  where !want.label.isEmpty && notation.labels[index].short != want.label {
    found.append(
      "frame \(index + 1): \(want.line): wanted '\(want.label)', is '\(notation.labels[index].short)': "
        + notation.labels[index].why)
  }
  return found
}
