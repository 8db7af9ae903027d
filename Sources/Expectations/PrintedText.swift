import Evidence
import LabModel

/// What a program printed, or did not print.
struct PrintedText: Sendable {
  private enum Stream: String, Sendable { case stdout, stderr }

  private let wanted: String?
  private let unwanted: String?
  /// nil: either.
  private let stream: Stream?

  /// nil without the keys `prints` and `never-prints`.
  init?(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    wanted = try Self.text("prints", &parameters)
    unwanted = try Self.text("never-prints", &parameters)
    if let node = parameters.node("on") {
      let name = try ParameterReader.scalar(node, for: "on")
      guard let stream = Stream(rawValue: name) else {
        throw LabDiagnostic(node.position, "'on: \(name)' is no output", remedy: "write 'stdout' or 'stderr'")
      }
      self.stream = stream
      guard wanted != nil || unwanted != nil else {
        throw LabDiagnostic(node.position, "'on' needs 'prints' or 'never-prints'")
      }
    } else {
      stream = nil
    }
    guard wanted != nil || unwanted != nil else { return nil }
  }

  private static func text(
    _ key: String, _ parameters: inout ParameterReader
  ) throws(LabDiagnostic) -> String? {
    let text = try parameters.text(key)
    guard text?.isEmpty == true else { return text }
    throw LabDiagnostic(
      parameters.node(key)?.position ?? parameters.node.position, "'\(key)' names no text",
      why: "nothing at all is in everything that is printed", remedy: "write '\(key): TEXT'")
  }

  func judge(_ process: ProcessRecord) -> Finding {
    guard let output = process.output else {
      return Finding(.inconclusive, "what \(process.name) printed is not known: it is no 'command'")
    }
    let texts =
      (stream != .stderr ? [output.standardOutput] : []) + (stream != .stdout ? [output.standardError] : [])
    let place = stream.map { " on \($0.rawValue)" } ?? ""
    func has(_ text: String) -> Bool { texts.contains { $0.contains(text) } }
    func fail(_ evidence: String, _ expected: String) -> Finding {
      Finding(.fail, evidence, expected: [expected], actual: Self.lines(texts))
    }
    var passed: [String] = []
    if let wanted {
      if !has(wanted) {
        if output.isCut {
          return Finding(
            .inconclusive, "\(process.name) printed more than is kept, and not '\(wanted)' in that")
        }
        return fail("\(process.name) did not print '\(wanted)'\(place)", "prints '\(wanted)'\(place)")
      }
      passed.append("\(process.name) printed '\(wanted)'\(place)")
    }
    if let unwanted {
      if has(unwanted) {
        return fail("\(process.name) printed '\(unwanted)'\(place)", "never prints '\(unwanted)'\(place)")
      }
      if output.isCut {
        return Finding(.inconclusive, "\(process.name) printed more than is kept; '\(unwanted)' may be in it")
      }
      passed.append("\(process.name) never printed '\(unwanted)'\(place)")
    }
    return Finding(.pass, passed.joined(separator: "; "))
  }

  private static func lines(_ texts: [String]) -> [String] {
    let lines = texts.flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) }
    return lines.isEmpty ? ["it printed nothing"] : Array(lines.suffix(12))
  }
}
