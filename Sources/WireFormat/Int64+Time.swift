extension Int64 {
  /// The sum of two times in nanoseconds; beyond 292 years it stops, as `wholeNs` does.
  ///
  /// Lab files, records and captures may hold any time, and what adds them up must not overflow.
  package func addingTime(_ ns: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(ns)
    return overflow ? (ns < 0 ? .min : .max) : sum
  }
}
