import ArgumentParser
import FoundationEssentials

/// Says what this machine can and cannot run.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "What this machine can and cannot run, and what mends each gap.",
    discussion:
      "Exits with 0 when every lab can run, and with 2 when something that all labs need is missing.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(help: "How to show the result: text or json.")
  var format: Format = .text

  /// One line of the answer.
  private struct Line: Encodable {
    var name: String
    var ok: Bool
    var found: String
    var remedy: String?
    var needed: String
    var optional: Bool
  }

  func run() throws {
    let lines = DoctorCheck.all.map { check in
      switch check.look() {
      case .fine(let found):
        Line(name: check.name, ok: true, found: found, needed: check.needed, optional: check.optional)
      case .missing(let what, let remedy):
        Line(
          name: check.name, ok: false, found: what, remedy: remedy, needed: check.needed,
          optional: check.optional)
      }
    }
    try StandardOutput.write(try rendered(lines))
    if lines.contains(where: { !$0.ok && !$0.optional }) { throw ExitCode(2) }
  }

  private func rendered(_ lines: [Line]) throws -> String {
    switch format {
    case .text: return lines.map(Self.text).joined()
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(lines), as: UTF8.self) + "\n"
    }
  }

  private static func text(_ line: Line) -> String {
    let name = line.name + String(repeating: " ", count: max(1, 10 - line.name.count))
    guard !line.ok else { return "✓ \(name)\(line.found)\n" }
    return "✗ \(name)\(line.found)\n            needed by \(line.needed); \(line.remedy ?? "")\n"
  }
}
