import LabModel
import Testing
import WireFormat

@Suite("Times as text")
struct TimeTextTests {
  @Test(
    "A time with units is read",
    arguments: [
      ("5s", 5_000_000_000), ("200ms", 200_000_000), ("1.5s", 1_500_000_000), ("2h12m", 7_920_000_000_000),
      ("15us", 15000), ("7ns", 7), ("0s", 0), ("1m0.25s", 60_250_000_000), ("0.000000001h", 3600),
    ] as [(String, Int64)])
  func reads(text: String, ns: Int64) {
    // Rules out a unit that is mixed up with another, and a fraction that is lost.
    #expect(Duration(labText: text) == .nanoseconds(ns))
  }

  @Test(
    "What is no time is refused",
    arguments: [
      "", "5", "s", "5 s", "-5s", "5sec", "1s2h", "1s1s", "1.s", ".5s", "1.2.3s", "٣s", "999999999h",
      "9999999999s", "1.0000000001s", "1e9s", "0x1s", "5s ",
    ])
  func refuses(text: String) {
    // Rules out a number without unit that is taken for seconds, and a trap where the time overflows.
    #expect(Duration(labText: text) == nil)
  }

  @Test(
    "Exact text is read back as the same time",
    arguments: [
      0, 1, 999, 1000, 1001, 999_999, 1_234_567, 203_000_000, 1_000_000_001, 59_999_999_999,
      120_000_000_000, 7_920_000_000_000, 7_920_000_000_001, 924_600_000_000,
    ] as [Int64])
  func exactRoundTrip(ns: Int64) {
    // Rules out digits lost between a pattern and its text.
    let text = TimeText.exact(.nanoseconds(ns))
    #expect(Duration(labText: text) == .nanoseconds(ns), "\(text)")
  }

  @Test(
    "Times for people have three digits",
    arguments: [
      (203_456_789, "203ms"), (1_234_000_000, "1.23s"), (12_345_000_000, "12.3s"), (15_900, "15us"),
      (7_875_000_000_000, "2h11m15s"), (1_002_000_000, "1s"), (-1_500_000_000, "-1.5s"), (-500_000, "-500us"),
    ] as [(Int64, String)])
  func brief(ns: Int64, text: String) {
    // Rules out a leading zero of the fraction that is dropped: 1.05 s is not 1.5 s.
    #expect(Duration.nanoseconds(ns).labText == text)
    #expect(Duration.nanoseconds(1_050_000_000).labText == "1.05s")
  }

  @Test("Durations beyond 292 years do not trap")
  func hugeDurations() {
    // Rules out an overflow where a hostile number becomes a time.
    #expect(Duration(secondsComponent: .max, attosecondsComponent: 0).wholeNs == .max)
    #expect(Duration(secondsComponent: .min, attosecondsComponent: 0).wholeNs == .min)
    #expect(!Duration(secondsComponent: .min, attosecondsComponent: 0).labText.isEmpty)
    #expect(!TimeText.exact(Duration(secondsComponent: .min, attosecondsComponent: 0)).isEmpty)
  }
}
