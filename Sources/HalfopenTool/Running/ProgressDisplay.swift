import Evidence
import LinuxHost
import Reports

/// Says on standard error how far a run is: on a terminal what each lab waits for, how long already and until when;
/// elsewhere a line now and then, for who reads a CI job's log.
final class ProgressDisplay {
  /// How often a terminal is drawn anew.
  static let intervalNs: Int64 = 100_000_000
  /// How often a line is written elsewhere.
  private static let lineIntervalNs: Int64 = 20_000_000_000
  private static let mostLabs = 6

  private let total: Int
  private let width: Int?
  private let startedAtNs = Clock.monotonicNs()
  private var shownLines = 0
  private var lastLineNs: Int64

  init(total: Int) {
    self.total = total
    width = StandardError.isTerminal ? terminalWidth(2) ?? 80 : nil
    lastLineNs = startedAtNs
  }

  func show(_ verdicts: [Verdict], running: [LabQueue.Activity]) {
    let now = Clock.monotonicNs()
    // Those that have been at it the longest are the ones that one asks about.
    let longest = running.sorted { $0.sinceNs < $1.sinceNs }
    guard let width else {
      if now - lastLineNs >= Self.lineIntervalNs {
        lastLineNs = now
        StandardError.write(line(verdicts, longest, now) + "\n")
      }
      return
    }
    var lines = [summary(verdicts, running.count, now)]
    lines += longest.prefix(Self.mostLabs).map { "  " + Self.text(of: $0, now) }
    if longest.count > Self.mostLabs { lines.append("  … \(longest.count - Self.mostLabs) more") }
    let shown = lines.map { String($0.prefix(width - 1)) + "\u{1B}[K" }.joined(separator: "\r\n")
    StandardError.write(takenBack + shown + "\u{1B}[J")
    shownLines = lines.count
  }

  func clear() {
    guard width != nil, shownLines > 0 else { return }
    StandardError.write(takenBack + "\u{1B}[J")
    shownLines = 0
  }

  /// To the beginning of what was shown. Source: console_codes(4), CUU.
  private var takenBack: String { "\r" + (shownLines > 1 ? "\u{1B}[\(shownLines - 1)A" : "") }

  private func summary(_ verdicts: [Verdict], _ running: Int, _ now: Int64) -> String {
    var text = "\(verdicts.count) of \(total) labs done"
    for verdict in [Verdict.fail, .inconclusive] {
      let count = verdicts.count { $0 == verdict }
      if count > 0 { text += ", \(count) \(verdict.rawValue)" }
    }
    return text + ", \(running) running, \(Self.seconds(now - startedAtNs))"
  }

  private func line(_ verdicts: [Verdict], _ longest: [LabQueue.Activity], _ now: Int64) -> String {
    "halfopen: " + summary(verdicts, longest.count, now)
      + (longest.first.map { "; \(Self.text(of: $0, now))" } ?? "")
  }

  /// `crash/power-loss: waiting until client ended (1.2 s of at most 10.0 s)`.
  private static func text(of activity: LabQueue.Activity, _ now: Int64) -> String {
    let limit = activity.limitNs.map { " of at most \(seconds($0))" } ?? ""
    // A lab's own words stand in it.
    let doing = "\(activity.lab): \(activity.words)".harmless
    return "\(doing) (\(seconds(now - activity.sinceNs))\(limit))"
  }

  private static func seconds(_ ns: Int64) -> String {
    "\(ns / 1_000_000_000).\(ns / 100_000_000 % 10) s"
  }
}
