import CaptureFormat
import LinuxHost
import PacketCapture
import Reports
import TCPAnalysis
import WireFormat

/// Reads a capture once and keeps what its report needs, outside of memory where that is much.
struct CaptureAnalysis {
  /// What is kept of frames.
  enum Frames: Equatable {
    case none, all
    /// Those of some connections, and ARP, which may explain them.
    case connections(ClosedRange<Int>)
  }

  /// What the report shows besides connections.
  struct Selection {
    /// Nil: all connections.
    var connection: Int?
    var listsFrames = false
    var drawsLadders = false
    var detail = Ladder.Detail.normal

    /// Many ladders are shorter than one, and more than these are more than anybody reads.
    static let mostLadders = 10
    var eventsPerLadder: Int { connection == nil ? 60 : 240 }
    var ladders: ClosedRange<Int>? { drawsLadders ? connection.map { $0...$0 } ?? 1...Self.mostLadders : nil }

    var frames: Frames {
      if let connection, listsFrames || drawsLadders { return .connections(connection...connection) }
      if listsFrames { return .all }
      return ladders.map { .connections($0) } ?? .none
    }
  }

  private let file: CaptureFile
  private let selection: Selection
  private let frames: Frames
  private var analyzer = TrafficAnalyzer()
  private let connections = RecordSpool(recordSize: ConnectionSummary.byteCount)
  private let records = RecordSpool(recordSize: FrameRecord.byteCount)
  /// Where a listed frame's record is, by frame number; only where not all frames are listed.
  private var places: [Int: Int] = [:]
  private var tcpSegments = 0
  /// The latest time of a frame that is not TCP.
  private var otherTimeNs: Int64 = .min
  private var otherCounts = [Int](repeating: 0, count: OtherTraffic.allCases.count)
  private var skipCounts = [Int](repeating: 0, count: SkipReason.allCases.count)
  private var arpCount = 0
  private var icmpErrorCount = 0
  private(set) var facts: CaptureFacts

  init(_ file: CaptureFile, selection: Selection) {
    self.file = file
    self.selection = selection
    self.frames = selection.frames
    facts = CaptureFacts(file: file.name)
  }

  /// Reads to the end; throws where the file is no capture at all.
  mutating func read(progress: inout ProgressBar) throws {
    var reader = try file.reader()
    var decoder = FrameDecoder()
    // One place for all frames: copying a segment takes about as long as decoding it.
    var contents = FrameContents()
    try reader.forEachFrame { header, bytes in
      let kind = decoder.decode(
        bytes, originalLength: header.originalLength, linkType: header.linkType, into: &contents)
      if case .tcp = kind {
        try observe(contents.segment, header)
      } else {
        try observe(kind, contents, header)
      }
      if header.number & 0xFFF == 0 {
        try drain()
        progress.update(file.progress, frames: header.number)
      }
    }
    try drain()
    conclude(reader)
  }

  @inline(__always)
  private mutating func observe(_ segment: TCPSegment, _ header: borrowing FrameHeader) throws {
    tcpSegments &+= 1
    let label = analyzer.observe(segment, number: header.number, timeNs: header.timeNs)
    if frames != .none { try keep(label, segment.payloadLength, .none, header.number, header.timeNs) }
  }

  private mutating func observe(
    _ kind: FrameKind, _ contents: FrameContents, _ header: borrowing FrameHeader
  ) throws {
    otherTimeNs = max(otherTimeNs, header.timeNs)
    var note = FrameRecord.Note.none
    var label = FrameLabel(packetClass: .other)
    switch kind {
    case .tcp: break
    case .arp:
      arpCount += 1
      label.packetClass = contents.arp.isRequest ? .arpRequest : .arpReply
      note = .arp(sender: contents.arp.senderIP, target: contents.arp.targetIP)
    case .icmpError:
      icmpErrorCount += 1
      label.packetClass = .icmpError
      if let (connection, evidence) = analyzer.observe(contents.icmpError, timeNs: header.timeNs) {
        label.connection = connection
        note = .icmpError(evidence)
      }
    case .other(let traffic):
      otherCounts[OtherTraffic.allCases.firstIndex(of: traffic) ?? 0] += 1
      note = .other(traffic)
    case .skipped(let reason):
      skipCounts[SkipReason.allCases.firstIndex(of: reason) ?? 0] += 1
      note = .skipped(reason)
    }
    if frames != .none { try keep(label, 0, note, header.number, header.timeNs) }
  }

  private mutating func keep(
    _ label: FrameLabel, _ payload: Int, _ note: FrameRecord.Note, _ number: Int, _ timeNs: Int64
  ) throws {
    let place: Int
    switch frames {
    case .none: return
    case .all: place = number - 1
    case .connections(let ids):
      if let id = label.connection {
        guard ids.contains(id) else { return }
      } else {
        guard note.isARP else { return }
      }
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

  private mutating func conclude(_ reader: borrowing CaptureReader) {
    facts.frames = reader.frameCount
    facts.endNs = reader.frameCount > 0 ? max(analyzer.lastTimeNs, otherTimeNs) : nil
    facts.tcpSegments = tcpSegments
    facts.linkTypes = reader.linkTypes.map(\.description)
    facts.truncated = reader.ending != .complete
    facts.warnings = reader.warnings
    if reader.droppedByCapture > 0 {
      let count = Quantity.count(Int(clamping: reader.droppedByCapture), "packet")
      facts.warnings.append(
        "\(count) passed and cannot be seen here: the machine that captured had no room for them, as the file itself "
          + "says. What looks like a lost segment may be one of them.")
    }
    if analyzer.forgottenCount > 0 {
      facts.warnings.append(
        "more than \(TrafficAnalyzer.Limits().connections) connections were open at the same time. To keep memory "
          + "bounded, \(Quantity.count(analyzer.forgottenCount, "connection")) of them, silent longest, were put away "
          + "as they stood: how those end here is what was known by then, and a later packet of one began a new "
          + "connection in this report.")
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

  /// Draws the ladders that were asked for, in one pass over the frames; each is bounded by its digest.
  private mutating func ladders() throws -> [Int: Ladder] {
    guard let ids = selection.ladders?.clamped(to: 1...max(1, connectionCount)), connectionCount > 0 else {
      return [:]
    }
    var drawings: [ConnectionLadder] = []
    let (detail, total) = (selection.detail, selection.eventsPerLadder)
    try forEachConnection { summary in
      guard ids.contains(summary.id) else { return }
      drawings.append(ConnectionLadder(summary, detail: detail, total: total))
    }
    try records.forEach { record in
      let frame = FrameRecord(encoded: record)
      if let id = frame.label.connection {
        if ids.contains(id) { drawings[id - ids.lowerBound].add(frame) }
      } else if frame.note.isARP {
        for index in drawings.indices { drawings[index].add(frame) }
      }
    }
    var ladders: [Int: Ladder] = [:]
    for (id, index) in zip(ids, drawings.indices) { ladders[id] = drawings[index].finish() }
    return ladders
  }

  /// Writes the report, piece by piece.
  mutating func write(_ report: some AnalysisReport) throws {
    var report = report
    let (selection, frames) = (selection, frames)
    let ladders = try ladders()
    var text = ""
    report.begin(facts, into: &text)
    try forEachConnection { summary in
      if selection.connection == nil || summary.id == selection.connection {
        report.connection(summary, ladder: ladders[summary.id], into: &text)
      }
      try Self.flush(&text, above: 1 << 16)
    }
    if selection.listsFrames {
      try records.forEach { record in
        let frame = FrameRecord(encoded: record)
        guard frames == .all || frame.label.connection != nil else { return }
        report.frame(frame, into: &text)
        try Self.flush(&text, above: 1 << 16)
      }
    }
    report.end(into: &text)
    try Self.flush(&text, above: 0)
  }

  /// Counts for the report how connections ended: a pass of its own, for reports that say it first.
  mutating func countEndings() throws {
    var endings: [ConnectionEnding: Int] = [:]
    try forEachConnection { endings[$0.ending, default: 0] += 1 }
    facts.endings = endings
  }

  /// By id: those that were over early lie in the spool, the others still in the analyzer.
  private mutating func forEachConnection(_ body: (ConnectionSummary) throws -> Void) throws {
    var remaining = analyzer.remaining[...]
    var id = 0
    try connections.forEach { record in
      id += 1
      if remaining.first?.id == id {
        try body(analyzer.summary(of: remaining.removeFirst()))
      } else {
        try body(ConnectionSummary(encoded: record))
      }
    }
    for connection in remaining { try body(analyzer.summary(of: connection)) }
  }

  private static func flush(_ text: inout String, above limit: Int) throws {
    guard text.utf8.count > limit else { return }
    try StandardOutput.write(text)
    text = ""
  }

  /// How many connections there are.
  var connectionCount: Int { analyzer.connectionCount }
}

extension FrameRecord.Note {
  var isARP: Bool {
    if case .arp = self { return true }
    return false
  }
}
