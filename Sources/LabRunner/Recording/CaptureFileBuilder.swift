internal import CaptureFormat
internal import Evidence
internal import LabModel
internal import LinuxHost
internal import PacketCapture
internal import WireFormat

/// Makes `<host>.pcapng`: the host's frames, each with its class and the rule that gave it; faults, and the calls of
/// the host's own programs, stand beside the frame that follows, or the last one.
struct CaptureFileBuilder {
  let record: RunRecord
  /// Of the host's interfaces.
  let taps: [Tap]
  private static let partLength = 1 << 20

  /// - Parameter take: Called with one part of the file after another: a long capture is not in memory twice.
  func write(_ take: ([UInt8]) throws(SystemCallError) -> Void) throws(SystemCallError) {
    var writer = PCAPNGWriter(
      operatingSystem: "Linux \(record.kernel)", application: "halfopen, lab \(record.lab)",
      comment: "lab \(record.lab)\(record.variant.map { " [\($0)]" } ?? ""): \(record.title)")
    var interfaces: [Int] = []
    for tap in taps {
      interfaces.append(
        writer.addInterface(
          name: tap.interface.name, linkType: .ethernet, snapLength: Int(LiveCapture.snapLength),
          description: "\(tap.interface.name) of host \(tap.host)"))
    }
    var events = CaptureEvent.all(in: record, host: taps.first?.host)[...]
    let frames = framesInOrder
    let arrivals = taps.map { Self.placesOfArrivals(in: $0) }
    for (number, (place, offset)) in frames.enumerated() {
      let (tap, frame) = (taps[place], taps[place].frames[offset])
      var comments: [String] = []
      while let event = events.first, event.atNs <= frame.timeNs {
        comments.append(
          "\(event.text), \(Duration.nanoseconds(frame.timeNs - event.atNs).labText) before this packet")
        events.removeFirst()
      }
      let sent = tap.packetOfFrame[offset + 1]
      if let index = sent ?? tap.packetOfArrival[offset + 1] ?? tap.packetOfHop[offset + 1] {
        comments.append(describe(record.packets[index]))
      } else if let index = packetOfCopy(offset, in: tap, places: arrivals[place]) {
        comments.append("\(describe(record.packets[index])) (Another copy of it.)")
      } else {
        comments.append("no packet between hosts of the lab")
      }
      if number == frames.count - 1 {
        comments += events.map {
          "\($0.text), \(Duration.nanoseconds($0.atNs - frame.timeNs).labText) after this packet, the last"
        }
      }
      let isOutbound = frame.bytes.dropFirst(6).starts(with: tap.interface.address.macOctets)
      writer.addPacket(
        interface: interfaces[place], timeNs: frame.timeNs, captured: frame.bytes.span,
        originalLength: frame.originalLength, comments: comments,
        direction: isOutbound ? .outbound : .inbound)
      if writer.bytes.count >= Self.partLength { try take(writer.takeBytes()) }
    }
    // Each boot has its captures, one for each interface, in the interfaces' order.
    let captures = record.captures.filter { $0.host == taps.first?.host }
    for (place, interface) in interfaces.enumerated() {
      let own = captures.enumerated().filter { $0.offset % taps.count == place }.map(\.element)
      writer.addStatistics(
        interface: interface, timeNs: record.endedAtNs, received: UInt64(own.reduce(0) { $0 + $1.frames }),
        dropped: UInt64(own.reduce(0) { $0 + $1.droppedByKernel }))
    }
    try take(writer.takeBytes())
  }

  private var framesInOrder: [(place: Int, offset: Int)] {
    let all = taps.enumerated().flatMap { place, tap in
      tap.frames.indices.map { (place: place, offset: $0, timeNs: tap.frames[$0].timeNs) }
    }
    // One interface's frames are in order as they are.
    guard taps.count > 1 else { return all.map { ($0.place, $0.offset) } }
    return all.sorted { ($0.timeNs, $0.place, $0.offset) < ($1.timeNs, $1.place, $1.offset) }
      .map { ($0.place, $0.offset) }
  }

  /// The packet that a frame repeats bit by bit: a wire that duplicates makes such frames.
  private func packetOfCopy(_ offset: Int, in tap: Tap, places: [FrameKey: [Int]]) -> Int? {
    places[FrameKey(tap.frames[offset].bytes)]?.last { $0 < offset }.flatMap {
      tap.packetOfArrival[$0 + 1] ?? tap.packetOfHop[$0 + 1]
    }
  }

  /// A frame's bytes → where they came to one interface as a known packet, in order; nothing where all frames are known.
  ///
  /// Where a capture has lost frames, there are thousands that nobody knows.
  private static func placesOfArrivals(in tap: Tap) -> [FrameKey: [Int]] {
    let isKnown = { (offset: Int) in
      tap.packetOfArrival[offset + 1] != nil || tap.packetOfHop[offset + 1] != nil
    }
    guard tap.frames.indices.contains(where: { tap.packetOfFrame[$0 + 1] == nil && !isKnown($0) }) else {
      return [:]
    }
    var places: [FrameKey: [Int]] = [:]
    for (offset, frame) in tap.frames.enumerated() where isKnown(offset) {
      places[FrameKey(frame.bytes), default: []].append(offset)
    }
    return places
  }

  private func describe(_ packet: PacketRecord) -> String {
    var words = ["\(packet.from) > \(packet.to)", packet.packetClass.rawValue]
    words += packet.flags.map(\.rawValue)
    if let kind = packet.kind { words.append(kind.rawValue) }
    if let cause = packet.cause { words.append(cause.rawValue) }
    // Of an injected one the reason is that already.
    let wire = packet.flags.contains(.injected) ? nil : packet.wire
    let reasons = [packet.why, wire ?? ""].filter { !$0.isEmpty }
    return words.joined(separator: " ") + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
  }
}

/// Something that is told beside the frames of one host.
private struct CaptureEvent {
  var atNs: Int64
  var text: String

  /// All faults, and the calls of the host's programs, in the order of time.
  static func all(in record: RunRecord, host: String?) -> [CaptureEvent] {
    var events = record.faults.map { CaptureEvent(atNs: $0.appliedAtNs, text: "fault: \($0.text)") }
    for call in record.calls where call.host == host {
      let name = "\(call.process): \(call.instruction)"
      events.append(CaptureEvent(atNs: call.startedAtNs, text: "call: \(name)"))
      guard let endedAtNs = call.endedAtNs else { continue }
      let result = call.error ?? call.result.map { "\($0)" } ?? "nothing"
      events.append(CaptureEvent(atNs: endedAtNs, text: "call: \(name) returned \(result)"))
    }
    return events.enumerated().sorted { ($0.element.atNs, $0.offset) < ($1.element.atNs, $1.offset) }.map(
      \.element)
  }
}
