internal import Evidence
internal import Expectations
internal import FoundationEssentials
internal import LabFile
internal import LabModel

extension Lab {
  /// Runs the lab, as `halfopen run` does, and waits for its end without blocking a thread of Swift's pool.
  ///
  /// A lab that fails or is inconclusive is a ``Run`` too: its ``Run/verdict`` says so.
  ///
  /// - Parameters:
  ///   - variant: Which of the lab's variants; nil for a lab without any.
  ///   - seed: Of everything random; nil: a new one, which the run tells.
  ///   - timeLimit: A run that is not over by then is ended, and inconclusive.
  ///   - writable: Folders that the lab's programs may write to; all else of the machine they can only read.
  ///   - environment: Variables of this process that the lab's programs get, besides `PATH` and the like.
  /// - Throws: ``LabError`` where the lab is not understood, or leaves no record; `CancellationError` when the
  ///   task was cancelled, which ends the lab at once.
  public func run(
    variant: String? = nil, seed: UInt64? = nil, timeLimit: Duration = .seconds(300), writable: [String] = [],
    environment: [String] = []
  ) async throws -> Run {
    let labs = try document().labs
    let variants = labs.map(\.variant)
    guard variants.contains(variant) else {
      let known = variants.compactMap { $0.map { "'\($0)'" } }.joined(separator: ", ")
      throw LabError(
        .badNotation,
        known.isEmpty
          ? "the lab '\(name)' has no variants; run it without 'variant'"
          : "the lab '\(name)' has the variants \(known); say which with 'variant', or use runVariants()")
    }
    let filter = variant.map { ["--filter", $0] } ?? []
    let runs = try await runs(labs, filter + Self.grants(writable, environment), seed, timeLimit)
    guard let run = runs.first(where: { $0.variant == variant }) else {
      throw LabError(.notRun, "halfopen did not tell of the lab '\(name)'")
    }
    return run
  }

  /// Runs every variant of the lab, at the same time.
  ///
  /// - Returns: A run of each variant, in the file's order; the one run of a lab without variants.
  public func runVariants(
    seed: UInt64? = nil, timeLimit: Duration = .seconds(300), writable: [String] = [],
    environment: [String] = []
  ) async throws -> [Run] {
    try await runs(try document().labs, Self.grants(writable, environment), seed, timeLimit)
  }

  private static func grants(_ writable: [String], _ environment: [String]) -> [String] {
    writable.flatMap { ["--writable", $0] } + environment.flatMap { ["--environment", $0] }
  }

  private func runs(
    _ labs: [LabModel.Lab], _ options: [String], _ seed: UInt64?, _ timeLimit: Duration
  ) async throws -> [Run] {
    let folder = try RunFolder()
    let path = try file ?? folder.write(yaml, to: "\(name).yaml")
    var arguments = ["run", path, "--format", "json", "--slow", "--output", folder.output] + options
    arguments += ["--time-limit", timeLimit.labText]
    if let seed { arguments += ["--seed", "\(seed)"] }
    let result = try await ProgramRun.run(arguments, in: folder.scratch)
    switch result.status {
    case 0, 1, 2: break
    case 65: throw badNotation(result.errors)
    default: throw LabError(.notRun, "halfopen ended with \(result.status): \(result.errors)")
    }
    return try told(result.output).compactMap { told in
      let record: RunRecord
      do throws(RunDirectoryError) { record = try RunDirectory(path: told.directory).read() } catch {
        // The reason is the better one: it says why there is no record.
        throw LabError(.notRun, "the lab '\(name)' was not run: \(told.reason)")
      }
      guard let lab = labs.first(where: { $0.variant == told.variant }) else { return nil }
      let outcome: LabOutcome
      do throws(LabDiagnostic) {
        outcome = try Judge.judge(record, lab: lab, directory: told.directory)
      } catch {
        throw badNotation("\(error)")
      }
      return Run(outcome, names: LabNames(lab), folder: folder)
    }
  }

  /// What of `halfopen run --format json` is read: the record, from which all the rest follows, lies in the directory.
  private struct Told: Decodable {
    var variant: String?
    var reason: String
    var directory: String
  }

  private func told(_ output: String) throws(LabError) -> [Told] {
    struct Object: Decodable { var labs: [Told] }
    do {
      return try JSONDecoder().decode(Object.self, from: Data(output.utf8)).labs
    } catch {
      throw LabError(.notRun, "what halfopen printed cannot be read: \(error); is it of this version?")
    }
  }
}
