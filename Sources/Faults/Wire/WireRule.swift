internal import LabModel
internal import WireFormat

/// Which packets a wire's fault chooses, and what it does to them.
package struct WireRule: Sendable {
  package var choice: WireChoice
  package var action: any WireAction
  /// It took hold only if it chose a packet.
  package var mustChoose: Bool
  /// A fault waits for its packet.
  package var isTrigger: Bool

  package init(
    _ choice: WireChoice, _ action: any WireAction, mustChoose: Bool = true, isTrigger: Bool = false
  ) {
    self.choice = choice
    self.action = action
    self.mustChoose = mustChoose
    self.isTrigger = isTrigger
  }

  /// Tells a fault that waits for it of the first packet that is chosen.
  ///
  /// - Parameter kind: The fault's word.
  package init(trigger choice: WireChoice, of kind: String) {
    let action: any WireAction = choice.name == nil ? StopAction(kind: kind) : HoldAction()
    self.init(choice, action, mustChoose: false, isTrigger: true)
  }
}

/// At which hosts a fault needs a wire, which must be there before the lab begins.
package enum WiredHosts: Sendable, Hashable {
  case none
  case host(String)
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

  /// Puts the rule on the wire; what it chose is counted when the run ends.
  func putInForce(_ action: any WireAction, on lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try lab.addWireRule(WireRule(self, action))
    return AppliedFault(site: site, proof: "in force")
  }
}

/// The way stops behind the packet, until the fault that waited for it is done.
struct StopAction: WireAction {
  let kind: String

  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] { [packet] }
  var verdict: String { "held until the \(kind) was done" }
}
