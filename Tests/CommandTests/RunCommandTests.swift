import Foundation
import TestSupport
import Testing

@Suite("halfopen run", .runsLabs)
struct RunCommandTests {
  @Test("A lab that must fail exits 1 and shows expected and actual")
  func brokenLab() throws {
    // Rules out expectations that cannot fail.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try BuiltProgram.run(["run", "Tests/BrokenLabs", "--output", folder])
    #expect(result.status == 1)
    let expected = result.output.range(of: "expected")
    let actual = result.output.range(of: "actual")
    #expect(expected != nil && actual != nil)
    if let expected, let actual { #expect(expected.lowerBound < actual.lowerBound) }
  }

  @Test("A run can be judged and shown again, with the same verdict")
  func checkAgain() throws {
    // Rules out a verdict that depends on more than the record.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let lab = "labs/handshake/connect-closed-port.yaml"
    #expect(try BuiltProgram.run(["run", lab, "--output", folder]).status == 0)
    #expect(try BuiltProgram.run(["check", folder]).status == 0)
    #expect(try BuiltProgram.run(["report", folder, "--format", "markdown"]).status == 0)
  }

  @Test("JSON has the keys that others rely on")
  func json() throws {
    // Rules out a renamed key, which would break every CI job that reads it.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try BuiltProgram.run(["run", "labs/handshake", "--output", folder, "--format", "json"])
    let object = try result.json()
    #expect(Set(object.keys) == ["kernel", "seed", "seconds", "labs", "counts"])
    let labs = object["labs"] as? [[String: Any]] ?? []
    #expect(!labs.isEmpty)
    for lab in labs {
      let keys: Set = [
        "lab", "variant", "title", "verdict", "reason", "seconds", "seed", "kernel", "directory", "claims",
        "expectations", "referee",
      ]
      #expect(Set(lab.keys) == keys)
    }
  }

  @Test("A machine that allows no namespaces is inconclusive, with what to do")
  func missingCapability() throws {
    // Rules out a pass, a failure or a bare errno where the machine is what is wrong.
    let script = """
      echo 0 > /proc/sys/user/max_user_namespaces
      exec setpriv --bounding-set -all --inh-caps -all "$0" "$@"
      """
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try BuiltProgram.run(
      [
        "--user", "--map-root-user", "sh", "-c", script, BuiltProgram.path, "run", "labs/handshake",
        "--output", folder, "--width", "500",
      ], program: "/usr/bin/unshare")
    #expect(result.status == 2)
    // The report wraps lines where the program's path makes them too long.
    let text = result.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("sudo sysctl user.max_user_namespaces"))
  }
}
