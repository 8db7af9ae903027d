import Foundation
import TestSupport
import Testing
import WireFormat

@Suite(
  "Captures that were made to hurt",
  .disabled(if: Bounded.isSanitized, "sanitizers need all address space"))
struct HostileCaptureTests {
  /// A capture and what `analyze` must say of it.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: @Sendable () -> [UInt8]
    var says: String
    var testDescription: String { name }

    init(_ name: String, _ says: String, _ bytes: @autoclosure @escaping @Sendable () -> [UInt8]) {
      self.name = name
      self.bytes = bytes
      self.says = says
    }
  }

  // MARK: pcap

  static func little(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
  static func little(_ value: UInt16) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

  static func header(snapLength: UInt32 = 65535) -> [UInt8] {
    [0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0] + little(snapLength) + little(UInt32(1))
  }

  static func packet(_ frame: [UInt8], seconds: UInt32 = 0, micros: UInt32 = 0, length: UInt32? = nil)
    -> [UInt8]
  {
    let captured = UInt32(frame.count)
    return little(seconds) + little(micros) + little(captured) + little(length ?? captured) + frame
  }

  static func segment(
    _ flags: TCPFlags, port: UInt16 = 40_000, sequence: UInt32 = 1, options: [UInt8] = [], bytes: Int = 0
  ) -> [UInt8] {
    var builder = FrameBuilder()
    builder.source = GeneratedCapture.client
    builder.destination = GeneratedCapture.server
    builder.sourcePort = port
    builder.destinationPort = 80
    builder.sequence = SequenceNumber(sequence)
    builder.flags = flags
    // As no builder would write them: behind the header, whose length then says that they are of it.
    builder.payload = options + [UInt8](repeating: 0x61, count: bytes)
    var frame = builder.frame
    frame[14 + 20 + 12] = UInt8(5 + options.count / 4) << 4
    return frame
  }

  /// Segments of one byte each in the middle of a hole, none beside another: each makes two holes of one.
  static var holes: [UInt8] {
    var bytes =
      header() + packet(segment(.syn, sequence: 0)) + packet(segment(.ack, sequence: 1_000_000, bytes: 1))
    for index in 0..<UInt32(100_000) {
      let place = 1 + 2 * (index * 7919 % 100_000)
      bytes += packet(segment(.ack, sequence: place, bytes: 1), seconds: index / 1000, micros: index % 1000)
    }
    return bytes
  }

  // MARK: pcapng

  static func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
    let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    let length = little(UInt32(padded.count + 12))
    return little(type) + length + padded + length
  }

  static let section = block(
    0x0A0D_0D0A, little(UInt32(0x1A2B_3C4D)) + [1, 0, 0, 0] + [UInt8](repeating: 0xFF, count: 8))
  static func interface(options: [UInt8] = []) -> [UInt8] {
    block(1, little(UInt16(1)) + little(UInt16(0)) + little(UInt32(0)) + options)
  }
  static func repeated(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    var all: [UInt8] = []
    all.reserveCapacity(bytes.count * count)
    for _ in 0..<count { all += bytes }
    return all
  }

  static let rows: [Row] = [
    Row("options of length 0", "1 packet", header() + packet(segment(.syn, options: repeated([3, 0], 20)))),
    Row(
      "nothing but padding options", "1 packet", header() + packet(segment(.syn, options: repeated([1], 40)))),
    Row(
      "an option longer than the header", "1 packet",
      header() + packet(segment(.syn, options: [8, 255, 1, 1]))),
    Row(
      "the same option for ever", "1 packet",
      header() + packet(segment(.syn, options: repeated([2, 4, 5, 180], 10)))),
    Row("SACK without blocks", "1 packet", header() + packet(segment(.ack, options: repeated([5, 2], 20)))),
    Row(
      "times that go back and beyond their range", "3 packets",
      header() + packet(segment(.syn), seconds: .max, micros: .max) + packet(segment(.syn), seconds: 0)
        + packet(segment(.syn), seconds: 1 << 31, micros: .max)),
    Row("a snap length of 0", "1000 packets", header(snapLength: 0) + repeated(packet([], length: 60), 1000)),
    Row("100,000 empty packets", "100000 packets", header() + repeated(packet([], length: 0), 100_000)),
    Row("100,000 holes", "100002 packets", holes),
    Row(
      "a packet of 4 GB", "claims",
      header() + little(UInt32(0)) + little(UInt32(0)) + little(UInt32.max) + little(UInt32.max)),
    Row(
      "a block of 4 GB", "4294967292 bytes",
      section + interface() + little(UInt32(6)) + little(0xFFFF_FFFC as UInt32) + repeated([0], 1000)),
    Row(
      "a block of length 0", "length of 0",
      section + interface() + repeated(little(UInt32(6)) + little(UInt32(0)), 100)),
    Row("a million options", "0 packets", section + interface(options: repeated([1, 0, 0, 0], 1_000_000))),
    Row(
      "an option beyond its block", "0 packets", section + interface(options: repeated([9, 0, 255, 255], 10))),
    Row("ticks of 2^-127 seconds", "0 packets", section + interface(options: [9, 0, 1, 0, 255, 0, 0, 0])),
    Row("70,000 interfaces", "more than 65536 interfaces", section + repeated(interface(), 70_000)),
    Row("100,000 sections", "0 packets", repeated(section + interface(), 100_000)),
    Row("a million names", "0 packets", section + interface() + block(4, repeated([1, 0, 0, 0], 1_000_000))),
  ]

  @Test("A capture gives what is in it, or says why not", arguments: rows)
  func capture(row: Row) throws {
    // Rules out a crash, a loop without end, and memory by what a length claims.
    try Bounded.withFile("capture", Data(row.bytes())) { path in
      let result = try Bounded.run(["analyze", path])
      #expect(!result.wasKilled && result.status == 0, "\(result.errors.prefix(500))")
      #expect(
        (result.output + result.errors).contains(row.says),
        "\(result.output.prefix(500))\(result.errors.prefix(500))")
    }
  }

  @Test("What a few kilobytes of gzip unpack to is never held")
  func bomb() throws {
    // Rules out memory by the unpacked size: more than the address space that the program has.
    let head =
      Self.section + Self.interface() + Self.little(0x77 as UInt32) + Self.little(0xFFFF_FFF0 as UInt32)
    try Bounded.withFile("head", Data(head)) { path in
      let packed = try BuiltProgram.run(
        ["-c", "{ cat \"$0\"; head -c 700000000 /dev/zero; } | gzip -1 > \"$0.gz\"", path], program: "/bin/sh"
      )
      #expect(packed.status == 0)
      let result = try Bounded.run(["analyze", path + ".gz"])
      #expect(!result.wasKilled && result.status == 0, "\(result.errors.prefix(500))")
      #expect(result.errors.contains("cut short"))
    }
  }
}
