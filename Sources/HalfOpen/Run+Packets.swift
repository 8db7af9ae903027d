internal import Evidence
internal import LabModel
internal import WireFormat

extension Run {
  /// One packet, joined from the captures at both ends.
  public struct Packet: Sendable, Hashable, CustomStringConvertible {
    /// From 1, in the order in which the packets were sent.
    public var number: Int
    public var from: String
    public var to: String
    /// When its sender's capture saw it; its arrival where it has no sender in the lab.
    public var sentAt: Duration
    /// nil: it was lost, or is not known to have arrived.
    public var arrivedAt: Duration?
    /// nil where nobody can know: it was sent in the run's last moments.
    public var isLost: Bool?
    /// `syn`, `data`, `keepaliveProbe`, … (`halfopen reference classes`).
    public var packetClass: String
    /// `retransmission`, `zeroWindow`, `sack`, …
    public var flags: Set<String>
    /// Bytes of the stream that it carries.
    public var payloadBytes: Int
    /// The rule that gave the class, with the facts.
    public var why: String
    /// The packet in the packet notation: `server > client synAck lost`.
    public var description: String
  }

  /// Every packet of the run, in the order in which they were sent.
  public var packets: [Packet] { record.packets.map(packet) }

  /// The packets that a choice means: `"client > server 2nd data retransmission"`.
  ///
  /// - Parameter choice: In the packet notation (`halfopen reference notation`), without a `+gap`, which is between
  ///   two packets of a sequence.
  /// - Throws: ``LabError`` where it is not understood, with the column.
  public func packets(_ choice: String) throws(LabError) -> [Packet] {
    let place = SourcePosition(file: "packets", line: 1, column: 1)
    do throws(LabDiagnostic) {
      let pattern = try ParameterReader.packet(
        LabNode(.scalar(choice), at: place), for: "packets", names: names)
      guard pattern.gap == nil else {
        throw LabDiagnostic(
          place, "a gap in '\(choice)'", why: "it is the time since another packet",
          remedy: "write 'packets: { sequence: [ …, … ] }' in expect(_:)")
      }
      return pattern.chosen(from: record.packets).map(packet)
    } catch {
      throw LabError(.badNotation, "\(error)")
    }
  }

  private func packet(_ packet: PacketRecord) -> Packet {
    Packet(
      number: packet.number, from: packet.from, to: packet.to, sentAt: time(packet.sentAtNs),
      arrivedAt: packet.arrivedAtNs.map(time), isLost: packet.isLost,
      packetClass: packet.packetClass.rawValue, flags: Set(packet.flags.map(\.rawValue)),
      payloadBytes: packet.tcp?.payloadBytes ?? 0, why: packet.why, description: packet.notation)
  }
}
