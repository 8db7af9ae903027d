import Evidence
import Foundation
import Testing
import WireFormat

@testable import Reports

@Suite("The HTML page")
struct HTMLReportTests {
  static let records = [
    "killed": SampleRecord.killedIdleServer, "power loss": SampleRecord.powerLoss,
    "refused": SampleRecord.refusedConnect, "four hosts": SampleLadders.fourHosts,
    "long": SampleLadders.longRun, "hostile": SampleLadders.hostile,
  ]

  private static func page(_ records: [RunRecord]) -> String {
    HTMLReport().render(
      RunSummary(stored: records.map { ReportEscapingTests.outcome($0, .pass) }), options: RenderOptions())
  }

  private static func count(_ pattern: String, in text: String) -> Int {
    text.components(separatedBy: pattern).count - 1
  }

  @Test(
    "The diagram has a mark for every packet, fault and exit, and a lane for every host",
    arguments: records.keys.filter { $0 != "long" }.sorted())
  func marksMatchRecord(_ name: String) throws {
    // Rules out a packet that the page does not show, and one that it shows twice.
    let make = try #require(Self.records[name])
    let record = make()
    let page = Self.page([record])
    #expect(Self.count("class=\"item packet ", in: page) == record.packets.count)
    let lost = page.matches(of: #/class="item packet [a-z]+ lost"/#).count
    #expect(lost == record.packets.count { $0.fate == .lost })
    #expect(Self.count("class=\"item fault ", in: page) == record.faults.count)
    let names = Set(record.hosts.map(\.name) + record.packets.flatMap { [$0.from, $0.to] })
    #expect(Self.count("class=\"name\"", in: page) == names.count)
  }

  @Test("Sockets have one band for each state that they were seen in, and none after their host lost power")
  func bandsMatchStates() throws {
    // Rules out a connection that is drawn open on a host that is gone.
    let killed = TimeDiagram(SampleRecord.killedIdleServer())
    #expect(
      killed.bands.map(\.name).sorted() == [
        "CLOSE_WAIT", "ESTABLISHED", "ESTABLISHED", "FIN_WAIT2", "LISTEN",
      ])
    let loss = TimeDiagram(SampleRecord.powerLoss())
    let powerOffNs: Int64 = 320_000_000
    #expect(loss.bands.filter { $0.lane == 1 }.allSatisfy { $0.toNs <= powerOffNs })
    #expect(loss.bands.contains { $0.lane == 0 && $0.toNs > powerOffNs })
    #expect(loss.lifelines.filter { $0.lane == 1 }.map(\.name) == ["up", "down"])
  }

  @Test("Time runs downwards, and no mark lies on another", arguments: records.keys.sorted())
  func timeRunsDown(_ name: String) throws {
    // Rules out an arrow that arrives above where it was sent, and labels that hide each other.
    let make = try #require(Self.records[name])
    let diagram = TimeDiagram(make())
    for (above, below) in zip(diagram.items, diagram.items.dropFirst()) {
      #expect(above.y + 220 <= below.y)
    }
    for item in diagram.items {
      let arrival = item.way?.arrivesNs.map { diagram.y(at: $0) } ?? item.y
      #expect(arrival >= item.y && arrival <= diagram.height)
    }
  }

  @Test("A longer silence is wider, and an hour still fits on the page")
  func silenceHasRoom() {
    // Rules out a wait that looks like no wait, and a page as long as the wait.
    var heights: [Int] = []
    for seconds in [0.001, 0.02, 0.2, 2.0, 20, 3600] {
      var builder = RecordBuilder("a/b", title: "silence")
      builder.packet("client", "server", .syn, at: 1)
      builder.packet("server", "client", .synAck, at: 1 + seconds * 1000)
      builder.end(at: 2 + seconds * 1000)
      heights.append(TimeDiagram(builder.record).items.last?.y ?? 0)
    }
    #expect(zip(heights, heights.dropFirst()).allSatisfy { $0 < $1 }, "\(heights)")
    #expect((heights.last ?? 0) < 2000)
  }

  @Test("What cannot be drawn any more is counted, never left out in silence")
  func limitIsSaid() {
    // Rules out a diagram that looks complete and is not.
    var builder = RecordBuilder("a/b", title: "many")
    for index in 0..<(TimeDiagram.mostItems + 7) {
      builder.packet("client", "server", .ack, at: Double(index))
    }
    builder.end(at: 9000)
    let page = Self.page([builder.record])
    #expect(page.contains("7 later marks are not drawn"))
  }

  @Test("The page loads nothing from elsewhere, and its script is the same as XML and as HTML")
  func pageIsSelfContained() throws {
    // Rules out a page that is blank without a network, and a script that XML readers refuse.
    let page = Self.page([SampleRecord.powerLoss(), SampleLadders.hostile()])
    for outside in ["src=", "@import", "url(h", "<link", "fetch(", "XMLHttpRequest"] {
      #expect(!page.contains(outside))
    }
    #expect(!HTMLScript.text.contains { $0 == "<" || $0 == "&" })
    #expect(!HTMLStyle.sheet.contains { $0 == "<" || $0 == "&" })
    #expect(Self.count("://", in: page) == Self.count("http://www.w3.org/2000/svg", in: page))
  }

  @Test("Several runs have an index with links that lead somewhere, and each claim once")
  func indexLeadsToRuns() throws {
    // Rules out a dead link, and a claim that a repeated lab lists again for each round.
    var outcomes = [SampleSummary.killed, SampleSummary.powerLoss, SampleSummary.killed]
    outcomes[2].claims[0].verdict = .refuted
    let run = RunSummary(stored: outcomes)
    let page = HTMLReport().render(run, options: RenderOptions())
    for link in page.matches(of: #/href="#([^"]+)"/#) { #expect(page.contains("id=\"\(link.1)\"")) }
    let ledger = ClaimLedger(outcomes)
    #expect(ledger.entries.map(\.verdict) == [.notJudged, .refuted, .kernelDependent, .notJudged])
    #expect(ledger.entries[0].evidence.contains("disagree"))
    #expect(ledger.sentence == "4 claims: 0 confirmed, 1 refuted, 1 depends on the variant, 2 not judged")
    #expect(page.contains(ledger.sentence))
  }
}
