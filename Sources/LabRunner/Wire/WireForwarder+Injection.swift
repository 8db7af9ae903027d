internal import Faults
internal import LinuxHost
internal import WireFormat

extension WireForwarder {
  /// The latest connection between a packet's hosts that the wire of the host that it is for has seen.
  func connection(of packet: ForgedPacket) -> FollowedConnection? {
    withMemory(of: packet.to) { $0.connection(of: packet) }
  }

  /// The frame of a packet that the wire of its sender has seen.
  func packet(_ pattern: PacketPattern) -> [UInt8]? {
    guard let from = pattern.from else { return nil }
    return withMemory(of: from) { $0.packet(pattern) }
  }
}
