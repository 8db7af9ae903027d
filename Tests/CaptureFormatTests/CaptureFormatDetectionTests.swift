import Testing

@testable import CaptureFormat

@Suite("Files that are no capture")
struct CaptureFormatDetectionTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var bytes: [UInt8]
    var message: String
    var testDescription: String { id }
  }

  static let rows: [Row] = [
    Row(
      id: "text", bytes: Array("Hawthorne-> set console\r\n".utf8),
      message:
        #"test is not a capture: it begins with text ("Hawthorne-> set …"), where pcap or pcapng has its "#
        + "magic number. Give a file written by tcpdump, Wireshark or dumpcap; "
        + "`editcap -F pcapng` converts other captures."
    ),
    Row(
      id: "other bytes", bytes: [0x7F, 0x45, 0x4C, 0x46, 2, 1],
      message: "test is not a capture: it begins with the bytes 7f 45 4c 46, where pcap or pcapng has its "
        + "magic number. Give a file written by tcpdump, Wireshark or dumpcap; "
        + "`editcap -F pcapng` converts other captures."
    ),
    Row(
      id: "two bytes", bytes: [0xD4, 0xC3],
      message: "test is not a capture: it begins with the bytes d4 c3, where pcap or pcapng has its "
        + "magic number. Give a file written by tcpdump, Wireshark or dumpcap; "
        + "`editcap -F pcapng` converts other captures."
    ),
    Row(
      id: "snoop", bytes: Array("snoop".utf8) + [0, 0, 0, 0, 0, 0, 2],
      message: "test holds a capture in Sun's snoop format, not a pcap or pcapng capture. "
        + "Convert it with `editcap -F pcapng <file> <new file>`."),
    Row(
      id: "zstd", bytes: [0x28, 0xB5, 0x2F, 0xFD, 0],
      message: "test holds zstd-compressed data, not a pcap or pcapng capture. Unpack it with `zstd -d`."),
    Row(
      id: "gzip that nobody unpacked", bytes: [0x1F, 0x8B, 8, 0],
      message: "test holds gzip data inside gzip data, not a pcap or pcapng capture. Unpack it with `gunzip`."
    ),
  ]

  @Test("One plain sentence says what was found and what to do", arguments: rows)
  func sentences(row: Row) {
    #expect(throws: CaptureFileError(row.message)) { _ = try Reading(row.bytes) }
  }
}
