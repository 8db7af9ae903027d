/// How long something may take: `3s ± 20%`, `at least 1s`, `at most 5s`, `1s..2s`, or a kernel timer's `3s`.
///
/// `>= 1s` and `<= 5s` say the same where YAML lets a text begin so.
/// A bare time is a kernel timer's length: it never fires early (but for the clock's tick), and may fire late
/// by an eighth of its length plus what a busy machine takes. Source: the kernel's timer wheel
/// (kernel/time/timer.c: a timer's granularity is at most an eighth of its distance).
package struct TimeBound: Sendable, Hashable {
  /// The forms in which a bound is written.
  package enum Form: Sendable, Hashable {
    case timer(Duration)
    case about(Duration, Tolerance)
    case atLeast(Duration)
    case atMost(Duration)
    case between(Duration, Duration)
  }

  /// How far from the named time is still right.
  package enum Tolerance: Sendable, Hashable {
    /// Thousandths of a percent: 12.5 % is 12 500.
    case milliPercent(Int)
    case time(Duration)
  }

  package var form: Form

  package init(_ form: Form) { self.form = form }

  /// A timer's tick can make it fire this much before its length is over as packets show it: one tick at
  /// HZ=100, the slowest clock that kernels are built with.
  package static let tick = Duration.milliseconds(10)
  /// How late a process or packet may be because the machine is busy with other things.
  package static let busyMachine = Duration.milliseconds(250)

  /// The shortest time that is within the bound.
  package var lower: Duration {
    switch form {
    case .timer(let length): max(.zero, length - Self.tick)
    case .about(let length, let tolerance): max(.zero, length - tolerance.duration(of: length))
    case .atLeast(let length), .between(let length, _): length
    case .atMost: .zero
    }
  }

  /// The longest time that is within the bound; nil when there is none.
  package var upper: Duration? {
    switch form {
    case .timer(let length): length + length / 8 + Self.busyMachine
    case .about(let length, let tolerance): length + tolerance.duration(of: length)
    case .atLeast: nil
    case .atMost(let length), .between(_, let length): length
    }
  }

  package func contains(_ time: Duration) -> Bool {
    guard time >= lower else { return false }
    guard let upper else { return true }
    return time <= upper
  }
}

extension TimeBound.Tolerance {
  fileprivate func duration(of length: Duration) -> Duration {
    switch self {
    case .milliPercent(let share): length / 100_000 * share
    case .time(let time): time
    }
  }
}

extension TimeBound: CustomStringConvertible {
  /// The bound in the notation that `init(parsing:)` reads.
  package var description: String {
    switch form {
    case .timer(let length): TimeText.exact(length)
    case .about(let length, .milliPercent(let share)):
      "\(TimeText.exact(length)) ± \(TimeText.decimal(Int64(share), unit: 1000, places: 3))%"
    case .about(let length, .time(let tolerance)):
      "\(TimeText.exact(length)) ± \(TimeText.exact(tolerance))"
    case .atLeast(let length): "at least \(TimeText.exact(length))"
    case .atMost(let length): "at most \(TimeText.exact(length))"
    case .between(let lower, let upper): "\(TimeText.exact(lower))..\(TimeText.exact(upper))"
    }
  }
}

extension TimeBound {
  /// Reads `3s ± 20%`, `3s +- 500ms`, `at least 1s`, `>= 1s`, `at most 5s`, `<= 5s`, `1s..2s` or `3s`.
  package init(parsing text: String) throws(NotationError) {
    var cursor = Cursor(text)
    cursor.skipBlanks()
    if cursor.take(">=") || cursor.take("at least ") {
      self.init(.atLeast(try cursor.time()))
    } else if cursor.take("<=") || cursor.take("at most ") {
      self.init(.atMost(try cursor.time()))
    } else {
      let first = try cursor.time()
      if cursor.take("..") {
        let column = cursor.column
        let last = try cursor.time()
        guard first <= last else {
          throw NotationError(column: column, "the range ends before it begins; write the shorter time first")
        }
        self.init(.between(first, last))
      } else if cursor.take("±") || cursor.take("+-") || cursor.take("+/-") {
        self.init(.about(first, try cursor.tolerance()))
      } else {
        self.init(.timer(first))
      }
    }
    try cursor.end()
  }

  /// Walks over the text of a bound.
  private struct Cursor {
    private let scalars: [Unicode.Scalar]
    private var next = 0

    init(_ text: String) { self.scalars = Array(text.unicodeScalars) }

    var column: Int { next + 1 }

    mutating func skipBlanks() {
      while next < scalars.count, scalars[next] == " " { next += 1 }
    }

    /// Takes a mark and the blanks behind it, if it stands here.
    mutating func take(_ mark: String) -> Bool {
      let wanted = Array(mark.unicodeScalars)
      guard scalars.count - next >= wanted.count, Array(scalars[next..<(next + wanted.count)]) == wanted
      else {
        return false
      }
      next += wanted.count
      skipBlanks()
      return true
    }

    /// The characters of a number or time, up to a blank or a mark.
    private mutating func word() -> String {
      var word = String.UnicodeScalarView()
      while next < scalars.count {
        let scalar = scalars[next]
        let isRange = scalar == "." && next + 1 < scalars.count && scalars[next + 1] == "."
        guard scalar.isASCII,
          scalar.properties.isAlphabetic || scalar == "%" || scalar == "." && !isRange
            || ("0"..."9").contains(scalar)
        else { break }
        word.append(scalar)
        next += 1
      }
      return String(word)
    }

    mutating func time() throws(NotationError) -> Duration {
      let start = column
      let text = word()
      guard let time = TimeText.duration(text) else {
        throw NotationError(
          column: start, "\(Self.found(text)) is not a time; write for example 200ms, 3s or 2h12m")
      }
      skipBlanks()
      return time
    }

    mutating func tolerance() throws(NotationError) -> Tolerance {
      let start = column
      let text = word()
      skipBlanks()
      if let time = TimeText.duration(text) { return .time(time) }
      // A percentage is read as a time in ms, whose µs are thousandths of a percent.
      if text.last == "%", let share = TimeText.duration(text.dropLast() + "ms") {
        let milliPercent = TimeText.wholeNs(share) / 1000
        guard milliPercent <= 100_000 else {
          throw NotationError(
            column: start, "a tolerance of more than 100% bounds nothing; write 'at most …' instead")
        }
        return .milliPercent(Int(milliPercent))
      }
      throw NotationError(
        column: start,
        "\(Self.found(text)) is not a tolerance; write a share or a time, for example 20% or 500ms")
    }

    func end() throws(NotationError) {
      guard next < scalars.count else { return }
      throw NotationError(
        column: column,
        "unexpected text behind the time; forms are 3s, 3s ± 20%, at least 1s, at most 5s and 1s..2s")
    }

    private static func found(_ text: String) -> String {
      text.isEmpty ? "what stands here" : "'\(text.prefix(40))'"
    }
  }
}
