internal import PacketCapture

/// Where there are routers: puts the captures' frames in the order of time.
///
/// A frame may come before those that caused it, which another capture has seen. So one is kept until every capture was
/// asked for all that it saw up to then, also when the capture that saw it has ended meanwhile.
struct FrameOrder {
  private var kept: [TappedFrame] = []

  var isEmpty: Bool { kept.isEmpty }
  var times: some Sequence<Int64> { kept.lazy.map(\.frame.timeNs) }

  mutating func keep(_ frames: [TappedFrame]) { kept += frames }

  /// Takes those until then, oldest first; of the same time, as they came.
  mutating func take(until limitNs: Int64 = .max) -> [TappedFrame] {
    let taken = kept.filter { $0.frame.timeNs <= limitNs }
    kept.removeAll { $0.frame.timeNs <= limitNs }
    return taken.indices.sorted { (taken[$0].frame.timeNs, $0) < (taken[$1].frame.timeNs, $1) }.map {
      taken[$0]
    }
  }
}
