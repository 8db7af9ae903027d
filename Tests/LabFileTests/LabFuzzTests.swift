import Foundation
import LabFile
import LabModel
import Testing
import WireFormat

@Suite("Lab files that nobody meant")
struct LabFuzzTests {
  static let seed = ProcessInfo.processInfo.environment["HALFOPEN_SEED"].flatMap(UInt64.init) ?? 20_260_101
  static let rounds = ProcessInfo.processInfo.environment["HALFOPEN_FUZZ"].flatMap(Int.init) ?? 3000

  /// Pieces that mean something to YAML or to us.
  static let pieces = [
    "\n", "\n  ", "\n    - ", ": ", " :", "- ", "? ", "[", "]", "{", "}", ",", "\"", "'", "|", ">", "&a ",
    "*a",
    "!!str ", "#", " # ", "%YAML 1.2\n", "---\n", "...\n", "\t", "\r", "\r\n", "\0", "\u{85}", "\u{2028}",
    "é", "💥",
    "<<: ", "~", "null", "title", "hosts", "steps", "expect", "variants", "packets", "sequence", "after",
    "any",
    "client > server 2nd synAck lost +1s ± 20%", "999999999999999999999", "-9223372036854775808",
    "999999999h",
    "every 0th", "len 1..9999999999", "seq 0:9999999999", "+", "±", "1e400", "\\x", "\"\\uD800\"",
    "\"\\u0000\"",
  ].map { Array($0.utf8) }

  @Test("Mutations of lab files give labs or diagnostics, never a trap")
  func mutations() throws {
    // Rules out a trap on any text: an index out of bounds, an overflow, an endless recursion.
    var generator = SeededGenerator(seed: Self.seed)
    let labs = try LabFiles.labFiles(at: "\(LabFilesTests.root)/labs").map { try LabFiles.bytes(of: $0) }
    // Half of them from texts whose every word these tests know, so that some mutations stay labs.
    let known = [Array(LabDocumentTests.whole.utf8), Array(LabVariantsTests.base.utf8)]
    var accepted = 0
    var refused = 0
    for _ in 0..<Self.rounds {
      let originals = Bool.random(using: &generator) ? known : labs
      var bytes = originals[Int.random(in: 0..<originals.count, using: &generator)]
      for _ in 0..<Int.random(in: 1...6, using: &generator) { Self.mutate(&bytes, &generator) }
      do {
        let document = try LabDocument(
          parsing: bytes, file: "fuzz.yaml", name: "fuzz/fuzz", vocabulary: TestVocabulary.full)
        accepted += 1
        #expect(document.labs.allSatisfy { !$0.hosts.isEmpty && !$0.steps.isEmpty })
      } catch {
        refused += 1
        #expect(!error.diagnostics.isEmpty, "seed \(Self.seed)")
        #expect(error.diagnostics.allSatisfy { $0.position.line >= 1 && $0.position.column >= 1 })
      }
    }
    // Both must happen, else the mutations are too tame or too wild to find anything.
    #expect(accepted > 0 && refused > 0, "accepted \(accepted), refused \(refused), seed \(Self.seed)")
  }

  @Test("Random bytes give diagnostics, never a trap")
  func noise() {
    // Rules out a trap in the checks that come before YAML.
    var generator = SeededGenerator(seed: Self.seed)
    for _ in 0..<Self.rounds {
      let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      #expect(throws: LabProblems.self) {
        try LabDocument(
          parsing: bytes, file: "noise.yaml", name: "fuzz/noise", vocabulary: TestVocabulary.full)
      }
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let at = Int.random(in: 0..<bytes.count, using: &generator)
    let length = min(Int.random(in: 1...40, using: &generator), bytes.count - at)
    switch Int.random(in: 0...5, using: &generator) {
    case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
    case 1: bytes.removeSubrange(at..<(at + length))
    case 2:
      bytes.insert(
        contentsOf: bytes[at..<(at + length)], at: Int.random(in: 0...bytes.count, using: &generator))
    case 3: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &generator)], at: at)
    case 4:
      bytes.replaceSubrange(
        at..<(at + length), with: pieces[Int.random(in: 0..<pieces.count, using: &generator)])
    default: bytes.removeLast(bytes.count - at)
    }
  }
}
