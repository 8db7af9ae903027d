internal import CPcap
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
}

/// Why a capture could not be made, in libpcap's words.
package struct CaptureError: Error, Sendable, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) { self.description = description }
}

/// A libpcap capture of one host's interface, opened inside the host's network namespace.
///
/// Threads: one thread owns the `pcap_t` from its opening to its closing. It appends to `frames` (a
/// mutex) and raises `wake`; everyone else takes what is there.
package final class LiveCapture: Sendable {
  package static let snapLength: Int32 = 65535
  /// A burst of some 5,000 frames fits. To make 8 MB takes the kernel about 1 ms.
  private static let bufferBytes: Int32 = 8 << 20

  /// How long frames may lie in the ring while they flow: a fraction of what it holds.
  private static let pauseNs: Int64 = 500_000

  private struct State {
    var frames: [CapturedFrame] = []
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
  private let thread = Mutex<Thread?>(nil)

  /// Begins to open the capture, which takes some milliseconds; `waitUntilOpen` says when it is.
  ///
  /// - Parameters:
  ///   - namespace: A descriptor of the host's network namespace (or a pidfd of a process in it), kept open by
  ///     the caller until `waitUntilOpen` has returned.
  ///   - wake: Raised whenever frames have come.
  package init(interface: String, namespace: Int32, wake: Descriptor) throws(CaptureError) {
    do throws(SystemCallError) {
      opened = try Descriptor.event()
      stopRequest = try Descriptor.event()
      finished = try Descriptor.event()
      catchUpRequest = try Descriptor.event()
      caughtUp = try Descriptor.event()
    } catch { throw CaptureError(error.description) }
    self.wake = wake
    do throws(SystemCallError) {
      let started = try Thread.start { [self] in own(interface, namespace) }
      thread.withLock { $0 = started }
    } catch { throw CaptureError(error.description) }
  }

  /// When this returns every frame from now on is seen.
  package func waitUntilOpen() throws(CaptureError) {
    do throws(SystemCallError) { _ = try waitReadable([opened.raw], timeoutNs: nil) } catch {
      throw CaptureError(error.description)
    }
    guard let failure = state.withLock({ $0.failure }) else { return }
    throw CaptureError("cannot capture: \(failure)" + (Self.remedy(failure).map { "; \($0)" } ?? ""))
  }

  /// libpcap tells no errno, only its text.
  private static func remedy(_ failure: String) -> String? {
    if failure.hasSuffix("Operation not permitted") {
      return "it needs CAP_NET_RAW: allow user namespaces, or start the container with '--cap-add NET_RAW'"
    }
    return failure.hasSuffix("Too many open files") ? SystemCallError.tooFewDescriptors : nil
  }

  /// The frames that have come since the last call, oldest first.
  package func takeFrames() -> [CapturedFrame] {
    state.withLock { state in
      defer { state.frames.removeAll() }
      return state.frames
    }
  }

  /// Asks the capture's thread to empty the kernel's ring; `awaitCatchUp` says when it has.
  package func requestCatchUp() { catchUpRequest.signalEvent() }

  /// When this returns, everything that was in the ring at the request is there for `takeFrames`.
  package func awaitCatchUp() throws(CaptureError) {
    do throws(SystemCallError) {
      _ = try waitReadable([caughtUp.raw, finished.raw], timeoutNs: nil)
    } catch { throw CaptureError(error.description) }
    caughtUp.clearEvent()
  }

  /// Takes what is still in the kernel's ring, then ends. The frames are there for `takeFrames`.
  ///
  /// The handle itself is closed by its thread, which nobody needs to wait for: that takes tens of
  /// milliseconds (`synchronize_net`).
  package func stop() throws(CaptureError) -> CaptureStatistics {
    stopRequest.signalEvent()
    do throws(SystemCallError) { _ = try waitReadable([finished.raw], timeoutNs: nil) } catch {
      throw CaptureError(error.description)
    }
    let (statistics, failure) = state.withLock { ($0.statistics, $0.failure) }
    if let statistics { return statistics }
    throw CaptureError(failure ?? "the capture ended without statistics")
  }

  /// Waits until the handle is closed, and with it the namespace let go. After `stop` only.
  package func waitUntilClosed() { thread.withLock { $0 }?.join() }

  // MARK: The capture's own thread

  private func own(_ interface: String, _ namespace: Int32) {
    do throws(SystemCallError) { try joinNetwork(of: namespace) } catch {
      state.withLock { $0.failure = error.description }
      opened.signalEvent()
      return
    }
    var errors = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard let handle = pcap_create(interface, &errors) else {
      state.withLock { $0.failure = Self.text(errors) }
      opened.signalEvent()
      return
    }
    pcap_set_snaplen(handle, Self.snapLength)
    pcap_set_buffer_size(handle, Self.bufferBytes)
    pcap_set_immediate_mode(handle, 1)
    pcap_set_tstamp_precision(handle, PCAP_TSTAMP_PRECISION_NANO)
    let code = pcap_activate(handle)
    guard code >= 0, pcap_setnonblock(handle, 1, &errors) == 0 else {
      let reason = String(cString: pcap_geterr(handle))
      state.withLock { $0.failure = reason }
      pcap_close(handle)
      opened.signalEvent()
      return
    }
    opened.signalEvent()
    loop(handle)
    pcap_close(handle)
  }

  private func loop(_ handle: OpaquePointer) {
    let descriptor = pcap_get_selectable_fd(handle)
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
        state.withLock { $0.failure = error.description }
        break
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
          droppedByInterface: Int(counts.ps_ifdrop))
      }
    }
    finished.signalEvent()
  }

  /// Until the ring is empty; returns how many frames there were.
  private func drain(_ handle: OpaquePointer) -> Int {
    var batch: [CapturedFrame] = []
    var count = 0
    while true {
      var header: UnsafeMutablePointer<pcap_pkthdr>?
      var data: UnsafePointer<UInt8>?
      let code = pcap_next_ex(handle, &header, &data)
      guard code == 1, let header, let data else {
        if code < 0 { state.withLock { $0.failure = String(cString: pcap_geterr(handle)) } }
        break
      }
      let bytes = [UInt8](UnsafeBufferPointer(start: data, count: Int(header.pointee.caplen)))
      // With nanosecond precision tv_usec holds nanoseconds: pcap_set_tstamp_precision(3PCAP).
      let time = Int64(header.pointee.ts.tv_sec) * 1_000_000_000 + Int64(header.pointee.ts.tv_usec)
      batch.append(CapturedFrame(timeNs: time, originalLength: Int(header.pointee.len), bytes: bytes))
      count += 1
      if batch.count == 256 { hand(&batch) }
    }
    hand(&batch)
    return count
  }

  private func hand(_ batch: inout [CapturedFrame]) {
    guard !batch.isEmpty else { return }
    state.withLock { $0.frames += batch }
    batch.removeAll()
    wake.signalEvent()
  }

  private static func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
