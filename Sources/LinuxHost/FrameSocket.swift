internal import CLinuxShims
internal import Glibc

/// The end of a cable in our hands: takes the frames that come out of an interface, and puts frames into it.
///
/// What is put in is not seen again (PACKET_IGNORE_OUTGOING). One thread reads; the ring is lock-free.
/// Source: packet(7).
package final class FrameSocket: @unchecked Sendable {
  /// A burst of so many frames fits: more than a receive buffer of 6 MB lets a sender have in flight.
  private static let slots: UInt32 = 4096

  package let descriptor: Descriptor
  private let ring: UnsafeMutableRawPointer
  private var slot: UInt32 = 0

  /// Belongs to the calling thread's network namespace.
  package init(interfaceIndex: Int32) throws(SystemCallError) {
    var ring: UnsafeMutableRawPointer?
    let fd = try checked(
      clinux_packet_socket(interfaceIndex, Self.slots, &ring), "open a packet socket on interface",
      on: "\(interfaceIndex)")
    descriptor = Descriptor(owning: fd)
    guard let ring else { throw SystemCallError("map a packet socket's ring", on: "", errno: EINVAL) }
    self.ring = ring
  }

  deinit { clinux_packet_unmap(ring, Self.slots) }

  /// The next frame; nil when none has come yet.
  package func read() -> [UInt8]? {
    var frame: UnsafePointer<UInt8>?
    let length = clinux_packet_peek(ring, slot, &frame)
    guard length >= 0, let frame else { return nil }
    let bytes = [UInt8](UnsafeBufferPointer(start: frame, count: Int(length)))
    clinux_packet_release(ring, slot)
    slot = (slot + 1) % Self.slots
    return bytes
  }

  /// Puts a frame in; false when the cable is pulled at that end or has no room, so that the frame is lost.
  package func write(_ frame: [UInt8]) -> Bool {
    frame.withUnsafeBytes { bytes in
      if Glibc.write(descriptor.raw, bytes.baseAddress, bytes.count) == bytes.count { return true }
      // The first call after the cable was pulled gets the error of then, also when it is plugged in again.
      return Glibc.errno == ENETDOWN
        && Glibc.write(descriptor.raw, bytes.baseAddress, bytes.count) == bytes.count
    }
  }

  /// Forgets that the cable was pulled: until somebody asks, `ppoll` finds the socket ready.
  package func clearError() {
    var error: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    _ = getsockopt(descriptor.raw, SOL_SOCKET, SO_ERROR, &error, &size)
  }

  /// Frames that came and for which there was no room, since the last call.
  package func takeDrops() -> Int { max(0, Int(clinux_packet_drops(descriptor.raw))) }
}

/// Lets the calling thread's timeouts end when they are due, not up to 50 µs later. Source: prctl(2).
package func useExactTimers() { _ = clinux_prctl(Int32(PR_SET_TIMERSLACK), 1) }
