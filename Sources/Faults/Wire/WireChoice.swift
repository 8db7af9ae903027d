package import LabModel
package import WireFormat

/// A choice of packets as they pass a wire.
///
/// A packet passes several wires on its way. Unless `place` says where, it is chosen once: on its sender's, or on its
/// receiver's where only that is named.
package struct WireChoice: Sendable {
  /// Which way a packet passes a cable.
  package enum Direction: Sendable, Hashable {
    /// From the host into its cable.
    case outbound
    case inbound
  }

  package var pattern: PacketPattern
  /// nil: at the packet's end.
  package var place: WirePlace?
  /// The way in which it passes `place`; nil: either.
  package var direction: Direction?
  /// Counted from 1 as the wire sees them begin; nil: all.
  package var connection: Int?
  /// How many of a hundred thousand that match are chosen.
  package var milliPercent: Int
  /// By which a later step ends it.
  package var name: String?

  package init(
    pattern: PacketPattern, place: WirePlace? = nil, direction: Direction? = nil, milliPercent: Int = 100_000,
    name: String? = nil
  ) {
    self.pattern = pattern
    self.place = place
    self.direction = direction
    self.milliPercent = milliPercent
    self.name = name
  }

  /// The keys that the wire's faults have in common.
  package static let usage = "packets: PACKETS, connection: N, on: PLACE, probability: 10%, name: NAME"

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    try self.init(&parameters, key: "packets", shorthand: true)
    name = try parameters.text("name")
    milliPercent = try Self.probability(&parameters)
  }

  /// For a fault's `when`: the packet as it passes.
  package init(trigger parameters: inout ParameterReader) throws(LabDiagnostic) {
    try self.init(&parameters, key: "packet", shorthand: false)
    name = try parameters.text("hold")
  }

  private init(_ parameters: inout ParameterReader, key: String, shorthand: Bool) throws(LabDiagnostic) {
    let node = try parameters.require(key, shorthand: shorthand)
    let pattern = try ParameterReader.packet(node, for: key, names: parameters.names)
    guard pattern.fate == nil, pattern.gap == nil, pattern.occurrence != .last else {
      throw LabDiagnostic(
        node.position, "a wire cannot choose by 'lost', 'arrived', 'last' or a gap",
        why: "it decides while the packet passes, before any of that is known",
        remedy: "choose by class, flags, length, sequence number or count")
    }
    self.pattern = pattern
    milliPercent = 100_000
    connection = try parameters.connection("connection")
    place = try Self.place(&parameters, of: pattern)
  }

  private static func place(
    _ parameters: inout ParameterReader, of pattern: PacketPattern
  ) throws(LabDiagnostic) -> WirePlace? {
    guard let node = parameters.node("on") else { return nil }
    let names = parameters.names
    let place = try WirePlace(node, for: "on", names: names, isOneCable: true)
    let isRouter = (names.switches[place.host] ?? []).count > 1
    if !isRouter, let from = pattern.from, let to = pattern.to, from != place.host, to != place.host {
      throw LabDiagnostic(
        node.position, "nothing from \(from) to \(to) passes the wire of \(place.host)",
        why: "only a router passes on what is for others", remedy: "name one of the two, or a router between")
    }
    return place
  }

  private static func probability(_ parameters: inout ParameterReader) throws(LabDiagnostic) -> Int {
    guard let node = parameters.node("probability") else { return 100_000 }
    let text = try ParameterReader.scalar(node, for: "probability")
    if text.hasSuffix("%"), let percent = Double(text.dropLast()), percent > 0, percent <= 100 {
      return max(1, Int(percent * 1000))
    }
    throw LabDiagnostic(
      node.position, "bad probability '\(text)'", why: "it is a percentage above 0 and up to 100",
      remedy: "write for example 'probability: 10%'")
  }

  /// The host at whose wire it stands; nil: at all of them, each for what its host sends.
  package var host: String? { place?.host ?? pattern.from ?? pattern.to }

  /// Where it acts, for the record.
  package var site: String {
    place?.site ?? host.map { WirePlace(host: $0).site } ?? "the wires of all hosts"
  }

  /// The hosts that must have a wire for it.
  package var wiredHosts: WiredHosts { host.map { .hosts([$0]) } ?? .all }

  /// Whether it chooses among the packets that pass a cable in one direction, from one host to another.
  package func isMade(on cable: WirePlace, _ passing: Direction, from: String, to: String) -> Bool {
    if let place { return place.holds(cable) && (direction == nil || direction == passing) }
    let isAtReceiver = pattern.from == nil && pattern.to != nil
    return isAtReceiver
      ? passing == .inbound && to == cable.host : passing == .outbound && from == cable.host
  }
}
