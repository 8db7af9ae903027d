internal import Evidence
internal import LinuxHost
internal import PacketCapture

extension LabWorld {
  /// Ends a host's capture with everything it saw taken in, and records what it missed.
  func finishCapture(ofHostAt index: Int) throws(WorldError) {
    guard let capture = hosts[index].current?.capture else { return }
    let statistics: CaptureStatistics
    do throws(CaptureError) { statistics = try capture.stop() } catch { throw WorldError(error) }
    let name = hosts[index].name
    recorder.take(capture.takeFrames(), host: index)
    recorder.add(
      CaptureRecord(
        host: name, file: "\(name).pcapng", frames: statistics.received,
        droppedByKernel: statistics.droppedByKernel, droppedByInterface: statistics.droppedByInterface))
    if statistics.droppedByKernel > 0 {
      recorder.add(
        problem:
          "the capture of \(name) lost \(statistics.droppedByKernel) frames: the kernel had no room for them")
    }
  }
}
