import Foundation
import TestSupport
import Testing

@Suite("Faults with 'when'", .runsLabs)
struct TriggerTests {
  /// A burst of 69 segments, of which the fifth stands still until a parameter of the server's kernel is another.
  static let burst = """
    title: A burst stands still behind its fifth segment
    # Not sent again, however long a busy machine lets it stand: neither by the timer nor as a tail-loss probe.
    hosts:
      client: { sysctl: { net.ipv4.tcp_early_retrans: 0 }, sysctl-if-present: { net.ipv4.tcp_rto_min_us: 5000000 } }
      server: {}
    faults:
      - sysctl: { on: server, set: { net.ipv4.tcp_fin_timeout: 7 }, when: { packet: client > server 5th data } }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 100000 ] }
      client: { on: client, socket: [ connect server:7000, send 100000, keep ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, result: 100000 }
    expect:
      - packets: { none: [ any lost, any retransmission, any arrivedLate ] }
    """

  @Test("A packet arrives after the fault that waited for it, and those behind it after it, in order")
  func before() throws {
    // Rules out a fault that is done some time after its packet, and a wire on which others overtake it.
    try LiveLab.run(Self.burst) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let record = try LiveLab.record(in: directory)
      let fault = try #require((record["faults"] as? [[String: Any]])?.first)
      let trigger = try #require(fault["trigger"] as? [String: Any])
      #expect(trigger["text"] as? String == "client > server 5th data passed")
      let moments = [trigger["armedAtNs"], trigger["firedAtNs"], fault["appliedAtNs"], fault["provenAtNs"]]
        .compactMap { $0 as? Int }
      #expect(moments.count == 4 && moments == moments.sorted())
      let segments = (record["packets"] as? [[String: Any]] ?? []).filter {
        $0["packetClass"] as? String == "data"
      }
      let arrivals = segments.compactMap { $0["arrivedAtNs"] as? Int }
      try #require(segments.count >= 60 && arrivals.count == segments.count)
      #expect(moments[3] < arrivals[4])
      #expect(arrivals == arrivals.sorted())
      #expect(segments[4]["wire"] as? String == "held until the sysctl was done on the wire of client")
      #expect(result.output.contains("when client > server 5th data passed"))
    }
  }
}
