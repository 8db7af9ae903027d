import WireFormat

/// What the first bytes of a capture say of the rest.
enum Format {
  /// So many bytes are there, and they could have become a capture.
  case cutInHeader(Int)
  case pcap(PCAPLayout)
  case pcapng

  /// Reads a pcap file header, or leaves `buffer` at the first pcapng block.
  static func detect(_ buffer: inout ReadBuffer, name: String) throws(CaptureFileError) -> Format {
    let hasMagic = buffer.fill(atLeast: 4)
    if let failure = buffer.failure { throw failure }
    if buffer.count == 0 { return .cutInHeader(0) }
    let magic = hasMagic ? buffer.storage.span.uint32(at: 0) : 0
    if magic == BlockType.sectionHeader { return .pcapng }
    guard hasMagic, var layout = PCAPLayout(magic: magic) else {
      let first = Array(buffer.storage[buffer.start..<buffer.end].prefix(16))
      throw UnreadableFormat.error(first: first, name: name)
    }
    guard buffer.fill(atLeast: PCAPLayout.fileHeaderLength) else {
      if let failure = buffer.failure { throw failure }
      return .cutInHeader(buffer.count)
    }
    layout.readFileHeader(buffer.storage.span)
    buffer.start = PCAPLayout.fileHeaderLength
    return .pcap(layout)
  }
}

/// Files that are no pcap or pcapng: what they seem to be, and what to do about it.
enum UnreadableFormat {
  private static let known: [(first: [UInt8], what: String, remedy: String)] = [
    ([0x1F, 0x8B], "gzip data inside gzip data", "Unpack it with `gunzip`."),
    ([0x28, 0xB5, 0x2F, 0xFD], "zstd-compressed data", "Unpack it with `zstd -d`."),
    ([0x04, 0x22, 0x4D, 0x18], "lz4-compressed data", "Unpack it with `lz4 -d`."),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "xz-compressed data", "Unpack it with `unxz`."),
    ([0x42, 0x5A, 0x68], "bzip2-compressed data", "Unpack it with `bunzip2`."),
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive", "Unpack it with `unzip`."),
    (Array("snoop".utf8) + [0, 0, 0], "a capture in Sun's snoop format", convert),
    (Array("GMBU".utf8), "a capture of Microsoft's Network Monitor 2", convert),
    (Array("RTSS".utf8), "a capture of Microsoft's Network Monitor 1", convert),
    (Array("TRSNIFF data".utf8), "a capture of the Sniffer program", convert),
    (Array("XCP\u{0}".utf8), "a capture of NetXRay", convert),
  ]

  private static let convert = "Convert it with `editcap -F pcapng <file> <new file>`."

  /// The sentence for a file that begins with `first`.
  static func error(first: [UInt8], name: String) -> CaptureFileError {
    for format in known where first.starts(with: format.first) {
      return CaptureFileError("\(name) holds \(format.what), not a pcap or pcapng capture. \(format.remedy)")
    }
    let hex = first.prefix(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    let isText = first.allSatisfy { (0x20..<0x7F).contains($0) || [0x09, 0x0A, 0x0D].contains($0) }
    let found =
      isText
      ? "text (\"\(String(decoding: first, as: UTF8.self).split(whereSeparator: \.isNewline).first ?? "")…\")"
      : "the bytes \(hex)"
    return CaptureFileError(
      "\(name) is not a capture: it begins with \(found), where pcap or pcapng has its magic number. "
        + "Give a file written by tcpdump, Wireshark or dumpcap; `editcap -F pcapng` converts other captures."
    )
  }
}
