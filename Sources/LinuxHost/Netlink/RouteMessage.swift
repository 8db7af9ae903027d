internal import CLinuxShims
internal import Glibc

/// rtnetlink's message types, which Glibc's module has as an anonymous enumeration. Source: rtnetlink(7).
enum RouteMessage {
  static let newLink: Int32 = 16
  static let getLink: Int32 = 18
  static let setLink: Int32 = 19
  static let newAddress: Int32 = 20
  static let newRoute: Int32 = 24
  static let newNeighbour: Int32 = 28
  static let deleteNeighbour: Int32 = 29
  static let getNeighbour: Int32 = 30
  static let newQueue: Int32 = 36
  static let getQueue: Int32 = 38
  static let newFilter: Int32 = 44
  static let deleteFilter: Int32 = 45
}

/// What rtnetlink's messages begin with. Source: rtnetlink(7).
extension NetlinkMessage {
  /// struct ifinfomsg: of the interface's flags, those that `change` names become as in `flags`.
  mutating func appendLinkHeader(
    index: Int32, family: Int32 = AF_UNSPEC, flags: UInt32 = 0, change: UInt32 = 0
  ) {
    append(UInt8(family))
    append(UInt8(0))
    append(UInt16(0))
    append(index)
    append(flags)
    append(change)
  }

  /// struct ndmsg
  mutating func appendNeighbourHeader(index: Int32, family: Int32, state: Int32 = 0, flags: UInt8 = 0) {
    append(UInt8(family))
    append(UInt8(0))
    append(UInt16(0))
    append(index)
    append(UInt16(state))
    append(flags)
    append(UInt8(0))
  }

  /// struct tcmsg
  mutating func appendTrafficHeader(
    index: Int32 = 0, handle: UInt32 = 0, parent: UInt32 = 0, info: UInt32 = 0
  ) {
    append(UInt32(AF_UNSPEC))
    append(index)
    append(handle)
    append(parent)
    append(info)
  }
}
