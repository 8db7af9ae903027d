import Evidence
import Testing
import WireFormat

@testable import LabRunner

@Suite("Causes of resets by the kernel's counters")
struct ResetExplanationTests {
  /// The cause that a run gives to a RST at a closed window of a server with these counters.
  private static func cause(_ counters: [String: Int64]) -> ResetCause? {
    var record = RecorderTests.recorder().record
    record.hosts = [HostRecord(name: "server", ipv4: "192.0.2.2", mac: "", counters: counters)]
    record.packets = [
      PacketRecord(
        number: 1, from: "server", to: "client", sentAtNs: 1, arrivedAtNs: 2, fate: .arrived, connection: 1,
        packetClass: .reset, cause: .unreadData,
        tcp: PacketRecord.TCPFields(
          sourcePort: 7000, destinationPort: 40000, sequence: 1, acknowledgment: 1, payloadBytes: 0,
          window: 0, bits: "R."), frameBytes: 54)
    ]
    let recorder = Recorder(record: record, lab: RecorderTests.lab)
    recorder.explainResets()
    return recorder.record.packets[0].cause
  }

  @Test("A RST at a closed window is not unread data where the kernel counted none")
  func destroyed() {
    // Rules out a label that the counters in the same record refute: the socket was destroyed (tcp_abort).
    #expect(Self.cause(["Tcp.OutRsts": 1]) == .unknown)
    #expect(Self.cause(["Tcp.OutRsts": 1, "TcpExt.TCPAbortOnClose": 1]) == .unreadData)
    // Without counters nothing is known.
    #expect(Self.cause([:]) == .unreadData)
  }
}
