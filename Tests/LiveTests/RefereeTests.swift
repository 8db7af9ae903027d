import Foundation
import TestSupport
import Testing

@Suite("The referee on real hosts", .runsLabs)
struct RefereeTests {
  @Test(
    "What a kernel counts while its own cable is out is left away, and the record carries every comparison")
  func pulledCable() throws {
    // Rules out a referee that compares what was on the wire with what never was.
    let lab = FaultTests.connected(
      server: "receive 20", client: "send 20",
      steps: """
          - unplug: client
          - continue: client
          - wait: 800ms
          - replug: client
          - wait: { process: server, call: receive, result: 20, count: 1 }
        """,
      expect: "  - packets: { after: end of unplug, before: replug, none: any }")
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)")
      #expect(result.output.contains(/referee agrees: \d+ of the kernel's counters on 2 hosts/))
      let record = try LiveLab.record(in: directory)
      let hosts = try #require(record["hosts"] as? [[String: Any]])
      let unplugged = try #require(
        hosts.first { $0["name"] as? String == "client" }?["countersUnplugged"] as? [String: Int])
      #expect((unplugged["Tcp.RetransSegs"] ?? 0) >= 1, "the kernel retransmits into a cable that is out")
      let comparisons = try #require(record["referee"] as? [[String: Any]])
      #expect(Set(comparisons.compactMap { $0["host"] as? String }) == ["client", "server"])
      #expect(comparisons.count >= 2 * 15)
    }
  }
}
