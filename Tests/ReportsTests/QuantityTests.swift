import Testing

@testable import Reports

@Suite("Times and sizes")
struct QuantityTests {
  @Test(
    "A length of time is read at a glance",
    arguments: [
      (0, "0 ns"), (999, "999 ns"), (1500, "2 us"), (999_499, "999 us"), (999_500, "1 ms"),
      (203_000_000, "203 ms"),
      (999_500_000, "1.00 s"), (1_634_000_000, "1.63 s"), (9_994_999_999, "9.99 s"),
      (9_995_000_000, "10.0 s"),
      (75_000_000_000, "75.0 s"), (132_000_000_000, "2 min 12 s"), (120_000_000_000, "2 min"),
      (7_875_000_000_000, "2 h 11 min"), (-5_000_000, "-5 ms"), (Int64.max, "2562047 h 47 min"),
      (Int64.min, "-2562047 h 47 min"),
    ] as [(Int64, String)])
  func durations(_ row: (ns: Int64, text: String)) {
    // Rules out rounding up into the next unit's wrong form ("1000 ms") and an overflow at the ends.
    #expect(Quantity.duration(ns: row.ns) == row.text)
  }

  @Test(
    "A point in time has milliseconds",
    arguments: [
      (1_204_000_000, false, "1.204 s"), (999_999, false, "0.000 s"), (-3_000_000, false, "-0.003 s"),
      (7_875_003_000_000, true, "2:11:15.003"),
    ] as [(Int64, Bool, String)])
  func clocks(_ row: (ns: Int64, long: Bool, text: String)) {
    // Rules out "-0.000 s" and lost zeros.
    #expect(Quantity.clock(ns: row.ns, long: row.long) == row.text)
  }

  @Test(
    "A size is exact while it is small",
    arguments: [
      (0, "0 B"), (1448, "1448 B"), (86_880, "87 kB"), (1_448_000, "1.4 MB"), (-1, "-1 B"),
      (Int.max, "9223372036.9 GB"),
    ])
  func sizes(_ row: (count: Int, text: String)) {
    // Rules out rounding a segment's size.
    #expect(Quantity.bytes(row.count) == row.text)
  }

  @Test("Differences and sums of any two times stay in range")
  func arithmeticSaturates() {
    // Rules out a trap on a record with made-up times.
    #expect(Quantity.elapsedNs(from: .min, to: .max) == .max)
    #expect(Quantity.elapsedNs(from: .max, to: .min) == .min)
    #expect(Quantity.sum(.max, 1) == .max)
    #expect(Quantity.sum(.min, -1) == .min)
  }
}
