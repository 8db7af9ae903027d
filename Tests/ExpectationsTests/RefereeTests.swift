import Evidence
import Testing
import WireFormat

@Suite("The referee: labels against the kernel's counters")
struct RefereeTests {
  static func record(counters: [String: Int64], retransmissions: Int) -> RunRecord {
    var record = RunRecord(
      lab: "t/t", variant: nil, title: "t", labFile: "t.yaml", labText: "", kernel: "6.18", seed: 1,
      startedAtNs: 0, endedAtNs: 1)
    record.hosts = [
      HostRecord(name: "client", ipv4: "192.0.2.1", mac: "02:00:00:00:00:01", counters: counters)
    ]
    record.packets = (0..<retransmissions).map { index in
      PacketRecord(
        number: index + 1, from: "client", to: "server", sentAtNs: Int64(index), arrivedAtNs: nil,
        fate: .lost,
        connection: 1, packetClass: .data, flags: [.retransmission], kind: .timeout,
        tcp: PacketRecord.TCPFields(
          sourcePort: 40000, destinationPort: 7000, sequence: 1, acknowledgment: 1, payloadBytes: 10,
          window: 1,
          bits: "P."), frameBytes: 76)
    }
    return record
  }

  @Test("Equal numbers agree")
  func agree() {
    // Rules out a referee that always finds something.
    let record = Self.record(counters: ["Tcp.RetransSegs": 3], retransmissions: 3)
    #expect(Referee.disagreements(in: record) == [])
  }

  @Test("A retransmission that the kernel did not count is named", arguments: [0, 2, 4])
  func disagree(counted: Int64) {
    // Rules out a referee that nods whatever the labels say.
    let record = Self.record(counters: ["Tcp.RetransSegs": counted], retransmissions: 3)
    let found = Referee.disagreements(in: record)
    #expect(found.map(\.counter) == ["Tcp.RetransSegs"])
    #expect(found.first?.counted == counted)
    #expect(found.first?.labelled == 3)
  }
}
