import Foundation
import TestSupport
import Testing

@Suite("Exit statuses")
struct ExitStatusTests {
  @Test(
    "A wrong command line is 64",
    arguments: [
      ["run"], ["run", "labs", "--jobs", "257"], ["run", "labs", "--shard", "5/2"],
      ["run", "labs", "--nonsense"],
      ["report", "nowhere", "--width", "3"], ["reference", "nonsense"], ["nonsense"],
    ])
  func usage(arguments: [String]) throws {
    // Rules out a wrong option that is passed over in silence.
    let result = try BuiltProgram.run(arguments)
    #expect(result.status == 64)
    #expect(result.output == "")
    #expect(!result.errors.isEmpty)
  }

  @Test(
    "Help, version and the reference are 0",
    arguments: [["--help"], ["--version"], ["run", "--help"]])
  func help(arguments: [String]) throws {
    // Rules out help that goes to standard error, where a pager does not see it.
    let result = try BuiltProgram.run(arguments)
    #expect(result.status == 0)
    #expect(!result.output.isEmpty)
  }

  @Test("Every lab of the repository is valid")
  func labsAreValid() throws {
    // Rules out a lab that only fails when somebody runs it.
    let result = try BuiltProgram.run(["validate", "labs", "Tests/BrokenLabs"])
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("A record that is none is 65")
  func badRecord() throws {
    // Rules out a stored run that is judged without having been read.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    for command in ["check", "report"] {
      #expect(try BuiltProgram.run([command, folder]).status == 65)
    }
    try Data("{".utf8).write(to: URL(fileURLWithPath: folder + "/record.json"))
    for command in ["check", "report"] {
      let result = try BuiltProgram.run([command, folder])
      #expect(result.status == 65)
      #expect(result.errors.contains("record.json"))
    }
  }

  @Test("A result that cannot be written is an error, not a trap")
  func fullDisk() throws {
    // Rules out a CI log that looks complete and is not.
    let result = try BuiltProgram.run(["doctor"], standardOutput: "/dev/full")
    #expect(!result.wasKilled)
    #expect(result.status != 0)
    #expect(result.errors.contains("ENOSPC"))
  }
}
