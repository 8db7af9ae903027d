internal import CLinuxShims
internal import Glibc

/// The ends of all cables in our hands: takes the frames that come out of these interfaces, and puts frames into them.
///
/// One ring for all of them, so that what comes has one order. What is put in is not seen again
/// (PACKET_IGNORE_OUTGOING). One thread reads; the ring is lock-free.
/// Source: packet(7).
package final class FrameSocket: @unchecked Sendable {
  /// The namespace's interfaces from this index on are ours; those before are the switches and their ports.
  package static let firstInterface: Int32 = 10_000
  /// So many frames can wait: more than two receive buffers of 6 MB let senders have in flight.
  package static let slots: UInt32 = 8192

  package let descriptor: Descriptor
  private let ring: UnsafeMutableRawPointer
  private var slot: UInt32 = 0

  /// Belongs to the calling thread's network namespace. Takes some milliseconds (`synchronize_net`); every frame from
  /// then on is seen.
  package init() throws(SystemCallError) {
    var ring: UnsafeMutableRawPointer?
    let fd = try checked(
      clinux_packet_socket(Self.firstInterface, Self.slots, &ring), "open a packet socket")
    descriptor = Descriptor(owning: fd)
    guard let ring else { throw SystemCallError("map a packet socket's ring", on: "", errno: EINVAL) }
    self.ring = ring
  }

  deinit { clinux_packet_unmap(ring, Self.slots) }

  /// Shows the next frame, which stays in the ring meanwhile, and the interface that it came from.
  ///
  /// - Returns: Whether there was one.
  package func takeNext(_ body: (Span<UInt8>, Int32) -> Void) -> Bool {
    var frame: UnsafePointer<UInt8>?
    var interface: Int32 = 0
    let length = clinux_packet_peek(ring, slot, &frame, &interface)
    guard length >= 0, let frame else { return false }
    body(UnsafeBufferPointer(start: frame, count: Int(length)).span, interface)
    clinux_packet_release(ring, slot)
    slot = (slot + 1) % Self.slots
    return true
  }

  /// Puts a frame in; false when the cable is pulled at that end or has no room, so that the frame is lost.
  package func write(_ frame: Span<UInt8>, to interface: Int32) -> Bool {
    frame.withUnsafeBufferPointer {
      clinux_packet_send(descriptor.raw, interface, $0.baseAddress, $0.count) == $0.count
    }
  }

  /// Frames that came and for which there was no room, since the last call.
  package func takeDrops() -> Int { max(0, Int(clinux_packet_drops(descriptor.raw))) }
}

extension Span where Element == UInt8 {
  /// A copy that may be kept.
  package var array: [UInt8] { withUnsafeBufferPointer { [UInt8]($0) } }
}
