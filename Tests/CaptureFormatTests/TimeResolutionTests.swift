import Testing

@testable import CaptureFormat

@Suite("Time resolutions of pcapng interfaces")
struct TimeResolutionTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var option: UInt8
    var offsetSeconds: Int64 = 0
    var ticks: UInt64
    var nanoseconds: Int64
    var testDescription: String { id }
  }

  static let rows: [Row] = [
    Row(id: "seconds", option: 0, ticks: 3, nanoseconds: 3_000_000_000),
    Row(id: "milliseconds", option: 3, ticks: 1_500, nanoseconds: 1_500_000_000),
    Row(id: "microseconds", option: 6, ticks: 1_700_000_000_123_456, nanoseconds: 1_700_000_000_123_456_000),
    Row(
      id: "nanoseconds", option: 9, ticks: 1_700_000_000_123_456_789, nanoseconds: 1_700_000_000_123_456_789),
    Row(id: "picoseconds are cut", option: 12, ticks: 1_999, nanoseconds: 1),
    Row(id: "10⁻²⁸, the finest that fits", option: 28, ticks: .max, nanoseconds: 1),
    Row(id: "10⁻²⁹ says nothing", option: 29, ticks: .max, nanoseconds: 0),
    Row(id: "10⁻¹²⁷ says nothing", option: 127, ticks: .max, nanoseconds: 0),
    Row(id: "2⁰", option: 0x80, ticks: 3, nanoseconds: 3_000_000_000),
    Row(id: "2⁻¹⁰", option: 0x8A, ticks: 1_536, nanoseconds: 1_500_000_000),
    Row(id: "2⁻³²", option: 0xA0, ticks: 0x0000_0002_8000_0000, nanoseconds: 2_500_000_000),
    Row(id: "2⁻⁶³", option: 0xBF, ticks: 1 << 62, nanoseconds: 500_000_000),
    Row(id: "2⁻⁶⁴ says nothing", option: 0xC0, ticks: .max, nanoseconds: 0),
    Row(
      id: "an offset", option: 6, offsetSeconds: 1_700_000_000, ticks: 5,
      nanoseconds: 1_700_000_000_000_005_000),
    Row(id: "an offset before 1970", option: 6, offsetSeconds: -2, ticks: 5, nanoseconds: -1_999_995_000),
    Row(id: "beyond the year 2262", option: 6, ticks: .max, nanoseconds: .max),
    Row(id: "beyond the year 2262, in seconds of 2⁰", option: 0x80, ticks: .max, nanoseconds: .max),
    Row(id: "an offset beyond it", option: 6, offsetSeconds: .max, ticks: .max, nanoseconds: .max),
    Row(id: "an offset before 1678", option: 6, offsetSeconds: .min, ticks: 0, nanoseconds: .min),
  ]

  @Test("Ticks become nanoseconds since 1970, and never trap", arguments: rows)
  func nanoseconds(row: Row) {
    let resolution = TimeResolution(option: row.option, offsetSeconds: row.offsetSeconds)
    #expect(resolution.nanoseconds(ticks: row.ticks) == row.nanoseconds)
  }
}
