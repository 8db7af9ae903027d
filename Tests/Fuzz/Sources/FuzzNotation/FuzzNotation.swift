import FuzzSupport
import FuzzText
import WireFormat

/// An input is a text that is read as each piece of notation; what is read is printed and read again.
@_cdecl("FuzzNotation_main")
func fuzzNotationMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  TextMutator.use(words)
  return Fuzzer.run(argc, argv, seeds: { seeds.map { Array($0.utf8) } }) { data, count in
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    checkPattern(text)
    checkTimeBound(text)
    if let time = TimeText.duration(text) {
      Fuzzer.require(
        TimeText.duration(TimeText.exact(time)) == time, "'\(text)' is printed as \(TimeText.exact(time))")
      precondition(!TimeText.brief(time).isEmpty)
    }
    if let bound = PacketPattern.LengthBound(parsing: text) {
      Fuzzer.require(
        PacketPattern.LengthBound(parsing: "\(bound)") == bound, "'\(text)' is printed as \(bound)")
    }
    return 0
  }
}

/// Longer texts are refused, and a text may be printed with longer words than it was written with.
private let maximumLength = 500

private func checkPattern(_ text: String) {
  let pattern: PacketPattern
  do { pattern = try PacketPattern(parsing: text) } catch { return check(error, in: text) }
  let printed = pattern.description
  for flags in [[], Set(PacketFlag.allCases)] {
    _ = pattern.matches(
      from: "client", to: "server", class: .data, flags: flags, kind: .timeout, cause: nil, length: .max,
      relativeSequence: .min, lost: false)
  }
  for number in [Int.min, 0, 1, .max] { _ = pattern.occurrence?.includes(number, of: number) }
  guard printed.unicodeScalars.count <= maximumLength else { return }
  do {
    let again = try PacketPattern(parsing: printed)
    Fuzzer.require(again == pattern, "'\(text)' is printed as '\(printed)', which is something else")
  } catch {
    Fuzzer.require(false, "'\(text)' is printed as '\(printed)', which is refused: \(error)")
  }
}

private func checkTimeBound(_ text: String) {
  let bound: TimeBound
  do { bound = try TimeBound(parsing: text) } catch { return check(error, in: text) }
  if let upper = bound.upper {
    Fuzzer.require(bound.contains(upper) && bound.contains(bound.lower), "\(bound) does not contain its ends")
  }
  do {
    let again = try TimeBound(parsing: bound.description)
    Fuzzer.require(again == bound, "'\(text)' is printed as '\(bound)', which is something else")
  } catch {
    Fuzzer.require(false, "'\(text)' is printed as '\(bound)', which is refused: \(error)")
  }
}

/// A mistake stands in the text, or right behind it.
private func check(_ error: NotationError, in text: String) {
  Fuzzer.require(
    (1...text.unicodeScalars.count + 1).contains(error.column), "'\(text)': \(error) is not in it")
  precondition(!error.message.isEmpty)
}

private let words =
  PacketClass.allCases.map { $0.rawValue } + PacketFlag.allCases.map { $0.rawValue }
  + RetransmissionKind.allCases.map { $0.rawValue } + ResetCause.allCases.map { $0.rawValue }
  + [
    "any", "client", "server", ">", "1st", "2nd", "3rd", "11th", "first", "every", "last", "not", "len",
    "seq", "lost",
    "arrived", "+", "±", "+-", "+/-", "%", ">=", "<=", "..", "at least", "at most", "ns", "us", "ms", "s",
    "m", "h", "1s",
    "200ms", "2h12m", "20%", "1.5s", "0.000000001s", "1..1460", "1:11",
  ]

private let seeds = [
  "server > client 2nd synAck lost", "client > server syn retransmission +1s ± 20%",
  "any > server every 3rd data len >=1000 seq 1:11 not retransmission arrived", "first 3 reset refused",
  "last keepaliveProbe +at least 2h12m", "client > any data len 1..1460 +1.5s..2s",
  "ack seq 5 +<= 5s ± 500ms",
  "3s ± 12.5%", "2h12m", "at most 0.5ms", ">=10",
]
