/// A TCP option, for building segments; reading them fast is `TCPSegment`'s business.
///
/// Source: RFC 9293 §3.2 and the references of each case.
package enum TCPOption: Hashable, Sendable {
  case endOfList
  case noOperation
  case maximumSegmentSize(UInt16)
  /// Source: RFC 7323 §2.2.
  case windowScale(UInt8)
  /// Source: RFC 2018 §2.
  case sackPermitted
  /// Source: RFC 2018 §3.
  case sack([SACKBlock])
  /// Source: RFC 7323 §3.2.
  case timestamp(value: UInt32, echo: UInt32)
  /// An empty cookie asks for one. Source: RFC 7413 §4.1.1.
  case fastOpen(cookie: [UInt8])
  /// As sent before RFC 7413 gave it a number of its own. Source: RFC 6994, IANA's TCP ExIDs.
  case experimentalFastOpen(cookie: [UInt8])
  /// Anything, also with a length that is wrong.
  case raw([UInt8])

  package var encoded: [UInt8] {
    switch self {
    case .endOfList: return [0]
    case .noOperation: return [1]
    case .maximumSegmentSize(let size): return [2, 4, UInt8(size >> 8), UInt8(size & 0xFF)]
    case .windowScale(let shift): return [3, 3, shift]
    case .sackPermitted: return [4, 2]
    case .sack(let blocks):
      var bytes: [UInt8] = [5, UInt8(2 + 8 * blocks.count)]
      for block in blocks {
        bytes.append(bigEndian: block.left.raw)
        bytes.append(bigEndian: block.right.raw)
      }
      return bytes
    case .timestamp(let value, let echo):
      var bytes: [UInt8] = [8, 10]
      bytes.append(bigEndian: value)
      bytes.append(bigEndian: echo)
      return bytes
    case .fastOpen(let cookie): return [34, UInt8(2 + cookie.count)] + cookie
    case .experimentalFastOpen(let cookie): return [254, UInt8(4 + cookie.count), 0xF9, 0x89] + cookie
    case .raw(let bytes): return bytes
    }
  }

  /// A list as it stands in a header, padded with zeroes to four bytes.
  package static func encode(_ options: [TCPOption]) -> [UInt8] {
    var bytes = options.flatMap(\.encoded)
    while bytes.count % 4 != 0 { bytes.append(0) }
    return bytes
  }
}
