import WireFormat

/// The interfaces that a pcapng section has described so far.
struct InterfaceTable {
  struct Interface {
    var linkType: LinkType
    /// 0 for no limit.
    var snapLength: Int
    var resolution: TimeResolution
  }

  struct Statistics {
    var interface: Int
    var dropped: UInt64?
  }

  /// More than any machine has; keeps a hostile file from filling the memory.
  static let limit = 65_536

  private var interfaces: [Interface?] = []
  /// How many interfaces the sections before this one had.
  private(set) var base = 0
  /// The latest count of dropped packets of each interface of this section.
  private var drops: [Int: UInt64] = [:]
  private var dropsOfEarlierSections: UInt64 = 0

  /// Nil for a number that was not described.
  @inline(__always)
  subscript(number: Int) -> Interface? {
    number < interfaces.count ? interfaces[number] : nil
  }

  /// What the capturing machine had no room for, over all interfaces.
  var dropped: UInt64 { drops.values.reduce(dropsOfEarlierSections) { $0 &+ $1 } }

  mutating func beginSection() {
    dropsOfEarlierSections = dropped
    drops = [:]
    base += interfaces.count
    interfaces = []
  }

  /// Gives an interface the next number; false where there is no more room.
  ///
  /// Nil keeps the numbering right where a description could not be read.
  mutating func add(_ interface: Interface?) -> Bool {
    guard interfaces.count < Self.limit else { return false }
    interfaces.append(interface)
    return true
  }

  mutating func add(_ statistics: Statistics) {
    if statistics.interface < interfaces.count, let dropped = statistics.dropped {
      drops[statistics.interface] = dropped
    }
  }
}

extension InterfaceTable.Interface {
  /// Reads the body of an interface description block, at least 8 bytes.
  init(_ body: Span<UInt8>, isBigEndian: Bool) {
    let reader = OptionReader(isBigEndian: isBigEndian)
    var resolution: UInt8 = 6
    var offsetSeconds: Int64 = 0
    reader.forEach(body, from: 8) { code, value in
      if code == 9, value.count == 1 { resolution = value[0] }
      if code == 14, value.count == 8 { offsetSeconds = Int64(bitPattern: reader.uint64(value, at: 0)) }
    }
    self.linkType = LinkType(rawValue: reader.uint16(body, at: 0))
    self.snapLength = Int(reader.uint32(body, at: 4))
    self.resolution = TimeResolution(option: resolution, offsetSeconds: offsetSeconds)
  }
}

extension InterfaceTable.Statistics {
  /// Reads the body of an interface statistics block, at least 12 bytes: isb_ifdrop, else isb_osdrop.
  init(_ body: Span<UInt8>, isBigEndian: Bool) {
    let reader = OptionReader(isBigEndian: isBigEndian)
    var byInterface: UInt64?
    var bySystem: UInt64?
    reader.forEach(body, from: 12) { code, value in
      if code == 5, value.count == 8 { byInterface = reader.uint64(value, at: 0) }
      if code == 7, value.count == 8 { bySystem = reader.uint64(value, at: 0) }
    }
    self.interface = Int(reader.uint32(body, at: 0))
    self.dropped = byInterface ?? bySystem
  }
}

/// Numbers and options in a section's byte order. Source: draft-ietf-opsawg-pcapng §3.5.
struct OptionReader {
  let isBigEndian: Bool

  func uint16(_ bytes: Span<UInt8>, at offset: Int) -> UInt16 {
    let value = bytes.uint16(at: offset)
    return isBigEndian ? value : value.byteSwapped
  }

  func uint32(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
    let value = bytes.uint32(at: offset)
    return isBigEndian ? value : value.byteSwapped
  }

  func uint64(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
    let value = bytes.uint64(at: offset)
    return isBigEndian ? value : value.byteSwapped
  }

  /// Calls `body` with each option's code and value, up to the end or to a length that cannot be.
  func forEach(_ bytes: Span<UInt8>, from start: Int, _ body: (UInt16, Span<UInt8>) -> Void) {
    var offset = start
    while offset <= bytes.count - 4 {
      let code = uint16(bytes, at: offset)
      let length = Int(uint16(bytes, at: offset + 2))
      guard code != 0, offset + 4 + length <= bytes.count else { return }
      body(code, bytes.extracting(offset + 4..<offset + 4 + length))
      offset += 4 + (length + 3) / 4 * 4
    }
  }
}
