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
    let frames = takeFrames(atMost: limit)
    noteUnsampled(frames.lazy.map(\.frame.timeNs))
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
    frameOrder.keep(takeFrames())
    noteUnsampled(frameOrder.times)
    guard let lastNs = frameOrder.times.max() else { return }
    for capture in captures { capture.requestCatchUp() }
    for capture in captures {
      do throws(CaptureError) { try capture.awaitCatchUp() } catch { throw WorldError(error) }
    }
    frameOrder.keep(takeFrames())
    recorder.take(frameOrder.take(until: lastNs))
    if !frameOrder.isEmpty { wake.signalEvent() }
  }

  /// Sockets may have changed since they were looked at. Frames that lay in a queue for long came before that look.
  private func noteUnsampled(_ times: some Sequence<Int64>) {
    guard times.contains(where: { _ in true }) else { return }
    sampleDue = true
    guard let firstNs = times.filter({ $0 > sampledAtNs }).min() else { return }
    unsampledSinceNs = min(unsampledSinceNs ?? firstNs, firstNs)
  }

  private var captures: [LiveCapture] { hosts.flatMap { $0.current?.cables.map(\.capture) ?? [] } }

  private func takeFrames(atMost limit: Int = .max) -> [TappedFrame] {
    hosts.indices.flatMap { takeFrames(ofHostAt: $0, atMost: limit) }
  }

  private func takeFrames(ofHostAt index: Int, atMost limit: Int = .max) -> [TappedFrame] {
    (hosts[index].current?.cables ?? []).enumerated().flatMap { offset, cable in
      cable.capture.takeFrames(atMost: limit).map { TappedFrame(tap: firstTap[index] + offset, frame: $0) }
    }
  }

  /// Ends the captures of a host that boots again, and records what they missed.
  ///
  /// What they saw last may have its causes in the rings of the others, so with routers the next look takes it.
  func finishCapture(ofHostAt index: Int) throws(WorldError) {
    guard let boot = hosts[index].current else { return }
    try takeCaptures()
    try stopCaptures(of: boot, named: hosts[index].name)
    let frames = takeFrames(ofHostAt: index)
    if lab.routers.isEmpty { return recorder.take(frames) }
    frameOrder.keep(frames)
    wake.signalEvent()
  }

  /// Ends all captures at the end of the run, with everything they saw taken in.
  func finishCaptures() throws(WorldError) {
    try takeCaptures()
    for host in hosts {
      if let boot = host.current { try stopCaptures(of: boot, named: host.name) }
    }
    // Only now, as the causes of one capture's frames are in the others.
    frameOrder.keep(takeFrames())
    recorder.take(frameOrder.take())
  }

  private func stopCaptures(of boot: RunningHost.Boot, named name: String) throws(WorldError) {
    for cable in boot.cables {
      let statistics: CaptureStatistics
      do throws(CaptureError) { statistics = try cable.capture.stop() } catch { throw WorldError(error) }
      recorder.add(
        CaptureRecord(
          host: name, file: "\(name).pcapng", frames: statistics.received,
          droppedByKernel: statistics.droppedByKernel, droppedByInterface: statistics.droppedByInterface,
          processorNs: statistics.processorNs))
      if let failure = statistics.failure {
        recorder.add(
          problem:
            "the capture of \(name) may have missed frames: \(failure); run the lab again, and let none of its programs delete an interface"
        )
      }
      if statistics.droppedByKernel > 0 {
        recorder.add(
          problem:
            "the capture of \(name) lost \(statistics.droppedByKernel) of \(statistics.received) frames: they came faster than this machine takes them; let a 'rate' fault slow the wire down, send less, or run fewer labs at a time (--jobs 1)"
        )
      }
    }
  }
}
