internal import CLinuxShims
internal import Glibc

/// What comes in at one port goes out of another: how two ports are connected without a bridge.
///
/// Source: tc(8), tc-u32(8), tc-mirred(8); `include/uapi/linux/pkt_cls.h`, `tc_act/tc_mirred.h`.
extension LinkConfigurator {
  // TCA_KIND and TCA_OPTIONS, of a queue as of a filter
  private static let kind = 1
  private static let options = 2
  private static let ingressQueue = UInt32(0xFFFF_0000)
  /// The parent of the queue, and of what it filters.
  private static let ingress = UInt32(0xFFFF_FFF1)
  private static let ingressFilters = UInt32(0xFFFF_FFF2)
  /// One priority for all filters of a port, and every protocol (ETH_P_ALL, in network order).
  private static let filterInfo = UInt32(1) << 16 | UInt32(UInt16(3).bigEndian)

  /// Gives a port a place for what `redirect` puts there.
  package func addIngress(port: Int32) {
    var message = request(RouteMessage.newQueue, flags: NLM_F_CREATE | NLM_F_EXCL)
    message.appendTrafficHeader(index: port, handle: Self.ingressQueue, parent: Self.ingress)
    message.attribute(Self.kind, text: "clsact")
    add("watch what comes in at a port (clsact)", message)
  }

  /// Sends frames that come in at a port for this MAC address, or for all, out of another port.
  package func redirect(from port: Int32, to other: Int32, mac: [UInt8]) {
    // The frame's header ends where offsets begin, and they are multiples of 4: 2 bytes before it, its first 2.
    let first = UInt32(mac[0]) << 8 | UInt32(mac[1])
    let rest = mac[2...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let forHost = [(mask: UInt32(0xFFFF), value: first, offset: Int32(-16)), (.max, rest, -12)]
    let forAll = [(mask: UInt32(0x0100), value: UInt32(0x0100), offset: Int32(-16))]
    for keys in [forHost, forAll] {
      var message = request(RouteMessage.newFilter, flags: NLM_F_CREATE)
      message.appendTrafficHeader(index: port, parent: Self.ingressFilters, info: Self.filterInfo)
      message.attribute(Self.kind, text: "u32")
      message.nest(Self.options) {
        $0.nest(5) { Self.appendSelection(&$0, keys) }  // TCA_U32_SEL
        $0.nest(7) { Self.appendRedirection(&$0, to: other) }  // TCA_U32_ACT
      }
      add("connect two ports (u32, mirred)", message)
    }
  }

  /// Takes back what `redirect` put there.
  package func removeRedirections(from port: Int32) {
    var message = request(RouteMessage.deleteFilter, flags: 0)
    message.appendTrafficHeader(index: port, parent: Self.ingressFilters, info: Self.filterInfo)
    add("disconnect two ports", message)
  }

  /// struct tc_u32_sel: all keys must match.
  private static func appendSelection(
    _ message: inout NetlinkMessage, _ keys: [(mask: UInt32, value: UInt32, offset: Int32)]
  ) {
    let terminal = UInt8(1)
    for byte in [terminal, 0, UInt8(keys.count), 0] { message.append(byte) }
    for _ in 0..<3 { message.append(UInt32(0)) }
    for key in keys {
      message.append(key.mask.bigEndian)
      message.append(key.value.bigEndian)
      message.append(key.offset)
      message.append(UInt32(0))
    }
  }

  private static func appendRedirection(_ message: inout NetlinkMessage, to port: Int32) {
    let (stolen, redirect) = (UInt32(4), UInt32(1))
    message.nest(1) {
      $0.attribute(kind, text: "mirred")
      $0.nest(options) {
        // TCA_MIRRED_PARMS, struct tc_mirred: index, capabilities, action, references, bindings, what, where to
        $0.nest(2) { parameters in
          for word in [0, 0, stolen, 0, 0, redirect, UInt32(bitPattern: port)] { parameters.append(word) }
        }
      }
    }
  }
}
