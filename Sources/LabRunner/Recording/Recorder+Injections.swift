internal import Evidence
internal import PacketCapture

/// A frame that was put onto a wire and is to be captured at the host that it is for.
struct Injection {
  var bytes: [UInt8]
  var from: String
  var to: String
  /// No frame that was captured before is it: a copy looks like what it is a copy of.
  var atNs: Int64
  /// For the record: `injected on the wire of server`.
  var text: String
}

extension Recorder {
  /// The frame that comes to `host` is one that a fault put there, not one that a host sent.
  func takeInjection(_ frame: CapturedFrame, at host: String) -> Injection? {
    let place = injections.firstIndex {
      $0.to == host && $0.bytes == frame.bytes && $0.atNs <= frame.timeNs
    }
    guard let index = place else { return nil }
    return injections.remove(at: index)
  }

  func withdrawInjections() { injections = [] }
}
