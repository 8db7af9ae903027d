internal import Faults
internal import TCPAnalysis
internal import WireFormat

/// A packet on its way over a wire, as it is named there.
struct PassingPacket {
  var cable: WirePlace
  var way: WireWay
  var label: FrameLabel
  var from: String
  var to: String
  /// nil for what is not TCP.
  var payload: Int?

  /// Whether a packet choice means it, but for the choice's count; what becomes of it nobody knows yet.
  func matches(_ pattern: PacketPattern) -> Bool {
    pattern.matches(
      from: from, to: to, class: label.packetClass, flags: Set(label.flags), kind: label.kind,
      cause: label.cause, length: payload, relativeSequence: payload == nil ? nil : label.relativeSequence,
      lost: nil)
  }
}

/// A rule that is in force on some wires, and what it has done so far.
struct WireRuleState: Sendable {
  private struct Flow: Hashable {
    var wire: Int
    var connection: Int
  }

  let number: Int
  let choice: WireChoice
  private var action: any WireAction
  private var random: SeededGenerator
  private var matches: [Flow: Int] = [:]
  private(set) var matchedCount = 0
  private(set) var chosenCount = 0
  let mustChoose: Bool
  /// A fault waits for it: it chooses one packet, and the fault is done before that packet goes on.
  let isTrigger: Bool
  var isActive = true

  init(number: Int, rule: WireRule, seed: UInt64) {
    self.number = number
    choice = rule.choice
    action = rule.action
    mustChoose = rule.mustChoose
    isTrigger = rule.isTrigger
    random = SeededGenerator(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
  }

  /// What it came to, and why it did not take hold, where packets were chosen and that was not enough.
  var account: String { action.account(chosen: chosenCount, matched: matchedCount) }
  var failure: String? { action.failure }
  /// Whether what it chooses stays until it is released.
  var holds: Bool { action.holds }

  /// Whether a packet is chosen; counts it where it matches. Counts are for each connection, so that "the 2nd
  /// synAck" is one packet of every connection.
  mutating func chooses(_ packet: PassingPacket) -> Bool {
    let connection = packet.label.connection
    guard isActive, !isTrigger || chosenCount == 0,
      choice.isMade(
        on: packet.cable, packet.way.isOutbound ? .outbound : .inbound, from: packet.from, to: packet.to),
      choice.connection == nil || choice.connection == connection,
      packet.matches(choice.pattern)
    else { return false }
    matchedCount += 1
    let flow = Flow(wire: packet.way.wire, connection: connection ?? 0)
    matches[flow, default: 0] += 1
    guard choice.pattern.occurrence?.includes(matches[flow] ?? 0, of: nil) ?? true,
      random.chance(choice.milliPercent)
    else { return false }
    chosenCount += 1
    return true
  }

  /// What becomes of a packet that was chosen.
  mutating func act(on packet: WireDeparture, at passage: WirePassage) -> WireOutcome {
    action.act(on: packet, at: passage, random: &random)
  }
}
