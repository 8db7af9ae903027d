package import WireFormat

/// Writes a capture file in pcapng form, so that a run opens in Wireshark with our words beside each packet.
///
/// Blocks come out in the order of the calls, in little-endian form; an interface must be added before its
/// packets. `bytes` holds what was written so far; `takeBytes` hands it over and goes on, so that a long
/// capture need not stay in memory. Times are nanoseconds since 1970.
///
/// Source: draft-ietf-opsawg-pcapng §4.
package struct PCAPNGWriter: Sendable {
  /// Which way a packet went, seen from its interface. Source: epb_flags, bits 0 and 1.
  package enum Direction: UInt32, Sendable, Hashable {
    case inbound = 1
    case outbound = 2
  }

  /// What was written and not yet taken.
  package private(set) var bytes: [UInt8] = []
  private var interfaceCount = 0

  /// Begins a section; the words say where and by what it was captured, the comment why.
  package init(
    hardware: String? = nil, operatingSystem: String? = nil, application: String? = nil,
    comment: String? = nil
  ) {
    writeBlock(type: BlockType.sectionHeader) { block in
      block.append(littleEndian: UInt32(0x1A2B_3C4D))
      block.append(littleEndian: UInt16(1))
      block.append(littleEndian: UInt16(0))
      // The section's length is not known in advance: -1.
      block.append(littleEndian: UInt64.max)
      var options = OptionList()
      options.add(1, comment)
      options.add(2, hardware)
      options.add(3, operatingSystem)
      options.add(4, application)
      block += options.encoded
    }
  }

  /// Describes an interface and returns its number, from 0.
  package mutating func addInterface(
    name: String, linkType: LinkType, snapLength: Int = 262_144, description: String? = nil
  ) -> Int {
    writeBlock(type: BlockType.interfaceDescription) { block in
      block.append(littleEndian: linkType.rawValue)
      block.append(littleEndian: UInt16(0))
      block.append(littleEndian: UInt32(clamping: snapLength))
      var options = OptionList()
      options.add(2, name)
      options.add(3, description)
      // if_tsresol 9: time stamps count nanoseconds.
      options.add(9, bytes: [9])
      block += options.encoded
    }
    interfaceCount += 1
    return interfaceCount - 1
  }

  /// Adds a packet, of which `captured` holds the first bytes; each comment is shown beside it.
  package mutating func addPacket(
    interface: Int, timeNs: Int64, captured: Span<UInt8>, originalLength: Int, comments: [String] = [],
    direction: Direction? = nil
  ) {
    precondition(0..<interfaceCount ~= interface, "interface \(interface) was not added")
    writeBlock(type: BlockType.enhancedPacket) { block in
      block.append(littleEndian: UInt32(interface))
      block.append(highThenLow: UInt64(clamping: timeNs))
      block.append(littleEndian: UInt32(clamping: captured.count))
      block.append(littleEndian: UInt32(clamping: max(originalLength, captured.count)))
      for index in captured.indices { block.append(captured[index]) }
      block.pad()
      var options = OptionList()
      for comment in comments { options.add(1, comment) }
      if let direction {
        var value: [UInt8] = []
        value.append(littleEndian: direction.rawValue)
        options.add(2, bytes: value)
      }
      block += options.encoded
    }
  }

  /// Adds what the kernel counted on an interface until `timeNs`.
  ///
  /// `dropped` packets reached the interface and are not in this file: there was no room for them.
  package mutating func addStatistics(interface: Int, timeNs: Int64, received: UInt64, dropped: UInt64) {
    precondition(0..<interfaceCount ~= interface, "interface \(interface) was not added")
    writeBlock(type: BlockType.interfaceStatistics) { block in
      block.append(littleEndian: UInt32(interface))
      block.append(highThenLow: UInt64(clamping: timeNs))
      var options = OptionList()
      for (code, count) in [(UInt16(4), received), (5, dropped)] {
        var value: [UInt8] = []
        value.append(littleEndian: count)
        options.add(code, bytes: value)
      }
      block += options.encoded
    }
  }

  /// Hands over what was written so far and forgets it.
  package mutating func takeBytes() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  /// A block: its type, its length, what `content` appends, its length again.
  private mutating func writeBlock(type: UInt32, _ content: (inout [UInt8]) -> Void) {
    let start = bytes.count
    bytes.append(littleEndian: type)
    bytes.append(littleEndian: UInt32(0))
    content(&bytes)
    let length = UInt32(bytes.count - start + 4)
    bytes.append(littleEndian: length)
    for index in 0..<4 { bytes[start + 4 + index] = UInt8(truncatingIfNeeded: length >> (8 * UInt32(index))) }
  }
}

/// The options at the end of a block. Source: draft-ietf-opsawg-pcapng §3.5.
private struct OptionList {
  private var bytes: [UInt8] = []

  /// Adds text, unless it is nil; cut between characters where it is longer than an option can be.
  mutating func add(_ code: UInt16, _ text: String?) {
    guard var text else { return }
    while text.utf8.count > 65_532 { text.removeLast() }
    add(code, bytes: Array(text.utf8))
  }

  mutating func add(_ code: UInt16, bytes value: [UInt8]) {
    bytes.append(littleEndian: code)
    bytes.append(littleEndian: UInt16(value.count))
    bytes += value
    bytes.pad()
  }

  /// Empty where there is no option; else closed by opt_endofopt.
  var encoded: [UInt8] { bytes.isEmpty ? [] : bytes + [0, 0, 0, 0] }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: UInt16) {
    append(UInt8(truncatingIfNeeded: value))
    append(UInt8(truncatingIfNeeded: value >> 8))
  }

  fileprivate mutating func append(littleEndian value: UInt32) {
    append(littleEndian: UInt16(truncatingIfNeeded: value))
    append(littleEndian: UInt16(truncatingIfNeeded: value >> 16))
  }

  fileprivate mutating func append(littleEndian value: UInt64) {
    append(littleEndian: UInt32(truncatingIfNeeded: value))
    append(littleEndian: UInt32(truncatingIfNeeded: value >> 32))
  }

  /// A time stamp: its upper half first, each half little-endian.
  fileprivate mutating func append(highThenLow value: UInt64) {
    append(littleEndian: UInt32(truncatingIfNeeded: value >> 32))
    append(littleEndian: UInt32(truncatingIfNeeded: value))
  }

  /// Zeroes up to the next multiple of four; every block begins at one.
  fileprivate mutating func pad() {
    while count % 4 != 0 { append(0) }
  }
}
