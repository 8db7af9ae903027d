import CaptureFormat
import LinuxHost
import PacketCapture
import Reports
import TCPAnalysis
import WireFormat

/// Reads a capture once and keeps what its report needs, outside of memory where that is much.
struct CaptureAnalysis {
  /// Which frames the report will list.
  enum Frames: Equatable {
    case none, all
    case connection(Int)
  }

  private let file: CaptureFile
  private let frames: Frames
  private var analyzer = TrafficAnalyzer()
  private let connections = RecordSpool(recordSize: ConnectionSummary.byteCount)
  private let records = RecordSpool(recordSize: FrameRecord.byteCount)
  /// Where a listed frame's record is, by frame number; only where not all frames are listed.
  private var places: [Int: Int] = [:]
  private var tcpSegments = 0
  private var otherCounts = [Int](repeating: 0, count: OtherTraffic.allCases.count)
  private var skipCounts = [Int](repeating: 0, count: SkipReason.allCases.count)
  private var arpCount = 0
  private var icmpErrorCount = 0
  private(set) var facts: CaptureFacts

  init(_ file: CaptureFile, frames: Frames) {
    self.file = file
    self.frames = frames
    facts = CaptureFacts(file: file.name)
  }

  /// Reads to the end; throws where the file is no capture at all.
  mutating func read(progress: inout ProgressBar) throws {
    var reader = try file.reader()
    var decoder = FrameDecoder()
    try reader.forEachFrame { header, bytes in
      let decoded = decoder.decode(bytes, originalLength: header.originalLength, linkType: header.linkType)
      try observe(decoded, header)
      if header.number & 0xFFF == 0 {
        try drain()
        progress.update(file.progress, frames: header.number)
      }
    }
    try drain()
    var failure: SystemCallError?
    analyzer.finish { summary in
      do throws(SystemCallError) { try connections.put(summary.encoded, at: summary.id - 1) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    conclude(reader.frameCount, reader.linkTypes.map(\.description), reader.ending, reader.warnings)
  }

  private mutating func observe(_ decoded: DecodedFrame, _ header: borrowing FrameHeader) throws {
    let number = header.number
    if case .tcp(let segment) = decoded {
      tcpSegments += 1
      let label = analyzer.observe(segment, number: number, timeNs: header.timeNs)
      if frames != .none { try keep(label, segment.payloadLength, .none, number, header.timeNs) }
      return
    }
    var note = FrameRecord.Note.none
    switch decoded {
    case .tcp: break
    case .arp(let message):
      arpCount += 1
      note = .arp(sender: message.senderIP, target: message.targetIP)
    case .icmpError(let error):
      icmpErrorCount += 1
      var label = FrameLabel(packetClass: .icmpError)
      if let (connection, evidence) = analyzer.observe(error, timeNs: header.timeNs) {
        label.connection = connection
        note = .icmpError(evidence)
      }
      if frames != .none { try keep(label, 0, note, number, header.timeNs) }
      return
    case .other(let traffic):
      otherCounts[OtherTraffic.allCases.firstIndex(of: traffic) ?? 0] += 1
      note = .other(traffic)
    case .skipped(let reason):
      skipCounts[SkipReason.allCases.firstIndex(of: reason) ?? 0] += 1
      note = .skipped(reason)
    }
    let label = analyzer.observe(decoded, number: number, timeNs: header.timeNs)
    if frames != .none { try keep(label, 0, note, number, header.timeNs) }
  }

  private mutating func keep(
    _ label: FrameLabel, _ payload: Int, _ note: FrameRecord.Note, _ number: Int, _ timeNs: Int64
  ) throws {
    let place: Int
    switch frames {
    case .none: return
    case .all: place = number - 1
    case .connection(let id):
      guard label.connection == id else { return }
      place = records.count
      if label.kind != nil || label.cause != nil { places[number] = place }
    }
    let record = FrameRecord(number: number, timeNs: timeNs, payloadBytes: payload, label: label, note: note)
    try records.put(record.encoded, at: place)
  }

  /// Takes out of memory what is known by now.
  private mutating func drain() throws {
    for summary in analyzer.takeFinished() { try connections.put(summary.encoded, at: summary.id - 1) }
    for correction in analyzer.takeCorrections() where frames != .none {
      guard let place = frames == .all ? correction.frame - 1 : places[correction.frame] else { continue }
      var record = FrameRecord(encoded: try records.get(place)[...])
      correction.apply(to: &record.label)
      try records.put(record.encoded, at: place)
    }
  }

  private mutating func conclude(
    _ frameCount: Int, _ linkTypes: [String], _ ending: CaptureReader.Ending, _ warnings: [String]
  ) {
    facts.frames = frameCount
    facts.tcpSegments = tcpSegments
    facts.linkTypes = linkTypes
    facts.truncated = ending != .complete
    facts.warnings = warnings
    if analyzer.forgottenCount > 0 {
      facts.warnings.append(
        "\(analyzer.forgottenCount) connections were put away while they were open, to keep memory bounded: "
          + "a packet of one that came later began a new connection in this report.")
    }
    for (reason, count) in zip(OtherTraffic.allCases, otherCounts) where count > 0 {
      facts.skipped[reason.rawValue] = count
    }
    for (reason, count) in zip(SkipReason.allCases, skipCounts) where count > 0 {
      facts.skipped[reason.rawValue] = count
    }
    if arpCount > 0 { facts.skipped["arp"] = arpCount }
    if icmpErrorCount > 0 { facts.skipped["icmp error"] = icmpErrorCount }
  }

  /// Writes the report, piece by piece.
  func write(_ report: some AnalysisReport, only connection: Int?) throws {
    var report = report
    var text = ""
    report.begin(facts, into: &text)
    try connections.forEach { record in
      let summary = ConnectionSummary(encoded: record)
      if connection == nil || summary.id == connection { report.connection(summary, into: &text) }
      try Self.flush(&text, above: 1 << 16)
    }
    try records.forEach { record in
      report.frame(FrameRecord(encoded: record), into: &text)
      try Self.flush(&text, above: 1 << 16)
    }
    report.end(into: &text)
    try Self.flush(&text, above: 0)
  }

  private static func flush(_ text: inout String, above limit: Int) throws {
    guard text.utf8.count > limit else { return }
    try StandardOutput.write(text)
    text = ""
  }

  /// How many connections there are.
  var connectionCount: Int { connections.count }
}
