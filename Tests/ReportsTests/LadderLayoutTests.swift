import Evidence
import Testing
import WireFormat

@testable import Reports

@Suite("Ladder diagrams")
struct LadderLayoutTests {
  private func lines(_ record: RunRecord, width: Int = 80, glyphs: Glyphs = .unicode) -> [String] {
    LadderText.lines(Ladder(record), width: width, glyphs: glyphs).map { $0.rendered(colour: false) }
  }

  @Test("No line of any record is wider than the width", arguments: 0..<100)
  func neverTooWide(_ round: Int) {
    // Rules out an overlong line from any mix of hosts, texts, times and packets; the seed repeats a failure.
    let seed = 0x1ADD_E200 + UInt64(round)
    let record = RandomRecord.make(seed: seed)
    let width = 80 + round * 7 % 121
    for glyphs in [Glyphs.unicode, .ascii] {
      for detail in [Ladder.Detail.normal, .full] {
        let lines = LadderText.lines(Ladder(record, detail: detail), width: width, glyphs: glyphs)
          .map { $0.rendered(colour: false) }
        let bad = lines.first {
          DisplayWidth.of($0) > width || $0 != $0.harmless || (glyphs.isASCII && !$0.allSatisfy(\.isASCII))
        }
        #expect(bad == nil, "seed \(seed), width \(width)")
        #expect(lines.count > 1, "seed \(seed)")
      }
    }
  }

  @Test("Between events every lifeline stands in its column", arguments: [80, 100, 120, 200])
  func lifelinesAreStraight(_ width: Int) throws {
    // Rules out a line that is shifted by a wide character in front of a lifeline.
    let layout = LadderLayout(Ladder(SampleLadders.hostile()), width: width, glyphs: .unicode)
    let x = try #require(layout.geometry.lifelines.dropFirst().first)
    let painted = LadderText.lines(Ladder(SampleLadders.hostile()), width: width, glyphs: .unicode)
    var checked = 0
    for (line, text) in zip(layout.lines, painted.map { $0.rendered(colour: false) }) {
      let isCovered = line.texts.contains { $0.x <= x && $0.x + DisplayWidth.of($0.text) > x }
      guard !isCovered, case .line(.up) = line.strands[1], line.strokes.isEmpty else { continue }
      checked += 1
      var column = 0
      let glyph = text.first { character in
        defer { column += DisplayWidth.of(character) }
        return column == x
      }
      #expect(glyph == "│", "\(text)")
    }
    #expect(checked > 3)
  }

  @Test("A lost packet's arrow does not reach the other host")
  func lostArrowEnds() throws {
    // Rules out drawing a loss like a delivery.
    var builder = RecordBuilder()
    builder.packet("client", "server", .data, at: 1, bytes: 10)
    builder.packet("client", "server", .data, at: 2, bytes: 20, fate: .lost)
    builder.packet("server", "client", .data, at: 3, bytes: 30, fate: .lost)
    let drawn = lines(builder.record)
    let arrived = try #require(drawn.first { $0.contains("data 10 B") })
    #expect(arrived.contains("►│") && !arrived.contains("✗"))
    for bytes in ["data 20 B", "data 30 B"] {
      let lost = try #require(drawn.first { $0.contains(bytes) })
      #expect(lost.contains("✗") && lost.contains("─ ─") && lost.contains("lost"))
      #expect(!lost.contains("►") && !lost.contains("◄"))
    }
  }

  @Test("Silence is shown with its length, and shorter pauses are not")
  func gapsAreShown() {
    // Rules out a two-second wait that looks like no time at all.
    var builder = RecordBuilder()
    builder.packet("client", "server", .data, at: 10, bytes: 10)
    builder.packet("client", "server", .data, at: 50, bytes: 10)
    builder.packet("client", "server", .data, at: 2050, bytes: 10)
    let drawn = lines(builder.record)
    #expect(drawn.count { $0.contains("· · ·") } == 1)
    #expect(drawn.contains { $0.contains("2.00 s") && $0.contains("┊") })
  }

  @Test("A host that lost power has no lifeline until it boots again")
  func powerOffEndsLifeline() throws {
    // Rules out a dead host that looks alive.
    var builder = RecordBuilder()
    builder.fault("power-off", "power-off: server", on: "server", at: 10)
    builder.packet("client", "server", .data, at: 20, bytes: 10, fate: .lost)
    builder.fault("reboot", "reboot: server", on: "server", at: 30)
    builder.packet("client", "server", .data, at: 40, bytes: 20)
    let layout = LadderLayout(Ladder(builder.record), width: 80, glyphs: .unicode)
    func strand(_ label: String) throws -> LadderLine.Strand {
      let line = try #require(layout.lines.first { $0.texts.contains { $0.text.contains(label) } })
      return line.strands[1]
    }
    #expect(try strand("power-off") == .fault)
    #expect(try strand("data 10 B") == .line(.down))
    #expect(try strand("data 20 B") == .line(.up))
  }

  @Test("A call that never returned stands at the end, unless its process is gone")
  func blockedCallsAreTold() {
    // Rules out a hang that nobody sees, and a hang of a process that was killed.
    var builder = RecordBuilder()
    builder.process("client")
    builder.process("server", exit: .signal("SIGKILL"), exitAt: 50)
    builder.call("client", "receive 10", at: 10)
    builder.call("server", "accept", at: 10)
    builder.end(at: 60_000)
    let drawn = lines(builder.record)
    #expect(drawn.contains { $0.contains("60.000 s") && $0.contains("still in receive 10") })
    #expect(!drawn.contains { $0.contains("still in accept") })
  }

  @Test("More hosts than fit share the last column")
  func hostsAreFolded() {
    // Rules out lifelines on top of each other, and packets that vanish with their host.
    let names = (0..<60).map { "host\($0)" }
    var builder = RecordBuilder(hosts: names)
    for (index, name) in names.enumerated() {
      builder.packet(name, names[(index + 1) % names.count], .data, at: Double(index), bytes: index)
    }
    let layout = LadderLayout(
      Ladder(builder.record, limits: .init(traffic: .init(head: 99, tail: 1))), width: 80, glyphs: .unicode)
    let gaps = zip(layout.geometry.lifelines, layout.geometry.lifelines.dropFirst()).map { $1 - $0 }
    #expect(gaps.allSatisfy { $0 >= LadderGeometry.leastGap })
    #expect(layout.lines[0].texts.last?.text.hasSuffix("more") == true)
    for index in 0..<60 {
      #expect(
        layout.lines.contains { $0.texts.contains { $0.text.contains("data \(index) B") } }, "data \(index) B"
      )
    }
  }
}
