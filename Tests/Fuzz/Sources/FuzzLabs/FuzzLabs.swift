import Evidence
import FuzzJudging
import FuzzSupport
import FuzzText
import LabFile
import LabModel

@testable import LabRunner

/// An input is a lab file. What is accepted is resolved, and a run in which nothing happened is judged by it.
@_cdecl("FuzzLabs_main")
func fuzzLabsMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  TextMutator.use(Judging.words)
  return Fuzzer.run(argc, argv, seeds: { [] }) { data, count in
    check(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
  }
}

private func check(_ bytes: [UInt8]) {
  let document: LabDocument
  do {
    document = try LabDocument(
      parsing: bytes, file: "lab.yaml", name: "fuzz/lab", vocabulary: Judging.vocabulary)
  } catch {
    precondition(!error.diagnostics.isEmpty)
    let lines = lengths(ofLinesIn: bytes)
    for diagnostic in error.diagnostics { check(diagnostic, lines) }
    return
  }
  precondition(!document.labs.isEmpty)
  for lab in document.labs { check(lab, text: document.text) }
}

/// A mistake stands in the file, or right behind one of its lines.
private func check(_ diagnostic: LabDiagnostic, _ lines: [Int]) {
  let place = diagnostic.position
  precondition(place.file == "lab.yaml")
  Fuzzer.require((1...lines.count).contains(place.line), "\(diagnostic) is behind line \(lines.count)")
  Fuzzer.require(
    (1...lines[place.line - 1] + 1).contains(place.column),
    "\(diagnostic) is behind column \(lines[place.line - 1])")
  precondition(!diagnostic.message.isEmpty)
}

/// In Unicode scalars; LF, CR and CRLF end a line, and YAML 1.1's NEL, LS and PS.
private func lengths(ofLinesIn bytes: [UInt8]) -> [Int] {
  var lengths = [0]
  var previous: Unicode.Scalar = " "
  for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
    switch scalar {
    case "\n" where previous == "\r": break
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lengths.append(0)
    default: lengths[lengths.count - 1] += 1
    }
    previous = scalar
  }
  return lengths
}

private func check(_ lab: Lab, text: String) {
  precondition(!lab.hosts.isEmpty && !lab.steps.isEmpty)
  do {
    let resolved = try ResolvedLab(lab)
    _ = resolved.wiredHosts
    _ = resolved.recallsPackets
    for process in lab.processes {
      guard case .socket(let nodes) = process.program else { continue }
      let instructions = try StepCatalog.instructions(nodes)
      precondition(instructions.count == nodes.count)
    }
  } catch {
    Fuzzer.require(false, "a checked lab cannot be resolved: \(error)")
  }
  let record = RunRecord(
    lab: lab.name, variant: lab.variant, title: lab.title, labFile: lab.file, labText: text, kernel: "6.18.5",
    seed: 1, startedAtNs: 1_700_000_000_000_000_000, endedAtNs: 1_700_000_060_000_000_000)
  _ = Recorder(record: record, lab: lab)
  _ = Judging.outcome(of: record, lab: lab)
}
