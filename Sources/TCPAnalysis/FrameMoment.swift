/// Which frame, and when it was captured.
struct FrameMoment: Sendable {
  /// As counted in the capture, from 1.
  var number: Int
  /// Nanoseconds on the capture's clock.
  var timeNs: Int64
}
