import Testing
import WireFormat

@testable import CaptureFormat

@Suite("pcapng as we write it")
struct PCAPNGWriterTests {
  @Test("A section header is what the draft says, byte for byte")
  func sectionHeader() {
    // Rules out a wrong length field, a missing padding, a missing end of options.
    let writer = PCAPNGWriter(application: "abcde")
    #expect(
      writer.bytes == [
        0x0A, 0x0D, 0x0D, 0x0A,  // block type
        44, 0, 0, 0,  // block length
        0x4D, 0x3C, 0x2B, 0x1A,  // byte-order magic
        1, 0, 0, 0,  // version 1.0
        255, 255, 255, 255, 255, 255, 255, 255,  // section length unknown
        4, 0, 5, 0, 97, 98, 99, 100, 101, 0, 0, 0,  // shb_userappl, padded
        0, 0, 0, 0,  // end of options
        44, 0, 0, 0,  // block length again
      ])
  }

  @Test("A packet carries its time in nanoseconds, its comment and its real length")
  func enhancedPacket() {
    var writer = PCAPNGWriter()
    let interface = writer.addInterface(name: "eth0", linkType: .ethernet)
    _ = writer.takeBytes()
    let captured: [UInt8] = [1, 2, 3, 4, 5]
    writer.addPacket(
      interface: interface, timeNs: 0x0123_4567_89AB_CDEF, captured: captured.span, originalLength: 60,
      comments: ["syn"], direction: .outbound)
    #expect(
      writer.bytes == [
        6, 0, 0, 0,  // block type
        60, 0, 0, 0,  // block length
        0, 0, 0, 0,  // interface
        0x67, 0x45, 0x23, 0x01, 0xEF, 0xCD, 0xAB, 0x89,  // time, upper half first
        5, 0, 0, 0,  // captured
        60, 0, 0, 0,  // on the wire
        1, 2, 3, 4, 5, 0, 0, 0,  // bytes, padded
        1, 0, 3, 0, 115, 121, 110, 0,  // opt_comment
        2, 0, 4, 0, 2, 0, 0, 0,  // epb_flags: outbound
        0, 0, 0, 0,  // end of options
        60, 0, 0, 0,  // block length again
      ])
  }

  @Test("A comment longer than an option can be is cut between characters")
  func longComment() {
    var writer = PCAPNGWriter()
    let interface = writer.addInterface(name: "eth0", linkType: .ethernet)
    _ = writer.takeBytes()
    writer.addPacket(
      interface: interface, timeNs: 0, captured: [UInt8]().span, originalLength: 0,
      comments: [String(repeating: "ü", count: 40_000)])
    #expect(writer.bytes[30] == 0xFC && writer.bytes[31] == 0xFF)
    #expect(writer.bytes.count == 28 + 4 + 65_532 + 4 + 4)
  }
}
