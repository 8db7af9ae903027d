package import Evidence
internal import Expectations
internal import Faults
internal import FoundationEssentials
internal import FuzzSupport
internal import LabFile
package import LabModel
internal import LabRunner
internal import PeerRuntime
internal import Reports
internal import WireFormat

/// What the commands do with lab files and records, without their files: read, judge, show.
package enum Judging {
  /// Every word that a lab file may use.
  package static let vocabulary: LabVocabulary = {
    var words = StepCatalog.vocabulary
    words.expectations = ExpectationCatalog.words
    return words
  }()

  /// What the catalogs and the notation know by name.
  package static let words: [String] =
    LabKeys.lab + LabKeys.claim + LabKeys.host + LabKeys.network + LabKeys.router + LabKeys.process
    + FaultCatalog.all.flatMap { [$0.kind] + words(of: $0.usage) }
    + ExpectationCatalog.all.flatMap { [$0.kind] + words(of: $0.usage) }
    + StepCatalog.reference.flatMap { words(of: $0.usage) }
    + PeerOperationCatalog.all.flatMap { [$0.name] + words(of: $0.usage) }
    + WaitCatalog.all.flatMap { words(of: $0.usage) }
    + PacketClass.allCases.map { $0.rawValue } + PacketFlag.allCases.map { $0.rawValue }
    + RetransmissionKind.allCases.map { $0.rawValue } + ResetCause.allCases.map { $0.rawValue }
    + [
      "client > server data", "server > client 2nd synAck lost +1s ± 20%", "true", "false", "null", "5s",
      "200ms",
      "2h12m", "20%", "ECONNRESET", "SIGKILL", "client", "server", "any", "[ ]", "{ }", "- ", "\n", "\n  ",
      "\n    - ",
      ": ", "|", "\"\"", "'",
    ]

  private static func words(of usage: String) -> [String] {
    usage.split { " \n,:{}[]".contains($0) }.map { String($0) }
  }

  /// The outcome of a record by the lab in it; nil where these do not go together, which is said with a place in the
  /// lab.
  package static func outcome(of record: RunRecord) -> LabOutcome? {
    let document: LabDocument
    do {
      document = try LabDocument(
        parsing: Array(record.labText.utf8), file: record.labFile, name: record.lab, vocabulary: vocabulary)
    } catch { return nil }
    guard let lab = document.labs.first(where: { $0.variant == record.variant }) else { return nil }
    return outcome(of: record, lab: lab)
  }

  /// - Parameter lab: One that was checked with all words: each of its expectations can be judged.
  package static func outcome(of record: RunRecord, lab: Lab) -> LabOutcome {
    do {
      return try Judge.judge(
        record, lab: lab, referee: Referee.comparisons(in: record), directory: "runs/lab")
    } catch {
      Fuzzer.require(false, "a checked lab cannot be judged: \(error)")
      preconditionFailure()
    }
  }

  /// Shows outcomes in every format.
  package static func render(_ outcomes: [LabOutcome], seed: UInt64) {
    let outcomes = Judge.combineVariants(outcomes)
    let summary = RunSummary(stored: outcomes)
    precondition([0, 1, 2].contains(summary.exitStatus))
    let options = RenderOptions(
      width: Int(seed % 200), colour: seed & 1 != 0, ascii: seed & 2 != 0,
      verbosity: [.quiet, .normal, .full][Int((seed >> 3) % 3)], ladders: seed & 4 != 0 ? .all : .automatic)
    for format in ReportCatalog.all {
      let text = format.init().render(summary, options: options)
      Fuzzer.require(text.last == "\n", "a report in \(format.name) does not end its last line")
      if format.name == "json" { checkJSON(text) }
    }
    precondition(!ClaimLedger(outcomes).markdown(titles: ["A": "a title"]).isEmpty)
  }

  private struct Envelope: Decodable {
    var kernel: String
  }

  private static func checkJSON(_ text: String) {
    do { _ = try JSONDecoder().decode(Envelope.self, from: Data(text.utf8)) } catch {
      Fuzzer.require(false, "a report is not JSON: \(error)")
    }
  }

  /// A record is read back as it was written.
  package static func checkEncoding(_ record: RunRecord) {
    do {
      let data = try RunDirectory.encoded(record, path: "record.json")
      let again = try RunDirectory.decoded(data, path: "record.json")
      Fuzzer.require(again == record, "a record is read back as another")
    } catch {
      Fuzzer.require(false, "a record cannot be written and read again: \(error)")
    }
  }
}
