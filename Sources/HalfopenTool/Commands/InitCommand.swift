import ArgumentParser
import FoundationEssentials

/// Writes a lab to begin with.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented lab file that runs, to begin with.",
    discussion: """
      The lab runs as it is: two instrumented programs, one fault, and what is expected of it. Its comments say \
      where your own program goes. Folders are made as needed; a file that is there is never overwritten.

      Examples:
        halfopen init my-lab.yaml && halfopen run my-lab.yaml
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "lab.yaml"))
  var path = "lab.yaml"

  func run() throws {
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
      throw ValidationError("'\(path)' is no name for a lab file: it ends in .yaml")
    }
    let url = URL(filePath: path)
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    } catch {
      throw ValidationError(
        "cannot make the folder of '\(path)': is a file in its way, or may you not write there?")
    }
    do {
      try Data(StarterLab.text.utf8).write(to: url, options: .withoutOverwriting)
    } catch let error as CocoaError where error.code == .fileWriteFileExists {
      throw ValidationError("cannot write '\(path)': it is there already, and is not overwritten")
    } catch {
      throw ValidationError("cannot write '\(path)': may you write to its folder?")
    }
    try StandardOutput.write(
      "\(path) is written: try 'halfopen run \(path)', then put your own program into it.\n")
  }
}
