internal import Evidence
internal import LabModel
internal import LinuxHost
internal import PacketCapture

extension LabWorld {
  /// Hands over what the captures have seen since the last time.
  ///
  /// - Parameter limit: Takes little more than so many of each capture, where there are no routers; the others are taken
  ///   at the next look, which comes soon.
  func takeCaptures(atMost limit: Int = .max) throws(WorldError) {
    if lab.routers.isEmpty { takeAsTheyAre(atMost: limit) } else { try takeInOrder() }
  }

  private func takeAsTheyAre(atMost limit: Int) {
    let startedNs = Clock.monotonicNs()
    var frames: [TappedFrame] = []
    appendFrames(to: &frames, atMost: limit)
    noteUnsampled(frames)
    recorder.take(frames)
    let nowNs = Clock.monotonicNs()
    let backlogs = captures.map(\.backlog)
    let restNs = backlogs.contains(where: \.isFlood) ? Self.restShare * (nowNs - startedNs) : 0
    framesDueNs = backlogs.contains(where: \.hasFrames) ? nowNs + restNs : nil
  }

  /// Packets are followed through routers in the order of time. A frame's causes are in the kernel's rings before it:
  /// so first every capture is asked what it has, then every ring is emptied. What is later than all that came first
  /// is kept for the next time, when its own causes are at hand.
  private func takeInOrder() throws(WorldError) {
    var frames = keptFrames
    keptFrames = []
    appendFrames(to: &frames)
    noteUnsampled(frames)
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

  /// Sockets may have changed since they were looked at. Frames that lay in a queue for long came before that look.
  private func noteUnsampled(_ frames: [TappedFrame]) {
    guard !frames.isEmpty else { return }
    sampleDue = true
    guard let firstNs = frames.map(\.frame.timeNs).filter({ $0 > sampledAtNs }).min() else { return }
    unsampledSinceNs = min(unsampledSinceNs ?? firstNs, firstNs)
  }

  private var captures: [LiveCapture] { hosts.flatMap { $0.current?.cables.map(\.capture) ?? [] } }

  private func appendFrames(to frames: inout [TappedFrame], atMost limit: Int = .max) {
    for (index, host) in hosts.enumerated() {
      appendFrames(ofHostAt: index, host.current, to: &frames, atMost: limit)
    }
  }

  private func appendFrames(
    ofHostAt index: Int, _ boot: RunningHost.Boot?, to frames: inout [TappedFrame], atMost limit: Int = .max
  ) {
    for (offset, cable) in (boot?.cables ?? []).enumerated() {
      frames += cable.capture.takeFrames(atMost: limit).map {
        TappedFrame(tap: firstTap[index] + offset, frame: $0)
      }
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
          droppedByKernel: statistics.droppedByKernel, droppedByInterface: statistics.droppedByInterface,
          processorNs: statistics.processorNs))
      if statistics.droppedByKernel > 0 {
        recorder.add(
          problem:
            "the capture of \(name) lost \(statistics.droppedByKernel) of \(statistics.received) frames: they came faster than this machine takes them; let a 'rate' fault slow the wire down, send less, or run fewer labs at a time (--jobs 1)"
        )
      }
    }
    var frames = keptFrames
    keptFrames = []
    appendFrames(ofHostAt: index, boot, to: &frames)
    recorder.take(Self.inOrder(frames))
  }
}
