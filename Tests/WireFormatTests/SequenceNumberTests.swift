import Testing

@testable import WireFormat

@Suite("Sequence numbers (RFC 9293 §3.4)")
struct SequenceNumberTests {
  @Test("Order wraps around at 2³²")
  func orderWraps() {
    // Rules out a comparison of the raw values.
    let beforeWrap = SequenceNumber(0xFFFF_FFF0)
    let afterWrap = beforeWrap + 0x20
    #expect(afterWrap.raw == 0x10)
    #expect(beforeWrap < afterWrap)
    #expect(afterWrap > beforeWrap)
    #expect(afterWrap.distance(from: beforeWrap) == 0x20)
    #expect(beforeWrap.distance(from: afterWrap) == -0x20)
  }
}
