internal import FoundationEssentials
internal import LabFile
internal import LabModel

/// One situation: hosts, the programs on them, what is done to them, and what must be seen.
///
/// A lab comes from a file, from YAML text, or is put together in Swift; all three say the same things, in the
/// words of `halfopen reference`:
///
/// ```swift
/// let fromFile = try Lab(file: "labs/first.yaml")
/// let built = Lab(
///   "Our client notices within 10 s that the server lost power",
///   hosts: ["client", "server"],
///   processes: [
///     .program("server", on: "server", command: ["my-server", "7000"], ["ready": ["port": 7000]]),
///     .program("client", on: "client", command: ["my-client", "server", "7000"]),
///   ],
///   steps: [
///     "start: server", "start: client", "wait: { packet: server > client data }", "power-off: server",
///     "wait: { process: client, exited: true, within: 20s }",
///   ],
///   expect: ["process: { name: client, status: 1 }"])
/// ```
///
/// What a lab says is checked when it is run: every mistake comes with its line and column. A program is looked for
/// among those that the package under test builds, then on PATH.
public struct Lab: Sendable, Hashable {
  /// The text of the lab file.
  public let yaml: String
  /// The lab file's path; nil for a lab that has none.
  let file: String?
  /// What its run directory and its file are called.
  let name: String

  /// A lab file.
  ///
  /// - Parameter path: A relative one begins where the tests run: `swift test` runs them in the package's folder.
  /// - Throws: ``LabError`` where the file cannot be read.
  public init(file path: String) throws(LabError) {
    do throws(LabProblems) {
      self.yaml = String(decoding: try LabFiles.bytes(of: path), as: UTF8.self)
    } catch {
      throw LabError(.files, "\(error)")
    }
    self.file = path
    self.name = LabFiles.name(of: path)
  }

  /// A lab file's text.
  ///
  /// - Parameters:
  ///   - text: As it would stand in the file.
  ///   - name: What its runs are called in reports.
  public init(yaml text: String, name: String = "lab") {
    self.yaml = text
    self.file = nil
    self.name = Self.fileName(name)
  }

  /// The labs that the text holds, one per variant; its words are not checked.
  func document() throws(LabError) -> LabDocument {
    do throws(LabProblems) {
      return try LabDocument(
        parsing: Array(yaml.utf8), file: file ?? "\(name).yaml", name: name, vocabulary: LabVocabulary())
    } catch {
      throw badNotation("\(error)")
    }
  }

  /// Diagnostics; those of a lab that has no file are followed by its text, which nobody could look up.
  func badNotation(_ diagnostics: String) -> LabError {
    guard file == nil else { return LabError(.badNotation, diagnostics) }
    let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
      .map { "\($0 + 1)\t\($1)" }
    return LabError(.badNotation, diagnostics + "\nthe lab:\n" + lines.joined(separator: "\n"))
  }

  /// A title as a file's name: what is neither letter nor digit becomes a hyphen.
  static func fileName(_ title: String) -> String {
    let words = title.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.isEmpty ? "lab" : String(words.joined(separator: "-").prefix(60))
  }
}
