import Evidence
import LabModel
import LabRunner
import LinuxHost

/// The machine while checks look at it: what one has found out, the next one uses.
struct ExaminedMachine {
  /// The labs that are to run here; none when nobody said which.
  let labs: [Lab]
  let facts = MachineFacts.current()
  /// The world of two hosts, once it was tried.
  private var world: Result<WorldTrial, TrialFailure>?
  /// The lab of one connection, once it was tried.
  private var connection: Result<LabOutcome, TrialFailure>?

  init(labs: [Lab]) { self.labs = labs }

  /// Builds the world, the first time it is asked for.
  mutating func tryWorld() -> Result<WorldTrial, TrialFailure> {
    if let world { return world }
    let tried: Result<WorldTrial, TrialFailure>
    do { tried = .success(try WorldTrial.run()) } catch { tried = .failure(TrialFailure("\(error)")) }
    world = tried
    return tried
  }

  /// Runs the lab of one connection, the first time it is asked for.
  mutating func tryConnection() -> Result<LabOutcome, TrialFailure> {
    if let connection { return connection }
    let tried = run(.connection(setting: labs.flatMap(\.hosts).flatMap(\.sysctls)))
    connection = tried
    return tried
  }

  /// Runs a lab of the doctor's own; not without a world to run it in.
  mutating func run(_ trial: TrialLab) -> Result<LabOutcome, TrialFailure> {
    guard case .success = tryWorld() else { return .failure(.noWorld) }
    do { return .success(try trial.run()) } catch { return .failure(TrialFailure("\(error)")) }
  }
}

/// Why a trial could not be made, in a sentence.
struct TrialFailure: Error, Sendable, Hashable {
  var sentence: String

  init(_ sentence: String) { self.sentence = sentence }

  static let noWorld = TrialFailure("hosts cannot be made")

  /// The errno's name that the sentence tells; nil where it tells none.
  var errno: String? {
    let words = sentence.split { !$0.isLetter && !$0.isNumber }
    return words.first { word in
      word.count > 3 && word.hasPrefix("E") && word.allSatisfy { $0.isUppercase || $0.isNumber }
    }.map(String.init)
  }
}
