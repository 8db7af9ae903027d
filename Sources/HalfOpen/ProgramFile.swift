internal import FoundationEssentials
internal import LinuxHost

/// Where programs are that tests start.
enum ProgramFile {
  /// The variable that names another `halfopen`.
  static let variable = "HALFOPEN"

  /// The program that runs labs: what HALFOPEN names, else the one beside the test bundle, else on PATH.
  ///
  /// A supervisor runs its own file anew inside the lab's namespaces; in a test process that file is the test
  /// bundle. So labs are run by the program, never by this process.
  static func halfopen() throws(LabError) -> String {
    let remedy =
      "build it with 'make build' in halfopen's checkout and put it on PATH or into \(variable), or add "
      + "'.product(name: \"halfopen\", package: \"halfopen\")' and 'halfopen-peer' to the test target's dependencies"
    guard let named = Environment.value(variable), !named.isEmpty else {
      return try find("halfopen", remedy: remedy)
    }
    guard FileManager.default.isExecutableFile(atPath: named) else {
      throw LabError(.programMissing, "\(variable) names '\(named)', which is no program; \(remedy)")
    }
    return named
  }

  /// A program beside the test bundle, or on PATH.
  static func find(_ name: String, remedy: String) throws(LabError) -> String {
    do throws(SystemCallError) {
      let own = try Executable.own()
      let beside = own.prefix(through: own.lastIndex(of: "/") ?? own.startIndex) + name
      if FileManager.default.isExecutableFile(atPath: String(beside)) { return String(beside) }
      return try Executable.find(name)
    } catch {
      throw LabError(
        .programMissing, "the program '\(name)' is neither beside the test bundle nor on PATH; \(remedy)")
    }
  }
}
