package import Evidence

/// Which of many labs get a diagram: a person reads one closely, not two hundred.
package struct LadderChoice: Sendable {
  /// With more labs than this, those that passed get none.
  private static let fewLabs = 8
  /// Diagrams for runs of the same lab that did not pass.
  private static let failuresPerLab = 3

  private let ladders: RenderOptions.Ladders
  /// Diagrams for runs of the same lab that passed.
  private let passesPerLab: Int
  private var shown: [String: Int] = [:]

  package init(_ run: RunSummary, options: RenderOptions) {
    ladders = options.ladders
    let mayShow = Self.mayShowPassedRuns(labs: Set(run.outcomes.map(\.name)).count, options: options)
    passesPerLab = mayShow ? 1 : 0
  }

  /// For a page, which folds what nobody looks at: however many labs there are, runs that passed have diagrams too.
  init(page options: RenderOptions) {
    ladders = options.ladders
    passesPerLab = Self.failuresPerLab
  }

  /// Whether a lab that passed, one of so many, may get a ladder at all.
  package static func mayShowPassedRuns(labs: Int, options: RenderOptions) -> Bool {
    switch options.ladders {
    case .all: true
    case .none: false
    case .automatic: labs <= fewLabs && options.verbosity != .quiet
    }
  }

  /// Asked once per outcome, in the order of the report.
  package mutating func shows(_ outcome: LabOutcome) -> Bool {
    switch ladders {
    case .all: return true
    case .none: return false
    case .automatic: break
    }
    let key = "\(outcome.verdict.rawValue) \(outcome.name)"
    let count = shown[key, default: 0]
    shown[key] = count + 1
    return count < (outcome.verdict == .pass ? passesPerLab : Self.failuresPerLab)
  }
}
