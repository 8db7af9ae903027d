import Evidence
import LabModel
import WireFormat

/// What went wrong for want of time, perhaps: over which part of the run, and by how much.
package struct Lateness: Sendable, Hashable {
  private let fromNs: Int64
  private let toNs: Int64
  private let byNs: Int64

  /// - Parameter toNs: When what took so long was over.
  init(_ took: Duration, against bound: TimeBound, endedAtNs toNs: Int64) {
    self.toNs = toNs
    fromNs = toNs.subtractingReportingOverflow(took.wholeNs).partialValue
    let tooLong = bound.upper.map { took - $0 } ?? .zero
    byNs = max(tooLong, bound.lower - took).wholeNs
  }

  /// Something that lasted for a moment and was not seen, because nobody looked in time.
  init(unseenSince fromNs: Int64) {
    (self.fromNs, toNs, byNs) = (fromNs, .max, 1)
  }

  /// Why the machine, not what is tested, may be to blame: it kept the lab waiting for at least as long.
  ///
  /// A limit is missed downwards, too, when what it is measured from came late.
  func excuse(_ record: RunRecord) -> String? {
    let delays = (record.schedulingDelays ?? []).filter { delay in
      delay.endedAtNs >= fromNs && delay.endedAtNs.subtractingReportingOverflow(delay.ns).partialValue <= toNs
    }
    let lostNs = delays.reduce(Int64(0)) { $0.addingReportingOverflow($1.ns).partialValue }
    guard let worst = delays.max(by: { $0.ns < $1.ns }), byNs > 0, lostNs >= byNs else { return nil }
    return "this machine kept the lab waiting for \(TimeText.brief(.nanoseconds(lostNs))) meanwhile"
      + " (the longest until \(record.time(worst.endedAtNs))), so that this says nothing of TCP"
  }
}
