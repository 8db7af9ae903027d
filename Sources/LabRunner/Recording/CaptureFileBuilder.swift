internal import CaptureFormat
internal import Evidence
internal import LabModel
internal import PacketCapture
internal import WireFormat

/// Makes `<host>.pcapng`: the host's frames, each with its class, and the faults beside the frames that follow.
struct CaptureFileBuilder {
  let record: RunRecord
  let tap: Tap

  func bytes() -> [UInt8] {
    var writer = PCAPNGWriter(
      operatingSystem: "Linux \(record.kernel)", application: "halfopen, lab \(record.lab)")
    let interface = writer.addInterface(
      name: "eth0", linkType: .ethernet, snapLength: Int(LiveCapture.snapLength),
      description: "eth0 of host \(tap.host)")
    var faults = record.faults.sorted { $0.appliedAtNs < $1.appliedAtNs }[...]
    for (offset, frame) in tap.frames.enumerated() {
      var comments: [String] = []
      while let fault = faults.first, fault.appliedAtNs <= frame.timeNs {
        let earlier = Duration.nanoseconds(frame.timeNs - fault.appliedAtNs).labText
        comments.append("fault: \(fault.text), \(earlier) before this packet")
        faults.removeFirst()
      }
      let sent = tap.packetOfFrame[offset + 1]
      if let index = sent ?? tap.packetOfArrival[offset + 1] {
        comments.append(describe(record.packets[index]))
      }
      writer.addPacket(
        interface: interface, timeNs: frame.timeNs, captured: frame.bytes.span,
        originalLength: frame.originalLength, comments: comments,
        direction: sent == nil ? .inbound : .outbound)
    }
    let capture = record.captures.filter { $0.host == tap.host }
    writer.addStatistics(
      interface: interface, timeNs: record.endedAtNs, received: UInt64(capture.reduce(0) { $0 + $1.frames }),
      dropped: UInt64(capture.reduce(0) { $0 + $1.droppedByKernel }))
    return writer.takeBytes()
  }

  private func describe(_ packet: PacketRecord) -> String {
    var words = ["\(packet.from) > \(packet.to)", packet.packetClass.rawValue]
    words += packet.flags.map(\.rawValue)
    if let kind = packet.kind { words.append(kind.rawValue) }
    if let cause = packet.cause { words.append(cause.rawValue) }
    return words.joined(separator: " ") + (packet.why.isEmpty ? "" : ": \(packet.why)")
  }
}
