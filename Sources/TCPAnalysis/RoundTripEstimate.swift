/// Round-trip time and retransmission timeout, estimated as Linux does.
///
/// Source: RFC 6298; kernel tcp_rtt_estimator, __tcp_set_rto. The variance term never falls below
/// tcp_rto_min (200 ms), so that the timeout is at least SRTT + 200 ms.
struct RoundTripEstimate: Sendable {
  static let minimumVarianceNs: Int64 = 200_000_000
  static let initialTimeoutNs: Int64 = 1_000_000_000

  private(set) var smoothedNs: Int64 = 0
  private(set) var minimumNs: Int64 = .max
  /// Times 4, as the kernel keeps it.
  private var deviation4: Int64 = 0
  private var deviationMax: Int64 = 0
  private var variance: Int64 = 0
  /// The variance is let down once per round trip: when this much is acknowledged.
  private var roundEnd: UInt32 = 0

  var isKnown: Bool { smoothedNs != 0 }

  var timeoutNs: Int64 { isKnown ? smoothedNs + variance : Self.initialTimeoutNs }

  /// One measurement, with SND.UNA and SND.NXT at that time.
  mutating func add(_ sampleNs: Int64, unacknowledged: UInt32, next: UInt32) {
    // An hour bounds what a clock that jumps can do to the sums.
    let sample = max(1, min(sampleNs, 3_600_000_000_000))
    minimumNs = min(minimumNs, sample)
    guard isKnown else {
      smoothedNs = sample
      deviation4 = sample * 2
      variance = max(deviation4, Self.minimumVarianceNs)
      deviationMax = variance
      roundEnd = next
      return
    }
    var error = sample - smoothedNs
    smoothedNs = max(1, smoothedNs + error / 8)
    if error < 0 {
      error = -error - deviation4 / 4
      if error > 0 { error /= 8 }
    } else {
      error -= deviation4 / 4
    }
    deviation4 += error
    if deviation4 > deviationMax {
      deviationMax = deviation4
      variance = max(variance, deviationMax)
    }
    if Int32(bitPattern: unacknowledged &- roundEnd) > 0 {
      if deviationMax < variance { variance -= (variance - deviationMax) / 4 }
      roundEnd = next
      deviationMax = Self.minimumVarianceNs
    }
  }
}
