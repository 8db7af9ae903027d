import TCPAnalysis
import Testing
import WireFormat

@testable import LabRunner

@Suite("Joining what was sent with what arrived")
struct PacketJoinerTests {
  static func arrival(_ frame: Int, atNs: Int64) -> PacketJoiner.Arrival {
    PacketJoiner.Arrival(
      tap: 1, frame: frame, frameBytes: [], endpoints: [], timeNs: atNs,
      label: FrameLabel(packetClass: .other))
  }

  @Test("An arrival is the latest equal frame that was sent before it, and each is one arrival's only")
  func latest() {
    // Rules out an arrival before its sending, and one packet that arrives twice while its equal never does.
    var joiner = PacketJoiner()
    let key = FrameKey([1, 2, 3])
    #expect(joiner.sent(key, atNs: 10, packet: 0)?.frame == nil)
    #expect(joiner.sent(key, atNs: 20, packet: 1)?.frame == nil)
    #expect(joiner.sent(FrameKey([4]), atNs: 1, packet: 2)?.frame == nil)
    #expect(joiner.arrived(key, Self.arrival(1, atNs: 15))?.packet == 0)
    #expect(joiner.isExpected(key))
    let second = joiner.arrived(key, Self.arrival(2, atNs: 25))
    #expect(second?.packet == 1)
    #expect(second?.bytes == [1, 2, 3])
    #expect(!joiner.isExpected(key))
    #expect(joiner.isExpected(FrameKey([4])))
  }

  @Test("An arrival that is seen first waits for its sending")
  func early() {
    // Rules out a loss where the captures' threads are read in another order than the packets took.
    var joiner = PacketJoiner()
    let key = FrameKey([1])
    #expect(joiner.arrived(key, Self.arrival(7, atNs: 30))?.packet == nil)
    #expect(joiner.sent(key, atNs: 20, packet: 0)?.frame == 7)
    #expect(!joiner.isExpected(key))
  }
}
