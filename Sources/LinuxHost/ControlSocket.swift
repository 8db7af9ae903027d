internal import CLinuxShims
internal import Glibc

/// A socket for interface requests in one network namespace. Source: netdevice(7), ethtool.
package final class ControlSocket {
  private let descriptor: Descriptor

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) {
    let fd = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    descriptor = Descriptor(owning: Int32(try checkedErrno(Int(fd), "open a control socket")))
  }

  /// Turns segmentation and checksum offloads off, so that what is captured is what is on the wire.
  package func turnOffloadsOff(_ interface: String) throws(SystemCallError) {
    try checked(clinux_offloads_off(descriptor.raw, interface), "turn offloads off on", on: interface)
  }
}
