internal import CPcap
internal import Glibc
package import LinuxHost
internal import Synchronization

/// A frame as it was captured.
package struct CapturedFrame: Sendable {
  /// CLOCK_REALTIME, stamped by the kernel.
  package var timeNs: Int64
  /// On the wire; `bytes` may be fewer.
  package var originalLength: Int
  package var bytes: [UInt8]

  package init(timeNs: Int64, originalLength: Int, bytes: [UInt8]) {
    self.timeNs = timeNs
    self.originalLength = originalLength
    self.bytes = bytes
  }
}

/// What a capture saw and what it missed. Source: pcap_stats(3PCAP).
package struct CaptureStatistics: Sendable, Hashable {
  package var received: Int
  package var droppedByKernel: Int
  package var droppedByInterface: Int
  /// What taking the frames out of the kernel's ring took of a processor.
  package var processorNs: Int64
  /// Why frames may be missing that the kernel does not count, in libpcap's words.
  package var failure: String?
}

/// Why a capture could not be made, in libpcap's words.
package struct CaptureError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// A libpcap capture of one host's interface, opened inside the host's network namespace.
///
/// Threads: one thread owns the `pcap_t` from its opening to its closing. It only copies frames out of the ring into
/// `queue` (a mutex) and raises `wake`; everyone else takes what is there. The queue grows as it must, so that frames
/// are lost only where the thread does not get a processor in time, never because their reader is slower than they are.
package final class LiveCapture: Sendable {
  package static let snapLength: Int32 = 65535
  /// A burst of some 5,000 frames fits. To make 8 MB takes the kernel about 1 ms.
  private static let bufferBytes: Int32 = 8 << 20

  /// How long frames may lie in the ring while they flow: a fraction of what it holds.
  private static let pauseNs: Int64 = 500_000

  /// More than so many at each look are some 100,000 frames in a second and more.
  private static let flood = 50

  /// So many frames at a time, then their reader may take what is there.
  private static let turn: Int32 = 128

  private struct State {
    var queue = FrameQueue()
    /// Frames that were in the ring when it was emptied last.
    var lastDrain = 0
    var statistics: CaptureStatistics?
    var failure: String?
  }

  private let state = Mutex(State())
  private let opened: Descriptor
  private let stopRequest: Descriptor
  private let finished: Descriptor
  private let catchUpRequest: Descriptor
  private let caughtUp: Descriptor
  private let wake: Descriptor

  /// Begins to open the capture, which takes some milliseconds; `waitUntilOpen` says when it is.
  ///
  /// - Parameters:
  ///   - namespace: A descriptor of the host's network namespace (or a pidfd of a process in it), kept open by
  ///     the caller until `waitUntilOpen` has returned.
  ///   - wake: Raised when frames have come and none were there to be taken.
  package init(interface: String, namespace: Int32, wake: Descriptor) throws(CaptureError) {
    self.wake = wake
    do throws(SystemCallError) {
      opened = try Descriptor.event()
      stopRequest = try Descriptor.event()
      finished = try Descriptor.event()
      catchUpRequest = try Descriptor.event()
      caughtUp = try Descriptor.event()
    } catch { throw CaptureError(error.description) }
    try asCaptureError { () throws(SystemCallError) in
      try Thread.start { [self] in own(interface, namespace) }.detach()
    }
  }

  /// When this returns every frame from now on is seen.
  package func waitUntilOpen() throws(CaptureError) {
    try awaitAny(opened)
    guard let failure = state.withLock({ $0.failure }) else { return }
    throw CaptureError("cannot capture: \(Self.explained(failure))")
  }

  /// libpcap tells no errno, only strerror()'s text at the end: here with errno's name, and with what to do.
  static func explained(_ failure: String) -> String {
    for code in [EPERM, EMFILE, ENFILE, ENOMEM] {
      let text = String(cString: strerror(code))
      guard failure.hasSuffix(text) else { continue }
      let remedy = code == EPERM ? missingCapability : SystemCallError("", on: "", errno: code).remedy
      return "\(failure.dropLast(text.count))\(errnoName(code)) (\(text)); \(remedy ?? "")"
    }
    return failure
  }

  private static let missingCapability =
    "it needs CAP_NET_RAW: allow user namespaces, or start the container with '--cap-add NET_RAW'"

  /// The frames that have come since the last call, oldest first.
  ///
  /// - Parameter limit: Takes little more than so many; the others stay.
  package func takeFrames(atMost limit: Int = .max) -> [CapturedFrame] {
    let blocks = state.withLock { $0.queue.takeBlocks(frames: limit) }
    guard !blocks.isEmpty else { return [] }
    var frames: [CapturedFrame] = []
    frames.reserveCapacity(blocks.reduce(0) { $0 + $1.count })
    for block in blocks { while let frame = block.takeNext() { frames.append(frame) } }
    state.withLock { $0.queue.recycle(blocks) }
    return frames
  }

  /// Whether there are frames to take, and whether they come so fast that this capture needs much of a processor.
  package var backlog: (hasFrames: Bool, isFlood: Bool) {
    state.withLock { (!$0.queue.isEmpty, $0.lastDrain > Self.flood) }
  }

  /// Asks the capture's thread to empty the kernel's ring; `awaitCatchUp` says when it has.
  package func requestCatchUp() { catchUpRequest.signalEvent() }

  /// When this returns, everything that was in the ring at the request is there for `takeFrames`.
  package func awaitCatchUp() throws(CaptureError) {
    try awaitAny(caughtUp, finished)
    caughtUp.clearEvent()
  }

  /// Takes what is still in the kernel's ring, then ends. The frames are there for `takeFrames`.
  ///
  /// The handle itself is closed by its thread, which nobody needs to wait for: that takes tens of
  /// milliseconds (`synchronize_net`).
  package func stop() throws(CaptureError) -> CaptureStatistics {
    stopRequest.signalEvent()
    try awaitAny(finished)
    let (statistics, failure) = state.withLock { ($0.statistics, $0.failure) }
    if let statistics { return statistics }
    throw CaptureError(failure ?? "the capture ended without statistics")
  }

  /// Waits until one of the events has come.
  private func awaitAny(_ events: Descriptor...) throws(CaptureError) {
    try asCaptureError { () throws(SystemCallError) in
      _ = try waitReadable(events.map(\.raw), timeoutNs: nil)
    }
  }

  // MARK: The capture's own thread

  private func own(_ interface: String, _ namespace: Int32) {
    let handle: OpaquePointer
    do throws(CaptureError) { handle = try Self.open(interface, in: namespace) } catch {
      state.withLock { $0.failure = error.description }
      opened.signalEvent()
      return
    }
    opened.signalEvent()
    loop(handle)
    pcap_close(handle)
  }

  private static func open(_ interface: String, in namespace: Int32) throws(CaptureError) -> OpaquePointer {
    try asCaptureError { () throws(SystemCallError) in try joinNetwork(of: namespace) }
    var errors = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = pcap_create(interface, &errors) else { throw CaptureError(text(errors)) }
    pcap_set_snaplen(handle, snapLength)
    pcap_set_buffer_size(handle, bufferBytes)
    pcap_set_immediate_mode(handle, 1)
    pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
    let code = pcap_activate(handle)
    guard code >= 0, pcap_setnonblock(handle, 1, &errors) == 0 else {
      let reason = String(cString: pcap_geterr(handle))
      pcap_close(handle)
      throw CaptureError(reason)
    }
    return handle
  }

  private func loop(_ handle: OpaquePointer) {
    let descriptor = pcap_get_selectable_fd(handle)
    useShortTurns()
    let startedNs = Clock.threadProcessorNs()
    var stopping = false
    var flows = false
    while !stopping {
      var mustCatchUp = false
      do throws(SystemCallError) {
        // While frames flow, none of them wakes this thread: whoever sent it would pay for that.
        let ready =
          flows
          ? try waitReadable([stopRequest.raw, catchUpRequest.raw], timeoutNs: Self.pauseNs)
          : try waitReadable([stopRequest.raw, catchUpRequest.raw, descriptor], timeoutNs: nil)
        (stopping, mustCatchUp) = (ready[0], ready[1])
      } catch {
        // No statistics: `stop` throws, and nobody takes what is there for all that came.
        state.withLock { $0.failure = error.description }
        finished.signalEvent()
        return
      }
      if mustCatchUp { catchUpRequest.clearEvent() }
      flows = drain(handle) > 0
      if mustCatchUp { caughtUp.signalEvent() }
    }
    var counts = pcap_stat()
    if pcap_stats(handle, &counts) == 0 {
      state.withLock {
        $0.statistics = CaptureStatistics(
          received: Int(counts.ps_recv), droppedByKernel: Int(counts.ps_drop),
          droppedByInterface: Int(counts.ps_ifdrop),
          processorNs: Clock.threadProcessorNs() - startedNs, failure: $0.failure)
      }
    }
    finished.signalEvent()
  }

  /// Until the ring is empty; returns how many frames there were.
  private func drain(_ handle: OpaquePointer) -> Int {
    var count = 0
    while true {
      // Not pcap_next_ex: on Linux that copies each frame once more (pcap_oneshot_linux).
      let (code, isNews) = state.withLock { state in
        let isNews = state.queue.isEmpty
        let code = withUnsafeMutablePointer(to: &state.queue) { queue in
          pcap_dispatch(
            handle, Self.turn,
            { queue, header, data in
              guard let queue, let header, let data else { return }
              // With nanosecond precision tv_usec holds nanoseconds: pcap_set_tstamp_precision(3PCAP).
              let stamp = header.pointee.ts
              UnsafeMutableRawPointer(queue).assumingMemoryBound(to: FrameQueue.self).pointee.append(
                timeNs: Int64(stamp.tv_sec) * 1_000_000_000 + Int64(stamp.tv_usec),
                originalLength: Int(header.pointee.len),
                bytes: UnsafeRawBufferPointer(start: data, count: Int(header.pointee.caplen)))
            }, UnsafeMutableRawPointer(queue).assumingMemoryBound(to: UInt8.self))
        }
        return (code, isNews)
      }
      if code < 0 { state.withLock { $0.failure = String(cString: pcap_geterr(handle)) } }
      if code <= 0 { break }
      count += Int(code)
      // In a flood its reader knows that there is more.
      if isNews { wake.signalEvent() }
    }
    state.withLock { $0.lastDrain = count }
    return count
  }

  private static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// What the kernel refused, as the capture's own error.
private func asCaptureError(_ body: () throws(SystemCallError) -> Void) throws(CaptureError) {
  do throws(SystemCallError) { try body() } catch { throw CaptureError(error.description) }
}
