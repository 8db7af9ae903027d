/// What peers send: each byte follows from its place in the stream, so that the receiver knows whether it got
/// every byte once and in order, and a person sees in a capture which bytes these are.
///
/// Words of eight bytes, each the place of its first byte: `0000000 0000008 0000016 `. It repeats after ten
/// million bytes, which no window or buffer of a lab holds at once.
enum StreamText {
  private static let word = 8
  private static let period = 10_000_000

  static func bytes(from place: Int, count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var next = place
    while bytes.count < count {
      let offset = next % word
      let letters = letters(ofWordAt: next - offset)
      let taken = min(word - offset, count - bytes.count)
      bytes += letters[offset..<(offset + taken)]
      next += taken
    }
    return bytes
  }

  /// The place of the first byte that does not belong where it came; nil when all do.
  static func firstWrong(_ bytes: ArraySlice<UInt8>, at place: Int) -> Int? {
    let right = Self.bytes(from: place, count: bytes.count)
    return zip(bytes, right).enumerated().first { $1.0 != $1.1 }.map { place + $0.offset }
  }

  private static func letters(ofWordAt place: Int) -> [UInt8] {
    var letters = [UInt8](repeating: UInt8(ascii: "0"), count: word)
    letters[word - 1] = UInt8(ascii: " ")
    var rest = place % period
    for index in stride(from: word - 2, through: 0, by: -1) {
      letters[index] += UInt8(rest % 10)
      rest /= 10
    }
    return letters
  }
}
