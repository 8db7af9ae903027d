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

  /// The folder of the test bundle, where `swift build` puts the package's programs.
  private static func besideTests() throws(SystemCallError) -> String {
    let own = try Executable.own()
    return String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)])
  }

  private static func find(_ name: String, remedy: String) throws(LabError) -> String {
    do throws(SystemCallError) {
      let beside = try besideTests() + "/" + name
      if FileManager.default.isExecutableFile(atPath: beside) { return beside }
      return try Executable.find(name)
    } catch {
      throw LabError(
        .programMissing, "the program '\(name)' is neither beside the test bundle nor on PATH; \(remedy)")
    }
  }

  /// The environment of `halfopen`: ours, with the package's own programs first on PATH, for its labs.
  static func environment() throws(SystemCallError) -> [String] {
    let path = Environment.value("PATH").map { ":" + $0 } ?? ""
    return Environment.all.filter { !$0.hasPrefix("PATH=") } + ["PATH=\(try besideTests())\(path)"]
  }
}
