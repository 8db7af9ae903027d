package import WireFormat

/// Both endpoints of a connection in an order that does not depend on who sends.
package struct FlowKey: Sendable, Hashable {
  package var firstAddress: IPAddress
  package var secondAddress: IPAddress
  package var firstPort: UInt16
  package var secondPort: UInt16

  /// The key of what `source` sent to `destination`, and whether the key's first endpoint sent it.
  static func of(
    _ source: IPAddress, _ sourcePort: UInt16, _ destination: IPAddress, _ destinationPort: UInt16
  ) -> (key: FlowKey, fromFirst: Bool) {
    let sourceFirst =
      (source.high, source.low, sourcePort) <= (destination.high, destination.low, destinationPort)
    if sourceFirst {
      return (
        FlowKey(
          firstAddress: source, secondAddress: destination, firstPort: sourcePort, secondPort: destinationPort
        ),
        true
      )
    }
    return (
      FlowKey(
        firstAddress: destination, secondAddress: source, firstPort: destinationPort, secondPort: sourcePort),
      false
    )
  }
}
