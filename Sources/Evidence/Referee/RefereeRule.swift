/// A kernel counter, and what a record says that it must have come to.
package struct RefereeRule: Sendable {
  /// As `/proc/net/snmp` and `/proc/net/netstat` have them; several are added up.
  package var counters: [String]
  /// What the kernel counts, and where: the function, and what it does not see.
  package var meaning: String
  package var expected: @Sendable (HostAccount) -> ExpectedCount

  init(
    _ counters: String..., meaning: String, expected: @escaping @Sendable (HostAccount) -> ExpectedCount
  ) {
    self.counters = counters
    self.meaning = meaning
    self.expected = expected
  }

  func compare(_ account: HostAccount) -> RefereeComparison {
    var expected = expected(account)
    let atTheCable = counters.reduce(0) { $0 + account.countedAtTheCable($1) }
    expected.allow(
      more: atTheCable, because: "\(atTheCable) counted in the moment when its cable was pulled or put in")
    for reason in account.blindSpots { expected.allowAnyMore(because: reason) }
    return RefereeComparison(
      host: account.host.name, counter: counters.joined(separator: " + "),
      counted: counters.reduce(0) { $0 + account.counted($1) }, labelled: expected.labelled,
      atLeast: expected.atLeast, atMost: expected.atMost, reasons: expected.reasons, meaning: meaning)
  }
}

/// What a counter must have come to: what the labels say, and by how much more or less, for which reasons.
package struct ExpectedCount: Sendable, Hashable {
  package private(set) var labelled: Int64
  package private(set) var atLeast: Int64
  package private(set) var atMost: Int64?
  package private(set) var reasons: [String] = []

  init(_ labelled: Int) {
    self.labelled = Int64(labelled)
    atLeast = Int64(labelled)
    atMost = Int64(labelled)
  }

  /// Counted without being on the wire: not perhaps, but certainly.
  mutating func add(_ count: Int64, because reason: String) {
    guard count > 0 else { return }
    atLeast += count
    atMost = atMost.map { $0 + count }
    reasons.append(reason)
  }

  /// Perhaps counted without being among the labels. The same reason allows it once.
  mutating func allow(more count: Int64, because reason: String) {
    guard count > 0, !reasons.contains(reason), let most = atMost else { return }
    atMost = most + count
    reasons.append(reason)
  }

  mutating func allowAnyMore(because reason: String) {
    atMost = nil
    reasons.append(reason)
  }

  /// Perhaps not counted although they are among the labels.
  mutating func allow(fewer count: Int, because reason: String) {
    guard count > 0 else { return }
    atLeast = max(0, atLeast - Int64(count))
    reasons.append(reason)
  }
}
