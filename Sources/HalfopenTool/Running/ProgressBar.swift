import LinuxHost

/// How far the reading of a file is, on standard error: only on a terminal, and only after a second.
struct ProgressBar {
  private static let firstNs: Int64 = 1_000_000_000
  private static let intervalNs: Int64 = 100_000_000
  private static let width = 30

  private let startedNs = Clock.monotonicNs()
  private let isWanted = StandardError.isTerminal
  private var shownNs: Int64 = 0

  mutating func update(_ progress: (done: Int64, of: Int64)?, frames: Int) {
    guard isWanted else { return }
    let now = Clock.monotonicNs()
    guard now - startedNs >= Self.firstNs, now - shownNs >= Self.intervalNs else { return }
    shownNs = now
    StandardError.write("\r\u{1b}[K" + Self.line(progress, frames: frames))
  }

  /// Takes the line away again.
  func finish() {
    if shownNs != 0 { StandardError.write("\r\u{1b}[K") }
  }

  static func line(_ progress: (done: Int64, of: Int64)?, frames: Int) -> String {
    guard let progress, progress.of > 0 else { return "\(frames) frames" }
    let share = min(1, Double(progress.done) / Double(progress.of))
    let filled = Int(share * Double(width))
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
    return "[\(bar)] \(Int(share * 100)) %  \(frames) frames"
  }
}
