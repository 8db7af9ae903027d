import ArgumentParser
import Evidence
import Expectations
import FoundationEssentials
import LabFile
import LinuxHost
import Reports

/// Runs read back from their directories and judged again.
struct StoredRuns {
  /// Judges a record that was read from a directory; throws what makes the record useless.
  typealias Judging = @Sendable (_ record: RunRecord, _ directory: String) throws -> LabOutcome

  /// What runs came to, the same for the command that ran them and for one that reads them later: in the order of
  /// the lab files' paths, variants as their file has them and brought together, rounds as they are.
  static func summary(of outcomes: [LabOutcome]) -> RunSummary {
    RunSummary(stored: Judge.combineVariants(inOrderOfLabFiles(outcomes)))
  }

  /// The outcomes of all runs at or under the paths. All problems are printed in one go; then exit 65.
  static func outcomes(of paths: [String], judging judge: Judging) throws -> [LabOutcome] {
    var outcomes: [LabOutcome] = []
    var problems: [String] = []
    for path in paths {
      do {
        for directory in try RunDirectory.find(at: absolute(path)) {
          do {
            outcomes.append(try judge(try directory.read(), directory.path))
          } catch let error as LabProblems {
            problems += error.diagnostics.map { "\($0)" }
          } catch {
            problems.append("\(error)")
          }
        }
      } catch {
        problems.append("\(error)")
      }
    }
    guard problems.isEmpty else {
      // A record's own words may stand in the message.
      StandardError.write(problems.map { $0.harmless + "\n" }.joined())
      throw ExitCode.badInput
    }
    return outcomes
  }

  private static func absolute(_ path: String) -> String {
    URL(filePath: absolutePath(path)).standardized.path(percentEncoded: false)
  }

  private static func inOrderOfLabFiles(_ outcomes: [LabOutcome]) -> [LabOutcome] {
    struct Place {
      var file: String
      var variant: Int
      var index: Int
    }
    var variants: [String: [String]] = [:]
    let places = outcomes.enumerated().map { index, outcome in
      let record = outcome.record
      if variants[record.labText] == nil { variants[record.labText] = StoredJudging.variants(of: record) }
      let variant = variants[record.labText]?.firstIndex(of: record.variant ?? "") ?? 0
      return Place(file: record.labFile, variant: variant, index: index)
    }
    return places.sorted {
      ($0.file, $0.variant, $0.index) < ($1.file, $1.variant, $1.index)
    }.map { outcomes[$0.index] }
  }
}
