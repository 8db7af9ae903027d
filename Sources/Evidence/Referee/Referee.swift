/// Compares the labels of a run's packets with what each host's kernel counted.
///
/// The kernel counts what it does, the labels say what was seen; where the two differ, one of them is wrong
/// or something happened that neither shows. Differences are shown and recorded, never hidden. Pure: the record
/// decides.
package enum Referee {
  /// Every counter of every host beside its labels, in the catalog's order.
  ///
  /// A host without TCP, in its counters and on its cable, has nothing to compare.
  package static func comparisons(in record: RunRecord) -> [RefereeComparison] {
    record.hosts.flatMap { host in
      let account = HostAccount(host, in: record)
      guard account.hasTCP else { return [RefereeComparison]() }
      return RefereeCatalog.all.map { $0.compare(account) }
    }
  }
}

/// A kernel counter beside the labels of the packets that it counts.
package struct RefereeComparison: Codable, Sendable, Hashable {
  package var host: String
  /// `Tcp.RetransSegs`; several that are added up are joined by ` + `.
  package var counter: String
  /// While the host's cable was in: what goes into a pulled cable is on no wire.
  package var counted: Int64
  /// How many packets' labels say that the kernel counts them here.
  package var labelled: Int64
  /// What the labels and what else the record knows allow.
  package var atLeast: Int64
  /// nil: no limit, for the reason given.
  package var atMost: Int64?
  /// Why the count may differ from the labels, as far as this record tells; empty where it may not.
  package var reasons: [String]
  /// What the kernel counts, and where.
  package var meaning: String

  package init(
    host: String, counter: String, counted: Int64, labelled: Int64, atLeast: Int64, atMost: Int64?,
    reasons: [String], meaning: String
  ) {
    self.host = host
    self.counter = counter
    self.counted = counted
    self.labelled = labelled
    self.atLeast = atLeast
    self.atMost = atMost
    self.reasons = reasons
    self.meaning = meaning
  }

  package var agrees: Bool { counted >= atLeast && counted <= atMost ?? .max }

  /// Nil where it agrees.
  package var disagreement: RefereeDisagreement? {
    guard !agrees else { return nil }
    var allowed = ""
    if atLeast != labelled || atMost != labelled {
      allowed = atMost.map { " (\(atLeast) to \($0) would agree" } ?? " (\(atLeast) or more would agree"
      allowed += ": " + reasons.joined(separator: "; ") + ")"
    }
    return RefereeDisagreement(
      host: host, counter: counter, counted: counted, labelled: labelled, explanation: meaning + allowed)
  }
}
