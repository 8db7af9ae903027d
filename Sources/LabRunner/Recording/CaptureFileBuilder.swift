internal import CaptureFormat
internal import Evidence
internal import LabModel
internal import PacketCapture
internal import WireFormat

/// Makes `<host>.pcapng`: the host's frames, each with its class, and the faults beside the frames that follow.
struct CaptureFileBuilder {
  let record: RunRecord
  /// Of the host's interfaces.
  let taps: [Tap]

  func bytes() -> [UInt8] {
    var writer = PCAPNGWriter(
      operatingSystem: "Linux \(record.kernel)", application: "halfopen, lab \(record.lab)")
    var interfaces: [Int] = []
    for tap in taps {
      interfaces.append(
        writer.addInterface(
          name: tap.interface.name, linkType: .ethernet, snapLength: Int(LiveCapture.snapLength),
          description: "\(tap.interface.name) of host \(tap.host)"))
    }
    var faults = record.faults.sorted { $0.appliedAtNs < $1.appliedAtNs }[...]
    for (place, offset) in framesInOrder {
      let (tap, frame) = (taps[place], taps[place].frames[offset])
      var comments: [String] = []
      while let fault = faults.first, fault.appliedAtNs <= frame.timeNs {
        let earlier = Duration.nanoseconds(frame.timeNs - fault.appliedAtNs).labText
        comments.append("fault: \(fault.text), \(earlier) before this packet")
        faults.removeFirst()
      }
      let sent = tap.packetOfFrame[offset + 1]
      if let index = sent ?? tap.packetOfArrival[offset + 1] ?? tap.packetOfHop[offset + 1] {
        comments.append(describe(record.packets[index]))
      }
      let isOutbound = frame.bytes.dropFirst(6).starts(with: tap.interface.address.macOctets)
      writer.addPacket(
        interface: interfaces[place], timeNs: frame.timeNs, captured: frame.bytes.span,
        originalLength: frame.originalLength, comments: comments,
        direction: isOutbound ? .outbound : .inbound)
    }
    // Each boot has its captures, one for each interface, in the interfaces' order.
    let captures = record.captures.filter { $0.host == taps.first?.host }
    for (place, interface) in interfaces.enumerated() {
      let own = captures.enumerated().filter { $0.offset % taps.count == place }.map(\.element)
      writer.addStatistics(
        interface: interface, timeNs: record.endedAtNs, received: UInt64(own.reduce(0) { $0 + $1.frames }),
        dropped: UInt64(own.reduce(0) { $0 + $1.droppedByKernel }))
    }
    return writer.takeBytes()
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
