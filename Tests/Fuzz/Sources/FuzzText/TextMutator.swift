internal import FuzzSupport

@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int) -> Int

/// The words of the language that a target reads; set before the fuzzer starts, read by its one thread.
nonisolated(unsafe) private var vocabulary: [[UInt8]] = []

/// Changes texts by words and lines, where libFuzzer changes bytes: most of what it would make of a lab file or a record
/// is refused at the first of them.
package enum TextMutator {
  /// Sets the words that are put into inputs, beside numbers that are seldom thought of.
  package static func use(_ words: [String]) {
    var all = Set(words.filter { !$0.isEmpty })
    all.formUnion(numbers)
    vocabulary = all.sorted().map { Array($0.utf8) }
  }

  private static let numbers = [
    "0", "1", "-1", "2", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295",
    "4294967296",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1e308",
    "1e400",
    "0.5", "NaN", "-0", "1700000000000000000", "999999999", "1000000001",
  ]

  fileprivate static func changed(_ input: [UInt8], seed: UInt64) -> [UInt8] {
    var random = Random(state: seed)
    var text = input
    for _ in 0...random.below(3) {
      switch random.below(4) {
      case 0: changeLine(of: &text, &random)
      case 1: changeNumber(in: &text, &random)
      default: changeWord(of: &text, &random)
      }
    }
    return text
  }

  private static func changeWord(of text: inout [UInt8], _ random: inout Random) {
    let words = words(in: text)
    guard !words.isEmpty, !vocabulary.isEmpty else { return }
    let place = words[random.below(words.count)]
    switch random.below(6) {
    case 0: text.removeSubrange(place)
    case 1, 2: text.replaceSubrange(place, with: Array(text[words[random.below(words.count)]]))
    case 3: text.insert(contentsOf: vocabulary[random.below(vocabulary.count)] + [0x20], at: place.lowerBound)
    default: text.replaceSubrange(place, with: vocabulary[random.below(vocabulary.count)])
    }
  }

  /// By chance alone a word is seldom a number, and seldom becomes another one.
  private static func changeNumber(in text: inout [UInt8], _ random: inout Random) {
    let places = words(in: text).filter { (0x30...0x39).contains(text[$0.upperBound - 1]) }
    guard !places.isEmpty else { return }
    let number = numbers[random.below(numbers.count)]
    text.replaceSubrange(places[random.below(places.count)], with: Array(number.utf8))
  }

  private static func changeLine(of text: inout [UInt8], _ random: inout Random) {
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    let (first, second) = (random.below(lines.count), random.below(lines.count))
    let count = min(1 + random.below(8), lines.count - first)
    switch random.below(3) {
    case 0: lines.removeSubrange(first..<first + count)
    case 1: lines.insert(contentsOf: lines[first..<first + count], at: second)
    default: lines.swapAt(first, second)
    }
    text = Array(lines.joined(separator: [0x0A]))
  }

  /// Runs of letters, digits and what stands in numbers and names; every other mark is a word by itself.
  private static func words(in text: [UInt8]) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, isInWord(text[end]) { end += 1 }
      if end == start { end += 1 }
      if text[start] != 0x20 { words.append(start..<end) }
      start = end
    }
    return words
  }

  private static func isInWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: true
    default: byte == 0x2D || byte == 0x2E || byte == 0x5F
    }
  }
}

/// SplitMix64. Source: Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014.
private struct Random {
  var state: UInt64

  mutating func below(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ mixed >> 31) % UInt64(limit))
  }
}

/// What libFuzzer calls for each new input. Every third is changed by its own mutators.
/// Source: llvm.org/docs/LibFuzzer.html, FuzzerInterface.h.
@_cdecl("LLVMFuzzerCustomMutator")
package func mutateText(
  _ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int, _ seed: UInt32
) -> Int {
  if seed % 3 == 0 { return mutateBytes(data, size, maximum) }
  let text = TextMutator.changed(Array(UnsafeBufferPointer(start: data, count: size)), seed: UInt64(seed))
  let count = min(text.count, maximum)
  for index in 0..<count { data[index] = text[index] }
  return count
}
