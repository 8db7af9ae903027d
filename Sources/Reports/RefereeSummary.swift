import Evidence

extension LabOutcome {
  /// One line: how much the referee compared and found equal; nil where it disagrees, which is said at length.
  var refereeSentence: String? {
    guard !referee.isEmpty, disagreements.isEmpty else { return nil }
    let counters = Set(referee.map(\.counter)).count
    let hosts = Set(referee.map(\.host)).count
    return "referee agrees: \(counters) of the kernel's counters on \(Quantity.count(hosts, "host"))"
  }
}

extension RefereeDisagreement {
  /// `TcpExt.TCPTimeouts counted 7, labels say 5`.
  var counts: String { "\(counter) counted \(counted), labels say \(labelled)" }
}
