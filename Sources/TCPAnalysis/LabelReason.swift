/// Why a frame got its label: a rule, the frames that led to it, and two numbers.
///
/// Plain numbers for millions of frames; `sentence(for:)` makes text of them for the few that are looked at.
package struct LabelReason: Sendable, Hashable {
  /// Which of the rules below the class decided.
  package enum Rule: UInt8, Sendable, Hashable {
    /// The class's own rule says it all.
    case classRule
    case copyOfPacket
    // Why it was sent again.
    case resentHandshake, resentSynData
    case resentAcknowledged, resentSelectivelyAcknowledged, reportedByDSACK
    case timeout, timeoutWithoutFeedback, timeoutDoubled, soonerThanRoundTrip
    case tailLossProbe
    case duplicateAcks, selectiveAcks, laterRepairArrived
    case recoveryAfterFast, recoveryAfterTimeout
    case filledHoleLate, filledAcknowledgedHole
    // Why a RST was sent.
    case refused, noSuchConnection, dataAfterClose, lingerZero, unreadData, unreadOrLinger
    case resetOutsideWindow, resetInsideWindow
    case keepaliveExpired, backlogOverflow, firewallHopLimit, firewallConnectionLives
    case oldDuplicate, halfOpenFound
    case resetUnexplained
  }

  package var rule: Rule
  /// Frame numbers; 0: none.
  package var first: Int
  package var second: Int
  /// What they mean depends on the rule: nanoseconds for timers, counts for the rest.
  package var measured: Int64
  package var bound: Int64

  package init(
    _ rule: Rule = .classRule, first: Int = 0, second: Int = 0, measured: Int64 = 0, bound: Int64 = 0
  ) {
    self.rule = rule
    self.first = first
    self.second = second
    self.measured = measured
    self.bound = bound
  }

  @inline(__always)
  func encode(into span: inout MutableSpan<UInt8>, at place: inout Int) {
    span.put(rule.rawValue, at: &place)
    span.put(Int64(first), at: &place)
    span.put(Int64(second), at: &place)
    span.put(measured, at: &place)
    span.put(bound, at: &place)
  }

  @inline(__always)
  init(_ span: Span<UInt8>, at place: inout Int) {
    rule = Rule(rawValue: span.take(at: &place)) ?? .classRule
    first = Int(span.take(Int64.self, at: &place))
    second = Int(span.take(Int64.self, at: &place))
    measured = span.take(at: &place)
    bound = span.take(at: &place)
  }

  package var frames: [Int] { [first, second].filter { $0 > 0 } }
}
