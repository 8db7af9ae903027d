internal import Evidence
internal import LabModel
internal import LinuxHost
internal import PacketCapture

extension LabWorld {
  /// Hands over what the captures have seen since the last time.
  ///
  /// Packets are followed through routers in the order of time. A frame's causes are in the kernel's rings before it:
  /// so first every capture is asked what it has, then every ring is emptied. What is later than all that came first
  /// is kept for the next time, when its own causes are at hand.
  func takeCaptures() throws(WorldError) {
    var frames = keptFrames
    keptFrames = []
    appendFrames(to: &frames)
    if let firstNs = frames.map(\.frame.timeNs).min() {
      sampleDue = true
      unsampledSinceNs = min(unsampledSinceNs ?? firstNs, firstNs)
    }
    guard lab.network?.routers.isEmpty == false else { return recorder.take(frames) }
    guard let last = frames.map(\.frame.timeNs).max() else { return }
    for capture in captures { capture.requestCatchUp() }
    for capture in captures {
      do throws(CaptureError) { try capture.awaitCatchUp() } catch { throw WorldError(error) }
    }
    appendFrames(to: &frames)
    keptFrames = frames.filter { $0.frame.timeNs > last }
    recorder.take(Self.inOrder(frames.filter { $0.frame.timeNs <= last }))
    if !keptFrames.isEmpty { wake.signalEvent() }
  }

  private var captures: [LiveCapture] { hosts.flatMap { $0.current?.cables.map(\.capture) ?? [] } }

  private func appendFrames(to frames: inout [TappedFrame]) {
    for (index, host) in hosts.enumerated() { appendFrames(ofHostAt: index, host.current, to: &frames) }
  }

  private func appendFrames(ofHostAt index: Int, _ boot: RunningHost.Boot?, to frames: inout [TappedFrame]) {
    for (offset, cable) in (boot?.cables ?? []).enumerated() {
      frames += cable.capture.takeFrames().map { TappedFrame(tap: firstTap[index] + offset, frame: $0) }
    }
  }

  private static func inOrder(_ frames: [TappedFrame]) -> [TappedFrame] {
    frames.indices.sorted { (frames[$0].frame.timeNs, $0) < (frames[$1].frame.timeNs, $1) }.map { frames[$0] }
  }

  /// Ends a host's captures with everything they saw taken in, and records what they missed.
  func finishCapture(ofHostAt index: Int) throws(WorldError) {
    guard let boot = hosts[index].current else { return }
    try takeCaptures()
    let name = hosts[index].name
    for cable in boot.cables {
      let statistics: CaptureStatistics
      do throws(CaptureError) { statistics = try cable.capture.stop() } catch { throw WorldError(error) }
      recorder.add(
        CaptureRecord(
          host: name, file: "\(name).pcapng", frames: statistics.received,
          droppedByKernel: statistics.droppedByKernel, droppedByInterface: statistics.droppedByInterface))
      if statistics.droppedByKernel > 0 {
        recorder.add(
          problem:
            "the capture of \(name) lost \(statistics.droppedByKernel) frames: the kernel had no room for them"
        )
      }
    }
    var frames = keptFrames
    keptFrames = []
    appendFrames(ofHostAt: index, boot, to: &frames)
    recorder.take(Self.inOrder(frames))
  }
}
