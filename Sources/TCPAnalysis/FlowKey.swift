package import WireFormat

/// Both endpoints of a connection in an order that does not depend on who sends.
package struct FlowKey: Sendable, Hashable {
  package var firstAddress: IPAddress
  package var secondAddress: IPAddress
  package var firstPort: UInt16
  package var secondPort: UInt16

  /// The key of what `source` sent to `destination`, and whether the key's first endpoint sent it.
  @inline(__always)
  static func of(
    _ source: IPAddress, _ sourcePort: UInt16, _ destination: IPAddress, _ destinationPort: UInt16
  ) -> (key: FlowKey, fromFirst: Bool) {
    if comesFirst(source, sourcePort, destination, destinationPort) {
      let key = FlowKey(
        firstAddress: source, secondAddress: destination, firstPort: sourcePort, secondPort: destinationPort)
      return (key, true)
    }
    let key = FlowKey(
      firstAddress: destination, secondAddress: source, firstPort: destinationPort, secondPort: sourcePort)
    return (key, false)
  }

  @inline(__always)
  private static func comesFirst(
    _ source: IPAddress, _ sourcePort: UInt16, _ destination: IPAddress, _ destinationPort: UInt16
  ) -> Bool {
    if source.low != destination.low { return source.low < destination.low }
    if source.high != destination.high { return source.high < destination.high }
    return sourcePort <= destinationPort
  }

  @inline(__always)
  func isSame(as other: FlowKey) -> Bool {
    firstAddress.low == other.firstAddress.low && secondAddress.low == other.secondAddress.low
      && firstPort == other.firstPort && secondPort == other.secondPort
      && firstAddress.high == other.firstAddress.high && secondAddress.high == other.secondAddress.high
      && firstAddress.isIPv6 == other.firstAddress.isIPv6
  }
}
