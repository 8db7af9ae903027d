internal import Faults

/// What a wire did to a packet that faults chose.
struct WireVerdict: Sendable {
  /// CLOCK_REALTIME, when the frame had come.
  var atNs: Int64
  /// As it came.
  var frame: [UInt8]
  /// As it leaves or will leave: nothing when it was lost, several when it was copied.
  var departures: [[UInt8]]
  /// A fault changed its bytes, though another may have lost it then.
  var isAltered: Bool
  /// `dropped on the wire of server`.
  var text: String
  /// The numbers of the rules that chose it.
  var rules: [Int] = []
}

/// A way on which nothing goes on until the faults are done that waited for its packet.
struct StoppedWay: Sendable {
  /// Those that have not said yet that it may go on.
  var rules: Set<Int>
  /// What becomes of the packet then.
  var departures: [WireDeparture]
  /// The rules that keep what is held of it.
  var holders: Set<Int>
}

/// The packet that a fault has waited for has come.
struct FiredTrigger: Sendable {
  var rule: Int
  /// CLOCK_REALTIME
  var atNs: Int64
}
