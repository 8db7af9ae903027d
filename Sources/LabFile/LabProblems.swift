package import LabModel

/// All that is wrong with one or more lab files, in the order of their lines.
package struct LabProblems: Error, Sendable, Hashable {
  package var diagnostics: [LabDiagnostic]

  package init(_ diagnostics: [LabDiagnostic]) { self.diagnostics = diagnostics }
}

extension LabProblems: CustomStringConvertible {
  /// One line per problem.
  package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

extension LabProblems {
  /// The problems with each place in the text: what is behind the end of its line is put there.
  ///
  /// A word of a text that goes on in the next line is counted from where the text begins, and YAML misses a bracket
  /// in the line behind the last one.
  func placed(in text: String) -> LabProblems {
    let lengths = LabText.lineLengths(of: text)
    return LabProblems(
      diagnostics.map { diagnostic in
        var diagnostic = diagnostic
        if diagnostic.position.line > lengths.count {
          diagnostic.position.line = lengths.count
          diagnostic.position.column = .max
        }
        let end = lengths[diagnostic.position.line - 1] + 1
        diagnostic.position.column = min(diagnostic.position.column, end)
        return diagnostic
      })
  }
}

/// Collects the problems of one file. A file that is wrong throughout is not read to its last word.
struct ProblemCollector: Equatable {
  /// More problems than anyone reads; further ones are only counted.
  static let limit = 100

  private var found: Set<LabDiagnostic> = []
  private var others = 0

  var isFull: Bool { found.count >= Self.limit }

  /// The same problem, met again in another variant, counts once.
  mutating func add(_ problem: @autoclosure () -> LabDiagnostic) {
    guard !isFull else {
      others += 1
      return
    }
    found.insert(problem())
  }

  /// What the body gives; nil, and its problem collected, where it throws.
  @discardableResult
  mutating func attempt<Value>(_ body: () throws(LabDiagnostic) -> Value) -> Value? {
    do {
      return try body()
    } catch {
      add(error)
      return nil
    }
  }

  /// Throws what was collected, if anything.
  func finish() throws(LabProblems) {
    guard !found.isEmpty else { return }
    var sorted = found.sorted {
      ($0.position.line, $0.position.column, $0.message) < ($1.position.line, $1.position.column, $1.message)
    }
    if others > 0, let last = sorted.last {
      sorted.append(LabDiagnostic(last.position, "there is more", remedy: "repair these first"))
    }
    throw LabProblems(sorted)
  }
}
