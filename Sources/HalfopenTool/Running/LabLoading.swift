import ArgumentParser
import Expectations
import LabFile
import LabModel
import LabRunner
import Reports

/// Lab files as the commands take them: all that are named, with all problems in one go.
enum LabLoading {
  /// Every word that a lab file may use.
  static let vocabulary: LabVocabulary = {
    var words = StepCatalog.vocabulary
    words.expectations = ExpectationCatalog.words
    return words
  }()

  /// The lab files that the paths stand for; where something is wrong, all problems are printed: then exit 65.
  static func documents(at paths: [String]) throws -> [LabDocument] {
    let (documents, problems) = load(paths)
    report(problems)
    guard problems.isEmpty else { throw ExitCode.badInput }
    return documents
  }

  /// The lab files that the paths stand for, in order and each once, and what is wrong with them.
  static func load(_ paths: [String]) -> (documents: [LabDocument], problems: [LabDiagnostic]) {
    var documents: [LabDocument] = []
    var problems: [LabDiagnostic] = []
    var seen: Set<String> = []
    for path in paths {
      do throws(LabProblems) {
        for file in try LabFiles.labFiles(at: path)
        where seen.insert(LabFiles.standardized(file)).inserted {
          do throws(LabProblems) {
            documents.append(try LabDocument(path: file, vocabulary: vocabulary))
          } catch {
            problems += error.diagnostics
          }
        }
      } catch {
        problems += error.diagnostics
      }
    }
    return (documents, problems)
  }

  /// Prints problems on standard error, one per line: a lab's own words stand in them.
  static func report(_ problems: [LabDiagnostic]) {
    var shown: Set<LabDiagnostic> = []
    let lines = problems.filter { shown.insert($0).inserted }.map { "\($0)".harmless + "\n" }
    StandardError.write(lines.joined())
  }
}
