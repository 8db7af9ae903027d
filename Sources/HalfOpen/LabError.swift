/// Why a lab could not be run, or a question to its record could not be answered.
public struct LabError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, for code that treats one of them differently.
  public enum Code: Sendable, Hashable {
    /// There is no `halfopen` where it is looked for, or it cannot be run.
    case programMissing
    /// The lab, a packet choice or an expectation is not understood; the message has line and column.
    case badNotation
    /// The lab left no record: this machine cannot run it, or the run was cut short.
    case notRun
    /// A file could not be read or written.
    case files
  }

  public let code: Code
  /// What was tried, why it failed, and what to do.
  public let message: String

  init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { message }
}
