import PacketCapture
import Testing

@testable import LabRunner

@Suite("Frames in the order of time")
struct FrameOrderTests {
  static func frame(tap: Int, _ timeNs: Int64) -> TappedFrame {
    TappedFrame(tap: tap, frame: CapturedFrame(timeNs: timeNs, originalLength: 0, bytes: []))
  }

  @Test("A frame of a capture that has ended waits for those that caused it")
  func ended() {
    // Rules out an arrival that is taken before its sending because its host was booted again meanwhile.
    var order = FrameOrder()
    order.keep([Self.frame(tap: 1, 30)])
    order.keep([Self.frame(tap: 0, 10), Self.frame(tap: 0, 20), Self.frame(tap: 0, 40)])
    let first = order.take(until: 30)
    #expect(first.map(\.frame.timeNs) == [10, 20, 30])
    #expect(first.map(\.tap) == [0, 0, 1])
    #expect(!order.isEmpty)
    let rest = order.take()
    #expect(rest.map(\.frame.timeNs) == [40])
    #expect(order.isEmpty)
  }
}
