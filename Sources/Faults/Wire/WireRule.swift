package import LabModel
package import WireFormat

/// Which packets a wire's fault chooses, and what it does to them.
package struct WireRule: Sendable {
  package var choice: WireChoice
  package var action: any WireAction
  /// It took hold only if it chose a packet.
  package var mustChoose: Bool

  package init(_ choice: WireChoice, _ action: any WireAction, mustChoose: Bool = true) {
    self.choice = choice
    self.action = action
    self.mustChoose = mustChoose
  }
}

/// A choice of packets as they pass a wire.
package struct WireChoice: Sendable {
  package var pattern: PacketPattern
  /// How many of a hundred thousand that match are chosen.
  package var milliPercent: Int
  /// By which a later step ends it.
  package var name: String?

  package init(pattern: PacketPattern, milliPercent: Int = 100_000, name: String? = nil) {
    self.pattern = pattern
    self.milliPercent = milliPercent
    self.name = name
  }

  /// The keys that the wire's faults have in common: `packets`, `probability`, `name`.
  package static let usage = "packets: PACKETS, probability: 10%, name: NAME"

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    let node = try parameters.require("packets", shorthand: true)
    let pattern = try ParameterReader.packet(node, for: "packets", names: parameters.names)
    guard pattern.fate == nil, pattern.gap == nil, pattern.occurrence != .last else {
      throw LabDiagnostic(
        node.position, "a wire cannot choose by 'lost', 'arrived', 'last' or a gap",
        why: "it decides while the packet passes, before any of that is known",
        remedy: "choose by class, flags, length, sequence number or count")
    }
    self.pattern = pattern
    name = try parameters.text("name")
    milliPercent = try Self.probability(&parameters)
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

  /// The host at whose wire it stands: the sender's, or the receiver's where only that is named; nil: all senders'.
  package var host: String? { pattern.from ?? pattern.to }

  /// Whether it chooses among what comes to the host, not among what the host sends.
  package var isInbound: Bool { pattern.from == nil && pattern.to != nil }

  /// Where it acts, for the record.
  package var site: String { host.map { "the wire of \($0)" } ?? "the wires of all hosts" }
}

/// At which hosts a fault needs a wire, which must be there before the lab begins.
package enum WiredHosts: Sendable, Hashable {
  case none
  case hosts([String])
  case all
}

/// A fault on the wire: a choice of packets, and what is done to them.
package protocol WireFault: Fault {
  var choice: WireChoice { get }
  var action: any WireAction { get }
}

extension WireFault {
  package static var proof: String { "the wire counted at least one packet that it chose" }

  package var target: String { choice.target }
  package var wiredHosts: WiredHosts { choice.wiredHosts }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try choice.putInForce(action, on: lab)
  }
}

extension WireChoice {
  var target: String { host ?? "network" }

  var wiredHosts: WiredHosts { host.map { .hosts([$0]) } ?? .all }

  /// Puts the rule on the wire; what it chose is counted when the run ends.
  func putInForce(_ action: any WireAction, on lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try lab.addWireRule(WireRule(self, action))
    return AppliedFault(site: site, proof: "in force")
  }
}
