import ArgumentParser
import Evidence
import Glibc
import Reports

/// Runs read back from their directories and judged again.
struct StoredRuns {
  /// Judges a record that was read from a directory; throws what makes the record useless.
  typealias Judging = @Sendable (_ record: RunRecord, _ directory: String) throws -> LabOutcome

  /// sysexits.h, EX_DATAERR: a bad record.
  static let badRecord: Int32 = 65

  /// The outcomes of all runs at or under the paths. All problems are printed in one go; then exit 65.
  static func outcomes(of paths: [String], judging judge: Judging) throws -> [LabOutcome] {
    var outcomes: [LabOutcome] = []
    var problems: [String] = []
    for path in paths {
      do {
        for directory in try RunDirectory.find(at: path) {
          do {
            outcomes.append(try judge(try directory.read(), directory.path))
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
      let lines = problems.map { $0.harmless + "\n" }.joined()
      StandardError.write(lines)
      throw ExitCode(badRecord)
    }
    return outcomes
  }
}
