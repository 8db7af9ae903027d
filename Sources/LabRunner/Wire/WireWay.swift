/// One way of one wire.
struct WireWay: Hashable, Sendable {
  var wire: Int
  /// From the host to the switch.
  var isOutbound: Bool
}

/// What a wire did to a packet that a fault chose.
struct WireVerdict: Sendable {
  /// CLOCK_REALTIME, when the frame had come.
  var atNs: Int64
  /// As it came.
  var frame: [UInt8]
  /// As it leaves or will leave: nothing when it was lost, several when it was copied.
  var departures: [[UInt8]]
  /// `dropped on the wire of server`.
  var text: String
}
