import Testing

@testable import LabRunner

@Suite("What a wire has heard of its host")
struct HeardFramesTests {
  private static func frame(_ number: UInt16) -> [UInt8] {
    [UInt8](repeating: 7, count: 52) + [UInt8(number >> 8), UInt8(number & 0xFF)]
      + [UInt8](repeating: 9, count: 40)
  }

  private static func note(_ number: UInt16, atNs: Int64, in heard: inout HeardFrames) {
    let bytes = frame(number)
    heard.note(bytes.span, atNs: atNs)
  }

  private static func knows(_ heard: HeardFrames, _ number: UInt16, sentAtNs: Int64) -> Bool {
    let bytes = frame(number)
    return heard.contains(bytes.span, sentAtNs: sentAtNs)
  }

  @Test("A frame has been heard from when it came")
  func heard() {
    // Rules out a rule that is lifted before the packet comes that the lab has waited for.
    var heard = HeardFrames()
    Self.note(1, atNs: 100, in: &heard)
    #expect(Self.knows(heard, 1, sentAtNs: 90))
    #expect(!Self.knows(heard, 2, sentAtNs: 90))
  }

  @Test("One that is sent again with the same bytes is another")
  func again() {
    // Rules out a repeated SYN+ACK, which has no number of its own, taken for the first one.
    var heard = HeardFrames()
    Self.note(1, atNs: 100, in: &heard)
    #expect(!Self.knows(heard, 1, sentAtNs: 1100))
    Self.note(1, atNs: 1101, in: &heard)
    #expect(Self.knows(heard, 1, sentAtNs: 1100))
  }

  @Test("Of many the latest are known")
  func many() {
    // Rules out memory that grows with the stream.
    var heard = HeardFrames()
    for number in UInt16(0)..<1000 { Self.note(number, atNs: Int64(number), in: &heard) }
    #expect(
      Self.knows(heard, 999, sentAtNs: 0) && Self.knows(heard, 744, sentAtNs: 0))
    #expect(!Self.knows(heard, 743, sentAtNs: 0))
  }
}
