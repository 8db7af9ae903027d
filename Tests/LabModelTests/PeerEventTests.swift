import LabModel
import Testing

@Suite("Peer events")
struct PeerEventTests {
  @Test(
    "An event is read as it was written",
    arguments: [
      PeerEvent.started(call: 3, index: 1, operation: "send", instruction: "send 10 times 5", atNs: 17),
      .started(call: 0, index: 0, operation: "accept", instruction: "accept", atNs: 1),
      .ended(call: 3, result: -1, error: "EAGAIN", atNs: 18),
      .ended(call: 4, result: 10, error: nil, atNs: 19),
      .idle(atNs: 20),
    ])
  func roundTrip(event: PeerEvent) {
    // Rules out a call that is recorded under another instruction, or that fails in the record only.
    #expect(PeerEvent(line: event.line) == event)
  }

  @Test("A line never exceeds what the supervisor reads at once")
  func longInstruction() {
    // Rules out an event that arrives cut off, after a fork with a long list.
    let event = PeerEvent.started(
      call: .max, index: .max, operation: "fork", instruction: String(repeating: "ä", count: 10_000),
      atNs: .max)
    #expect(event.line.utf8.count <= PeerEvent.maximumBytes)
  }

  @Test("What is no event is refused", arguments: ["", "start", "end 1 2", "idle", "start a b c d e"])
  func refused(line: String) {
    // Rules out a garbled line that becomes a call.
    #expect(PeerEvent(line: line) == nil)
  }
}
