import TCPAnalysis
import TestSupport
import Testing
import WireFormat

@testable import Reports

@Suite("The ladder of a connection of a capture")
struct ConnectionLadderTests {
  private func ladder(
    _ sample: SampleConnection, detail: Ladder.Detail = .normal, total: Int = 240
  ) -> Ladder {
    var drawing = ConnectionLadder(sample.summary, detail: detail, total: total)
    for frame in sample.frames { drawing.add(frame) }
    return drawing.finish()
  }

  private func text(_ ladder: Ladder, width: Int = 90, glyphs: Glyphs = .unicode) -> String {
    LadderText.lines(ladder, width: width, glyphs: glyphs)
      .map { $0.rendered(colour: false) + "\n" }.joined()
  }

  @Test("Packets, retransmissions, ICMP, ARP and the reset stand where they happened")
  func golden() throws {
    // Rules out any change of what people see that nobody looked at.
    let folder = ReportGoldenTests.folder
    try Golden.compare(text(ladder(.lostServer())), with: "\(folder)/capture-90.ladder")
    try Golden.compare(
      text(ladder(.lostServer(), detail: .full), width: 110), with: "\(folder)/capture-full.ladder")
    try Golden.compare(text(ladder(.busy(), total: 60)), with: "\(folder)/capture-busy.ladder")
  }

  @Test("Every packet is drawn as one that arrives: one place cannot know what was lost behind it")
  func plainArrows() {
    // Rules out a loss that is claimed on the word of one capture.
    for event in ladder(.lostServer()).events {
      guard case .arrow(let arrow) = event.kind else { continue }
      #expect(arrow.fate == .arrives)
    }
  }

  @Test("Frames of other connections and ARP of other hosts are not drawn")
  func onlyItsOwn() {
    // Rules out a ladder that mixes two conversations.
    let drawn = text(ladder(.lostServer()))
    #expect(!drawn.contains("77 B"))
    #expect(drawn.matches(of: /arpRequest/).count == 2)
  }

  @Test("A hundred thousand packets give a ladder that can be read, and nothing is left uncounted")
  func longConnections() {
    // Rules out a ladder as long as the capture, and packets that are neither drawn nor counted.
    let sample = SampleConnection.busy()
    #expect(sample.frames.count > 100_000)
    for total in [60, 240] {
      let events = ladder(sample, total: total).events
      #expect(events.count <= total + 2 * 40 + 1)
      let counted = events.reduce(0) {
        if case .omission(let omission) = $1.kind { return $0 + omission.total }
        return $0 + 1
      }
      #expect(counted == sample.frames.count)
      // The one stall among 25 repairs must be seen.
      #expect(
        text(Ladder(columns: [.init(name: "client"), .init(name: "server")], events: events)).contains(
          "(timeout)"))
    }
  }

  @Test("Times before the epoch's end and numbers that lie do not trap")
  func hostileNumbers() {
    // Rules out an overflow on times and sequence numbers that a capture claims.
    var summary = SampleConnection().summary
    for times in [(Int64.min, Int64.max), (.max, .min), (.min, .min), (.max, .max)] {
      summary.startNs = times.0
      summary.endNs = times.1
      var drawing = ConnectionLadder(summary, detail: .full)
      for timeNs in [Int64.min, 0, .max] {
        let label = FrameLabel(
          connection: 1, sender: .client, packetClass: .data, relativeSequence: .max,
          relativeAcknowledgment: .min, scaledWindow: .max)
        drawing.add(FrameRecord(number: .max, timeNs: timeNs, payloadBytes: .max, label: label))
        drawing.add(
          FrameRecord(
            number: 1, timeNs: timeNs, payloadBytes: 0, label: FrameLabel(packetClass: .arpRequest),
            note: .arp(sender: SampleConnection.client, target: SampleConnection.server)))
      }
      #expect(!text(drawing.finish(), width: 40, glyphs: .ascii).isEmpty)
    }
  }
}
